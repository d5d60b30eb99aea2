import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { dayOfMonth } from '../../server/time-off/days.ts'
import { hire, hireAnn, paidTimeOff } from '../company.ts'
import type { Account } from '../harness.ts'
import { june, MONDAY, NEXT_YEAR, show, TODAY, YEAR } from './days.ts'
import { startWeb, type Web } from './web.ts'

let web: Web
let admin: Account
let ann: Account
let leave_type_id: string

before(async () => {
  web = await startWeb()
  admin = await web.teamroom.account('admin')
  leave_type_id = await paidTimeOff(web.teamroom.db)
})
beforeEach(async () => {
  ;({ ann } = await hireAnn(web.teamroom, { allowance: 2_500 }))
})
afterEach(() => web.assertNoTroubles())
after(() => web.stop())

/** Somebody's requests as the API has them, the latest first. */
async function requestsOf(account: Account) {
  return (await account.send('GET', '/api/time-off/requests')).body
}

async function openForm(expects = /422 .*\/preview/) {
  const visitor = await web.visit({ as: ann, expects })
  await visitor.go('/time-off')
  return { ...visitor, form: visitor.page.getByRole('region', { name: 'Ask for time off' }) }
}

const send = (form: Locator) => form.getByRole('button', { name: 'Ask', exact: true })
const costs = (form: Locator, words: string) => form.getByText(`This takes ${words}.`, { exact: false }).waitFor()

/** Presses the tabulator until something has the focus. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    if ((await target.and(page.locator(':focus')).count()) > 0) return
    await page.keyboard.press('Tab')
  }
  assert.fail('The keyboard does not get there.')
}

describe('asking for time off', () => {
  it('needs the keyboard alone', async () => {
    const { page, context, form } = await openForm()
    await tabTo(page, form.getByRole('button', { name: 'Next month' }))
    await page.keyboard.press('Enter')
    const next = dayOfMonth(YEAR, Number(TODAY.slice(5, 7)) + 1, 1)
    const month = next.slice(0, 7)
    const name = show(next, { month: 'long', year: 'numeric' })
    await tabTo(page, form.getByRole('button', { name: new RegExp(`\\D1 ${name}`) }))
    for (const key of ['ArrowDown', 'Enter', 'ArrowRight', 'ArrowRight', 'Enter']) await page.keyboard.press(key)
    await form.getByText('This takes').waitFor()
    await tabTo(page, form.getByLabel('Note'))
    await page.keyboard.type('No mouse.')
    await tabTo(page, send(form))
    await page.keyboard.press('Enter')
    await page.getByText('Your request is on its way.').waitFor()
    const [{ start, end, note }] = await requestsOf(ann)
    assert.deepEqual([start, end, note], [`${month}-08`, `${month}-10`, 'No mouse.'])
    await context.close()
  })

  it('takes half days and hours of a day, and says which hours make no sense', async () => {
    const { context, form } = await openForm()
    await form.getByLabel('First day').fill(june(MONDAY))
    await costs(form, '1 day')
    await form.getByRole('radio', { name: 'Afternoon' }).check()
    await costs(form, '4 h')
    await form.getByRole('radio', { name: 'Hours' }).check()
    await form.getByRole('textbox', { name: 'Hours' }).fill('9')
    await form.getByText('There are only 8 h of working time then.').waitFor()
    assert.ok(await send(form).isDisabled())
    await form.getByRole('textbox', { name: 'Hours' }).fill('0.33')
    await form.getByText('Must come to whole minutes: a multiple of 0.05 hours.').waitFor()
    await form.getByRole('textbox', { name: 'Hours' }).fill('2.5')
    await costs(form, '2.5 h')
    await form.getByLabel('Last day').fill(june(MONDAY + 2))
    await costs(form, '3 days')
    await form.getByLabel('Begins at noon').check()
    await form.getByLabel('Ends at noon').check()
    await costs(form, '2 days')
    await send(form).click()
    await form.page().getByRole('article', { name: 'from noon, until noon' }).waitFor()
    const [{ start_half, end_half, hours, cost_hours }] = await requestsOf(ann)
    assert.deepEqual([start_half, end_half, hours, cost_hours], ['afternoon', 'morning', null, 16])
    await context.close()
  })

  it('shows in the calendar the holidays and who is away, and what a holiday spares', async () => {
    const ben = await hire(web.teamroom.db, { name: 'Ben Moss' })
    const away = { employee_id: ben, leave_type_id, start: june(MONDAY + 2), hours: 1 }
    await web.teamroom.db.updateTable('leave_types').set({ floor_minutes: null }).execute()
    const { body } = await admin.send('POST', '/api/time-off/requests', away)
    await admin.send('POST', `/api/time-off/requests/${body.id}/approval`, {})
    await web.teamroom.db.updateTable('leave_types').set({ floor_minutes: 0 }).execute()
    const party = await admin.send('POST', '/api/company/holidays', { date: june(MONDAY + 1), name: 'Summer party' })
    assert.equal(party.status, 201, party.text)

    const { context, form } = await openForm()
    await form.getByLabel('First day').fill(june(MONDAY))
    await form.getByRole('button', { name: /Summer party/ }).waitFor()
    await form.getByRole('button', { name: /away: Ben Moss/ }).click()
    await costs(form, '2 days')
    assert.equal(await form.getByLabel('Last day').inputValue(), june(MONDAY + 2))
    await form.getByRole('cell', { name: 'Summer party', exact: true }).waitFor()
    await form.getByText(/^Ben Moss: .*1 h$/).waitFor()
    await context.close()
  })

  it('says in words what stands in the way: days held already, more than there is, an end before the start', async () => {
    const held = { leave_type_id, start: june(MONDAY + 3), note: 'Already.' }
    assert.equal((await ann.send('POST', '/api/time-off/requests', held)).status, 201)
    const { page, context, form } = await openForm()
    await form.getByLabel('First day').fill(june(MONDAY))
    await form.getByLabel('Last day').fill(june(MONDAY + 4))
    await form.getByText('It overlaps with another request').waitFor()
    assert.ok(await send(form).isDisabled())
    await form.getByRole('button', { name: /your time off, waiting/ }).waitFor()
    await form.getByLabel('Last day').fill(`${NEXT_YEAR}-09-30`)
    await form
      .getByText('It overlaps')
      .or(form.getByText(/ short\.$/))
      .waitFor()
    await form.getByLabel('First day').fill(`${NEXT_YEAR}-07-01`)
    const short = form.getByText(/^This costs .*, but on .* there would only be .*: .* short\.$/)
    await short.waitFor()
    assert.doesNotMatch(await short.innerText(), /\d-\d\d-\d\d/)
    await form.getByLabel('Last day').fill(june(1))
    await form.getByText('Must not be before the start.').waitFor()
    await form.getByLabel('First day').fill(june(MONDAY))
    await form.getByLabel('Last day').fill(june(MONDAY + 2))
    await costs(form, '2 days')
    await send(form).click()
    await page.getByText('Your request is on its way.').waitFor()
    await context.close()
  })
})
