import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { transact } from '../../server/db/transact.ts'
import { addDays } from '../../server/time-off/days.ts'
import { hire } from '../company.ts'
import type { Account } from '../harness.ts'
import { addLeaveType, takeOff } from '../time-off.ts'
import { NEXT_YEAR, show, TODAY } from './days.ts'
import { startWeb, until, type Web } from './web.ts'

const HOSTILE = '<img src=x onerror=alert(1)>'
const EVERY_DAY = Array(7).fill(480)
const MARCH = `${NEXT_YEAR}-03`

let web: Web
let boss: Account
let ann: Account
let ben: Account

before(async () => {
  web = await startWeb()
  const { db, account } = web.teamroom
  const admin = await account('admin')
  ;[boss, ann, ben] = [await account('member', 'Bo'), await account('member', 'Ann'), await account('member', 'Ben')]
  const manager = await hire(db, { account: boss, team: 'Kitchen' })
  const annId = await hire(db, { account: ann, team: 'Kitchen', manager, minutes: EVERY_DAY })
  const benId = await hire(db, { account: ben, team: HOSTILE, minutes: EVERY_DAY })
  const { id: leave_type_id } = await addLeaveType(admin, { name: 'A journey', floor_hours: null })
  const off = (employee_id: string, span: object, pending = false) =>
    takeOff(admin, { employee_id, leave_type_id, ...span }, pending)
  await off(annId, { start: `${MARCH}-02`, end: `${MARCH}-06` })
  await off(annId, { start: `${MARCH}-10`, start_half: 'afternoon' })
  await off(annId, { start: `${MARCH}-20`, end: `${MARCH}-27` }, true)
  await off(benId, { start: `${MARCH}-30`, end: `${NEXT_YEAR}-04-02`, end_half: 'morning' })
  await admin.send('POST', '/api/company/holidays', { date: `${MARCH}-17`, name: 'Founder’s day' })
})
afterEach(() => web.assertNoTroubles())
after(() => web.stop())

const grid = (page: Page, name = `March ${NEXT_YEAR}`) => page.getByRole('region', { name, exact: true })
const monthOf = (month: string, more = '') => `/time-off/calendar?view=month&month=${month}${more}`

/** Languages differ, and change, in what they set around a dash. */
const withoutSpaces = (text: string) => text.replaceAll(/\s*–\s*/g, '–')

/** What the calendar says of somebody's absences. */
async function absencesOf(where: Locator, name: string): Promise<string[]> {
  const row = where.getByRole('list', { name: 'People' }).locator(':scope > li').filter({ hasText: name })
  await row.waitFor()
  return (await row.getByRole('listitem').allInnerTexts()).map(withoutSpaces)
}

const widthOf = async (where: Locator) => (await where.boundingBox())?.width ?? 0

