import { hash } from 'node:crypto'
import type { Db } from '../../db/connect.ts'
import { transact } from '../../db/transact.ts'
import type { Deps } from '../../deps.ts'
import { addressKey, type Count, countAccountAttempt, countAddressAttempt, countMail } from './rules.ts'
import * as store from './store.ts'

/** Who guesses, and at what: an IP address, and an account's name as compared, whether there is such an account or not. */
export interface Guess {
  address: string
  account: string
}

/**
 * Lets somebody try a password. The attempt is counted, against account and address, before `judge` looks at it, so
 * guesses sent all at once are no cheaper. `judge` answers undefined for a wrong one, which stays counted; a right one
 * clears the account's count.
 * @throws AppError `too_many` without asking `judge`, and whatever `judge` throws: then nothing stays counted.
 */
export function attempt<T>(
  deps: Pick<Deps, 'db' | 'now'>,
  guess: Guess,
  judge: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const keys = { address: keyOf('address', addressKey(guess.address)), account: keyOf('account', guess.account) }
  return inTurn(keys.account, async () => {
    const window = await reserve(deps, keys)
    try {
      const result = await judge()
      if (result !== undefined) await giveBack(deps, keys, window, true)
      return result
    } catch (error) {
      await giveBack(deps, keys, window, false)
      throw error
    }
  })
}

/** Refuses an address with too many failures. @throws AppError `too_many` */
export async function checkAddress({ db, now }: Pick<Deps, 'db' | 'now'>, address: string): Promise<void> {
  const count = await store.findCount(db, keyOf('address', addressKey(address)))
  if (count) countAddressAttempt(count, now())
}

/** Counts a failure that is no account's. @throws AppError `too_many` when it is one too many. */
export async function countFailure({ db, now }: Pick<Deps, 'db' | 'now'>, address: string): Promise<void> {
  await transact(db, (trx) => countAddress(trx, keyOf('address', addressKey(address)), now()))
}

/** Counts a mail to an account about its password or its address. False when it has had enough of those for now. */
export async function mayMail(trx: Db, about: 'password' | 'address', userId: string, now: Date): Promise<boolean> {
  const key = keyOf(`mail about ${about}`, userId)
  const counted = countMail(await store.lockCount(trx, key, now.toISOString()), now)
  if (counted) await store.saveCount(trx, key, counted)
  return counted !== undefined
}

/** Forgets the failures that were counted against an account, by the names under which it is logged in to, as compared. */
export async function forgetFailures(trx: Db, accounts: readonly string[]): Promise<void> {
  for (const account of accounts) await store.deleteCount(trx, keyOf('account', account))
}

interface Keys {
  address: string
  account: string
}

/** Counts the attempt and returns the end of the address's window that it was counted in. */
function reserve({ db, now }: Pick<Deps, 'db' | 'now'>, keys: Keys): Promise<string> {
  return transact(db, async (trx) => {
    const at = now()
    const window = await countAddress(trx, keys.address, at)
    const account = await store.lockCount(trx, keys.account, at.toISOString())
    await store.saveCount(trx, keys.account, countAccountAttempt(account, at))
    return window
  })
}

async function countAddress(trx: Db, key: string, at: Date): Promise<string> {
  const counted = countAddressAttempt(await store.lockCount(trx, key, at.toISOString()), at)
  await store.saveCount(trx, key, counted)
  return counted.until
}

function giveBack({ db, now }: Pick<Deps, 'db' | 'now'>, keys: Keys, window: string, cleared: boolean): Promise<void> {
  return transact(db, async (trx) => {
    const at = now().toISOString()
    const address = await store.lockCount(trx, keys.address, at)
    if (address.until === window) await store.saveCount(trx, keys.address, oneLess(address))
    if (cleared) return store.deleteCount(trx, keys.account)
    const account = await store.lockCount(trx, keys.account, at)
    await store.saveCount(trx, keys.account, { ...oneLess(account), until: at })
  })
}

function oneLess({ attempts, until }: Count): Count {
  return { attempts: Math.max(0, attempts - 1), until }
}

/** Neither names nor addresses are kept as such. */
function keyOf(kind: string, name: string): string {
  return hash('sha256', `${kind}:${name}`, 'base64url')
}

const turns = new Map<string, Promise<void>>()

/** One guess at an account at a time, so that right ones sent together are not taken for a burst of wrong ones. */
async function inTurn<T>(account: string, work: () => Promise<T>): Promise<T> {
  const mine = (turns.get(account) ?? Promise.resolve()).then(work)
  const done = mine.then(
    () => {},
    () => {},
  )
  turns.set(account, done)
  await done
  if (turns.get(account) === done) turns.delete(account)
  return mine
}
