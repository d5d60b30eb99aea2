import type { Db } from '../../db/connect.ts'
import { rehearse } from '../../db/rehearse.ts'
import { transact } from '../../db/transact.ts'
import { AppError } from '../../errors.ts'
import { findCompany, lockCompany, shareCompany } from '../company/store.ts'
import { HolidaysMissing, knownPublicHolidays, loadPublicHolidays } from './public-holidays.ts'
import { type HolidayLookup, lookupOf } from './rules.ts'
import { allCompanyHolidays } from './store.ts'

/** More regions than any company is in; each round of loading brings several years of one. */
const MAX_ROUNDS = 40
const YEARS_AHEAD = 2

/**
 * The holidays as they stand in this transaction. The lookup itself asks neither database nor thread: where public
 * holidays are not in memory, it throws `HolidaysMissing`.
 */
export async function holidayLookup(trx: Db): Promise<HolidayLookup> {
  const { holiday_kinds } = await findCompany(trx)
  return lookupOf(await allCompanyHolidays(trx), knownPublicHolidays, holiday_kinds)
}

export interface HolidayTransaction {
  /** Gives what `work` would have given, and changes nothing. */
  dryRun?: boolean
  /** For `work` that changes what holds for several people: it locks the company, where others share it. */
  locksCompany?: boolean
}

/**
 * Runs `work` in a transaction that keeps the company, and so its holidays, as they are. Where public holidays are not in
 * memory, the transaction is taken back, they are loaded, and it runs again; so `work` has no effects but those on `trx`.
 * Inside another transaction `work` becomes a part of that one, and `HolidaysMissing` passes through to whoever began it:
 * they run under `loadingHolidays`.
 */
export function transactWithHolidays<T>(
  db: Db,
  work: (trx: Db, holidays: HolidayLookup) => Promise<T>,
  { dryRun = false, locksCompany = false }: HolidayTransaction = {},
): Promise<T> {
  const run = dryRun ? rehearse : transact
  const attempt = () =>
    run(db, async (trx) => {
      // Before the holidays are read, and at once in the mode that is needed: two who raise a shared lock wait for each other.
      await (locksCompany ? lockCompany(trx) : shareCompany(trx))
      return work(trx, await holidayLookup(trx))
    })
  return db.isTransaction ? attempt() : loadingHolidays(attempt)
}

/** Runs `work`, which reads only, with the holidays at hand; again from its start when some had to be loaded. */
export function readHolidays<T>(db: Db, work: (holidays: HolidayLookup) => T | Promise<T>): Promise<T> {
  return loadingHolidays(async () => work(await holidayLookup(db)))
}

/**
 * Runs an attempt, and again after every time that it met holidays which are not in memory: those are loaded then.
 * @throws AppError `unavailable` when there is no end to it, and whatever `attempt` throws.
 */
export async function loadingHolidays<T>(attempt: () => Promise<T>): Promise<T> {
  for (let round = 0; round < MAX_ROUNDS; round++) {
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof HolidaysMissing)) throw error
      await loadAround(error.region, error.year)
    }
  }
  throw new AppError('unavailable', 'The holidays are still being loaded.', { retryAfter: 1 })
}

/** Whoever asks for a year is likely to ask for those beside it too. */
async function loadAround(region: string, year: number): Promise<void> {
  const years = Array.from({ length: YEARS_AHEAD + 2 }, (_, i) => year - 1 + i)
  await Promise.all(years.map((each) => loadPublicHolidays(region, each)))
}
