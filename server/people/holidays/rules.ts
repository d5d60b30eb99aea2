/** A day, or half of one, on which people need not work. */
export interface Holiday {
  /** A calendar day. */
  date: string
  name: string
  off: 'day' | 'morning' | 'afternoon'
}

/**
 * The holidays of a region between two days, both included, by date: the public ones as the company has changed them.
 * A null region has the company's own days alone.
 */
export type HolidayLookup = (region: string | null, from: string, to: string) => ReadonlyMap<string, Holiday>
