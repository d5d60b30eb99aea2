import type { RequestStatus, Role } from '../db/tables.ts'
import type { ActsOf } from '../http/acts.ts'
import { byRole, onPerson, seesDetails, type Ties } from '../people/access.ts'
import { conflict, forbidden, UNKNOWN, type Verdict } from '../verdict.ts'

/*
 * Who may do what with time off. What a viewer and a person are to each other comes from `people/access.ts` and its twin
 * in SQL; which requests wait for a viewer is `waitsFor` there.
 */

/** Leave types and policies are an administrator's to look after. */
export const timeOffActs: ActsOf = (_db, { role }) => (role === 'admin' ? ['manage_time_off'] : [])

/** Acts on the time off of one employee. */
export const LEAVE_ACTS = ['request_time_off', 'book_time_off', 'adjust_balance', 'assign_policies'] as const
export type LeaveAct = (typeof LEAVE_ACTS)[number]
/** Those of them that balances name. */
export const BALANCE_ACTS = ['request_time_off', 'adjust_balance'] as const satisfies readonly LeaveAct[]
export type BalanceAct = (typeof BALANCE_ACTS)[number]

/** What a viewer may do with an employee's time off. */
export function onLeave(act: LeaveAct, ties: Ties): Verdict {
  switch (act) {
    case 'request_time_off':
      if (seesDetails(ties)) return 'yes'
      if (onPerson('see', ties) !== 'yes') return UNKNOWN
      return forbidden('Only the person, their manager and administrators ask for their time off.')
    case 'book_time_off':
      return decision(ties)
    case 'adjust_balance':
    case 'assign_policies':
      return byRole(ties.isAdmin)
  }
}

/** Acts on one request. */
export const REQUEST_ACTS = [
  'edit',
  'approve',
  'reject',
  'cancel',
  'take_back_approval',
  'take_back_rejection',
] as const
export type RequestAct = (typeof REQUEST_ACTS)[number] | 'see'

/** A request, as far as it matters who may do what with it. */
interface RequestFacts {
  status: RequestStatus
  start_date: string
}

/** What a viewer may do with a request on a day of the company, as things stand. */
export function onRequest(act: RequestAct, ties: Ties, request: RequestFacts, today: string): Verdict {
  if (!seesDetails(ties)) return UNKNOWN
  switch (act) {
    case 'see':
      return 'yes'
    case 'edit':
      return inState(request, 'pending')
    case 'approve':
    case 'reject':
      return both(decision(ties), inState(request, 'pending'))
    case 'take_back_approval':
      return both(decision(ties), inState(request, 'approved'))
    case 'take_back_rejection':
      return both(decision(ties), inState(request, 'rejected'))
    case 'cancel':
      return both(cancellation(ties, request, today), inState(request, 'pending', 'approved'))
  }
}

export const LEAVE_TYPE_ACTS = ['edit', 'archive', 'delete'] as const
export type LeaveTypeAct = (typeof LEAVE_TYPE_ACTS)[number]

/** What a viewer may do with a leave type. */
export function onLeaveType(
  act: LeaveTypeAct,
  { role }: { role: Role },
  leaveType: { is_default: number; is_used: unknown },
): Verdict {
  const isForAdmins = byRole(role === 'admin')
  if (act === 'edit') return isForAdmins
  // The older PTO paths would have nothing to book from.
  if (leaveType.is_default === 1) {
    return both(isForAdmins, conflict('This is the default leave type: it can be neither archived nor deleted.'))
  }
  if (act === 'archive' || !leaveType.is_used) return isForAdmins
  return both(isForAdmins, conflict('There are policies or time off of this leave type: archive it instead.'))
}

export const POLICY_ACTS = ['edit', 'edit_terms', 'assign', 'delete'] as const
export type PolicyAct = (typeof POLICY_ACTS)[number]

/** What a viewer may do with a policy: terms that people have, or have had, stay as they are. */
export function onPolicy(act: PolicyAct, { role }: { role: Role }, policy: { assigned_employees: number }): Verdict {
  const isForAdmins = byRole(role === 'admin')
  if (act === 'edit' || act === 'assign' || policy.assigned_employees === 0) return isForAdmins
  const sentence =
    act === 'delete'
      ? 'People have this policy, or have had it: it cannot be deleted.'
      : 'People have this policy, so only its name may change: make another policy and assign it from a date.'
  return both(isForAdmins, conflict(sentence))
}

/**
 * Who decides on somebody's time off: those who answer for their manager, and administrators. Nobody on their own, be it
 * that they have unlinked it from their account, unless there is no other administrator.
 */
function decision(ties: Ties): Verdict {
  if (!seesDetails(ties)) return UNKNOWN
  if (ties.isOnlyAdmin) return 'yes'
  if (ties.isOwn) return forbidden('Nobody decides on their own time off.')
  if (ties.wasOwn) return forbidden('Your account was linked to this person once, so somebody else decides.')
  return 'yes'
}

/** Until it begins, approved time off is the person's to cancel. */
function cancellation(ties: Ties, { status, start_date }: RequestFacts, today: string): Verdict {
  const hasBegun = status === 'approved' && start_date <= today
  return hasBegun && decision(ties) !== 'yes' ? forbidden('It has begun: ask your manager to cancel it.') : 'yes'
}

function inState({ status }: RequestFacts, ...wanted: RequestStatus[]): Verdict {
  return wanted.includes(status) ? 'yes' : conflict(`This request is ${status}.`)
}

function both(first: Verdict, second: Verdict): Verdict {
  return first === 'yes' ? second : first
}