describe('the team calendar', () => {
  it('shows colleagues when somebody is away, and those who decide what for and what waits', async () => {
    const of = async (as: Account) => {
      const { page, context, go } = await web.visit({ as })
      await go(monthOf(MARCH))
      const found = await absencesOf(grid(page), 'Ann')
      await context.close()
      return found
    }
    const days = [
      `2–6 Mar ${NEXT_YEAR}`,
      `10 Mar ${NEXT_YEAR}, afternoon`,
      `20–27 Mar ${NEXT_YEAR}, waiting for approval`,
    ]
    assert.deepEqual(
      await of(ben),
      days.slice(0, 2).map((when) => `Away, ${when}`),
    )
    assert.deepEqual(
      await of(boss),
      days.map((when) => `A journey, ${when}`),
    )
  })

  it('draws days as long as they are, half days by half, and names holidays', async () => {
    const { page, context, go } = await web.visit({ as: boss })
    await go(monthOf(MARCH))
    await page.getByText(`Holidays: 17 Mar ${NEXT_YEAR} Founder’s day`).waitFor()
    const bar = (text: string | RegExp) => grid(page).getByRole('listitem').getByText(text)
    const [five, half] = [await widthOf(bar(/2\s*–\s*6 Mar/)), await widthOf(bar('10 Mar'))]
    assert.ok(half > 5 && Math.abs(five / half - 10) < 0.5, `${five} / ${half}`)
    // From March into April: the bar ends where the month does, and goes on in the next one.
    assert.deepEqual(await absencesOf(grid(page), 'Ben'), [`Away, 30 Mar–2 Apr ${NEXT_YEAR}, until noon`])
    await page.getByRole('link', { name: 'Next month' }).click()
    await page.getByRole('heading', { name: `April ${NEXT_YEAR}` }).waitFor()
    assert.deepEqual(await absencesOf(grid(page, `April ${NEXT_YEAR}`), 'Ben'), [
      `Away, 30 Mar–2 Apr ${NEXT_YEAR}, until noon`,
    ])
    assert.deepEqual(await absencesOf(grid(page, `April ${NEXT_YEAR}`), 'Ann'), [])
    await context.close()
  })

  it('keeps view, month and team in its address: reloading and going back show the same', async () => {
    const { page, context, go } = await web.visit({ as: boss })
    await go(monthOf(MARCH))
    await page.getByText('Year', { exact: true }).click()
    await page.getByRole('heading', { name: String(NEXT_YEAR), exact: true }).waitFor()
    assert.equal((await absencesOf(grid(page, String(NEXT_YEAR)), 'Ann')).length, 3)
    await page.getByRole('combobox', { name: 'Team' }).click()
    await page.getByRole('option', { name: 'Kitchen' }).click()
    await grid(page, String(NEXT_YEAR)).getByText('Ben', { exact: true }).waitFor({ state: 'detached' })
    const address = page.url()
    assert.match(address, /view=year/)
    assert.match(address, /team=Kitchen/)
    await page.reload()
    await absencesOf(grid(page, String(NEXT_YEAR)), 'Ann')
    assert.equal(await grid(page, String(NEXT_YEAR)).getByText('Ben', { exact: true }).count(), 0)
    await page.getByRole('link', { name: 'Next year' }).click()
    await page.getByRole('heading', { name: String(NEXT_YEAR + 1), exact: true }).waitFor()
    await page.goBack()
    await page.getByRole('heading', { name: String(NEXT_YEAR), exact: true }).waitFor()
    assert.equal(page.url(), address)
    await page.goBack()
    await grid(page, String(NEXT_YEAR)).getByText('Ben', { exact: true }).waitFor()
    await page.goBack()
    await absencesOf(grid(page), 'Ben')
    await context.close()
  })

  it('lists exactly the days that its address names, over the end of a month, and a month again from there', async () => {
    const { page, context, go } = await web.visit({ as: boss })
    await go(`/time-off/calendar?from=${MARCH}-24&to=${NEXT_YEAR}-04-03`)
    await page.getByRole('heading', { level: 2, name: /^24 Mar\s*–\s*3 Apr/ }).waitFor()
    await page.getByText('Ben', { exact: true }).first().waitFor()
    await page.getByText('Ann', { exact: true }).first().waitFor()
    assert.equal(await page.getByText(/10 Mar/).count(), 0)
    await page.getByText('Month', { exact: true }).click()
    await absencesOf(grid(page), 'Ann')
    await page.goBack()
    await page.getByRole('link', { name: 'Next month' }).click()
    await page.getByRole('heading', { name: `April ${NEXT_YEAR}` }).waitFor()
    for (const nonsense of [`${MARCH}-24&to=${MARCH}-23`, `${MARCH}-32&to=${MARCH}-33`, `${MARCH}-01&to=2999-01-01`]) {
      await go(`/time-off/calendar?from=${nonsense}`)
      await page.getByRole('heading', { name: show(TODAY, { month: 'long', year: 'numeric' }) }).waitFor()
    }
    await context.close()
  })

  it('takes a team’s name for text, and an address that makes no sense for today’s', async () => {
    const { page, context, go } = await web.visit({ as: ann })
    await go(`/time-off/calendar?view=decade&month=${NEXT_YEAR}-13&team=${encodeURIComponent(HOSTILE)}`)
    await page.getByText('Ben', { exact: true }).waitFor()
    assert.equal(await page.getByRole('combobox', { name: 'Team' }).inputValue(), HOSTILE)
    assert.equal(await page.locator('[onerror]').count(), 0)
    await page.getByRole('heading', { name: show(TODAY, { month: 'long', year: 'numeric' }) }).waitFor()
    await go('/time-off/calendar?view=month&team=42')
    await page.getByText('Nobody is in the team “42”.').waitFor()
    await context.close()
  })

  it('is a list of weeks on a phone, and its grid scrolls inside itself, by the keyboard too', async () => {
    const { page, context, go } = await web.visit({ as: boss, width: 360 })
    await go(`/time-off/calendar?month=${MARCH}`)
    const weeks = page.getByRole('region').filter({ hasText: 'Ann' })
    const away = new RegExp(`Ann\\n+2–6 Mar ${NEXT_YEAR} · A journey`)
    await until(async () => away.test(withoutSpaces(await weeks.first().innerText())))
    await page.getByText(`17 Mar ${NEXT_YEAR}: Founder’s day`).waitFor()
    await page.getByText('waiting for approval').first().waitFor()
    const beyond = 'document.documentElement.scrollWidth - innerWidth'
    assert.equal(await page.evaluate(beyond), 0)

    await page.getByText('Month', { exact: true }).click()
    await absencesOf(grid(page), 'Ann')
    assert.equal(await page.evaluate(beyond), 0)
    await page.getByRole('link', { name: 'Next month' }).focus()
    await page.keyboard.press('Enter')
    const april = grid(page, `April ${NEXT_YEAR}`)
    await april.waitFor()
    await april.focus()
    await page.keyboard.press('ArrowRight')
    await until(() => april.evaluate((region) => (region as { scrollLeft: number }).scrollLeft > 0))
    await context.close()
  })
})

