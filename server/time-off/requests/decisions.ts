import type { Db } from '../../db/connect.ts'
import { type Caller, type Locked, lockForChange, spanOfRequest, typeOf } from './actions.ts'
import { book, plan, release } from './booking.ts'
import { requireCanceller, requireDecider, requireStatus } from './rules.ts'
import * as store from './store.ts'

/** Who decides on which request, and when; each of these runs within the caller's transaction. */
export interface Decision {
  caller: Caller
  id: string
  now: Date
  note?: string | null | undefined
  /** Sees the request as it is, locked, once the caller is known to see it, and may throw. */
  guard?: (current: store.RequestRow) => void
}

/** Approves a pending request. @throws AppError `not_found`, `forbidden`, `conflict` when it is not pending. */
export async function approve(trx: Db, decision: Decision): Promise<store.NamedRequest> {
  await lockToDecide(trx, decision, 'pending')
  return decided(trx, decision, 'approved')
}

/** Rejects a pending request and refunds it. @throws AppError as `approve` does. */
export async function reject(trx: Db, decision: Decision): Promise<store.NamedRequest> {
  const { request, employee, setting } = await lockToDecide(trx, decision, 'pending')
  await release(trx, employee, request, await typeOf(trx, request), setting)
  return decided(trx, decision, 'rejected')
}

/** Takes an approval back: the request is pending again. @throws AppError as `approve` does. */
export async function takeBackApproval(trx: Db, decision: Decision): Promise<store.NamedRequest> {
  await lockToDecide(trx, decision, 'approved')
  return undecided(trx, decision)
}

/** Takes a rejection back: the request is booked anew and pending. @throws AppError as `approve` does, and as asking for it does. */
export async function takeBackRejection(trx: Db, decision: Decision): Promise<store.NamedRequest> {
  const { request, employee, setting } = await lockToDecide(trx, decision, 'rejected')
  const wanted = await plan(trx, employee, await typeOf(trx, request), spanOfRequest(request), setting)
  await book(trx, employee, request.id, wanted, setting)
  await store.updateRequest(trx, request.id, { cost_minutes: wanted.cost })
  return undecided(trx, decision)
}

/**
 * Cancels a pending or approved request and refunds it. Whose it is may do so until it begins, those who decide also later.
 * @throws AppError `not_found`, `forbidden`, `conflict` when it is rejected or cancelled.
 */
export async function cancel(trx: Db, decision: Decision): Promise<store.NamedRequest> {
  const { caller, id, now, note = null, guard } = decision
  const { request, employee, relation, setting } = await lockForChange(trx, caller, id, now)
  guard?.(request)
  requireCanceller(relation, request, setting.today, await isOnlyAdmin(trx, caller))
  await release(trx, employee, request, await typeOf(trx, request), setting)
  const at = setting.now
  const change = { cancelled_at: at, cancelled_by: caller.id, cancellation_note: note, updated_at: at }
  return changed(trx, id, { status: 'cancelled', ...change })
}

async function lockToDecide(
  trx: Db,
  { caller, id, now, guard }: Decision,
  status: store.RequestRow['status'],
): Promise<Locked> {
  const locked = await lockForChange(trx, caller, id, now)
  requireDecider(locked.relation, locked.relation === 'self' && (await isOnlyAdmin(trx, caller)))
  guard?.(locked.request)
  requireStatus(locked.request.status, status)
  return locked
}

async function isOnlyAdmin(trx: Db, { role }: Decision['caller']): Promise<boolean> {
  return role === 'admin' && (await store.countAdmins(trx)) === 1
}

function decided(
  trx: Db,
  { caller, id, now, note = null }: Decision,
  status: 'approved' | 'rejected',
): Promise<store.NamedRequest> {
  const at = now.toISOString()
  return changed(trx, id, { status, decided_at: at, decided_by: caller.id, decision_note: note, updated_at: at })
}

function undecided(trx: Db, { id, now }: Decision): Promise<store.NamedRequest> {
  const decision = { decided_at: null, decided_by: null, decision_note: null }
  return changed(trx, id, { status: 'pending', ...decision, updated_at: now.toISOString() })
}

async function changed(
  trx: Db,
  id: string,
  change: Parameters<typeof store.updateRequest>[2],
): Promise<store.NamedRequest> {
  await store.updateRequest(trx, id, change)
  return (await store.findRequest(trx, id)) as store.NamedRequest
}
