import type { AppError } from '../../errors.ts'
import { viewTag } from '../../http/etag.ts'
import { tiesOf } from '../../people/access.ts'
import { allowed, type Verdict } from '../../verdict.ts'
import { onRequest, REQUEST_ACTS, type RequestAct } from '../access.ts'
import { toHours } from '../hours.ts'
import type { LeaveTypeRow } from '../leave-types/store.ts'
import type { Shown } from './actions.ts'
import type { Plan } from './booking.ts'
import { costOfDay } from './rules.ts'
import type { Preview, TimeOffRequest } from './schema.ts'

/** What a viewer may do with a request. */
export function verdictOn(act: RequestAct, { request, viewer }: Shown): Verdict {
  const ties = tiesOf(request, request.employee_start_date, viewer)
  return onRequest(act, ties, request, viewer.today)
}

/** The ETag of a request as a viewer sees it. */
export function tagOf({ version, can }: TimeOffRequest): string {
  return viewTag(can, version)
}

/** A request as the API shows it to a viewer. */
export function toRequest(shown: Shown): TimeOffRequest {
  const row = shown.request
  const { id, status, note, decided_at, decision_note, cancelled_at, cancellation_note, version } = row
  return {
    id,
    employee: { id: row.employee_id, name: row.employee_name },
    leave_type: { id: row.leave_type_id, name: row.leave_type_name, colour: row.leave_type_colour },
    start: row.start_date,
    start_half: row.start_half,
    end: row.end_date,
    end_half: row.end_half,
    hours: row.minutes === null ? null : toHours(row.minutes),
    cost_hours: toHours(row.cost_minutes),
    note,
    status,
    requested_by: account(row.requested_by, row.requested_by_name),
    decided_by: account(row.decided_by, row.decided_by_name),
    decided_at,
    decision_note,
    cancelled_by: account(row.cancelled_by, row.cancelled_by_name),
    cancelled_at,
    cancellation_note,
    can: allowed(REQUEST_ACTS, (act) => verdictOn(act, shown)),
    version,
    created_at: row.created_at,
    updated_at: row.updated_at,
  }
}

/** A plan as the API shows it. */
export function toPreview(
  { days, cost, balance, balanceAfter, obstacle }: Plan,
  { needs_approval }: LeaveTypeRow,
): Preview {
  return {
    cost_hours: toHours(cost),
    days: days.map((day) => ({
      date: day.date,
      hours: toHours(costOfDay(day)),
      halves: day.halves.map(({ half }) => half),
      why: day.why,
      holiday: day.holiday,
    })),
    balance_hours: toHours(balance),
    balance_after_hours: toHours(balanceAfter),
    needs_approval: needs_approval === 1,
    possible: obstacle === undefined,
    obstacle: obstacle ? sentenceOf(obstacle) : null,
  }
}

function sentenceOf({ message, errors = {} }: AppError): string {
  if (message) return message
  return Object.values(errors)
    .flatMap((fields) => Object.values(fields).flat())
    .join(' ')
}

function account(id: string | null, username: string | null): { id: string; username: string } | null {
  return id === null || username === null ? null : { id, username }
}
