import type { FastifyRequest } from 'fastify'
import { shareUser } from '../auth/users/store.ts'
import type { Db } from '../db/connect.ts'
import { AppError } from '../errors.ts'
import { callerOf } from '../http/access.ts'
import type { Viewer } from './access.ts'
import { today } from './company/rules.ts'
import { type CompanyRow, findCompany } from './company/store.ts'

/** The account behind a request, on the company's day. */
export async function viewerOf(db: Db, request: FastifyRequest, now: Date): Promise<Viewer> {
  return viewerIn(await findCompany(db), request, now)
}

/** The same, where the company's settings are known already. */
export function viewerIn(company: CompanyRow, request: FastifyRequest, now: Date): Viewer {
  const { id, role } = callerOf(request)
  return { id, role, today: today(company, now) }
}

/**
 * The viewer as the account is now; it stays so until the transaction ends. The company is shared or locked before, and
 * employees are locked after.
 * @throws AppError `unauthenticated` for an account that has been disabled or deleted since the request came in.
 */
export async function shareViewer(trx: Db, company: CompanyRow, caller: { id: string }, now: Date): Promise<Viewer> {
  const user = await shareUser(trx, caller.id)
  if (user?.disabled_at !== null) throw new AppError('unauthenticated', 'Token has been revoked')
  return { id: caller.id, role: user.role, today: today(company, now) }
}
