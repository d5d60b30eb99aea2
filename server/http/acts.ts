import type { Db } from '../db/connect.ts'
import type { Caller } from './access.ts'
import { oneOf } from './shapes.ts'

/**
 * What an account may do that needs no particular thing to do it to. A module that lets some accounts do more than others
 * adds its acts here, decides about them in its `access.ts` (an `ActsOf`), and is named in `app.ts`; `/api/me` and whatever
 * logs in answer them as `can`, so that no client works a permission out from a role.
 */
const ACTS = ['invite', 'manage_users', 'manage_company', 'manage_people', 'manage_time_off', 'create_post'] as const

export type Act = (typeof ACTS)[number]

export const Act = oneOf(ACTS)

/** Whose acts these are: a caller, or an account that is about to have its first session. */
export type Actor = Pick<Caller, 'id' | 'role'>

/** The acts of one module that an account may do. */
export type ActsOf = (db: Db, actor: Actor) => readonly Act[] | Promise<readonly Act[]>

/** The acts of all modules, in the order in which the modules say theirs. */
export function actsOfAll(modules: readonly ActsOf[]): ActsOf {
  return async (db, actor) => {
    const acts: Act[] = []
    for (const actsOf of modules) acts.push(...(await actsOf(db, actor)))
    return acts
  }
}
