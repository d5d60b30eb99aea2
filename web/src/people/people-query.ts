import { api, pageOf, type Schema } from '../api/client.ts'
import type { Employee } from './queries.ts'

const PAGE = 50
const BETWEEN_CURSORS = ' '

/** A person, and what they have of each leave type. */
export interface WithBalances {
  person: Employee
  balances: Schema<'EmployeeBalances'>['balances']
}

interface Wanted {
  today: string
  /** How the name begins. */
  name?: string
  team?: string
  /** Also those who have left; whatever it says. */
  all?: string
}

/** A page of people by name, each with their balances: two lists in the same order and with the same filters. */
export async function pageOfPeople(
  wanted: Wanted,
  { cursor }: { cursor?: string },
): Promise<{ rows: WithBalances[]; next: string | undefined }> {
  const filter = filterOf(wanted)
  const [atPeople, atBalances] = cursor?.split(BETWEEN_CURSORS) ?? []
  const query = (at: string | undefined) => ({ query: { ...filter, ...(at && { cursor: at }) } })
  const [people, balances] = await Promise.all([
    pageOf(api.GET('/api/employees', { params: query(atPeople) })),
    pageOf(api.GET('/api/time-off/balances', { params: query(atBalances) })),
  ])
  const held = new Map(balances.rows.map(({ employee, balances }) => [employee.id, balances]))
  const rows = people.rows.map((person): WithBalances => ({ person, balances: held.get(person.id) ?? [] }))
  return { rows, next: people.next && [people.next, balances.next ?? ''].join(BETWEEN_CURSORS) }
}

function filterOf({ today, name, team, all }: Wanted) {
  return {
    limit: PAGE,
    ...(name !== undefined && { q: name }),
    ...(team !== undefined && { team }),
    ...(all === undefined && { employed_from: today }),
  }
}
