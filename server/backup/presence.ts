import { setTimeout } from 'node:timers/promises'
import type pg from 'pg'
import type { DatabaseConfig } from '../config.ts'
import { CommandError } from '../startup.ts'

/** Of the lock that all servers share as long as they run; a restore wants it alone. */
export const PRESENCE = 727269

const AGAIN_AFTER_MS = 5_000

/**
 * Lets others know that a server uses this database, until it stops or its process ends, however it ends. Every SQLite file
 * that is open is locked anyway; PostgreSQL is told on a connection that stays. A lost one is replaced.
 * @throws CommandError while the database is being restored.
 */
export async function announcePresence(config: DatabaseConfig): Promise<{ stop(): Promise<void> }> {
  if (config.kind === 'sqlite') return { stop: async () => {} }
  const { Client } = (await import('pg')).default
  const ended = new AbortController()
  const open = async () => {
    const client = new Client({
      connectionString: config.url,
      connectionTimeoutMillis: AGAIN_AFTER_MS,
      keepAlive: true,
    })
    client.on('error', () => {})
    await client.connect()
    const { rows } = await client.query('select pg_try_advisory_lock_shared($1) as held', [PRESENCE])
    if (rows[0].held) return client
    await client.end()
    throw new CommandError('The database is being restored: wait for that to end.')
  }
  const again = async (): Promise<pg.Client | undefined> => {
    while (!ended.signal.aborted) {
      await setTimeout(AGAIN_AFTER_MS, undefined, { signal: ended.signal, ref: false }).catch(() => {})
      const opened = ended.signal.aborted ? undefined : await open().catch(() => undefined)
      if (opened) return keep(opened)
    }
    return undefined
  }
  let current: pg.Client | undefined
  const keep = (client: pg.Client) => {
    current = client
    client.once('end', () => void again())
    return client
  }
  keep(await open())
  const stop = async () => {
    ended.abort()
    await current?.end().catch(() => {})
  }
  return { stop }
}
