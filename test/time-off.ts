import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import type { Account, Answer } from './harness.ts'

/** An id that nothing has. */
export const NOBODY = '0197c0de-5a1e-7c3f-9a41-3f6c2b7d8e90'

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

/** Has an administrator enter time off for an employee, and approve it unless it stays `pending`. */
export async function takeOff(
  { send }: Account,
  wanted: { employee_id: string; [field: string]: unknown },
  pending = false,
) {
  const { id, status } = made(await send('POST', '/api/time-off/requests', wanted))
  if (!pending && status === 'pending') made(await send('POST', `/api/time-off/requests/${id}/approval`))
}
