import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { adjust, hire, hireAnn, paidTimeOff } from '../../company.ts'
import { fillCalendar } from '../crowd.ts'
import { june, MONDAY, NEXT_YEAR, workday, workdays } from '../days.ts'
import type { Web } from '../web.ts'
import { describeLooks } from './looking.ts'

describeLooks('time off', async (web) => {
  const { ann, boss } = await hireAnn(web.teamroom, { allowance: 2_500 })
  const admin = await web.teamroom.account('admin')
  const leave_type_id = await paidTimeOff(web.teamroom.db)
  for (const [start, note] of [
    [workday(`${NEXT_YEAR}-03-03`), 'A wedding, far away, of people I hardly know'],
    [workday(`${NEXT_YEAR}-04-07`), ''],
    ...workdays(june(1), 2).map((day) => [day, '']),
  ]) {
    const answer = await ann.send('POST', '/api/time-off/requests', { leave_type_id, start, ...(note && { note }) })
    assert.equal(answer.status, 201, answer.text)
  }
  const [first, second, waiting] = (await ann.send('GET', '/api/time-off/requests')).body
  await boss.send('POST', `/api/time-off/requests/${first.id}/approval`, {})
  await boss.send('POST', `/api/time-off/requests/${second.id}/rejection`, { note: 'Too many are away then.' })
  await sendAway(web, 'Ben Moss', june(MONDAY + 1), june(MONDAY + 3))
  await sendAway(web, 'Cleo Marguerite Featherstonehaugh', `${NEXT_YEAR}-04-05`, `${NEXT_YEAR}-04-09`)
  await fillCalendar(web.teamroom, admin)
  const nextYear = `/time-off/balance?on=${NEXT_YEAR}-12-31`
  return [
    { name: 'home', path: '/', as: boss },
    { name: 'time-off', path: '/time-off', as: ann, open: wish },
    { name: 'time-off-manager', path: '/time-off', as: boss, open: openDecision },
    { name: 'time-off-change', path: `/time-off/requests/${waiting.id}`, as: boss },
    { name: 'time-off-balance', path: '/time-off/balance', as: ann, open: seeChart },
    { name: 'time-off-balance-next-year', path: nextYear, as: ann, open: seeChart },
    { name: 'calendar', path: '/time-off/calendar?view=month', as: admin },
    { name: 'calendar-list', path: '/time-off/calendar?view=list', as: admin, open: makeFeed },
    { name: 'question', path: '/time-off/calendar?team=Bakery', as: admin, open: askToRevoke },
    { name: 'calendar-year', path: '/time-off/calendar?view=year&team=Bakery', as: admin },
    { name: 'calendar-nobody', path: '/time-off/calendar?month=2019-02&team=Nobody', as: boss },
  ]
})

/** A colleague who is away. */
async function sendAway({ teamroom }: Web, name: string, start: string, end: string): Promise<void> {
  const admin = await teamroom.account('admin')
  const employee_id = await hire(teamroom.db, { name })
  await adjust(teamroom, employee_id, 5 * 480)
  const body = { employee_id, leave_type_id: await paidTimeOff(teamroom.db), start, end }
  const { body: request } = await admin.send('POST', '/api/time-off/requests', body)
  const { status } = await admin.send('POST', `/api/time-off/requests/${request.id}/approval`, {})
  assert.equal(status, 201)
}

async function wish(page: Page): Promise<void> {
  await page.getByLabel('First day').fill(june(MONDAY + 1))
  await page.getByLabel('Last day').fill(june(MONDAY + 6))
  await page.getByText('This takes 4 days').waitFor()
  await page.getByText(/^Ben Moss/).waitFor()
}

async function openDecision(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Day by day' }).first().click()
  await page.getByRole('button', { name: 'Add a note' }).first().click()
}

async function seeChart(page: Page): Promise<void> {
  const chart = page.getByRole('img', { name: /through the leave year/ })
  // A line that goes nowhere has no height, and counts as hidden.
  await chart.locator('path.recharts-curve').first().waitFor({ state: 'attached' })
}

async function makeFeed(page: Page): Promise<void> {
  await page.getByLabel('Everybody’s').check()
  await page.getByRole('button', { name: 'Make an address' }).click()
  await page.getByLabel('Private address').waitFor()
}

async function askToRevoke(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Revoke' }).first().click()
  await page.getByRole('dialog').waitFor()
}
