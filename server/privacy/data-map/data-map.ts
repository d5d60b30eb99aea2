import type { Tables } from '../../db/tables.ts'
import { ACCOUNTS } from './accounts.ts'
import { NEWS } from './news.ts'
import { PEOPLE } from './people.ts'
import { PRIVACY } from './privacy.ts'
import { SERVER } from './server.ts'
import { SURVEYS } from './surveys.ts'
import { columnsIn, type PersonFile, type TableData } from './table-data.ts'
import { TIME_OFF } from './time-off.ts'

/**
 * Where personal data is, what becomes of it, and what exports have: every column of every table stands here once. Exports and
 * erasures follow this list and nothing else, and `data-map.test.ts` fails where the database has a column that it does not name.
 */
export const DATA_MAP: Record<keyof Tables, TableData> = {
  ...ACCOUNTS,
  ...PEOPLE,
  ...TIME_OFF,
  ...NEWS,
  ...SURVEYS,
  ...PRIVACY,
  ...SERVER,
}

/** All tables with what is said of them. */
export const TABLES = Object.entries(DATA_MAP) as [keyof Tables, TableData][]

/** The columns of a table that may be shown to somebody: all but secrets, and what things are found by. */
export function openColumns({ keeps, clears }: TableData): string[] {
  return [...columnsIn(keeps), ...columnsIn(clears)]
}

/** What a file of a person's export shows of its rows. */
export function shownColumns(table: TableData, { columns }: PersonFile): string[] {
  return columns === undefined ? openColumns(table) : columnsIn(columns)
}
