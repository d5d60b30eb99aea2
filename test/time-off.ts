import assert from 'node:assert/strict'
import { randomUUID, randomUUIDv7 } from 'node:crypto'
import type { Tables } from '../server/db/tables.ts'
import type { Account, Answer, Teamroom } from './harness.ts'

/** An id that nothing has. */
export const NOBODY = '0197c0de-5a1e-7c3f-9a41-3f6c2b7d8e90'

/** Adds an employee, who works from 2026-01-01 on unless the fields say otherwise; gives their id. */
export async function addEmployee(
  { db, clock }: Teamroom,
  fields: Partial<Tables['employees']> & { name?: string } = {},
): Promise<string> {
  const { name = 'Bea' } = fields
  const nobody = { user_id: null, manager_id: null, stand_in_id: null, team: null, holiday_region: null }
  const at = clock.now.toISOString()
  const id = randomUUIDv7()
  const row = { id, name, name_key: name.toLowerCase(), ...nobody, start_date: '2026-01-01', end_date: null }
  await db
    .insertInto('employees')
    .values({ ...row, removed_at: null, version: 1, created_at: at, updated_at: at, ...fields })
    .execute()
  return id
}

/** Makes a leave type with a name of its own. */
export async function addLeaveType({ send }: Account, fields: object = {}) {
  return made(await send('POST', '/api/time-off/leave-types', { name: randomUUID(), colour: '#2f9e44', ...fields }))
}

/** Makes a policy of 25 days with a name of its own. */
export async function addPolicy({ send }: Account, fields: { leave_type_id: string; [field: string]: unknown }) {
  const terms = { name: randomUUID(), unit: 'days', allowance: 25, accrual: 'yearly' }
  return made(await send('POST', '/api/time-off/policies', { ...terms, ...fields }))
}

function made({ status, body, text }: Answer) {
  assert.equal(status, 201, text)
  return body
}
