import { setTimeout } from 'node:timers/promises'
import type pg from 'pg'
import type { DatabaseConfig } from '../config.ts'
import { PRESENCE } from '../db/dialect.ts'
import { CommandError } from '../startup.ts'

const AGAIN_AFTER_MS = 5_000

/**
 * Lets others know that a server uses this database, until it stops or its process ends, however it ends. Every SQLite file
 * that is open is locked anyway; PostgreSQL is told on a connection that stays. A lost one is replaced.
 * @throws CommandError while the database is being restored.
 */
export async function announcePresence(config: DatabaseConfig): Promise<{ stop(): Promise<void> }> {
  if (config.kind === 'sqlite') return { stop: async () => {} }
  const { openLasting } = await import('../db/lasting-client.ts')
  const ended = new AbortController()
  const open = async () => {
    const client = await openLasting(config.url)
    try {
      const { rows } = await client.query('select pg_try_advisory_lock_shared($1) as held', [PRESENCE])
      if (rows[0].held && !ended.signal.aborted) return client
      throw new CommandError('The database is being restored: wait for that to end.')
    } catch (error) {
      await client.end().catch(() => {})
      throw error
    }
  }
  let current: pg.Client | undefined
  const keep = (client: pg.Client) => {
    current = client
    client.once('end', () => void openAgain())
  }
  const openAgain = async () => {
    while (!ended.signal.aborted) {
      await setTimeout(AGAIN_AFTER_MS, undefined, { signal: ended.signal, ref: false }).catch(() => {})
      const client = ended.signal.aborted ? undefined : await open().catch(() => undefined)
      if (client) return keep(client)
    }
  }
  keep(await open())
  const stop = async () => {
    ended.abort()
    await current?.end().catch(() => {})
  }
  return { stop }
}
