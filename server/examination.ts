import type { Db } from './db/connect.ts'

/** Gets what an examination sees. */
export interface Report {
  /** So many more were looked at. */
  looked(count: number): void
  /** Something is wrong, with this; told without a person's own words. */
  wrong(about: string, sentence: string): void
}

/** One thing that `teamroom doctor` proves. It reads in slices, and keeps nothing that grows with the data. */
export interface Examination {
  name: string
  /** What it looks at, in the plural. */
  of: string
  /** True where it takes the tables that this version knows. */
  needsTables: boolean
  run(db: Db, report: Report): Promise<void>
}
