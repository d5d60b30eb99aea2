import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Config } from '../config.ts'
import type { PoolState } from '../db/postgres-dialect.ts'
import { VERSION } from '../version.ts'

/** Seconds; an answer takes a few milliseconds as a rule, and 20 s at most. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20]

export interface Metrics {
  /** The text that Prometheus reads, and its type. */
  read(): Promise<{ type: string; text: string }>
  /** A request was answered, so many seconds after it had come. The route is its pattern. */
  answered(request: { method: string; route: string; status: number; seconds: number }): void
  /** A request came (1), or it or its connection came to its end (-1). */
  inFlight(change: 1 | -1): void
  /** A request failed through no fault of its sender's. */
  failed(failure: { method: string; route: string; kind: 'unavailable' | 'internal' }): void
}

/** What is asked when metrics are read. */
export interface Sources {
  /** The connections to PostgreSQL, where there are some. */
  poolState(): PoolState | undefined
  /** When the last backup that a server made by itself was made, in ISO 8601; null before the first. */
  lastBackup(): Promise<string | null>
}

/** What is measured of a server; of backups, where it is to make some (`BACKUP`). */
export function makeMetrics({ dataDir, database, backup }: Config, { poolState, lastBackup }: Sources): Metrics {
  const registry = new Registry()
  // The process: processor time, memory, garbage collection, and how late the event loop is.
  collectDefaultMetrics({ register: registry })
  const registers = [registry]

  new Gauge({
    name: 'teamroom_info',
    help: 'What runs: always 1.',
    registers,
    labelNames: ['version', 'node', 'database'],
  }).set({ version: VERSION, node: process.version, database: database.kind }, 1)
  const durations = new Histogram({
    name: 'teamroom_http_request_duration_seconds',
    help: 'How long requests took.',
    registers,
    labelNames: ['method', 'route', 'status'],
    buckets: BUCKETS,
  })
  const inFlight = new Gauge({
    name: 'teamroom_http_requests_in_flight',
    help: 'Requests not answered yet.',
    registers,
  })
  const failures = new Counter({
    ...{
      name: 'teamroom_http_failures_total',
      help: 'Requests that failed through no fault of their senders.',
      registers,
    },
    labelNames: ['method', 'route', 'kind'],
  })
  new Gauge({
    name: 'teamroom_disk_free_bytes',
    help: 'Room on the disk that has the database, or DATA_DIR.',
    registers,
    async collect() {
      const free = await freeBytes(database.kind === 'sqlite' ? dirname(database.file) : dataDir)
      if (free !== undefined) this.set(free)
    },
  })
  if (database.kind === 'postgres')
    new Gauge({
      name: 'teamroom_database_connections',
      help: 'Connections to PostgreSQL.',
      registers,
      labelNames: ['state'],
      collect() {
        for (const [state, count] of Object.entries(poolState() ?? {})) this.set({ state }, count)
      },
    })

  if (backup)
    new Gauge({
      name: 'teamroom_backup_last_success_timestamp_seconds',
      help: 'When the last backup was made, in seconds since 1970; 0 before the first.',
      registers,
      async collect() {
        // A database that does not answer has nothing new to say, and must not keep back the other figures.
        const made = await lastBackup().catch(() => undefined)
        if (made !== undefined) this.set(made === null ? 0 : Date.parse(made) / 1000)
      },
    })

  return {
    read: async () => ({ type: registry.contentType, text: await registry.metrics() }),
    answered: ({ seconds, ...labels }) => durations.observe(labels, seconds),
    inFlight: (change) => inFlight.inc(change),
    failed: (labels) => failures.inc(labels),
  }
}

/** Undefined where there is no such folder: with PostgreSQL there need not be one. */
async function freeBytes(folder: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(folder)
    return bavail * bsize
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return undefined
  }
}
