import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { type Company, hire, hireAnn, startCompany, TODAY } from '../../../test/company.ts'
import { during } from '../../../test/during.ts'
import type { Account } from '../../../test/harness.ts'
import { changeUser } from '../../auth/users/actions.ts'
import { changeEmployee } from '../../people/employees/actions.ts'

const URL = '/api/time-off/requests'
const YESTERDAY = '2026-03-01'

let { teamroom, type, admin, boss, ann, annId } = {} as Company
let bossId: string

before(async () => {
  ;({ teamroom, type, admin } = await startCompany())
})
after(() => teamroom.stop())
beforeEach(async () => {
  ;({ boss, ann, annId } = await hireAnn(teamroom, { allowance: 1_000 }))
  bossId = (await boss.send('GET', '/api/employees/me')).body.id
})

const ask = async (as: Account, more: object = {}): Promise<string> => {
  const { status, body, text } = await as.send('POST', URL, { leave_type_id: type, start: '2026-06-05', ...more })
  assert.equal(status, 201, text)
  return body.id
}
const approve = (as: Account, id: string) => as.send('POST', `${URL}/${id}/approval`)
const waitsFor = async (as: Account, id: string): Promise<boolean> =>
  (await as.send('GET', `${URL}?to_decide=true&limit=200`)).body.some((one: { id: string }) => one.id === id)
const change = async (id: string, body: object) => {
  const { status, text } = await admin.send('PATCH', `/api/employees/${id}`, body)
  assert.equal(status, 200, text)
}
const employ = async (fields: object = {}): Promise<[Account, string]> => {
  const account = await teamroom.account('member')
  return [account, await hire(teamroom.db, { account, ...fields })]
}

describe('a request whose manager has left', () => {
  it('is nothing to the manager, and waits for the stand-in', async () => {
    const [deputy, deputyId] = await employ()
    await change(bossId, { stand_in_id: deputyId })
    const id = await ask(ann)
    assert.deepEqual([await waitsFor(boss, id), await waitsFor(deputy, id)], [true, false])
    await change(bossId, { end_date: YESTERDAY })
    assert.deepEqual(
      [await waitsFor(boss, id), await waitsFor(deputy, id), await waitsFor(admin, id)],
      [false, true, false],
    )
    assert.equal((await boss.send('GET', `${URL}/${id}`)).status, 404)
    assert.equal((await approve(boss, id)).status, 404)
    assert.equal((await boss.send('GET', `/api/employees/${annId}/balance`)).status, 403)
    assert.equal((await boss.send('POST', '/pto', { hours: 1, employee_id: annId })).status, 404)
    assert.equal((await approve(deputy, id)).status, 201)
  })

  it('waits for the next up the line who is there, and at its end for administrators', async () => {
    const [chief, chiefId] = await employ()
    await change(bossId, { manager_id: chiefId, end_date: YESTERDAY })
    const id = await ask(ann)
    const waiting = async () => [await waitsFor(boss, id), await waitsFor(chief, id), await waitsFor(admin, id)]
    assert.deepEqual(await waiting(), [false, true, false])
    await admin.send('PATCH', `/api/users/${chief.id}`, { disabled: true })
    assert.deepEqual(
      [await waitsFor(boss, id), await waitsFor(admin, id)],
      [false, true],
      'who cannot log in is not there',
    )
    await admin.send('PATCH', `/api/users/${chief.id}`, { disabled: false })
    await change(chiefId, { end_date: YESTERDAY })
    assert.equal(await waitsFor(admin, id), true)
    await change(bossId, { end_date: TODAY })
    assert.deepEqual([await waitsFor(boss, id), await waitsFor(admin, id)], [true, false], 'the last day is a day')
  })

  it('waits for administrators where all up the line have left, be it that the line is a circle', async () => {
    const [chief, chiefId] = await employ({ end_date: YESTERDAY })
    await change(bossId, { manager_id: chiefId, end_date: YESTERDAY })
    const circle = { manager_id: bossId, stand_in_id: bossId }
    await teamroom.db.updateTable('employees').set(circle).where('id', '=', chiefId).execute()
    const id = await ask(ann)
    assert.deepEqual(
      [await waitsFor(boss, id), await waitsFor(chief, id), await waitsFor(admin, id)],
      [false, false, true],
    )
    assert.equal((await approve(chief, id)).status, 404)
    assert.equal((await approve(admin, id)).status, 201)
  })

  it('waits for somebody else than the person who stands in for their own manager', async () => {
    await change(bossId, { stand_in_id: annId, end_date: YESTERDAY })
    const id = await ask(ann)
    assert.deepEqual([await waitsFor(ann, id), await waitsFor(admin, id)], [false, true])
    assert.equal((await approve(ann, id)).status, 403)
  })
})

