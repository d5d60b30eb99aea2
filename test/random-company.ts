import fc from 'fast-check'
import type { Db } from '../server/db/connect.ts'
import type { RequestStatus, Role } from '../server/db/tables.ts'
import { newId } from '../server/ids.ts'
import { addDays } from '../server/time-off/days.ts'
import { TODAY } from './company.ts'

const PEOPLE = 6

/** An employee of a random company, with the account that is theirs. Managers come before those who report to them. */
export interface Member {
  id: string
  user: { id: string; role: Role; isDisabled: boolean } | undefined
  /** The accounts whose they were before. */
  former: string[]
  manager: Member | undefined
  standIn: Member | undefined
  start_date: string
  end_date: string | null
  isAway: boolean
  request: { id: string; status: RequestStatus; start_date: string }
}

const person = fc.record({
  role: fc.constantFrom<Role | null>('member', 'member', 'manager', 'admin', 'admin', null),
  isDisabled: fc.constantFrom(false, false, false, true),
  manager: fc.option(fc.nat(PEOPLE - 1)),
  standIn: fc.option(fc.nat(PEOPLE - 1)),
  former: fc.option(fc.nat(PEOPLE - 1), { freq: 1 }),
  start: fc.constantFrom(-30, -30, -30, 0, 1),
  end: fc.constantFrom(null, null, -1, 0),
  isAway: fc.constantFrom(false, false, true),
  status: fc.constantFrom<RequestStatus>('pending', 'pending', 'approved', 'rejected', 'cancelled'),
  requestedFor: fc.constantFrom(-1, 0, 1),
})

/** A company whose people have ids already, though none of them is in a database. */
export const company: fc.Arbitrary<Member[]> = fc
  .array(person, { minLength: PEOPLE, maxLength: PEOPLE })
  .map((people) => {
    const members = people.map(
      ({ role, isDisabled, start, end, isAway, status, requestedFor }): Member => ({
        ...{ id: newId(), user: role === null ? undefined : { id: newId(), role, isDisabled }, former: [] },
        ...{ manager: undefined, standIn: undefined, isAway },
        ...{ start_date: addDays(TODAY, start), end_date: end === null ? null : addDays(TODAY, Math.max(start, end)) },
        request: { id: newId(), status, start_date: addDays(TODAY, requestedFor) },
      }),
    )
    for (const [i, member] of members.entries()) {
      const { manager, standIn, former } = people[i] as (typeof people)[number]
      if (manager !== null && manager < i) member.manager = members[manager]
      if (standIn !== null && standIn !== i) member.standIn = members[standIn]
      const before = former === null || former === i ? undefined : members[former]?.user
      if (before) member.former.push(before.id)
    }
    return members
  })

/** Puts a company in place of whatever people a database has. */
export async function settle(db: Db, members: readonly Member[], leave_type_id: string): Promise<void> {
  for (const table of ['time_off_halves', 'time_off_requests', 'employees', 'users'] as const) {
    await db.deleteFrom(table).execute()
  }
  const users = members.flatMap(({ user }) => (user ? [userRow(user)] : []))
  if (users.length > 0) await db.insertInto('users').values(users).execute()
  await db.insertInto('employees').values(members.map(employeeRow)).execute()
  // As an administrator would link them, one after the other: what the database remembers of it is under test, too.
  const link = (id: string, user_id: string | null) =>
    db.updateTable('employees').set({ user_id }).where('id', '=', id).execute()
  for (const { id, former } of members) {
    for (const user_id of [...former, null]) if (former.length > 0) await link(id, user_id)
  }
  for (const { id, user } of members) if (user) await link(id, user.id)
  const absences = members.filter(({ isAway }) => isAway).map(({ id }) => ({ employee_id: id, request_id: newId() }))
  const requests = [
    ...members.map(({ id, request }) => requestRow(id, leave_type_id, request)),
    ...absences.map(({ employee_id, request_id }) =>
      requestRow(employee_id, leave_type_id, { id: request_id, status: 'approved', start_date: TODAY }),
    ),
  ]
  await db.insertInto('time_off_requests').values(requests).execute()
  const halves = absences.map((one) => ({ ...one, date: TODAY, half: 'morning' as const, minutes: 240 }))
  if (halves.length > 0) await db.insertInto('time_off_halves').values(halves).execute()
}

const at = `${TODAY}T00:00:00.000Z`
const versioned = { version: 1, created_at: at, updated_at: at }

function userRow({ id, role, isDisabled }: NonNullable<Member['user']>) {
  const nameless = {
    username: id,
    username_key: id,
    name_key: id,
    email: null,
    email_key: null,
    password_hash: 'none',
    epoch: 0,
    erased_at: null,
  }
  return { id, role, disabled_at: isDisabled ? at : null, ...nameless, ...versioned }
}

function employeeRow({ id, manager, standIn, start_date, end_date }: Member) {
  const line = { manager_id: manager?.id ?? null, stand_in_id: standIn?.id ?? null }
  const nothing = { user_id: null, team: null, holiday_region: null, removed_at: null, erased_at: null }
  return { id, name: id, name_key: id, ...line, start_date, end_date, ...nothing, ...versioned }
}

function requestRow(employee_id: string, leave_type_id: string, { id, status, start_date }: Member['request']) {
  const halves = { start_half: 'morning', end_half: 'afternoon' } as const
  const nobody = { requested_by: null, decided_at: null, decided_by: null, cancelled_at: null, cancelled_by: null }
  const notes = { note: null, decision_note: null, cancellation_note: null }
  const cost = { minutes: null, cost_minutes: 0 }
  return {
    id,
    employee_id,
    leave_type_id,
    status,
    start_date,
    end_date: start_date,
    ...halves,
    ...nobody,
    ...notes,
    ...cost,
    ...versioned,
  }
}
