import { createHash, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingMessage, Server } from 'node:http'
import type { Logger } from 'pino'
import type { MetricsConfig } from '../config.ts'
import { createServer } from '../http/node-http.ts'
import type { Metrics } from './registry.ts'

/** Serves `GET /metrics` on an address of its own, which need not be one that people can reach. @throws what listening throws */
export async function listenForMetrics(
  { host, port, token }: MetricsConfig,
  metrics: Metrics,
  log: Logger,
): Promise<Server> {
  const server = createServer((request, response) => {
    const answer = (status: number, type: string, text: string, headers = {}): void => {
      response.writeHead(status, { 'content-type': type, ...headers }).end(text)
    }
    if (request.url?.split('?')[0] !== '/metrics') return answer(404, 'text/plain', 'Metrics are at /metrics.\n')
    if (request.method !== 'GET') return answer(405, 'text/plain', 'Metrics are read by GET.\n', { allow: 'GET' })
    if (token !== undefined && !hasToken(request, token))
      return answer(401, 'text/plain', 'A token is needed.\n', { 'www-authenticate': 'Bearer' })
    metrics.read().then(
      ({ type, text }) => answer(200, type, text),
      (error: Error) => {
        log.error({ err: error }, 'metrics cannot be read')
        answer(500, 'text/plain', 'Metrics cannot be read: see the log.\n')
      },
    )
  })
  server.listen(port, host)
  await once(server, 'listening')
  return server
}

/** Compared in the same time, wherever they differ. */
function hasToken({ headers }: IncomingMessage, token: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(hash(headers.authorization ?? ''), hash(`Bearer ${token}`))
}
