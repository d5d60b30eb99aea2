import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../db/connect.ts'
import type { Tables } from '../db/tables.ts'
import { DATA_MAP } from './data-map/data-map.ts'
import { columnsIn } from './data-map/table-data.ts'

export type Row = Record<string, unknown>

/** Which rows are read, and what of them. */
export interface Selection {
  columns: readonly string[]
  /** A condition on the table; left out, all of its rows. */
  which?: RawBuilder<boolean> | undefined
}

/** Some rows of a table, those behind a row, in the order of keys; with the columns of the key, whichever are asked for. */
export async function listRows(
  db: Db,
  table: keyof Tables,
  { columns, which }: Selection,
  { after, limit }: { after: Row | undefined; limit: number },
): Promise<Row[]> {
  const key = columnsIn(DATA_MAP[table].key)
  const refs = (names: readonly string[]) => sql.join(names.map((name) => sql.ref(`${table}.${name}`)))
  const isLater = after && sql<boolean>`(${refs(key)}) > (${sql.join(key.map((name) => after[name]))})`
  const rows = await db
    .selectFrom(table)
    .select([...new Set([...columns, ...key])].map((name) => db.dynamic.ref<never>(`${table}.${name}`)))
    .$if(which !== undefined, (query) => query.where(which as RawBuilder<boolean>))
    .$if(isLater !== undefined, (query) => query.where(isLater as RawBuilder<boolean>))
    .orderBy(refs(key) as RawBuilder<never>)
    .limit(limit)
    .execute()
  return rows as Row[]
}
