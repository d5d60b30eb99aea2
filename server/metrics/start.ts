import type { Logger } from 'pino'
import type { Config, MetricsConfig } from '../config.ts'
import type { Connection } from '../db/connect.ts'
import { CommandError } from '../startup.ts'
import { listenForMetrics } from './listener.ts'
import { type Metrics, makeMetrics } from './registry.ts'

/**
 * Measures, and says what is measured at an address of its own. `poolState` gives the connections to PostgreSQL.
 * @throws CommandError when the address cannot be had.
 */
export async function startMetrics(
  config: Config & { metrics: MetricsConfig },
  poolState: Connection['poolState'],
  log: Logger,
): Promise<Metrics> {
  const { host, port } = config.metrics
  const metrics = makeMetrics(config, poolState)
  const listener = await listenForMetrics(config.metrics, metrics, log).catch(({ message }: Error) => {
    throw new CommandError(`Cannot listen on port ${port} of ${host} for metrics: see METRICS. (${message})`)
  })
  log.info({ address: listener.address() }, 'metrics')
  // What still runs is measured until the end, and does not put it off.
  listener.unref()
  return metrics
}
