import { LRUCache } from 'lru-cache'
import { invalidField } from '../../errors.ts'
import { askHolidays, askRegions, type Region } from './holiday-thread.ts'
import { type PublicHoliday, publicDays } from './library-rules.ts'

/** Regions and years kept; each has a dozen holidays. */
const MAX_YEARS_KEPT = 2_000
const MAX_COUNTRIES_KEPT = 250

export const UNKNOWN_REGION = 'Not a known region: /api/holidays/regions lists them.'

const known = new LRUCache<string, readonly PublicHoliday[]>({ max: MAX_YEARS_KEPT })
const loading = new Map<string, Promise<readonly PublicHoliday[]>>()
const countries = new LRUCache<string, Promise<readonly Region[]>>({ max: MAX_COUNTRIES_KEPT })

/** Says that the public holidays of a region and year have to be loaded first. */
export class HolidaysMissing extends Error {
  readonly region: string
  readonly year: number

  constructor(region: string, year: number) {
    super(`The holidays of ${region} in ${year} are not loaded.`)
    this.region = region
    this.year = year
  }
}

/** The public holidays of a region and year, by date, from memory. @throws HolidaysMissing when they are not there. */
export function knownPublicHolidays(region: string, year: number): readonly PublicHoliday[] {
  const holidays = known.get(`${region} ${year}`)
  if (!holidays) throw new HolidaysMissing(region, year)
  return holidays
}

/** Takes the public holidays of a region and year into memory, and gives them. */
export function loadPublicHolidays(region: string, year: number): Promise<readonly PublicHoliday[]> {
  const key = `${region} ${year}`
  const kept = known.get(key)
  if (kept) return Promise.resolve(kept)
  const running = loading.get(key) ?? load(key, region, year)
  loading.set(key, running)
  return running
}

async function load(key: string, region: string, year: number): Promise<readonly PublicHoliday[]> {
  try {
    const holidays = publicDays(await askHolidays(region, year), year)
    known.set(key, holidays)
    return holidays
  } finally {
    loading.delete(key)
  }
}

/** All countries, or the states and regions of one, by code. */
export function listRegions(country: string | null = null): Promise<readonly Region[]> {
  const key = country ?? ''
  const kept = countries.get(key)
  if (kept) return kept
  const regions = askRegions(country)
  countries.set(key, regions)
  regions.catch(() => countries.delete(key))
  return regions
}

/** True for a country, state or region whose public holidays are known. */
export async function isRegion(code: string): Promise<boolean> {
  const has = (regions: readonly Region[]) => regions.some((region) => region.code === code)
  const [country = ''] = code.split('-')
  const all = await listRegions()
  if (has(all)) return true
  // Asked only of countries that there are, so that made-up ones take no room.
  return all.some((region) => region.code === country) && has(await listRegions(country))
}

/** @throws AppError `invalid` on `field` for a region that is not known; none at all is fine. */
export async function checkRegion(field: string, code: string | null | undefined): Promise<void> {
  if (code != null && !(await isRegion(code))) throw invalidField(field, UNKNOWN_REGION)
}
