import type { Db } from '../../db/connect.ts'
import { AppError, invalidField, notFound } from '../../errors.ts'
import { newId } from '../../ids.ts'
import type { Viewer } from '../../people/access.ts'
import { shareCompany } from '../../people/company/store.ts'
import {
  type EmployeeRow,
  findEmployeeOfUser,
  findRelated,
  lockRelated,
  type Related,
} from '../../people/employees/store.ts'
import { holidayLookup } from '../../people/holidays/actions.ts'
import { shareViewer } from '../../people/viewer.ts'
import { demand, UNKNOWN, type Verdict } from '../../verdict.ts'
import { onLeave, onRequest, type RequestAct } from '../access.ts'
import { lastPlannableDay } from '../days.ts'
import { toMinutes } from '../hours.ts'
import { findLeaveType, type LeaveTypeRow } from '../leave-types/store.ts'
import { book, type Plan, plan, release, type Setting } from './booking.ts'
import { checkSpan, type Span } from './rules.ts'
import type { PreviewInput, RequestChange, RequestInput } from './schema.ts'
import * as store from './store.ts'

/** The account that asks for a change. */
export interface Caller {
  id: string
}

/** A request, and who looks at it. */
export interface Shown {
  request: store.RelatedRequest
  viewer: Viewer
}

/**
 * What a request would cost and whether it would be taken: the same work as the request itself, without its writes.
 * @throws AppError `invalid`, `forbidden`, `conflict` for an account without an employee.
 */
export async function previewRequest(
  db: Db,
  company: Setting['company'],
  viewer: Viewer,
  input: PreviewInput,
  now: Date,
): Promise<{ plan: Plan; leaveType: LeaveTypeRow }> {
  const setting = await settingOf(db, company, viewer, now)
  const employee = whose(await findRelated(db, viewer, await idOf(db, viewer, input)))
  const leaveType = await wantedType(db, input.leave_type_id)
  const span = spanOf(input, setting.today)
  const replaced = input.request_id === undefined ? undefined : await requestOf(db, viewer, employee, input.request_id)
  return { plan: await plan(db, employee, leaveType, span, setting, replaced), leaveType }
}

/**
 * Asks for time off: takes the half days and books what they cost, within the caller's transaction. Where the type needs
 * no approval, it is approved.
 * @throws AppError `invalid`, `forbidden`, `conflict` for an overlap, a blackout, or too little balance.
 */
export async function requestTimeOff(trx: Db, caller: Caller, input: RequestInput, now: Date): Promise<Shown> {
  const company = await shareCompany(trx)
  const viewer = await shareViewer(trx, company, caller, now)
  const setting = await settingOf(trx, company, viewer, now)
  const employee = whose(await lockRelated(trx, viewer, await idOf(trx, viewer, input)))
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
  return readChanged(trx, viewer, request.id)
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
): Promise<Shown> {
  const { request, employee, setting, viewer, verdictOn } = await lockForChange(trx, caller, id, now)
  demand(verdictOn('edit'), () => guard(request))
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
  return readChanged(trx, viewer, id)
}

/** What a change of a request needs: it and its employee, both locked, and what the caller may do with it. */
export interface Locked {
  request: store.RequestRow
  employee: EmployeeRow
  setting: Setting
  viewer: Viewer
  verdictOn: (act: RequestAct) => Verdict
}

/**
 * Locks a request for a change, and all that says who may make it.
 * @throws AppError `not_found` when it is not there.
 */
export async function lockForChange(trx: Db, caller: Caller, id: string, now: Date): Promise<Locked> {
  const company = await shareCompany(trx)
  const viewer = await shareViewer(trx, company, caller, now)
  const employeeId = await store.findRequester(trx, id)
  const related = employeeId && (await lockRelated(trx, viewer, employeeId))
  const request = related && (await store.lockRequest(trx, id))
  if (!request) throw notFound()
  const { employee, ties } = related
  const verdictOn = (act: RequestAct) => onRequest(act, ties, request, viewer.today)
  return { request, employee, setting: await settingOf(trx, company, viewer, now), viewer, verdictOn }
}

/** A request after its change. */
export async function readChanged(trx: Db, viewer: Viewer, id: string): Promise<Shown> {
  return { request: (await store.findRequest(trx, viewer, id)) as store.RelatedRequest, viewer }
}

/** The leave type that a request has. */
export async function typeOf(db: Db, { leave_type_id }: store.RequestRow): Promise<LeaveTypeRow> {
  return (await findLeaveType(db, leave_type_id)) as LeaveTypeRow
}

/** The half days of a kept request. */
export function spanOfRequest({ start_date, start_half, end_date, end_half, minutes }: store.RequestRow): Span {
  return { start_date, start_half, end_date, end_half, minutes }
}

async function settingOf(db: Db, company: Setting['company'], { id, today }: Viewer, now: Date): Promise<Setting> {
  return { company, today, now: now.toISOString(), by: id, holidays: await holidayLookup(db) }
}

/** The employee whose time off is asked for: the viewer's own when none is named. */
async function idOf(db: Db, viewer: Viewer, { employee_id }: { employee_id?: string }): Promise<string> {
  if (employee_id !== undefined) return employee_id
  const employee = await findEmployeeOfUser(db, viewer.id)
  if (employee) return employee.id
  throw new AppError('conflict', 'Your account belongs to no employee: an administrator can link the two.')
}

function whose(related: Related | undefined): EmployeeRow {
  const verdict = related ? onLeave('request_time_off', related.ties) : UNKNOWN
  if (!related || verdict === UNKNOWN) throw invalidField('employee_id', 'There is no such employee.')
  demand(verdict)
  return related.employee
}

async function requestOf(db: Db, viewer: Viewer, employee: EmployeeRow, id: string): Promise<store.RequestRow> {
  const request = await store.findRequest(db, viewer, id)
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
