import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import { addDays } from '../../server/time-off/days.ts'
import { hire } from '../company.ts'
import type { Account } from '../harness.ts'
import { addLeaveType, takeOff } from '../time-off.ts'
import { show, TODAY } from './days.ts'
import { startWeb, type Visitor, type Web } from './web.ts'

const EVERY_DAY = Array(7).fill(480)
const HOSTILE = '<img src=x onerror=alert(1)>'

let web: Web
let admin: Account
let ann: Account
let leave_type_id: string

before(async () => {
  web = await startWeb()
  admin = await web.teamroom.account('admin')
  ann = await web.teamroom.account('member', 'Ann')
  const { id } = await addLeaveType(admin, { name: 'A journey', floor_hours: null })
  leave_type_id = id
})
afterEach(() => web.assertNoTroubles())
after(() => web.stop())

/** A time zone in which it is another day than in UTC, and the day that it is there. */
function farAway(): { time_zone: string; today: string } {
  const now = web.teamroom.clock.now
  const isAhead = now.getUTCHours() >= 10
  const today = addDays(now.toISOString().slice(0, 10), isAhead ? 1 : -1)
  return { time_zone: isAhead ? 'Pacific/Kiritimati' : 'Pacific/Pago_Pago', today }
}

async function home(as: Account): Promise<Visitor> {
  const visitor = await web.visit({ as })
  await visitor.go('/')
  return visitor
}

describe('the home page', () => {
  it('says who is away today, where the company is, and who in the week ahead, each once', async () => {
    const { time_zone, today } = farAway()
    await admin.send('PATCH', '/api/company', { time_zone })
    const off = async (name: string, span: object, pending = false) => {
      const employee_id = await hire(web.teamroom.db, { name, minutes: EVERY_DAY, start_date: '2020-01-01' })
      await takeOff(admin, { employee_id, leave_type_id, ...span }, pending)
    }
    await off('Today alone', { start: today })
    await off('Still away', { start: addDays(today, -3), end: addDays(today, 2) })
    await off('This afternoon', { start: today, start_half: 'afternoon' })
    await off('Was away', { start: addDays(today, -3), end: addDays(today, -1) })
    await off('Wants to be', { start: today, end: addDays(today, 3) }, true)
    await off('Next month', { start: addDays(today, 30) })
    for (let i = 1; i <= 8; i++) await off(`${HOSTILE} ${i}`, { start: addDays(today, 7), end: addDays(today, 9) })

    const { page, context } = await home(ann)
    const part = (name: RegExp) => page.getByRole('region', { name })
    const todays = part(new RegExp(`^Today, ${show(today, { weekday: 'long', day: 'numeric', month: 'long' })}$`))
    assert.deepEqual((await todays.innerText()).split(/\n+/).slice(1), [
      ...['Still away', `until ${show(addDays(today, 2))}`],
      ...['This afternoon', 'afternoon', 'Today alone', 'all day'],
    ])
    const week = part(/^The week ahead/)
    const names = Array.from({ length: 6 }, (_, i) => `${HOSTILE} ${i + 1}`)
    const lines = (await week.innerText()).split(/\n+/)
    assert.deepEqual(
      lines.filter((line) => line.startsWith('<')),
      names,
    )
    assert.equal(await page.locator('[onerror]').count(), 0)
    await week.getByRole('link', { name: 'and 2 more' }).click()
    await page.getByText(`${HOSTILE} 8`).first().waitFor()
    // Exactly the days that the link speaks of.
    const { searchParams } = new URL(page.url())
    assert.deepEqual([searchParams.get('from'), searchParams.get('to')], [addDays(today, 1), addDays(today, 7)])
    assert.equal(await page.getByText('Was away').count(), 0)
    await page.getByText('Still away').first().waitFor()
    await context.close()
  })

  it('says what is next for me: the soonest time off that is approved, and the next holiday', async () => {
    const stranger = await home(await web.teamroom.account('member'))
    await stranger.page.getByText('You have no approved time off ahead.').waitFor()
    await stranger.page.getByText('No holiday is known for the coming year.').waitFor()
    await stranger.context.close()

    const { today } = farAway()
    const employee_id = await hire(web.teamroom.db, { account: ann, minutes: EVERY_DAY })
    const off = (days: number, pending = false) =>
      takeOff(admin, { employee_id, leave_type_id, start: addDays(today, days) }, pending)
    await off(40)
    await off(20)
    await off(10, true)
    for (const days of [90, 15]) {
      await admin.send('POST', '/api/company/holidays', { date: addDays(today, days), name: `Day ${days}` })
    }
    const { page, context } = await home(ann)
    const next = page.getByRole('region', { name: 'What is next for me' })
    const day = (days: number) => show(addDays(today, days))
    await next.getByText(`${day(20)}, A journey`, { exact: true }).waitFor()
    await next.getByText(`${day(15)} – Day 15`, { exact: true }).waitFor()
    await context.close()
  })

  it('counts the must-reads that are not acknowledged, all of them, and leads to them', async () => {
    const editor = await web.teamroom.account('manager')
    const write = async (title: string, fields = {}) => {
      const post = { title, content: 'Long enough to be read.', must_read: true, ...fields }
      assert.equal((await editor.send('POST', '/api/posts', post)).status, 201)
    }
    for (let i = 1; i <= 7; i++) await write(`Rule ${i}`)
    await write('A draft', { published: false })
    await write('Not yet', { publish_at: '2999-01-01T00:00:00Z' })
    const { page, context, go } = await home(editor)
    const card = page.getByRole('region', { name: 'Must-reads' })
    await card.getByText('7 posts to read').waitFor()
    assert.deepEqual(await card.getByRole('link').allInnerTexts(), [
      ...['Rule 7', 'Rule 6', 'Rule 5', 'Rule 4', 'Rule 3'],
      'and 2 more',
    ])
    await card.getByRole('link', { name: 'Rule 7' }).click()
    await page.getByRole('button', { name: 'I have read this' }).click()
    await page.getByText('You read this on').waitFor()
    await go('/')
    await card.getByText('6 posts to read').waitFor()
    for (let i = 8; i <= 22; i++) await write(`Rule ${i}`)
    await go('/')
    await card.getByText('More than').waitFor()
    await card.getByRole('link', { name: 'and more' }).click()
    await page.getByRole('heading', { name: 'News' }).waitFor()
    await context.close()
  })
})

describe('the home page of a company of which many are away', () => {
  it('leads to the rest of today, and does not say that nobody is away in the week ahead', async () => {
    const crowd = await startWeb()
    const { db, account } = crowd.teamroom
    const as = await account('admin')
    const { id } = await addLeaveType(as, { name: 'A journey', floor_hours: null })
    for (let i = 1; i <= 7; i++) {
      const employee_id = await hire(db, { name: `Guest ${i}`, minutes: EVERY_DAY })
      await takeOff(as, { employee_id, leave_type_id: id, start: TODAY, end: addDays(TODAY, 2) })
    }
    const { page, go } = await crowd.visit({ as })
    await go('/')
    await page
      .getByRole('region', { name: /^The week ahead/ })
      .getByText('Nobody else is away.')
      .waitFor()
    await page
      .getByRole('region', { name: /^Today/ })
      .getByRole('link', { name: 'and 1 more' })
      .click()
    await page.getByRole('heading', { level: 2, name: show(TODAY), exact: true }).waitFor()
    await page.getByText('Guest 7').waitFor()
    assert.equal(await page.getByText(/^Guest \d$/).count(), 7)
    crowd.assertNoTroubles()
    await crowd.stop()
  })
})
