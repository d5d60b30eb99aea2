import type { Socket } from 'node:net'
import pg from 'pg'

/** Longer than any statement may take. */
const SILENT_MS = 15_000
const ASK_WITHIN_MS = 5_000

/**
 * Breaks a connection to PostgreSQL off when nothing comes of it any more: one that was lost without a word, with the
 * machine behind it or in a firewall, would otherwise be waited for a quarter of an hour, and all others after it.
 * A migration may be silent for longer; PostgreSQL, asked by another connection, knows of it.
 */
export function endWhenSilent(client: pg.PoolClient, url: string): void {
  // What the types leave out: sockets alone have a timeout, and a connection knows whether an answer is due, and the number of
  // its backend.
  const connected = client as pg.PoolClient & { processID: number; readyForQuery: boolean }
  const socket = connected.connection.stream as Socket
  socket.setTimeout(SILENT_MS)
  socket.on('timeout', async () => {
    // Whoever reads from a transaction may take time with what they have got.
    if (connected.readyForQuery || (await isAtWork(url, connected.processID))) socket.setTimeout(SILENT_MS)
    else socket.destroy(new Error('Connection terminated: nothing comes from PostgreSQL.'))
  })
}

async function isAtWork(url: string, processId: number): Promise<boolean> {
  const limits = { connectionTimeoutMillis: ASK_WITHIN_MS, query_timeout: ASK_WITHIN_MS }
  const client = new pg.Client({ connectionString: url, ...limits })
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows } = await client.query('select state from pg_stat_activity where pid = $1', [processId])
    return rows[0]?.state === 'active'
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}
