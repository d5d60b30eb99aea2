import { emailKey } from '../server/auth/rules.ts'
import type { Db } from '../server/db/connect.ts'
import type { Account, Answer, Teamroom } from './harness.ts'

export const PASSWORD = 'correct horse battery'

/** `PASSWORD`, hashed so cheaply that a test may log in as often as it likes. */
const CHEAP_HASH = '$argon2id$v=19$m=8,t=1,p=1$dGVhbXJvb20tdGVzdC1zYWx0$0Fb8NOu202HPgkscFZY8U9VHmCE1p9xt4XCticjIiNw'

/** Makes `PASSWORD` an account's password. */
export async function givePassword(db: Db, userId: string): Promise<void> {
  await db.updateTable('users').set({ password_hash: CHEAP_HASH }).where('id', '=', userId).execute()
}

/** Gives an account `PASSWORD`, and an e-mail address as if the link in a mail to it had been opened. */
export async function giveEmail(db: Db, { id }: Pick<Account, 'id'>, email: string): Promise<void> {
  await givePassword(db, id)
  const confirmed = { email, email_key: emailKey(email), email_confirmed_at: '2026-01-01T00:00:00.000Z' }
  await db
    .updateTable('users')
    .set((eb) => ({ ...confirmed, version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .execute()
}

/** Has an account enter an e-mail address, and gives it `PASSWORD`, which that takes. */
export async function enterEmail(db: Db, account: Account, email: string): Promise<void> {
  await givePassword(db, account.id)
  const { status, text } = await account.send('PATCH', '/api/me', { email, current_password: PASSWORD })
  if (status !== 200) throw new Error(text)
}

/** Logs in with `PASSWORD`, or whatever `more` says. */
export function logIn(teamroom: Teamroom, username: string, more: Record<string, unknown> = {}): Promise<Answer> {
  return teamroom.send('POST', '/api/auth/login', { username, password: PASSWORD, ...more })
}

/** Does something so many times at once. */
export function atOnce<T>(times: number, work: (index: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: times }, (_, index) => work(index)))
}

/** The header that a client sends with a token. */
export function bearer(token: string): { authorization: string } {
  return { authorization: `Bearer ${token}` }
}

/** How many answers had each status: `{ 201: 1, 409: 49 }`. */
export function countStatuses(answers: readonly Answer[]): Record<number, number> {
  const counts: Record<number, number> = {}
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1
  return counts
}
