import type { ActsOf } from '../http/acts.ts'

/** Accounts and invites are an administrator's to look after. */
export const authActs: ActsOf = (_db, { role }) => (role === 'admin' ? ['invite', 'manage_users'] : [])
