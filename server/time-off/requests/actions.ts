import type { Db } from '../../db/connect.ts'
import type { Role } from '../../db/tables.ts'
import { AppError, invalidField, notFound } from '../../errors.ts'
import { newId } from '../../ids.ts'
import { today as dayOf } from '../../people/company/rules.ts'
import { findCompany, shareCompany } from '../../people/company/store.ts'
import type { Relation } from '../../people/employees/rules.ts'
import { type EmployeeRow, findEmployeeOfUser, findRelation, lockEmployees } from '../../people/employees/store.ts'
import { holidayLookup } from '../../people/holidays/actions.ts'
import { lastPlannableDay } from '../days.ts'
import { toMinutes } from '../hours.ts'
import { findLeaveType, type LeaveTypeRow } from '../leave-types/store.ts'
import { book, type Plan, plan, release, type Setting } from './booking.ts'
import { checkSpan, requireStatus, type Span } from './rules.ts'
import type { PreviewInput, RequestChange, RequestInput } from './schema.ts'
import * as store from './store.ts'

/** The account behind a request. */
export interface Caller {
  id: string
  role: Role
}

/**
 * What a request would cost and whether it would be taken: the same work as the request itself, without its writes.
 * @throws AppError `invalid`, `forbidden`, `conflict` for an account without an employee.
 */
export async function previewRequest(
  db: Db,
  caller: Caller,
  input: PreviewInput,
  now: Date,
): Promise<{ plan: Plan; leaveType: LeaveTypeRow }> {
  const company = await findCompany(db)
  const setting = await settingOf(db, company, caller, now)
  const { employee } = await whose(db, caller, input.employee_id, setting.today)
  const leaveType = await wantedType(db, input.leave_type_id)
  const span = spanOf(input, setting.today)
  const replaced = input.request_id === undefined ? undefined : await requestOf(db, employee, input.request_id)
  return { plan: await plan(db, employee, leaveType, span, setting, replaced), leaveType }
}

/**
 * Asks for time off: takes the half days and books what they cost, within the caller's transaction. Where the type needs
 * no approval, it is approved.
 * @throws AppError `invalid`, `forbidden`, `conflict` for an overlap, a blackout, or too little balance.
 */
export async function requestTimeOff(
  trx: Db,
  caller: Caller,
  input: RequestInput,
  now: Date,
): Promise<store.NamedRequest> {
  const setting = await settingOf(trx, await shareCompany(trx), caller, now)
  const related = await whose(trx, caller, input.employee_id, setting.today)
  // As they are once nobody else changes them any more.
  const [employee] = await lockEmployees(trx, [related.employee.id])
  if (!employee) throw invalidField('employee_id', 'There is no such employee.')
  const leaveType = await wantedType(trx, input.leave_type_id)
  const span = spanOf(input, setting.today)
  const wanted = await plan(trx, employee, leaveType, span, setting)
  if (wanted.obstacle) throw wanted.obstacle
  const isApproved = leaveType.needs_approval === 0
  const request: store.NewRequest = {
    ...{ id: newId(), employee_id: employee.id, leave_type_id: leaveType.id, ...span },
    ...{ note: input.note ?? null, status: isApproved ? 'approved' : 'pending', cost_minutes: wanted.cost },
    ...{ requested_by: caller.id, decided_at: isApproved ? setting.now : null, decided_by: null, decision_note: null },
    ...{ cancelled_at: null, cancelled_by: null, cancellation_note: null },
    ...{ version: 1, created_at: setting.now, updated_at: setting.now },
  }
  await store.insertRequest(trx, request)
  await book(trx, employee, request.id, wanted, setting)
  return (await store.findRequest(trx, request.id)) as store.NamedRequest
}

/**
 * Changes a request that is not decided: gives back what it holds and books it anew. `guard` sees it as it is, locked, and
 * may throw.
 * @throws AppError `not_found`, `conflict` when it is decided, and whatever asking for it anew throws.
 */
export async function changeRequest(
  trx: Db,
  caller: Caller,
  id: string,
  change: RequestChange,
  now: Date,
  guard: (current: store.RequestRow) => void,
): Promise<store.NamedRequest> {
  const { request, employee, setting } = await lockForChange(trx, caller, id, now)
  guard(request)
  requireStatus(request.status, 'pending')
  const span = spanOf({ ...inputOf(request), ...moved(request, change) }, setting.today)
  const { note = request.note, leave_type_id = request.leave_type_id } = change
  const said = { note, updated_at: setting.now }
  if (leave_type_id === request.leave_type_id && isSameSpan(span, request)) {
    // What it holds stays as it is, so nothing can stand in its way.
    await store.updateRequest(trx, id, said)
  } else {
    const leaveType = await wantedType(trx, leave_type_id)
    const wanted = await plan(trx, employee, leaveType, span, setting, request)
    if (wanted.obstacle) throw wanted.obstacle
    await release(trx, employee, request, await typeOf(trx, request), setting)
    await store.updateRequest(trx, id, { ...said, leave_type_id, ...span, cost_minutes: wanted.cost })
    await book(trx, employee, id, wanted, setting)
  }
  return (await store.findRequest(trx, id)) as store.NamedRequest
}

