import type { Tables } from '../db/tables.ts'
import { DATA_MAP, openColumns, TABLES } from '../privacy/data-map/data-map.ts'
import { type CompanyFile, columnsIn } from '../privacy/data-map/table-data.ts'

/** The files that an export has, with their tables. */
export const EXPORTED = TABLES.flatMap(([table, data]): { table: keyof Tables; file: CompanyFile }[] =>
  'companyFile' in data ? [{ table, file: data.companyFile }] : [],
)

/** The tables that it has not, and why, as sentences. */
export const LEFT_OUT = TABLES.flatMap(([table, data]): [table: string, because: string][] =>
  'leftOut' in data ? [[table, data.leftOut]] : [],
)

/** The columns that are shown of a table. */
export function shownColumns(table: keyof Tables, { omits }: CompanyFile): string[] {
  const omitted = columnsIn(omits)
  return openColumns(DATA_MAP[table]).filter((column) => !omitted.includes(column))
}
