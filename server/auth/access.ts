import type { Db } from '../db/connect.ts'
import { AppError } from '../errors.ts'
import type { Act, Actor, ActsOf } from '../http/acts.ts'
import { allowed, conflict, demand, forbidden, UNKNOWN, type Verdict } from '../verdict.ts'
import type { InviteAct } from './invites/schema.ts'
import { SESSION_ACTS, type SessionAct } from './sessions/schema.ts'
import { isLastAdmin } from './users/rules.ts'
import { USER_ACTS, type UserAct } from './users/schema.ts'
import { shareUser, type UserRow } from './users/store.ts'

/** What is asked of this module, and of which thing. */
export type Ask =
  | { act: Extract<Act, 'invite' | 'manage_users'> }
  /** `admins` are the ids of the administrators who can log in. */
  | { act: UserAct; user: UserRow; admins: readonly string[] }
  | { act: InviteAct; invite: { used_at: string | null } }
  | { act: SessionAct; session: { user_id: string } }

/** Every permission over accounts, invites and sessions. */
function decide(actor: Actor, ask: Ask): Verdict {
  if (ask.act !== 'end' && actor.role !== 'admin') return forbidden('This takes the role admin.')
  if ('user' in ask && ask.user.erased_at !== null) return conflict('This person has been erased.')
  switch (ask.act) {
    case 'end':
      return ask.session.user_id === actor.id ? 'yes' : UNKNOWN
    case 'invite':
    case 'manage_users':
    case 'revoke':
      return 'yes'
    case 'change_role':
    case 'disable':
    case 'delete':
      return isLastAdmin(ask.admins, ask.user.id)
        ? conflict('This is the last administrator. Make someone else an administrator first.')
        : 'yes'
    case 'enable':
      return 'yes'
    case 'reset_password':
      return ask.user.disabled_at === null ? 'yes' : conflict('This account is disabled: enable it first.')
    case 'confirm_email':
      return ask.user.email === null ? conflict('This account has no email address.') : 'yes'
  }
}

/** @throws AppError `not_found`, `forbidden` or `conflict` with the reason. */
export function requireAct(actor: Actor, ask: Ask): void {
  demand(decide(actor, ask))
}

/**
 * Whoever has asked, as their account is now, which stays so until the transaction ends: what they hand out in it ends
 * when that changes.
 * @throws AppError `forbidden` for an account that is gone or disabled.
 */
export async function lockActor(trx: Db, id: string): Promise<Actor> {
  const user = await shareUser(trx, id)
  if (user?.disabled_at !== null) throw new AppError('forbidden', 'Your account has been disabled.')
  return user
}

/** Accounts and invites are an administrator's to look after. */
export const authActs: ActsOf = (_db, actor) =>
  allowed(['invite', 'manage_users'] as const, (act) => decide(actor, { act }))

/** What the actor can do with an account as it is. */
export function actsOnUser(actor: Actor, user: UserRow, admins: readonly string[]): UserAct[] {
  return allowed(USER_ACTS, (act) => decide(actor, { act, user, admins })).filter((act) => fits(act, user))
}

/** What the actor can do with an invite as it is. One that was used is only a record. */
export function actsOnInvite(actor: Actor, invite: { used_at: string | null }): InviteAct[] {
  return invite.used_at === null && decide(actor, { act: 'revoke', invite }) === 'yes' ? ['revoke'] : []
}

/** What the actor can do with a session. */
export function actsOnSession(actor: Actor, session: { user_id: string }): SessionAct[] {
  return allowed(SESSION_ACTS, (act) => decide(actor, { act, session }))
}

/** Whether an act would change anything. */
function fits(act: UserAct, user: UserRow): boolean {
  switch (act) {
    case 'disable':
      return user.disabled_at === null
    case 'enable':
      return user.disabled_at !== null
    case 'confirm_email':
      return user.email !== null && user.email_confirmed_at === null
    default:
      return true
  }
}
