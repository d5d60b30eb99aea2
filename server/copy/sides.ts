/** A value as both databases mean it: an instant and a day are texts, JSON is its canonical text, bytes are in hexadecimal. */
export type Value = string | number | boolean | null

/** The values of a row, in the order of its table's columns. */
export type Row = Value[]

export type Kind = 'text' | 'integer' | 'number' | 'boolean' | 'instant' | 'day' | 'json' | 'bytes'

export interface Column {
  name: string
  kind: Kind
}

export interface Table {
  name: string
  columns: Column[]
  /** The columns of its primary key, by which its rows are read in order. */
  key: string[]
}

/** What a table refers to, by a foreign key. */
export interface Reference {
  table: string
  constraint: string
  to: string
}

/** The last number that a column which counts rows has given. */
export interface Counter {
  table: string
  column: string
  last: number
}

export interface Description {
  tables: Table[]
  references: Reference[]
  counters: Counter[]
  /** The names of the migrations it has had, in order. */
  migrations: string[]
}

/** A database, as it is read. */
export interface Side {
  /** How it is called in what people read. */
  name: string
  isPostgres: boolean
  describe(): Promise<Description>
  count(table: string): Promise<number>
  /** Rows in the order of their keys, behind one of them. */
  rows(table: Table, after?: Value[]): AsyncIterable<Row>
  /** @throws CommandError where others may have written to it since it was opened, as a lock on it was lost. */
  requireAlone(): Promise<void>
  close(): Promise<void>
}

/** What a database that is copied into knows of the copy, until that is finished. */
export interface CopyState {
  /** Tells the database that is copied from. */
  identity: string
  /** The foreign keys left out meanwhile, as statements that bring them back. */
  restored: string[]
}

/** How far a table is. */
export interface Progress {
  rows: number
  /** The key of the last row. */
  after: Value[]
}

/** A database, as it is copied into. */
export interface Target extends Side {
  state(): Promise<CopyState | undefined>
  progress(table: string): Promise<Progress | undefined>
  /** Notes that a copy begins, leaves out foreign keys, and deletes what migrations have put into tables: at once. */
  begin(identity: string, cyclic: readonly Reference[], emptied: readonly string[]): Promise<void>
  /** Adds rows, and notes how far the table is: at once. Triggers do nothing to them. */
  add(table: Table, rows: readonly Row[], progress: Progress): Promise<void>
  /** Brings foreign keys back, and has counters go on where those of the other database would. @throws Error where a row refers to nothing. */
  settle(counters: readonly Counter[]): Promise<void>
  /** Forgets that there was a copy. */
  end(): Promise<void>
}
