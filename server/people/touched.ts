import type { FastifyRequest } from 'fastify'
import type { Db } from '../db/connect.ts'
import { callerOf } from '../http/access.ts'
import { type RecountScope, recount, type Touched } from '../time-off/recount.ts'
import { today } from './company/rules.ts'
import type { HolidayLookup } from './holidays/rules.ts'

/** Who changes a fact that time off is worked out from, when, and whether only to see what would come of it. */
export interface FactChange {
  now: Date
  /** The account behind it. */
  by: string
  dryRun: boolean
}

/** The change that a request makes, to a route that takes `DryRunQuery`. */
export function factChangeOf(request: FastifyRequest, now: Date): FactChange {
  const { dry_run = false } = request.query as { dry_run?: boolean }
  return { now, by: callerOf(request).id, dryRun: dry_run }
}

/**
 * Has the requests recounted that a changed fact can touch, and gives those that cost something else now.
 * @throws AppError `conflict` when somebody's balance would fall below its floor.
 */
export async function recountTouched(
  trx: Db,
  scope: RecountScope,
  { now, by }: FactChange,
  company: { time_zone: string },
  holidays: HolidayLookup,
): Promise<Touched[]> {
  if (scope.employeeIds.length === 0) return []
  return recount(trx, scope, { today: today(company, now), now: now.toISOString(), by, holidays })
}
