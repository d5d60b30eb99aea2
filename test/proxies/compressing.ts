/** Stands between clients and a server, as many companies' proxies do: it compresses what it hands on, and so weakens tags. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { FrontProxy } from './proxy.ts'

const COMPRESSED = /^(?:application\/(?:atom\+xml|json|problem\+json)|text\/(?:css|html|javascript))\b/

/** `path` is all that it hands on. */
export async function startCompressingProxy(path: string): Promise<FrontProxy> {
  let port = 0
  const server = createServer((asked, answer) => {
    if (asked.url !== path && !asked.url?.startsWith(`${path}/`))
      return void answer.writeHead(404).end('another program')
    const { method, headers, url } = asked
    const onward = request({ host: '127.0.0.1', port, method, path: url, headers })
    onward.once('response', (answered) => void handBack(asked, answered, answer))
    onward.once('error', () => answer.destroy())
    answer.once('close', () => onward.destroy())
    asked.pipe(onward)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    leadTo: async (other) => {
      port = other
    },
    stop: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

async function handBack(asked: IncomingMessage, answered: IncomingMessage, answer: ServerResponse): Promise<void> {
  const { statusCode = 502, headers } = answered
  const isText = COMPRESSED.test(headers['content-type'] ?? '') && headers['content-encoding'] === undefined
  const compresses = isText && asked.method !== 'HEAD' && /\bgzip\b/.test(String(asked.headers['accept-encoding']))
  answer.writeHead(statusCode, compresses ? compressed(headers) : headers)
  const sent = compresses ? pipeline(answered, createGzip(), answer) : pipeline(answered, answer)
  // One of the two has hung up, and the other is told by that.
  await sent.catch(() => answer.destroy())
}

/** What nginx makes of headers when it compresses. */
function compressed({ 'content-length': _, etag, ...headers }: IncomingMessage['headers']): IncomingMessage['headers'] {
  const weak = etag !== undefined && { etag: etag.startsWith('W/') ? etag : `W/${etag}` }
  return {
    ...headers,
    ...weak,
    'content-encoding': 'gzip',
    vary: [headers.vary, 'accept-encoding'].filter(Boolean).join(),
  }
}
