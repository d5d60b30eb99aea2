import type { Db } from '../../db/connect.ts'
import type { Role } from '../../db/tables.ts'
import { transact } from '../../db/transact.ts'
import { notFound } from '../../errors.ts'
import { newId } from '../../ids.ts'
import { lockCompany } from '../../people/company/store.ts'
import { demand } from '../../verdict.ts'
import { onLeaveType } from '../access.ts'
import { toMinutes } from '../hours.ts'
import { uniqueNameKey } from '../names.ts'
import { checkBlackouts } from './rules.ts'
import type { LeaveTypeChange, LeaveTypeInput } from './schema.ts'
import type { LeaveTypeRow, ListedLeaveType } from './store.ts'
import * as store from './store.ts'

/** Who changes a leave type, and at which instant (ISO 8601). */
export interface Author {
  caller: { role: Role }
  now: string
}

/**
 * Makes a leave type. `now` is an ISO instant.
 * @throws AppError `invalid`, or `conflict` when the name is taken.
 */
export function createLeaveType(db: Db, input: LeaveTypeInput, now: string): Promise<ListedLeaveType> {
  const plain = { needs_approval: 1, floor_minutes: 0, blackouts: [], is_default: 0, archived_at: null }
  const row: LeaveTypeRow = {
    id: newId(),
    ...plain,
    ...named(input),
    ...columnsOf(input),
    version: 1,
    created_at: now,
    updated_at: now,
  }
  return transact(db, async (trx) => {
    await lockCompany(trx)
    await store.insertLeaveType(trx, row)
    return { ...row, is_used: false }
  })
}

/**
 * Changes a leave type; what the change leaves out stays. `guard` sees it as it is, locked, and may throw.
 * @throws AppError `not_found`, `invalid`, `conflict` for a taken name or the default one, and whatever `guard` throws.
 */
export function changeLeaveType(
  db: Db,
  id: string,
  change: LeaveTypeChange,
  guard: (current: LeaveTypeRow) => void,
  { caller, now }: Author,
): Promise<ListedLeaveType> {
  const columns = columnsOf(change)
  return transact(db, async (trx) => {
    const { is_used, ...current } = await lockExisting(trx, id)
    demand(onLeaveType(change.archived ? 'archive' : 'edit', caller, { ...current, is_used }), () => guard(current))
    const row: LeaveTypeRow = {
      ...current,
      ...named({ name: change.name ?? current.name, colour: change.colour ?? current.colour }),
      ...columns,
      archived_at: archivedAt(current.archived_at, change.archived, now),
      version: current.version + 1,
      updated_at: now,
    }
    await store.updateLeaveType(trx, row)
    return { ...row, is_used }
  })
}

/**
 * Deletes a leave type that nothing refers to. `guard` sees it as it is, locked, and may throw.
 * @throws AppError `not_found`, `conflict` when it is in use or the default one, and whatever `guard` throws.
 */
export function removeLeaveType(
  db: Db,
  id: string,
  guard: (current: LeaveTypeRow) => void,
  caller: Author['caller'],
): Promise<void> {
  return transact(db, async (trx) => {
    const current = await lockExisting(trx, id)
    demand(onLeaveType('delete', caller, current), () => guard(current))
    await store.deleteLeaveType(trx, id)
  })
}

/** Whatever comes to refer to leave types holds the company's row too, so none appears in between. */
async function lockExisting(trx: Db, id: string): Promise<ListedLeaveType> {
  await lockCompany(trx)
  const current = await store.findListedLeaveType(trx, id)
  if (!current) throw notFound()
  return current
}

function named({ name, colour }: { name: string; colour: string }) {
  return { name, name_key: uniqueNameKey(name), colour: colour.toLowerCase() }
}

/** The columns of the fields that are there. */
function columnsOf({ needs_approval, floor_hours, blackouts }: LeaveTypeChange): Partial<LeaveTypeRow> {
  if (blackouts) checkBlackouts(blackouts)
  return {
    ...(needs_approval !== undefined && { needs_approval: Number(needs_approval) }),
    ...(floor_hours !== undefined && {
      floor_minutes: floor_hours === null ? null : toMinutes('floor_hours', floor_hours),
    }),
    ...(blackouts && { blackouts }),
  }
}

function archivedAt(since: string | null, archived: boolean | undefined, now: string): string | null {
  if (archived === undefined) return since
  return archived ? (since ?? now) : null
}
