import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { promisify } from 'node:util'
import { addressKey } from '../address.ts'
import { FairQueue, type Lane } from './fair-queue.ts'
import { COST } from './password-cost.ts'

const SALT_BYTES = 16
const HASH_BYTES = 32

/**
 * libuv has four threads; one is left for everything else that runs on them. An office that logs in at nine waits its
 * turn: 256 of them for some seconds.
 */
const queue = new FairQueue({
  running: Math.min(availableParallelism(), 3),
  waiting: { known: 256, check: 256, choose: 64 },
})

const runArgon2 = promisify(argon2)

/**
 * The password as an Argon2id PHC string (`$argon2id$v=19$…`). Runs off the event loop, at most one hash a core at once;
 * `address` is that of whoever chooses it.
 * @throws AppError `unavailable` when too many wait already.
 */
export async function hashPassword(password: string, address: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  const hash = await derive({ lane: 'choose', address }, password, salt, COST, HASH_BYTES)
  return phcString(salt, hash)
}

/** What is stored where no password fits, as for somebody who was erased. */
export const NO_PASSWORD = 'erased'

/**
 * True when the password is the one behind a PHC string, whose own parameters count. Without a string, or where none
 * fits, it costs as much and is false, so that nobody learns from the time it takes whether an account exists. `from` is whoever sends it.
 * @throws AppError `unavailable` when too many hashes wait already.
 */
export async function verifyPassword(password: string, stored: string | undefined, from: Sender): Promise<boolean> {
  const { cost, salt, expected } = parsePhc(stored === undefined || stored === NO_PASSWORD ? NOBODYS : stored)
  const lane = from.isKnown ? 'known' : 'check'
  const hash = await derive({ lane, address: from.address }, password, salt, cost, expected.length)
  return timingSafeEqual(hash, expected)
}

/** Where a password comes from: an address, and whether it is a device that has logged in before. */
interface Sender {
  address: string
  isKnown?: boolean
}

type Cost = typeof COST

function derive(
  { lane, address }: { lane: Lane; address: string },
  password: string,
  salt: Buffer,
  cost: Cost,
  tagLength: number,
): Promise<Buffer> {
  // Keyboards compose accents differently: the same characters must be the same password (NIST SP 800-63B, 3.1.1.2).
  const message = password.normalize('NFKC')
  return queue.run(lane, addressKey(address), () => runArgon2('argon2id', { message, nonce: salt, tagLength, ...cost }))
}

function phcString(salt: Buffer, hash: Buffer): string {
  const { memory, passes, parallelism } = COST
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(salt)}$${base64(hash)}`
}

const PHC = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/

function parsePhc(stored: string): { cost: Cost; salt: Buffer; expected: Buffer } {
  const [, memory, passes, parallelism, salt = '', hash = ''] = stored.match(PHC) ?? []
  if (hash === '') throw new Error('A stored password hash is no Argon2id string.')
  const cost = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) }
  return { cost, salt: Buffer.from(salt, 'base64'), expected: Buffer.from(hash, 'base64') }
}

/** PHC strings have base64 without padding. */
function base64(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '')
}

/** A hash that no password is behind. */
const NOBODYS = phcString(randomBytes(SALT_BYTES), randomBytes(HASH_BYTES))
