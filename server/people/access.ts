import type { Role } from '../db/tables.ts'
import type { ActsOf } from '../http/acts.ts'
import { forbidden, UNKNOWN, type Verdict } from '../verdict.ts'

/*
 * Who may do what with people and with what the company has set for all of them. Lists ask the same in SQL:
 * `employees/ties-store.ts` is this file's twin, and a test compares the two over random companies.
 */

/** The company's settings and the list of people are an administrator's to look after. */
export const peopleActs: ActsOf = (_db, { role }) => (role === 'admin' ? ['manage_company', 'manage_people'] : [])

/** Who asks, and on which day of the company. */
export interface Viewer {
  id: string
  role: Role
  today: string
}

/** What an employee is to a viewer; several may hold at once. */
export interface Ties {
  isOwn: boolean
  /** The employee is, or once was, the viewer's own: unlinking the two makes nobody a judge of their own time off. */
  wasOwn: boolean
  isAdmin: boolean
  isOnlyAdmin: boolean
  /** The viewer answers for this employee's manager today: is the manager, stands in for them, or is next up the line. */
  isInCharge: boolean
  /** The employee's first day has come. */
  hasStarted: boolean
}

/** Ties as a row has them; SQLite knows no booleans. */
export interface TieColumns {
  is_own: unknown
  was_own: unknown
  is_in_charge: unknown
  is_only_admin: unknown
}

/** What the columns of a row say, of an employee with this first day. */
export function tiesOf(row: TieColumns, start_date: string, { role, today }: Viewer): Ties {
  return {
    isOwn: Boolean(row.is_own),
    wasOwn: Boolean(row.was_own),
    isAdmin: role === 'admin',
    isOnlyAdmin: Boolean(row.is_only_admin),
    isInCharge: Boolean(row.is_in_charge),
    hasStarted: start_date <= today,
  }
}

/** Acts on one employee that belong to people; those on their time off are in `time-off/access.ts`. */
export const PERSON_ACTS = ['see_details', 'edit', 'remove', 'edit_working_patterns'] as const
export type PersonAct = (typeof PERSON_ACTS)[number] | 'see'

/** What a viewer may do with an employee. */
export function onPerson(act: PersonAct, ties: Ties): Verdict {
  switch (act) {
    case 'see':
      return seesDetails(ties) || ties.hasStarted ? 'yes' : UNKNOWN
    case 'see_details':
      if (seesDetails(ties)) return 'yes'
      return ties.hasStarted ? forbidden('Only the person, their manager and administrators may see this.') : UNKNOWN
    case 'edit':
    case 'remove':
    case 'edit_working_patterns':
      return byRole(ties.isAdmin)
  }
}

/** True for those who see more of an employee than the directory does. */
export function seesDetails({ isOwn, isAdmin, isInCharge }: Ties): boolean {
  return isOwn || isAdmin || isInCharge
}

/** True for those who see how payroll knows an employee: managers decide without it. */
export function seesIdentity({ isOwn, isAdmin }: Ties): boolean {
  return isOwn || isAdmin
}

export const HOLIDAY_ACTS = ['edit', 'delete'] as const
export type HolidayAct = (typeof HOLIDAY_ACTS)[number]

/** What a viewer may do with one of the company's holidays. */
export function onHoliday(_act: HolidayAct, { role }: { role: Role }): Verdict {
  return byRole(role === 'admin')
}

/** The role that routes ask for whose acts take an administrator; what is refused there never gets to the acts above. */
export const FOR_ADMINS = { access: 'admin' } as const

/** For administrators alone. */
export function byRole(isAdmin: boolean): Verdict {
  return isAdmin ? 'yes' : forbidden('This takes the role admin.')
}
