import type { Signup } from '../config.ts'
import { AppError, invalidField } from '../errors.ts'

/** A user name as compared: `Ann`, `ann` and a full-width `ａｎｎ` are one. */
export function usernameKey(username: string): string {
  return username.normalize('NFKC').toLowerCase()
}

/** An e-mail address as compared; nobody's mailboxes differ by case alone. */
export function emailKey(email: string): string {
  return email.toLowerCase()
}

/** What somebody logs in as: no user name has an `@`, so it is one or the other. */
export function loginKey(name: string): { email_key: string } | { username_key: string } {
  return name.includes('@') ? { email_key: emailKey(name) } : { username_key: usernameKey(name) }
}

/**
 * Refuses a password that others would guess.
 * @throws AppError `invalid` on `field`.
 */
export function checkPassword(
  password: string,
  of: { username: string; email: string | null },
  isCommon: boolean,
  field = 'password',
): void {
  if (isCommon) throw invalidField(field, 'This is one of the most common passwords.')
  const names = [of.username, of.email].map((name) => name?.toLowerCase())
  if (names.includes(password.toLowerCase())) throw invalidField(field, 'Must not be the user name or email address.')
}

/**
 * Refuses an account that is neither the first nor invited, where `SIGNUP` asks for more.
 * @throws AppError `forbidden` saying what is needed.
 */
export function checkSignup(signup: Signup, email: string | null): void {
  if (signup.mode === 'open') return
  if (signup.mode === 'invite')
    throw new AppError('forbidden', 'You need an invite to create an account. Ask an administrator for one.')
  if (email !== null && signup.domains.includes(domainOf(email))) return
  throw new AppError(
    'forbidden',
    `You need an email address at ${signup.domains.join(' or ')} or an invite to create an account.`,
  )
}

function domainOf(email: string): string {
  return emailKey(email).slice(email.lastIndexOf('@') + 1)
}

/** An instant so many seconds after another; ISO 8601. */
export function secondsAfter(now: Date, seconds: number): string {
  return new Date(now.getTime() + seconds * 1000).toISOString()
}
