import { LRUCache } from 'lru-cache'
import { addressKey } from '../address.ts'
import type { Db } from '../db/connect.ts'
import { transact } from '../db/transact.ts'
import type { Deps } from '../deps.ts'
import { LIMITS, type LimitName, usedUp, windowEnd } from './rules.ts'
import { useAllowance } from './store.ts'

type Means = Pick<Deps, 'config' | 'secrets' | 'now'>

/**
 * Uses up some of what an account, by its id, or an address may, within a transaction: what fails uses nothing.
 * @throws AppError `too_many` when less than that is left.
 */
export async function use(means: Means, trx: Db, name: LimitName, whose: string, amount = 1): Promise<void> {
  if (!means.config.limits) return
  const limit = LIMITS[name]
  const now = means.now()
  const ends_at = windowEnd(limit, now).toISOString()
  const key = keyOf(means, name, whose)
  const isLeft = await useAllowance(trx, { key, amount, most: limit.most, now: now.toISOString(), ends_at })
  if (!isLeft) throw usedUp(limit, ends_at, now)
}

/** What a server has taken of an allowance and not used up yet. */
interface Lease {
  left: number
  endsAt: number
}

const MOST_LEASES = 10_000

/** The leases of one server, by what they are of, and those that are being taken. */
interface Leases {
  kept: LRUCache<string, Lease>
  taking: Map<string, Promise<void>>
}

const all = new WeakMap<Db, Leases>()

function leasesOf(db: Db): Leases {
  const leases = all.get(db) ?? { kept: new LRUCache<string, Lease>({ max: MOST_LEASES }), taking: new Map() }
  all.set(db, leases)
  return leases
}

/**
 * The same for what is asked for very often: a server takes more of it at once, and uses that up by itself. All servers
 * together use no more than the limit; one that ends gives nothing back.
 * @throws AppError `too_many`
 */
export async function useLeased(
  means: Means & Pick<Deps, 'db'>,
  name: LimitName,
  whose: string,
  amount = 1,
): Promise<void> {
  if (!means.config.limits) return
  const { kept, taking } = leasesOf(means.db)
  const key = keyOf(means, name, whose)
  for (;;) {
    const lease = kept.get(key)
    if (lease && lease.endsAt > means.now().getTime() && lease.left >= amount) {
      lease.left -= amount
      return
    }
    const taken = taking.get(key) ?? take(means, name, whose, amount).finally(() => taking.delete(key))
    taking.set(key, taken)
    await taken
  }
}

/** Takes as much as a lease has, or as is needed. */
async function take(means: Means & Pick<Deps, 'db'>, name: LimitName, whose: string, needed: number): Promise<void> {
  const limit = LIMITS[name]
  const endsAt = windowEnd(limit, means.now()).getTime()
  const amount = Math.max(needed, limit.lease)
  await transact(means.db, (trx) => use(means, trx, name, whose, amount))
  const { kept } = leasesOf(means.db)
  const key = keyOf(means, name, whose)
  const before = kept.get(key)
  const left = before?.endsAt === endsAt ? before.left : 0
  kept.set(key, { left: left + amount, endsAt })
}

/** Neither accounts nor addresses are kept as such: only the server's secret makes these of them. */
function keyOf({ secrets }: Means, name: LimitName, whose: string): string {
  const who = LIMITS[name].whose === 'address' ? addressKey(whose) : whose
  return secrets.seal('allowance', `${name}\n${who}`).slice(0, 32)
}
