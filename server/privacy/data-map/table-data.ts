/** What a row names a person by. */
export type Names = 'account' | 'employee' | 'confirmedAddress' | 'linkToConfirmedAddress'

/** The columns that name a person, by what they hold. Columns are separated by spaces, here and below. */
export type NamedIn = Partial<Record<Names, string>>

/** What an erasure says it did, in its receipt. */
export const KINDS = [
  'account',
  'employee',
  'sessions',
  'devices',
  'links',
  'invites',
  'feeds',
  'kept_answers',
  'request_notes',
  'ledger_notes',
  'survey_links',
  'survey_replies',
  'surveys',
] as const
export type Kind = (typeof KINDS)[number]

/** A file of a person's export: the rows that name the person, in the order of their keys. */
export interface PersonFile {
  name: string
  of: NamedIn
  /** What is shown; left out, all that is not hidden. What is about somebody else stays with them. */
  columns?: string
}

/** A file of the company's export: all rows, once as CSV, once as JSON. */
export interface CompanyFile {
  name: string
  about: string
  /** Columns that say nothing outside of this database. */
  omits?: string
  /** The column that says of which survey a row is: of one that is gone for everybody, no row is exported. */
  survey?: string
}

/** What an erasure does with the person's rows; what takes more than that is done `by hand`, in `erase-actions.ts`. */
export type Erased = { as: Kind } & ({ rows: 'deleted' | 'cleared'; of: NamedIn } | { rows: 'by hand' })

/** What is said of a table: its columns, each in one of three lists, and what becomes of its rows. */
export type TableData = {
  /** By what rows are ordered and told apart. */
  key: string
  /** Stays as it is: it counts, or names somebody by an id behind which the pseudonym stands. */
  keeps?: string
  /** Cleared, or replaced by the pseudonym, by an erasure. */
  clears?: string
  /** Secrets, and what things are found by. Not shown to anybody; cleared or overwritten where it follows from a name. */
  hides?: string
  files?: readonly PersonFile[]
  /** Left out where an erasure leaves the rows as they are. */
  erased?: Erased
} & (
  | { companyFile: CompanyFile }
  | { /** Why the company's export has no such file, as a sentence. */ leftOut: string }
)

/** The columns of a list. */
export function columnsIn(list = ''): string[] {
  return list.split(' ').filter((column) => column !== '')
}
