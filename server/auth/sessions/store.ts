import type { Selectable } from 'kysely'
import type { Db } from '../../db/connect.ts'
import { lockRows } from '../../db/dialect.ts'
import { prepared } from '../../db/prepared.ts'
import type { Tables } from '../../db/tables.ts'
import type { Caller } from '../../http/access.ts'
import type { PageRequest } from '../../http/paging.ts'
import type { AccessClaims } from '../tokens.ts'

export type SessionRow = Selectable<Tables['sessions']>
export type SessionKind = SessionRow['kind']
export type RefreshTokenRow = Selectable<Tables['refresh_tokens']>

const callerOf = prepared((db: Db, p: AccessClaims & { now: string }) =>
  db
    .selectFrom('sessions')
    .innerJoin('users', 'users.id', 'sessions.user_id')
    .select(['users.id', 'users.username', 'users.role', 'users.version'])
    .where('sessions.id', '=', p.sid)
    .where('sessions.user_id', '=', p.sub)
    .where('sessions.generation', '=', p.gen)
    .where('sessions.expires_at', '>', p.now)
    .where('users.disabled_at', 'is', null),
)

/** The account behind an access token's claims, while session and account are in force. */
export async function findCaller(db: Db, { sub, sid, gen }: AccessClaims, now: string): Promise<Caller | undefined> {
  const [row] = await callerOf(db, { sub, sid, gen, now }, undefined)
  return row && { ...row, sessionId: sid }
}

export async function insertSession(db: Db, session: SessionRow): Promise<void> {
  await db.insertInto('sessions').values(session).execute()
}

/** The session, kept as it is until the transaction ends; undefined once it has expired. */
export function lockSession(trx: Db, id: string, now: string): Promise<SessionRow | undefined> {
  const query = trx.selectFrom('sessions').selectAll().where('id', '=', id).where('expires_at', '>', now)
  return lockRows(trx, query).executeTakeFirst()
}

export async function updateSession(db: Db, id: string, change: Partial<SessionRow>): Promise<void> {
  await db.updateTable('sessions').set(change).where('id', '=', id).execute()
}

/** A person's sessions that are in force, newest first; one row more than the page holds. */
export function listSessions(
  db: Db,
  userId: string,
  now: string,
  { limit, after }: PageRequest,
): Promise<SessionRow[]> {
  return db
    .selectFrom('sessions')
    .selectAll()
    .where('user_id', '=', userId)
    .where('expires_at', '>', now)
    .$if(after !== undefined, (query) => query.where('id', '<', String(after?.[0])))
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
}

/** A session of this person that is in force. */
export function findSession(db: Db, userId: string, id: string, now: string): Promise<SessionRow | undefined> {
  return db
    .selectFrom('sessions')
    .selectAll()
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .where('expires_at', '>', now)
    .executeTakeFirst()
}

/** Ends a session of this person. */
export async function deleteSession(db: Db, userId: string, id: string): Promise<void> {
  await db.deleteFrom('sessions').where('id', '=', id).where('user_id', '=', userId).execute()
}

/** Ends every session of a person, or every other than one. */
export async function deleteSessions(db: Db, userId: string, except?: string): Promise<void> {
  await db
    .deleteFrom('sessions')
    .where('user_id', '=', userId)
    .$if(except !== undefined, (query) => query.where('id', '!=', String(except)))
    .execute()
}

/** Ends a person's sessions that have gone unused for longest, but for so many, and for the one that has just begun. */
export async function deleteUnusedSessions(trx: Db, userId: string, newest: string, kept: number): Promise<void> {
  await trx
    .deleteFrom('sessions')
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('sessions')
        .select('id')
        .where('user_id', '=', userId)
        .where('id', '!=', newest)
        .orderBy('last_used_at', 'desc')
        .orderBy('id', 'desc')
        .limit(Number.MAX_SAFE_INTEGER)
        .offset(kept - 1),
    )
    .execute()
}

/** Forgets some of the sessions that expired before an instant. Returns how many. */
export async function deleteExpiredSessions(db: Db, before: string, limit: number): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('sessions')
    .where('id', 'in', (eb) => eb.selectFrom('sessions').select('id').where('expires_at', '<=', before).limit(limit))
    .executeTakeFirst()
  return Number(numDeletedRows)
}

export async function insertRefreshToken(db: Db, sessionId: string, hash: string, now: string): Promise<void> {
  await db
    .insertInto('refresh_tokens')
    .values({ hash, session_id: sessionId, successor_salt: null, spent_at: null, created_at: now })
    .execute()
}

export function findRefreshToken(db: Db, hash: string): Promise<RefreshTokenRow | undefined> {
  return db.selectFrom('refresh_tokens').selectAll().where('hash', '=', hash).executeTakeFirst()
}

/** True while the session has a refresh token to use. */
export async function hasRefreshToken(db: Db, sessionId: string): Promise<boolean> {
  const row = await db
    .selectFrom('refresh_tokens')
    .select('hash')
    .where('session_id', '=', sessionId)
    .where('spent_at', 'is', null)
    .executeTakeFirst()
  return row !== undefined
}

export async function spendRefreshToken(db: Db, hash: string, salt: string, now: string): Promise<void> {
  await db.updateTable('refresh_tokens').set({ spent_at: now, successor_salt: salt }).where('hash', '=', hash).execute()
}

export async function deleteRefreshToken(db: Db, hash: string): Promise<void> {
  await db.deleteFrom('refresh_tokens').where('hash', '=', hash).execute()
}

/** Whether more than so many spent tokens of a session are kept. */
export async function hasSpentMore(db: Db, sessionId: string, count: number): Promise<boolean> {
  const row = await db
    .selectFrom('refresh_tokens')
    .select('hash')
    .where('session_id', '=', sessionId)
    .where('spent_at', 'is not', null)
    .orderBy('spent_at')
    .limit(1)
    .offset(count)
    .executeTakeFirst()
  return row !== undefined
}

/** Forgets the session's tokens that were spent before an instant. */
export async function deleteSpentTokens(db: Db, sessionId: string, before: string): Promise<void> {
  await db.deleteFrom('refresh_tokens').where('session_id', '=', sessionId).where('spent_at', '<', before).execute()
}

/** Ends some of the sessions that were not used since an instant. Returns how many. */
export async function deleteSessionsUnusedSince(db: Db, before: string, limit: number): Promise<number> {
  const unused = db.selectFrom('sessions').select('id').where('last_used_at', '<', before).limit(limit)
  const { numDeletedRows } = await db.deleteFrom('sessions').where('id', 'in', unused).executeTakeFirst()
  return Number(numDeletedRows)
}