/** What a change of a request needs: it, its employee, both locked, and what the caller is to them. */
export interface Locked {
  request: store.RequestRow
  employee: EmployeeRow
  relation: Relation
  setting: Setting
}

/** Locks a request for a change. @throws AppError `not_found` when it is not there, or not for the caller to know of. */
export async function lockForChange(trx: Db, caller: Caller, id: string, now: Date): Promise<Locked> {
  const setting = await settingOf(trx, await shareCompany(trx), caller, now)
  const employeeId = await store.findRequester(trx, id)
  const related = employeeId && (await findRelation(trx, caller, employeeId, setting.today))
  if (!related || related.relation === 'peer') throw notFound()
  const [employee] = await lockEmployees(trx, [related.employee.id])
  const request = await store.lockRequest(trx, id)
  if (!employee || !request) throw notFound()
  return { request, employee, relation: related.relation, setting }
}

/** The leave type that a request has. */
export async function typeOf(db: Db, { leave_type_id }: store.RequestRow): Promise<LeaveTypeRow> {
  return (await findLeaveType(db, leave_type_id)) as LeaveTypeRow
}

/** The half days of a kept request. */
export function spanOfRequest({ start_date, start_half, end_date, end_half, minutes }: store.RequestRow): Span {
  return { start_date, start_half, end_date, end_half, minutes }
}

async function settingOf(db: Db, company: Setting['company'], { id }: Caller, now: Date): Promise<Setting> {
  return { company, today: dayOf(company, now), now: now.toISOString(), by: id, holidays: await holidayLookup(db) }
}

async function whose(db: Db, caller: Caller, employeeId: string | undefined, today: string) {
  if (employeeId === undefined) {
    const employee = await findEmployeeOfUser(db, caller.id)
    if (employee) return { employee, relation: 'self' as const }
    throw new AppError('conflict', 'Your account belongs to no employee: an administrator can link the two.')
  }
  const related = await findRelation(db, caller, employeeId, today)
  if (!related) throw invalidField('employee_id', 'There is no such employee.')
  if (related.relation === 'peer') {
    throw new AppError('forbidden', 'Only the person, their manager and administrators ask for their time off.')
  }
  return related
}

async function requestOf(db: Db, employee: EmployeeRow, id: string): Promise<store.RequestRow> {
  const request = await store.findRequest(db, id)
  if (request?.employee_id === employee.id) return request
  throw invalidField('request_id', 'There is no such request.')
}

async function wantedType(db: Db, id: string): Promise<LeaveTypeRow> {
  const leaveType = await findLeaveType(db, id)
  if (!leaveType) throw invalidField('leave_type_id', 'There is no such leave type.')
  if (leaveType.archived_at !== null) throw invalidField('leave_type_id', 'This leave type is archived.')
  return leaveType
}

function spanOf(input: PreviewInput, today: string): Span {
  const { start, end = start, start_half = 'morning', end_half = 'afternoon', hours = null } = input
  const minutes = hours === null ? null : toMinutes('hours', hours)
  const span = { start_date: start, start_half, end_date: end, end_half, minutes }
  checkSpan(span)
  const last = lastPlannableDay(today)
  if (end > last) throw invalidField(input.end === undefined ? 'start' : 'end', `Must not be after ${last}.`)
  return span
}

function inputOf(request: store.RequestRow): PreviewInput {
  const { leave_type_id, start_date, end_date, start_half, end_half, minutes } = request
  const hours = minutes === null ? null : minutes / 60
  return { leave_type_id, start: start_date, end: end_date, start_half, end_half, hours }
}

/** A single day that is moved stays a single day, unless it gets another end. */
function moved({ start_date, end_date }: store.RequestRow, change: RequestChange): RequestChange {
  const { start, end = start } = change
  return start_date === end_date && end !== undefined ? { ...change, end } : change
}

function isSameSpan(a: Span, b: Span): boolean {
  const { start_date, start_half, end_date, end_half, minutes } = a
  return (
    start_date === b.start_date &&
    start_half === b.start_half &&
    end_date === b.end_date &&
    end_half === b.end_half &&
    minutes === b.minutes
  )
}
