import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import { adjust, hire, hireAnn, paidTimeOff } from '../company.ts'
import type { Account } from '../harness.ts'
import { june, MONDAY, NEXT_YEAR, workdays } from './days.ts'
import { startWeb, until, type Web } from './web.ts'

const HOSTILE = '<img src=x onerror=alert(1)>'

let web: Web
let leave_type_id: string
let boss: Account
let ann: Account

before(async () => {
  web = await startWeb()
  leave_type_id = await paidTimeOff(web.teamroom.db)
})
beforeEach(async () => {
  ;({ ann, boss } = await hireAnn(web.teamroom, { allowance: 2_500 }))
})
afterEach(() => web.assertNoTroubles())
after(() => web.stop())

/** Asks for a Monday in June, or for what is named. */
async function ask(wish: object = {}): Promise<{ id: string }> {
  const body = { leave_type_id, start: june(MONDAY), ...wish }
  const answer = await ann.send('POST', '/api/time-off/requests', body)
  assert.equal(answer.status, 201, answer.text)
  return answer.body
}

async function statusOf({ id }: { id: string }) {
  const { status, decision_note } = (await ann.send('GET', `/api/time-off/requests/${id}`)).body
  return { status, decision_note }
}

/** A colleague of Ann's, away from Tuesday to Thursday. */
async function sendBenAway(): Promise<void> {
  const admin = await web.teamroom.account('admin')
  const employee_id = await hire(web.teamroom.db, { name: 'Ben Moss' })
  await adjust(web.teamroom, employee_id, 5 * 480)
  const body = { employee_id, leave_type_id, start: june(MONDAY + 1), end: june(MONDAY + 3) }
  const { body: request } = await admin.send('POST', '/api/time-off/requests', body)
  assert.equal((await admin.send('POST', `/api/time-off/requests/${request.id}/approval`, {})).status, 201)
}

describe('who decides', () => {
  it('sees days, cost, what is left and who else is away; rejects with a word; takes it back', async () => {
    await sendBenAway()
    const request = await ask({ end: june(MONDAY + 1), note: HOSTILE })
    const { page, context, go } = await web.visit({ as: boss })
    await go('/time-off')
    const card = page.getByRole('article', { name: ann.username })
    await card.getByText(`“${HOSTILE}”`).waitFor()
    assert.equal(await page.locator('[onerror]').count(), 0)
    await card.getByText('Paid time off, 2 days').waitFor()
    await card.getByRole('link', { name: '23 days left after it' }).waitFor()
    await card.getByText(new RegExp(`^Ben Moss: .* Jun ${NEXT_YEAR}$`)).waitFor()
    await card.getByRole('button', { name: 'Day by day' }).click()
    assert.equal(await card.getByRole('row').count(), 2)
    await card.getByRole('button', { name: 'Add a note' }).click()
    await card.getByLabel(`Note for ${ann.username}`).fill(HOSTILE)
    await card.getByRole('button', { name: 'Reject' }).click()
    await page.getByText(`${ann.username}’s request is rejected.`).waitFor()
    assert.deepEqual(await statusOf(request), { status: 'rejected', decision_note: HOSTILE })
    await page.getByRole('button', { name: 'Undo' }).click()
    await card.getByRole('button', { name: 'Approve' }).waitFor()
    await until(async () => (await statusOf(request)).status === 'pending')
    await context.close()
  })

  it('does not decide on other days than they were shown', async () => {
    const request = await ask()
    const { page, context, go } = await web.visit({ as: boss, expects: /412 .*\/approval/ })
    await go('/time-off')
    const card = page.getByRole('article', { name: ann.username })
    await card.getByRole('link', { name: '24 days left after it' }).waitFor()
    await ann.send('PATCH', `/api/time-off/requests/${request.id}`, { end: june(MONDAY + 4) })
    await card.getByRole('button', { name: 'Approve' }).click()
    await page.getByText('Someone else just changed this.').waitFor()
    await card.getByRole('link', { name: '20 days left after it' }).waitFor()
    assert.equal((await statusOf(request)).status, 'pending')
    await card.getByRole('button', { name: 'Approve' }).click()
    await page.getByText(`${ann.username}’s request is approved.`).waitFor()
    assert.equal((await statusOf(request)).status, 'approved')
    await context.close()
  })
})

