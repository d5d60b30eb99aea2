import { addressKey } from '../../address.ts'
import type { Db } from '../../db/connect.ts'
import type { Deps } from '../../deps.ts'
import type { Secrets } from '../../http/secrets.ts'
import type { Client } from '../client.ts'
import * as store from './store.ts'

/** Devices that an account keeps; a login from one more forgets the one longest unused. */
const DEVICES = 20

/** A device from which an account was logged in to before. */
export interface KnownDevice {
  key: string
  /** True for a browser, by its cookie: nobody else has that, while people share an address. */
  isOwn: boolean
}

/**
 * The device behind a request, if the account has been logged in to from it. Asked of no account, for a name that nobody
 * has, it costs as much.
 */
export async function findDevice(
  { db, secrets }: Pick<Deps, 'db' | 'secrets'>,
  userId: string | undefined,
  client: Client,
): Promise<KnownDevice | undefined> {
  const [own, shared] = [ownKey(secrets, client), sharedKey(secrets, client)]
  const known = await store.findKnown(db, userId ?? '', own === undefined ? [shared] : [own, shared])
  if (own !== undefined && known.includes(own)) return { key: own, isOwn: true }
  return known.includes(shared) ? { key: shared, isOwn: false } : undefined
}

/** Knows the device from now on: a browser by its cookie, a program without one by its address. */
export async function rememberDevice(
  trx: Db,
  secrets: Secrets,
  userId: string,
  client: Client,
  now: Date,
): Promise<void> {
  const device = ownKey(secrets, client) ?? sharedKey(secrets, client)
  await store.saveDevice(trx, { user_id: userId, device, last_login_at: now.toISOString() })
  await store.deleteOldDevices(trx, userId, DEVICES)
}

function ownKey(secrets: Secrets, { device }: Client): string | undefined {
  return device === undefined ? undefined : secrets.seal('device', device)
}

/** Keyed, as there are few enough addresses to try the hashes of all. */
function sharedKey(secrets: Secrets, { address }: Client): string {
  return secrets.seal('device address', addressKey(address))
}
