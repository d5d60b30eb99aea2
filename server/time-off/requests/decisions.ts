import type { Db } from '../../db/connect.ts'
import type { Viewer } from '../../people/access.ts'
import { demand } from '../../verdict.ts'
import type { RequestAct } from '../access.ts'
import { type Caller, type Locked, lockForChange, readChanged, type Shown, spanOfRequest, typeOf } from './actions.ts'
import { book, plan, release } from './booking.ts'
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
export async function approve(trx: Db, decision: Decision): Promise<Shown> {
  const { viewer } = await lockTo('approve', trx, decision)
  return decided(trx, viewer, decision, 'approved')
}

/** Rejects a pending request and refunds it. @throws AppError as `approve` does. */
export async function reject(trx: Db, decision: Decision): Promise<Shown> {
  const { request, employee, setting, viewer } = await lockTo('reject', trx, decision)
  await release(trx, employee, request, await typeOf(trx, request), setting)
  return decided(trx, viewer, decision, 'rejected')
}

/** Takes an approval back: the request is pending again. @throws AppError as `approve` does. */
export async function takeBackApproval(trx: Db, decision: Decision): Promise<Shown> {
  const { viewer } = await lockTo('take_back_approval', trx, decision)
  return undecided(trx, viewer, decision)
}

/** Takes a rejection back: the request is booked anew and pending. @throws AppError as `approve` does, and as asking for it does. */
export async function takeBackRejection(trx: Db, decision: Decision): Promise<Shown> {
  const { request, employee, setting, viewer } = await lockTo('take_back_rejection', trx, decision)
  const wanted = await plan(trx, employee, await typeOf(trx, request), spanOfRequest(request), setting)
  await book(trx, employee, request.id, wanted, setting)
  await store.updateRequest(trx, request.id, { cost_minutes: wanted.cost })
  return undecided(trx, viewer, decision)
}

/**
 * Cancels a pending or approved request and refunds it. Whose it is may do so until it begins, those who decide also later.
 * @throws AppError `not_found`, `forbidden`, `conflict` when it is rejected or cancelled.
 */
export async function cancel(trx: Db, decision: Decision): Promise<Shown> {
  const { request, employee, setting, viewer } = await lockTo('cancel', trx, decision)
  await release(trx, employee, request, await typeOf(trx, request), setting)
  const at = setting.now
  const { note = null } = decision
  const change = { cancelled_at: at, cancelled_by: viewer.id, cancellation_note: note, updated_at: at }
  return changed(trx, viewer, request.id, { status: 'cancelled', ...change })
}

async function lockTo(act: RequestAct, trx: Db, { caller, id, now, guard }: Decision): Promise<Locked> {
  const locked = await lockForChange(trx, caller, id, now)
  demand(locked.verdictOn(act), () => guard?.(locked.request))
  return locked
}

function decided(
  trx: Db,
  viewer: Viewer,
  { id, now, note = null }: Decision,
  status: 'approved' | 'rejected',
): Promise<Shown> {
  const at = now.toISOString()
  const decision = { decided_at: at, decided_by: viewer.id, decision_note: note }
  return changed(trx, viewer, id, { status, ...decision, updated_at: at })
}

function undecided(trx: Db, viewer: Viewer, { id, now }: Decision): Promise<Shown> {
  const decision = { decided_at: null, decided_by: null, decision_note: null }
  return changed(trx, viewer, id, { status: 'pending', ...decision, updated_at: now.toISOString() })
}

async function changed(
  trx: Db,
  viewer: Viewer,
  id: string,
  change: Parameters<typeof store.updateRequest>[2],
): Promise<Shown> {
  await store.updateRequest(trx, id, change)
  return readChanged(trx, viewer, id)
}
