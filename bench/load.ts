import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { has, run } from './processes.ts'

/** What a measure sends, over and over. */
export interface Request {
  method?: 'GET' | 'POST' | 'PATCH'
  path: string
  /** In its texts, `[<id>]` becomes something new in each request. */
  body?: object
  /** In place of one body: these, in turn. */
  bodies?: readonly object[]
  headers?: Record<string, string>
}

export interface Finding {
  perSecond: number
  /** Of one request, in microseconds. */
  latency: number
}

const SPARE_MS = 30_000

/** The program that makes the load: `wrk` where there is one, as it costs little beside what it measures. */
export const loader = has('wrk') ? 'wrk' : 'autocannon'

/**
 * Sends the request as fast as the server answers, over so many connections, for so many seconds.
 * @throws Error when a request failed, or was answered by anything but a success.
 */
export async function load(url: string, request: Request, connections: number, seconds: number): Promise<Finding> {
  await send(url, request)
  const measure = loader === 'wrk' ? withWrk : withAutocannon
  const { failed, ...finding } = await measure(url, request, connections, seconds)
  if (failed > 0) throw new Error(`${failed} requests to ${url}${request.path} failed.`)
  return finding
}

/** Sends the request once. @throws Error when the answer is no success. */
export async function send(url: string, request: Request): Promise<Response> {
  const { method = 'GET', path } = request
  const [body] = bodiesOf(request)
  const response = await fetch(url + path, {
    method,
    ...(body && { body: body.replaceAll('[<id>]', randomUUID()) }),
    headers: headersOf(request),
    signal: AbortSignal.timeout(SPARE_MS),
  })
  if (response.ok) return response
  throw new Error(`${method} ${url}${path} was answered ${response.status}: ${(await response.text()).slice(0, 500)}`)
}

type Measured = Finding & { failed: number }

async function withWrk(url: string, request: Request, connections: number, seconds: number): Promise<Measured> {
  const script = fileURLToPath(new URL('request.lua', import.meta.url))
  const args = ['-t1', `-c${connections}`, `-d${seconds}s`, '-s', script, url + request.path, '--', ...words(request)]
  const printed = await run({ file: 'wrk', args }, seconds * 1000 + SPARE_MS)
  const { requests, microseconds, median, failed } = JSON.parse(printed.trim().split('\n').at(-1) as string)
  return { perSecond: (requests / microseconds) * 1e6, latency: median, failed }
}

function words(request: Request): string[] {
  const bodies = bodiesOf(request)
  return [request.method ?? 'GET', String(bodies.length), ...bodies, ...Object.entries(headersOf(request)).flat()]
}

/** Its latencies are whole milliseconds; the mean, which follows from the rate, says more. */
async function withAutocannon(url: string, request: Request, connections: number, seconds: number): Promise<Measured> {
  const { method = 'GET', path } = request
  const bodies = bodiesOf(request)
  const options = {
    ...{ url: url + path, method, headers: headersOf(request), connections, duration: seconds, idReplacement: true },
    ...(bodies.length > 0 && { requests: bodies.map((body) => ({ body })) }),
  }
  const program = fileURLToPath(new URL('autocannon.ts', import.meta.url))
  const command = { file: process.execPath, args: [program, JSON.stringify(options)] }
  const { requests, duration, errors, timeouts, non2xx } = JSON.parse(await run(command, seconds * 1000 + SPARE_MS))
  const perSecond = requests.total / duration
  return { perSecond, latency: (connections / perSecond) * 1e6, failed: errors + timeouts + non2xx }
}

function bodiesOf({ body, bodies = body ? [body] : [] }: Request): string[] {
  return bodies.map((each) => JSON.stringify(each))
}

function headersOf({ headers, body, bodies }: Request): Record<string, string> {
  return { ...headers, ...((body || bodies) && { 'content-type': 'application/json' }) }
}
