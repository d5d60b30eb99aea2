import type { Schema } from '../../api/client.ts'
import { byName } from '../../ui/by-name.ts'

type AbsentPerson = Schema<'AbsentPerson'>
export type Absence = AbsentPerson['absences'][number]

/** Somebody, and when they are away. */
export interface Row {
  id: string
  name: string
  team: string | null
  absences: Absence[]
}

/**
 * A row for each person by name: everybody who works here, and whoever else is away in the period, such as somebody who
 * is going to begin, or has left. Of one team, when it is named.
 */
export function rowsOf(
  employees: readonly Pick<Row, 'id' | 'name' | 'team'>[],
  absent: readonly AbsentPerson[],
  team: string | undefined,
): Row[] {
  const people = new Map(absent.map(({ employee, absences }) => [employee.id, { ...employee, absences }]))
  for (const { id, name, team } of employees) {
    if (!people.has(id)) people.set(id, { id, name, team, absences: [] })
  }
  const rows = [...people.values()].filter((person) => team === undefined || person.team === team)
  return byName(rows, ({ name }) => name)
}

/** The names of all teams that somebody is in. */
export function teamsOf(employees: readonly Pick<Row, 'team'>[]): string[] {
  const teams = new Set(employees.flatMap(({ team }) => (team === null ? [] : [team])))
  return byName([...teams], (team) => team)
}
