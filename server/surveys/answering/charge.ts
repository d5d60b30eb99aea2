import type { Deps } from '../../deps.ts'
import { useLeased } from '../../limits/actions.ts'
import type { Charge } from './actions.ts'

/** A reply counts once for each of these that it takes: most take one. */
const BYTES_A_REPLY = 2_048

/**
 * Counts replies against the address that they come from. Never against an account, and in whole leases: what is stored of
 * an address tells neither who has replied nor how often.
 */
export function chargeTo(deps: Deps, address: string): Charge {
  return (bytes) => useLeased(deps, 'replies', address, Math.ceil(bytes / BYTES_A_REPLY))
}