describe('the page of a request', () => {
  const open = async (as: Account, { id }: { id: string }) => {
    const { page, context, go } = await web.visit({ as })
    await go(`/time-off/requests/${id}`)
    await page.getByRole('heading', { name: /^Time off of / }).waitFor()
    const buttons = async () =>
      Promise.all(
        ['Approve', 'Reject', 'Take back approval', 'Take back rejection', 'Cancel the request', 'Save the change'].map(
          async (name) => ((await page.getByRole('button', { name, exact: true }).count()) > 0 ? name : []),
        ),
      ).then((found) => found.flat())
    return { page, context, buttons }
  }

  it('offers each reader what they may do with it, and nothing else', async () => {
    const request = await ask()
    const decider = await open(boss, request)
    await decider.page.getByRole('button', { name: 'Save the change' }).waitFor()
    assert.deepEqual(await decider.buttons(), ['Approve', 'Reject', 'Cancel the request', 'Save the change'])
    await decider.page.getByRole('button', { name: 'Approve' }).click()
    await decider.page.getByRole('button', { name: 'Take back approval' }).waitFor()
    assert.deepEqual(await decider.buttons(), ['Take back approval', 'Cancel the request'])
    const own = await open(ann, request)
    assert.deepEqual(await own.buttons(), ['Cancel the request'])
    await decider.page.getByRole('button', { name: 'Take back approval' }).click()
    await decider.page.getByRole('button', { name: 'Approve' }).waitFor()
    assert.equal((await statusOf(request)).status, 'pending')
    await decider.context.close()
    await own.context.close()
  })

  it('offers no cancellation of what has begun to the person, be they an administrator', async () => {
    const { db, account, clock } = web.teamroom
    const worker = await account('admin')
    const decider = await account('admin')
    const start = clock.now.toISOString().slice(0, 10)
    const minutes = Array(7).fill(480)
    await adjust(web.teamroom, await hire(db, { account: worker, minutes, start_date: '2020-01-01' }), 480, start)
    const { body: request } = await worker.send('POST', '/api/time-off/requests', { leave_type_id, start })
    assert.equal((await decider.send('POST', `/api/time-off/requests/${request.id}/approval`)).status, 201)
    const { page, context, buttons } = await open(worker, request)
    await page.getByText('approved', { exact: true }).waitFor()
    assert.deepEqual(await buttons(), [])
    await context.close()
  })
})

describe('a decision made long ago', () => {
  it('is found by whoever decides, and taken back', async () => {
    const request = await ask()
    assert.equal((await boss.send('POST', `/api/time-off/requests/${request.id}/approval`)).status, 201)
    const { page, context, go } = await web.visit({ as: boss })
    await go('/time-off')
    const others = page.getByRole('region', { name: 'Other people’s requests' })
    await others.getByRole('link', { name: ann.username }).click()
    await page.getByRole('button', { name: 'Cancel the request' }).waitFor()
    await page.getByRole('button', { name: 'Take back approval' }).click()
    await page.getByRole('button', { name: 'Approve' }).waitFor()
    assert.equal((await statusOf(request)).status, 'pending')
    await context.close()
  })
})

describe('an administrator who is the only one', () => {
  it('is not asked to decide on their own request, and decides on it where it stands', async (t) => {
    const alone = await startWeb()
    t.after(() => alone.stop())
    const only = await alone.teamroom.account('admin')
    await adjust(alone.teamroom, await hire(alone.teamroom.db, { account: only }), 480)
    const wish = { leave_type_id: await paidTimeOff(alone.teamroom.db), start: june(MONDAY) }
    const { body: request } = await only.send('POST', '/api/time-off/requests', wish)
    const { page, go } = await alone.visit({ as: only })
    await go('/time-off')
    await page.getByRole('region', { name: 'My requests' }).getByRole('link', { name: 'Decide' }).waitFor()
    assert.equal(await page.getByRole('region', { name: 'Waiting for your decision' }).count(), 0)
    await page.getByRole('link', { name: 'Decide' }).click()
    await page.getByRole('button', { name: 'Approve' }).click()
    await page.getByText(`${only.username}’s request is approved.`).waitFor()
    assert.equal((await only.send('GET', `/api/time-off/requests/${request.id}`)).body.status, 'approved')
    alone.assertNoTroubles()
  })
})

