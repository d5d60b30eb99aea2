import type { Logger } from 'pino'
import { findBackups } from '../backup/store.ts'
import type { Config, MetricsConfig } from '../config.ts'
import type { Connection } from '../db/connect.ts'
import { CommandError } from '../startup.ts'
import { listenForMetrics } from './listener.ts'
import { type Metrics, makeMetrics } from './registry.ts'

/**
 * Measures, and says what is measured at an address of its own.
 * @throws CommandError when the address cannot be had.
 */
export async function startMetrics(
  config: Config & { metrics: MetricsConfig },
  { db, poolState }: Pick<Connection, 'db' | 'poolState'>,
  log: Logger,
): Promise<Metrics> {
  const { host, port } = config.metrics
  const metrics = makeMetrics(config, { poolState, lastBackup: async () => (await findBackups(db)).succeeded_at })
  const listener = await listenForMetrics(config.metrics, metrics, log).catch(({ message }: Error) => {
    throw new CommandError(`Cannot listen on port ${port} of ${host} for metrics: see METRICS. (${message})`)
  })
  log.info({ address: listener.address() }, 'metrics')
  // What still runs is measured until the end, and does not put it off.
  listener.unref()
  return metrics
}