describe('the list of the calendar', () => {
  it('has each absence once, and names who is still away in the weeks after', async () => {
    const { page, context, go } = await web.visit({ as: boss })
    // From a Monday to the Sunday of the second week after it.
    const monday = addDays(`${MARCH}-20`, -((new Date(`${MARCH}-20`).getUTCDay() + 6) % 7))
    await go(`/time-off/calendar?from=${monday}&to=${addDays(monday, 20)}`)
    const pending = page.getByText('waiting for approval')
    await pending.first().waitFor()
    assert.equal(await pending.count(), 1)
    await page.getByText('Still away: Ann', { exact: true }).waitFor()
    await context.close()
  })
})

describe('a company of more people than come at once', () => {
  it('is shown whole, and says so when a part of it did not come', async () => {
    await transact(web.teamroom.db, async (trx) => {
      for (let i = 0; i < 230; i++) await hire(trx, { name: `Person ${String(i).padStart(3, '0')}`, team: 'Many' })
    })
    const { page, context, go } = await web.visit({ as: ann, expects: /500 .*\/api\/employees/ })
    let refuses = true
    await page.route(/api\/employees\?.*cursor=/, (route) =>
      refuses ? route.fulfill({ status: 500, json: { code: 500, message: 'Out of order.' } }) : route.continue(),
    )
    await go(`${monthOf(MARCH)}&team=Many`)
    const alert = page.getByRole('alert', { name: 'Not everybody could be loaded' })
    await alert.getByText('Out of order.').waitFor()
    refuses = false
    await alert.getByRole('button', { name: 'Try again' }).click()
    await alert.waitFor({ state: 'detached' })
    await grid(page).getByText('Person 229').waitFor()
    assert.equal(await grid(page).locator('li').count(), 230)
    await context.close()
  })
})

describe('a private address for calendar programs', () => {
  it('is made, copied, read without signing in, not shown again, and gone once revoked', async () => {
    const { page, context, go } = await web.visit({ as: ann })
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await go('/time-off/calendar')
    const card = page.getByRole('region', { name: 'In your calendar program' })
    await card.getByText('You have no address yet.').waitFor()
    await card.getByRole('button', { name: 'Make an address' }).click()
    const url = await card.getByLabel('Private address').inputValue()
    await card.getByRole('button', { name: 'Copy' }).click()
    await card.getByRole('button', { name: 'Copied' }).waitFor()
    assert.equal(await page.evaluate('navigator.clipboard.readText()'), url)
    const file = await fetch(url)
    assert.deepEqual([file.status, file.headers.get('content-type')], [200, 'text/calendar; charset=utf-8'])
    assert.match(await file.text(), /SUMMARY:A journey/)

    await page.reload()
    await card.getByRole('button', { name: 'Revoke' }).waitFor()
    assert.equal(await card.getByLabel('Private address').count(), 0)
    await card.getByRole('button', { name: 'Revoke' }).click()
    const question = page.getByRole('dialog', { name: 'Revoke this address?' })
    await page.keyboard.press('Escape')
    await question.waitFor({ state: 'detached' })
    assert.equal(await page.evaluate('document.activeElement.textContent'), 'Revoke')
    await page.keyboard.press('Enter')
    await question.getByRole('button', { name: 'Cancel' }).click()
    await question.waitFor({ state: 'detached' })
    assert.equal((await fetch(url)).status, 200)
    await card.getByRole('button', { name: 'Revoke' }).click()
    await question.getByRole('button', { name: 'Revoke' }).click()
    await page.getByText('The address is revoked.').waitFor()
    await card.getByText('You have no address yet.').waitFor()
    assert.equal((await fetch(url)).status, 404)
    await context.close()
  })

  it('is refused, in words, to an account without an employee, who may have everybody’s', async () => {
    const { page, context, go } = await web.visit({
      as: await web.teamroom.account('member'),
      expects: /409 .*\/feeds/,
    })
    await go('/time-off/calendar')
    const card = page.getByRole('region', { name: 'In your calendar program' })
    await card.getByLabel('My team’s and my reports’').check()
    await card.getByRole('button', { name: 'Make an address' }).click()
    await card.getByText('Your account belongs to no employee').waitFor()
    await card.getByLabel('Everybody’s').check()
    await card.getByRole('button', { name: 'Make an address' }).click()
    const url = await card.getByLabel('Private address').inputValue()
    assert.match(await (await fetch(url)).text(), /SUMMARY:Ann – away/)
    await context.close()
  })
})
