import { IdleThread } from '../../idle-thread.ts'
import type { LibraryHoliday } from './library-rules.ts'

export interface Region {
  /** `DE`, `DE-BY`, `DE-BY-A`. */
  code: string
  name: string
}

/** The public holidays of a region and year, or the regions of a country (null: the countries). */
export type Asked = { region: string; year: number } | { country: string | null }

/** The library of public holidays: loading it takes 40 MB and a sixth of a second, and it is rarely asked. */
const thread = new IdleThread<Asked, LibraryHoliday[] | Region[]>(new URL('./holiday-worker.ts', import.meta.url), {
  sentence: 'The public holidays are not at hand.',
})

/** @throws AppError `unavailable` when too many wait, or no answer comes in time. */
export function askHolidays(region: string, year: number): Promise<LibraryHoliday[]> {
  return thread.ask({ region, year }) as Promise<LibraryHoliday[]>
}

/** The countries, or the states and regions of one. @throws AppError `unavailable` likewise. */
export function askRegions(country: string | null): Promise<Region[]> {
  return thread.ask({ country }) as Promise<Region[]>
}
