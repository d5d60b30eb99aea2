/** A proxy in front of several servers, as HAProxy and nginx are: it asks each whether it is ready, and sends requests to those that are. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { setTimeout } from 'node:timers/promises'
import { until } from '../process/server-process.ts'

const ASK_EVERY_MS = 50

interface Node {
  url: string
  isReady: boolean
}

export interface Balancer extends AsyncDisposable {
  url: string
  /** From now on it knows this server, too; resolves once that is ready. */
  add(server: { url: string }): Promise<void>
  /** Takes a server out, as is done by hand with one that does not say before it stops. */
  withdraw(server: { url: string }): void
  /** Resolves once the server gets no requests any more. */
  avoids(server: { url: string }): Promise<void>
}

export async function startBalancer(): Promise<Balancer> {
  const nodes: Node[] = []
  let turn = 0
  const end = new AbortController()

  const asking = (async () => {
    while (!end.signal.aborted) {
      await Promise.all(nodes.map(ask))
      await setTimeout(ASK_EVERY_MS, undefined, { signal: end.signal }).catch(() => undefined)
    }
  })()

  const server = createServer(async (incoming, outgoing) => {
    const body = await buffer(incoming)
    const ready = nodes.filter(({ isReady }) => isReady)
    turn++
    for (let tries = 0; tries < ready.length; tries++) {
      const { url } = ready[(turn + tries) % ready.length] as Node
      if (await forward(url, incoming, body, outgoing)) return
    }
    outgoing.writeHead(503, { 'retry-after': '1' }).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  const nodeOf = ({ url }: { url: string }) => nodes.find((node) => node.url === url)
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    add: async ({ url }) => {
      const node: Node = { url, isReady: false }
      nodes.push(node)
      await until('the proxy finds the server ready', () => node.isReady)
    },
    withdraw: (node) => void nodes.splice(nodes.indexOf(nodeOf(node) as Node), 1),
    avoids: async (node) => void (await until('the proxy avoids the server', () => nodeOf(node)?.isReady === false)),
    [Symbol.asyncDispose]: async () => {
      end.abort()
      server.closeAllConnections()
      server.close()
      await asking
    },
  }
}

async function ask(node: Node): Promise<void> {
  const answer = await fetch(`${node.url}/readyz`).catch(() => undefined)
  await answer?.body?.cancel()
  node.isReady = answer?.ok === true
}

/** Sends a request on. False when no connection came about, so that another server may have it; nothing else is sent twice. */
function forward(url: string, incoming: IncomingMessage, body: Buffer, outgoing: ServerResponse): Promise<boolean> {
  return new Promise((resolve) => {
    const { method, headers } = incoming
    const onward = request(url + incoming.url, { method, headers: { ...headers, connection: 'close' }, agent: false })
    onward.on('response', (answer) => {
      outgoing.writeHead(answer.statusCode as number, answer.headers)
      answer.pipe(outgoing)
      answer.on('error', () => outgoing.destroy())
      resolve(true)
    })
    onward.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') return resolve(false)
      // Whether it was done nobody knows, and nobody says that it was not.
      outgoing.destroy()
      resolve(true)
    })
    outgoing.on('close', () => onward.destroy())
    onward.end(body)
  })
}
