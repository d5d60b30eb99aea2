import type { FastifyRequest } from 'fastify'
import type { Config } from '../../config.ts'
import type { Db } from '../../db/connect.ts'
import { transact } from '../../db/transact.ts'
import { AppError } from '../../errors.ts'
import { randomToken, tokenHash } from '../tokens.ts'
import { isDirect } from './direct-rules.ts'
import * as store from './store.ts'

/** What somebody shows who wants the first account: the token of the link, or that they are at the server's own machine. */
export interface Pass {
  setup: string | undefined
  isDirect: boolean
}

/** Makes the link to the first account, in place of the one made before. Returns its token, which is kept nowhere. */
export function makeSetupToken(db: Db): Promise<string | undefined> {
  const token = randomToken()
  return transact(db, async (trx) => {
    if (await store.isSetUp(trx)) return undefined
    await store.saveSetupLink(trx, tokenHash(token))
    return token
  })
}

/** True for a request that needs no link for the first account: there is no proxy, and it comes from this machine. */
export function needsNoLink({ publicUrl, trustProxy }: Config, { raw }: FastifyRequest): boolean {
  if (publicUrl !== undefined || trustProxy.length > 0) return false
  const { httpVersion, headers, socket } = raw
  return isDirect({ remoteAddress: socket.remoteAddress, httpVersion, headers })
}

/**
 * Refuses the first account to whoever has no pass for it, and a link to it when there is such an account already.
 * @throws AppError `forbidden`
 */
export async function requirePass(db: Db, { setup, isDirect }: Pass, isSetUp: boolean): Promise<void> {
  if (isSetUp) {
    if (setup === undefined) return
    throw new AppError('forbidden', 'This server has its first account. Ask an administrator for an invite.')
  }
  if (setup === undefined ? isDirect : await store.isSetupLink(db, tokenHash(setup))) return
  throw new AppError('forbidden', 'The first account takes the link that the server printed when it last started.')
}
