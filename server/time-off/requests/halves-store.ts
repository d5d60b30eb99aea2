import { type Selectable, sql } from 'kysely'
import type { Db } from '../../db/connect.ts'
import { violatedUnique } from '../../db/database-errors.ts'
import type { Half, Tables } from '../../db/tables.ts'
import { AppError } from '../../errors.ts'

export type HalfRow = Selectable<Tables['time_off_halves']>

const ROWS_AT_ONCE = 1_000

/** Mornings come first. */
const halfOfDay = sql`case half when 'morning' then 0 else 1 end`

/** The first of these half days that another request of the person holds. */
export async function findHeldHalf(
  db: Db,
  employeeId: string,
  halves: readonly { date: string; half: Half }[],
  except: string | null,
): Promise<{ date: string; half: Half } | undefined> {
  const held = await db
    .selectFrom('time_off_halves')
    .select(['date', 'half', 'request_id'])
    .where('employee_id', '=', employeeId)
    .where('date', '>=', String(halves[0]?.date))
    .where('date', '<=', String(halves.at(-1)?.date))
    .orderBy('date')
    .orderBy(halfOfDay)
    .execute()
  return held.find(
    (row) => row.request_id !== except && halves.some(({ date, half }) => date === row.date && half === row.half),
  )
}

/** Takes half days for a request. @throws AppError `conflict` when another one holds any of them. */
export async function insertHalves(trx: Db, halves: readonly HalfRow[]): Promise<void> {
  try {
    await trx.insertInto('time_off_halves').values(halves).execute()
  } catch (error) {
    if (violatedUnique(error) === undefined) throw error
    throw new AppError('conflict', 'It overlaps with another request.', { cause: error })
  }
}

export async function deleteHalves(trx: Db, requestId: string): Promise<void> {
  await trx.deleteFrom('time_off_halves').where('request_id', '=', requestId).execute()
}

/** A held half day with what its recount needs of the request. */
export interface HeldHalf extends HalfRow {
  leave_type_id: string
  requested_minutes: number | null
}

/** The half days that these people hold between two days, by request and in their order. */
export function listHeldHalves(
  trx: Db,
  employeeIds: readonly string[],
  { from, to }: { from?: string | undefined; to?: string | undefined },
): Promise<HeldHalf[]> {
  let query = trx
    .selectFrom('time_off_halves as h')
    .innerJoin('time_off_requests as r', 'r.id', 'h.request_id')
    .selectAll('h')
    .select(['r.leave_type_id', 'r.minutes as requested_minutes'])
    .where('h.employee_id', 'in', employeeIds)
  if (from !== undefined) query = query.where('h.date', '>=', from)
  if (to !== undefined) query = query.where('h.date', '<=', to)
  return query.orderBy('h.request_id').orderBy('h.date').orderBy(halfOfDay).execute()
}

/** Those of these people who hold any half day between two days. */
export async function listHolders(
  trx: Db,
  { employeeIds, from, to }: { employeeIds: readonly string[]; from?: string; to?: string },
): Promise<string[]> {
  let query = trx.selectFrom('time_off_halves').select('employee_id').distinct()
  if (from !== undefined) query = query.where('date', '>=', from)
  if (to !== undefined) query = query.where('date', '<=', to)
  const holders = new Set((await query.execute()).map((row) => row.employee_id))
  return employeeIds.filter((id) => holders.has(id))
}

/** Gives held half days their new cost. */
export async function updateHalves(trx: Db, halves: readonly HalfRow[]): Promise<void> {
  for (let i = 0; i < halves.length; i += ROWS_AT_ONCE) {
    await trx
      .insertInto('time_off_halves')
      .values(halves.slice(i, i + ROWS_AT_ONCE))
      .onConflict((conflict) =>
        conflict.columns(['employee_id', 'date', 'half']).doUpdateSet({ minutes: sql<number>`excluded.minutes` }),
      )
      .execute()
  }
}