describe('an administrator who is not the only one', () => {
  it('decides nothing of their own after unlinking it, and nothing that was asked for then', async () => {
    const other = await teamroom.account('admin')
    const id = await hire(teamroom.db, { account: other })
    await teamroom.db.updateTable('leave_types').set({ floor_minutes: null }).execute()
    const [before, begun] = [await ask(other), await ask(other, { start: TODAY })]
    assert.equal((await approve(admin, begun)).status, 201)
    const relink = (user_id: string | null) => other.send('PATCH', `/api/employees/${id}`, { user_id })
    assert.equal((await relink(null)).status, 200)
    const meanwhile = await ask(other, { employee_id: id, start: '2026-06-08' })
    const sentence = /^Your account was linked to this person once/
    for (const request of [before, meanwhile]) {
      const { status, body } = await approve(other, request)
      assert.equal(status, 403)
      assert.match(body.message, sentence)
      assert.equal(await waitsFor(other, request), false)
      assert.equal(await waitsFor(admin, request), true)
    }
    assert.equal(
      (await other.send('POST', `${URL}/${begun}/cancellation`)).status,
      403,
      'nor takes back what has begun',
    )
    assert.equal((await other.send('DELETE', `${URL}/${begun}/approval`)).status, 403)
    assert.equal((await other.send('POST', '/pto', { hours: 8, employee_id: id })).status, 403)
    const { body: seen } = await other.send('GET', `${URL}/${before}`)
    assert.deepEqual(seen.can, ['edit', 'cancel'])
    // Nor by way of somebody else's account, linked in between.
    assert.equal((await relink(ann.id)).status, 409, 'that is another employee’s')
    assert.equal((await relink((await teamroom.account('member')).id)).status, 200)
    assert.equal((await approve(other, before)).status, 403)
    assert.equal((await relink(other.id)).status, 200)
    assert.equal((await approve(other, before)).status, 403)
    assert.equal((await approve(admin, before)).status, 201)
  })

  it('is kept from it by the database, too', async () => {
    await teamroom.account('admin')
    const id = await ask(ann)
    const decide = (decided_by: string) =>
      teamroom.db.updateTable('time_off_requests').set({ decided_by }).where('id', '=', id).execute()
    await assert.rejects(decide(ann.id), /nobody decides on their own time off/)
    await teamroom.db.updateTable('employees').set({ user_id: null }).where('id', '=', annId).execute()
    await assert.rejects(decide(ann.id), /nobody decides on their own time off/)
    await decide(boss.id)
  })
})

describe('a decision that crosses with a change', () => {
  const now = () => teamroom.clock.now
  const changed = (id: string, fields: object) => (trx: typeof teamroom.db) =>
    changeEmployee(trx, id, fields, () => {}, { now: now(), by: admin.id, dryRun: false })
  const disabled = (id: string, fields: object) => (trx: typeof teamroom.db) =>
    changeUser(trx, admin, id, fields, () => {}, now())

  it('comes too late once the manager has left', async () => {
    const id = await ask(ann)
    const { status } = await during(teamroom.db, changed(bossId, { end_date: YESTERDAY }), () => approve(boss, id))
    assert.equal(status, 404)
  })

  it('comes too late once the manager is another one', async () => {
    const id = await ask(ann)
    const { status } = await during(teamroom.db, changed(annId, { manager_id: null }), () => approve(boss, id))
    assert.equal(status, 404)
  })

  it('comes too late once the request has become one’s own', async () => {
    const other = await teamroom.account('admin')
    const id = await ask(ann)
    const { status } = await during(teamroom.db, changed(annId, { user_id: other.id }), () => approve(other, id))
    assert.equal(status, 403)
  })

  it('comes too late once the account is disabled, or no administrator’s any more', async () => {
    const id = await ask(ann)
    for (const [fields, expected] of [
      [{ role: 'member' }, 404],
      [{ disabled: true }, 401],
    ] as const) {
      const other = await teamroom.account('admin')
      const { status } = await during(teamroom.db, disabled(other.id, fields), () => approve(other, id))
      assert.equal(status, expected)
    }
    const book = () => boss.send('POST', '/pto', { hours: 1, employee_id: annId })
    assert.equal((await during(teamroom.db, disabled(boss.id, { disabled: true }), book)).status, 401)
  })
})
