import type { ActsOf } from '../http/acts.ts'

/** News is written by managers and administrators. */
export const postActs: ActsOf = (_db, { role }) => (role === 'member' ? [] : ['create_post'])
