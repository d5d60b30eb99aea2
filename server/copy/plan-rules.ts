import type { Column, Description, Reference, Table } from './sides.ts'

/** What one of the databases makes of the rest of a row by itself. */
const DERIVED: ReadonlySet<string> = new Set(['posts.words'])

/** Every database has its own. */
const OWN: ReadonlySet<string> = new Set(['schema_migrations', 'copy_progress'])

export interface Plan {
  /** In an order in which rows come after those they refer to. */
  tables: Table[]
  /** What no order allows for: references of a table to itself, and those that close a circle. */
  cyclic: Reference[]
}

/**
 * How to copy one database into another.
 * @returns sentences that say why it cannot be done, where it cannot.
 */
export function planCopy(source: Description, target: Description, typedBy: Description): Plan | string[] {
  const problems = differences(source, target)
  if (problems.length > 0) return problems
  const tables = copied(typedBy).map((table) => ({
    ...table,
    columns: table.columns
      .filter(({ name }) => !DERIVED.has(`${table.name}.${name}`))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  }))
  const { order, cyclic } = inOrder(
    tables.map(({ name }) => name),
    target.references,
  )
  const byName = new Map(tables.map((table) => [table.name, table]))
  return { tables: order.map((name) => byName.get(name) as Table), cyclic }
}

/** The tables that hold what a company has put in. */
function copied({ tables }: Description): Table[] {
  return tables.filter(({ name }) => !OWN.has(name))
}

/** The tables with more rows than a database has that migrations have made, and a server perhaps started on. */
export function filledTables(counts: ReadonlyMap<string, number>, migrated: ReadonlyMap<string, number>): string[] {
  const most = (name: string) => (name === 'setup_links' ? 1 : (migrated.get(name) ?? 0))
  return [...counts].filter(([name, count]) => !OWN.has(name) && count > most(name)).map(([name]) => name)
}

/** Tables so that each follows those it refers to, as far as there is such an order. */
export function inOrder(
  tables: readonly string[],
  references: readonly Reference[],
): { order: string[]; cyclic: Reference[] } {
  const waiting = new Set(tables.toSorted())
  const order: string[] = []
  const cyclic: Reference[] = []
  while (waiting.size > 0) {
    const blocking = (name: string) => references.filter(({ table, to }) => table === name && waiting.has(to))
    const free = [...waiting].find((name) => blocking(name).every(({ to }) => to === name))
    const [next] = free === undefined ? waiting : [free]
    cyclic.push(...blocking(next as string))
    order.push(next as string)
    waiting.delete(next as string)
  }
  return { order, cyclic }
}

function differences(source: Description, target: Description): string[] {
  const names = new Set([...copied(source), ...copied(target)].map(({ name }) => name))
  return [...names].flatMap((name) => {
    const [from, to] = [source, target].map(({ tables }) => tables.find((table) => table.name === name))
    if (!from) return [`The database to copy from has no table ${name}.`]
    if (!to) return [`The database to copy to has no table ${name}.`]
    if (!from.key.length || from.key.join() !== to.key.join()) return [`The table ${name} has no key to read it by.`]
    const own = (columns: Column[]) =>
      columns.map((column) => column.name).filter((column) => !DERIVED.has(`${name}.${column}`))
    const apart = [...new Set(own(from.columns)).symmetricDifference(new Set(own(to.columns)))]
    return apart.map((column) => `Only one of the databases has the column ${name}.${column}.`)
  })
}
