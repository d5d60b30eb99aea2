import { hash } from 'node:crypto'
import { addressKey } from '../../address.ts'
import type { Db } from '../../db/connect.ts'
import { transact } from '../../db/transact.ts'
import type { Deps } from '../../deps.ts'
import { type Count, countAccountAttempt, countAddressAttempt, countMail, countStranger, less } from './rules.ts'
import * as store from './store.ts'

/** Who guesses, and at what. */
export interface Guess {
  /** An IP address. */
  address: string
  /** The id of an account or, where there is none, the name as compared that somebody tried. */
  account: { id: string } | { unknown: string }
  /**
   * What the account has been used from before, a session or a known device: its failures count by themselves, so that
   * no stranger locks it out. One that nobody else has (`isOwn`) does not wait for others at its address either.
   */
  from?: { key: string; isOwn: boolean } | undefined
}

type Tools = Pick<Deps, 'db' | 'now'>

/**
 * Lets somebody try a password. The attempt is counted before `judge` looks at it, so guesses sent all at once are no
 * cheaper. `judge` answers undefined for a wrong one, which stays counted. A right one takes back what this device, or
 * this address, has failed at; what strangers have failed at stays.
 * @throws AppError `too_many` without asking `judge`, and whatever `judge` throws: then nothing stays counted.
 */
export function attempt<T>(tools: Tools, guess: Guess, judge: () => Promise<T | undefined>): Promise<T | undefined> {
  const keys = keysOf(guess)
  return inTurn(keys.counted, async () => {
    const counted = await reserve(tools, keys)
    try {
      const result = await judge()
      if (result !== undefined) await giveBack(tools, keys, counted, true)
      return result
    } catch (error) {
      await giveBack(tools, keys, counted, false)
      throw error
    }
  })
}

/** Refuses an address with too many failures. @throws AppError `too_many` */
export async function checkAddress({ db, now }: Tools, address: string): Promise<void> {
  const count = await store.findCount(db, keyOf('address', addressKey(address)))
  if (count) countAddressAttempt(count, now())
}

/** Counts a failure that is no account's. @throws AppError `too_many` when it is one too many. */
export async function countFailure({ db, now }: Tools, address: string): Promise<void> {
  await transact(db, (trx) => countAddress(trx, keyOf('address', addressKey(address)), now()))
}

/**
 * Counts a mail: to an account, by its id, about its password or its address; or to an address, to find out whose it is.
 * False when there were enough of those for now.
 */
export async function mayMail(
  trx: Db,
  about: 'password' | 'address' | 'confirmation',
  whom: string,
  now: Date,
): Promise<boolean> {
  const key = keyOf(`mail about ${about}`, whom)
  const counted = countMail(await store.lockCount(trx, key, now.toISOString()), now)
  if (counted) await store.saveCount(trx, key, counted)
  return counted !== undefined
}

/** Forgets the failures that were counted against an account, and those on these devices of it. */
export async function forgetFailures(trx: Db, userId: string, devices: readonly string[]): Promise<void> {
  const account = accountKey({ id: userId })
  await store.deleteCount(trx, account)
  for (const device of devices) await store.deleteCount(trx, keyOf('device', `${account} ${device}`))
}

/** What an attempt is counted under. */
interface Keys {
  /** Undefined where the address does not matter. */
  address: string | undefined
  /** The account's, or that of the device. */
  counted: string
  /** How much of the account's count is this address's, which has never logged in to it; undefined for a device. */
  stranger: string | undefined
}

function keysOf({ address, account, from }: Guess): Keys {
  const [from64, name] = [addressKey(address), accountKey(account)]
  const byAddress = keyOf('address', from64)
  if (!from) return { address: byAddress, counted: name, stranger: keyOf('stranger', `${name} ${from64}`) }
  return {
    address: from.isOwn ? undefined : byAddress,
    counted: keyOf('device', `${name} ${from.key}`),
    stranger: undefined,
  }
}

/** An account and a name that nobody has are never taken for each other, whatever the name is. */
function accountKey(account: Guess['account']): string {
  return 'id' in account ? keyOf('account', account.id) : keyOf('unknown account', account.unknown)
}

/** The ends of the windows and waits that an attempt has led to. */
interface Reserved {
  window: string | undefined
  wait: string
}

function reserve({ db, now }: Tools, keys: Keys): Promise<Reserved> {
  return transact(db, async (trx) => {
    const at = now()
    const window = keys.address === undefined ? undefined : await countAddress(trx, keys.address, at)
    const counted = countAccountAttempt(await store.lockCount(trx, keys.counted, at.toISOString()), at)
    await store.saveCount(trx, keys.counted, counted)
    if (keys.stranger !== undefined) {
      const stranger = await store.lockCount(trx, keys.stranger, at.toISOString())
      await store.saveCount(trx, keys.stranger, countStranger(stranger, at))
    }
    return { window, wait: counted.until }
  })
}

async function countAddress(trx: Db, key: string, at: Date): Promise<string> {
  const counted = countAddressAttempt(await store.lockCount(trx, key, at.toISOString()), at)
  await store.saveCount(trx, key, counted)
  return counted.until
}

function giveBack({ db, now }: Tools, keys: Keys, { window, wait }: Reserved, isRight: boolean): Promise<void> {
  return transact(db, async (trx) => {
    const at = now().toISOString()
    if (keys.address !== undefined) {
      const address = await store.lockCount(trx, keys.address, at)
      if (address.until === window) await store.saveCount(trx, keys.address, less(address, 1))
    }
    const counted = await store.lockCount(trx, keys.counted, at)
    const until = counted.until === wait ? at : counted.until
    const returned = isRight ? await takeFailures(trx, keys, counted, at) : 1
    await store.saveCount(trx, keys.counted, { ...less(counted, returned), until })
    if (!isRight && keys.stranger !== undefined) {
      await store.saveCount(trx, keys.stranger, less(await store.lockCount(trx, keys.stranger, at), 1))
    }
  })
}

/** How many of the failures counted are those of whoever was right now: they count no longer. */
async function takeFailures(trx: Db, { stranger }: Keys, counted: Count, at: string): Promise<number> {
  if (stranger === undefined) return counted.attempts
  const { attempts } = await store.lockCount(trx, stranger, at)
  await store.deleteCount(trx, stranger)
  return attempts
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
