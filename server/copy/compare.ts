import { createHash } from 'node:crypto'
import { CommandError } from '../startup.ts'
import type { Plan } from './plan-rules.ts'
import type { Side, Table } from './sides.ts'
import { canonicalRow } from './value-rules.ts'

/** A table whose rows are the same in both databases. */
export interface CopiedTable {
  name: string
  rows: number
  /** Of all of its rows, in the order of their keys. */
  sha256: string
}

/**
 * Reads each table from both databases, and tells of those that are the same.
 * @throws CommandError naming those that are not.
 */
export async function compareAll(
  source: Side,
  target: Side,
  { tables }: Plan,
  compared: (table: CopiedTable) => void,
): Promise<CopiedTable[]> {
  const same: CopiedTable[] = []
  const differing: string[] = []
  for (const table of tables) {
    const [theirs, ours] = await Promise.all([digest(source, table), digest(target, table)])
    if (theirs.rows !== ours.rows || theirs.sha256 !== ours.sha256) {
      differing.push(`${table.name} differs: ${theirs.rows} rows in ${source.name}, ${ours.rows} in ${target.name}.`)
      continue
    }
    same.push(ours)
    compared(ours)
  }
  if (differing.length === 0) return same
  throw new CommandError(
    `${differing.join('\n')}\nOne of the databases was changed since the copy began. Copy into a new database.`,
  )
}

/** What a table comes to: read row by row, from the database itself. */
async function digest(side: Side, table: Table): Promise<CopiedTable> {
  const hash = createHash('sha256')
  let rows = 0
  for await (const row of side.rows(table)) {
    hash.update(`${canonicalRow(row)}\n`)
    rows++
  }
  return { name: table.name, rows, sha256: hash.digest('hex') }
}
