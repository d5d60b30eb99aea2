import { infiniteQueryOptions } from '@tanstack/react-query'
import { api, pageOf, type Schema } from '../api/client.ts'
import { type Employee, today } from './queries.ts'

const PAGE = 50

/** A person, and what they have of each leave type. */
export interface WithBalances {
  person: Employee
  balances: Schema<'EmployeeBalances'>['balances']
}

interface Cursors {
  people?: string | undefined
  balances?: string | undefined
}

interface Wanted {
  /** How the name begins. */
  name?: string
  team?: string
  /** Also those who have left, or have not begun; whatever it says. */
  all?: string
}

/** People by name, a page at a time, each with their balances: two lists in the same order and with the same filters. */
export const peopleBy = (wanted: Wanted) =>
  infiniteQueryOptions({
    queryKey: ['employees', 'with balances', wanted],
    queryFn: async ({ pageParam }: { pageParam: Cursors }) => {
      const filter = filterOf(wanted)
      const queryAt = (cursor: string | undefined) => ({
        query: { ...filter, ...(cursor !== undefined && { cursor }) },
      })
      const [people, balances] = await Promise.all([
        pageOf(api.GET('/api/employees', { params: queryAt(pageParam.people) })),
        pageOf(api.GET('/api/time-off/balances', { params: queryAt(pageParam.balances) })),
      ])
      const held = new Map(balances.rows.map(({ employee, balances }) => [employee.id, balances]))
      const rows = people.rows.map((person): WithBalances => ({ person, balances: held.get(person.id) ?? [] }))
      const next: Cursors = { people: people.next, balances: balances.next }
      return { rows, next }
    },
    initialPageParam: {} as Cursors,
    getNextPageParam: ({ next }) => (next.people === undefined ? undefined : next),
  })

function filterOf({ name, team, all }: Wanted) {
  return {
    limit: PAGE,
    ...(name !== undefined && { q: name }),
    ...(team !== undefined && { team }),
    ...(all === undefined && { active_on: today() }),
  }
}
