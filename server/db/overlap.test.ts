import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Account, startTeamroom, type Teamroom } from '../../test/harness.ts'
import { orderAccountsAfterUpgrade } from '../auth/users/housekeeping.ts'
import { nameSortKey } from '../folding.ts'
import { orderEmployeesAfterUpgrade } from '../people/employees/housekeeping.ts'
import { hasSingleWriter } from './dialect.ts'
import { overlapSince } from './overlap.ts'

const MIGRATION = '0018-folding'
const DAY_MS = 86_400_000

let teamroom: Teamroom
let admin: Account

before(async () => {
  teamroom = await startTeamroom()
  admin = await teamroom.account('admin', 'Łukasz')
  const { status } = await admin.send('POST', '/api/employees', { name: 'Łukasz', start_date: '2020-01-01' })
  assert.equal(status, 201)
})
after(() => teamroom.stop())

/** Dates the migration as long before this spec's now, and the names as a server wrote them that does not know it. */
async function upgraded(agoMs: number): Promise<void> {
  const { db, clock } = teamroom
  const applied_at = new Date(clock.now.getTime() - agoMs).toISOString()
  await db.updateTable('schema_migrations').set({ applied_at }).where('name', '=', MIGRATION).execute()
  for (const table of ['users', 'employees'] as const) await db.updateTable(table).set({ name_key: '' }).execute()
}

async function keys(): Promise<string[]> {
  const { db, clock } = teamroom
  await orderAccountsAfterUpgrade(db, clock.now)
  await orderEmployeesAfterUpgrade(db, clock.now)
  const [user, employee] = [
    await db.selectFrom('users').select('name_key').executeTakeFirstOrThrow(),
    await db.selectFrom('employees').select('name_key').executeTakeFirstOrThrow(),
  ]
  return [user.name_key, employee.name_key]
}

describe('what a server of the version before has written', () => {
  it('is put in order for a day, where several servers may write', async () => {
    await upgraded(DAY_MS - 1)
    const { db, clock } = teamroom
    const isMended = !hasSingleWriter(db)
    assert.equal((await overlapSince(db, MIGRATION, clock.now)) !== undefined, isMended)
    const key = isMended ? nameSortKey('Łukasz') : ''
    assert.deepEqual(await keys(), [key, key])
  })

  it('is not looked for any more once none can be left', async () => {
    await upgraded(DAY_MS + 1)
    assert.deepEqual(await keys(), ['', ''])
  })
})