describe('my requests', () => {
  it('are cancelled after a question, and given back', async () => {
    const request = await ask()
    const { page, context, go } = await web.visit({ as: ann })
    await go('/time-off')
    const mine = page.getByRole('region', { name: 'My requests' })
    const question = page.getByRole('dialog', { name: 'Cancel this request?' })
    await mine.getByRole('button', { name: 'Cancel' }).click()
    await question.getByRole('button', { name: 'Cancel', exact: true }).click()
    await question.waitFor({ state: 'detached' })
    assert.equal((await statusOf(request)).status, 'pending')
    await mine.getByRole('button', { name: 'Cancel' }).click()
    await question.getByRole('button', { name: 'Cancel the request' }).click()
    await mine.getByText('cancelled', { exact: true }).waitFor()
    assert.equal(await mine.getByRole('button', { name: 'Cancel' }).count(), 0)
    assert.equal((await statusOf(request)).status, 'cancelled')
    await context.close()
  })

  it('are changed as long as nobody has decided, and never over somebody else’s change', async () => {
    const request = await ask({ start_half: 'afternoon' })
    const { page, context, go } = await web.visit({ as: ann, expects: /412 .*\/requests/ })
    await go('/time-off')
    await page.getByRole('link', { name: 'Change' }).click()
    assert.ok(await page.getByRole('radio', { name: 'Afternoon' }).isChecked())
    await page.getByRole('radio', { name: 'All day' }).check()
    await page.getByLabel('Last day').fill(june(MONDAY + 1))
    await page.getByText('This takes 2 days. After it you have 23 days.').waitFor()
    const note = { note: 'From another device.' }
    assert.equal((await ann.send('PATCH', `/api/time-off/requests/${request.id}`, note)).status, 200)
    await page.getByRole('button', { name: 'Save the change' }).click()
    await page.getByText('Someone else just changed this.').waitFor()
    assert.equal(await page.getByLabel('Last day').inputValue(), june(MONDAY + 1))
    await page.getByRole('button', { name: 'Save the change' }).click()
    await page.getByText('Your request is changed.').waitFor()
    const { body } = await ann.send('GET', `/api/time-off/requests/${request.id}`)
    assert.deepEqual([body.end, body.start_half, body.cost_hours], [june(MONDAY + 1), 'morning', 16])

    await boss.send('POST', `/api/time-off/requests/${request.id}/approval`, {})
    await go(`/time-off/requests/${request.id}`)
    await page.getByText('It is decided, and so it stays as it is.').waitFor()
    assert.equal(await page.getByRole('button', { name: 'Save the change' }).count(), 0)
    await context.close()
  })

  it('come page by page, and are narrowed down by what the address says', async () => {
    const asked: { id: string }[] = []
    for (const start of workdays(june(1), 22)) asked.push(await ask({ start, hours: 1 }))
    assert.ok(asked.length > 20)
    await ann.send('POST', `/api/time-off/requests/${asked[0]?.id}/cancellation`, {})
    const { page, context, go } = await web.visit({ as: ann })
    await go('/time-off')
    const rows = page.getByRole('region', { name: 'My requests' }).getByRole('article')
    await rows.nth(19).waitFor()
    assert.equal(await rows.count(), 20)
    await page.getByRole('button', { name: 'Show more' }).click()
    await rows.nth(asked.length - 1).waitFor()
    await page.getByRole('combobox', { name: 'State' }).click()
    await page.getByRole('option', { name: 'cancelled' }).click()
    await rows.nth(1).waitFor({ state: 'detached' })
    await page.reload()
    await rows.first().waitFor()
    assert.equal(await rows.count(), 1)
    await go(`/time-off?status=cancelled&year=${NEXT_YEAR - 1}`)
    await page.getByText('There are none of these.').waitFor()
    await context.close()
  })
})
