import type { Db } from '../../db/connect.ts'
import { transact } from '../../db/transact.ts'
import { invalidField, notFound } from '../../errors.ts'
import { newId } from '../../ids.ts'
import { lockCompany } from '../../people/company/store.ts'
import { demand } from '../../verdict.ts'
import { onPolicy } from '../access.ts'
import type { Author } from '../leave-types/actions.ts'
import { findLeaveType } from '../leave-types/store.ts'
import { uniqueNameKey } from '../names.ts'
import { hasSameTerms, toColumns, toTerms } from './rules.ts'
import type { PolicyChange, PolicyInput } from './schema.ts'
import type { PolicyRow } from './store.ts'
import * as store from './store.ts'

const NOTHING_HANDED_ON = { cap: 0, expires_after_months: null }

/**
 * Makes a policy. `now` is an ISO instant.
 * @throws AppError `invalid`, or `conflict` when the name is taken.
 */
export function createPolicy(db: Db, input: PolicyInput, now: string): Promise<PolicyRow> {
  const { name, leave_type_id, year_start = '01-01' } = input
  const row: PolicyRow = {
    id: newId(),
    name,
    name_key: uniqueNameKey(name),
    leave_type_id,
    ...toColumns({ ...input, year_start, carry_over: { ...NOTHING_HANDED_ON, ...input.carry_over } }),
    assigned_employees: 0,
    version: 1,
    created_at: now,
    updated_at: now,
  }
  return transact(db, async (trx) => {
    await lockCompany(trx)
    await checkLeaveType(trx, leave_type_id)
    await store.insertPolicy(trx, row)
    return row
  })
}

/**
 * Changes a policy; what the change leaves out stays. `guard` sees it as it is, locked, and may throw.
 * @throws AppError `not_found`, `invalid`, `conflict` for a taken name or terms that people have, and whatever `guard` throws.
 */
export function changePolicy(
  db: Db,
  id: string,
  change: PolicyChange,
  guard: (current: PolicyRow) => void,
  { caller, now }: Author,
): Promise<PolicyRow> {
  return transact(db, async (trx) => {
    const current = await lockExisting(trx, id)
    demand(onPolicy('edit', caller, current), () => guard(current))
    const next = changed(current, change, now)
    if (!hasSameTerms(current, next)) demand(onPolicy('edit_terms', caller, current))
    if (next.leave_type_id !== current.leave_type_id) await checkLeaveType(trx, next.leave_type_id)
    await store.updatePolicy(trx, next)
    return next
  })
}

/**
 * Deletes a policy that nobody has or has had. `guard` sees it as it is, locked, and may throw.
 * @throws AppError `not_found`, `conflict`, and whatever `guard` throws.
 */
export function removePolicy(
  db: Db,
  id: string,
  guard: (current: PolicyRow) => void,
  caller: Author['caller'],
): Promise<void> {
  return transact(db, async (trx) => {
    const current = await lockExisting(trx, id)
    demand(onPolicy('delete', caller, current), () => guard(current))
    await store.deletePolicy(trx, id)
  })
}

/** Whoever assigns a policy shares the company's row, so nobody is given it between the check and the write. */
async function lockExisting(trx: Db, id: string): Promise<PolicyRow> {
  await lockCompany(trx)
  const current = await store.findPolicy(trx, id)
  if (!current) throw notFound()
  return current
}

async function checkLeaveType(trx: Db, id: string): Promise<void> {
  if (!(await findLeaveType(trx, id))) throw invalidField('leave_type_id', 'There is no such leave type.')
}

function changed(current: PolicyRow, change: PolicyChange, now: string): PolicyRow {
  const { name = current.name, leave_type_id = current.leave_type_id } = change
  const terms = toTerms(current)
  return {
    ...current,
    name,
    name_key: uniqueNameKey(name),
    leave_type_id,
    ...toColumns({ ...terms, ...change, carry_over: { ...terms.carry_over, ...change.carry_over } }),
    version: current.version + 1,
    updated_at: now,
  }
}
