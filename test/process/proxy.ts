/** Stands between a server and its database, so that a test can take the one from the other. */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface Proxy extends AsyncDisposable {
  /** The database's address, by way of the proxy. */
  url: string
  /** Breaks all connections and refuses new ones, as when the database has ended. */
  cut(): Promise<void>
  /** Lets nothing through any more, though nothing is broken: as when a cable is pulled. */
  freeze(): void
  /** Undoes either. */
  restore(): Promise<void>
  /** Lets nothing through on the connections that there are; new ones work: as when another machine takes over. */
  lose(): void
}

export async function startProxy(target: string): Promise<Proxy> {
  const { hostname, port } = new URL(target)
  const pairs = new Set<[Socket, Socket]>()
  let isFrozen = false

  const server = createServer((near) => {
    const far = connect({ host: hostname, port: Number(port) })
    const pair: [Socket, Socket] = [near, far]
    pairs.add(pair)
    near.on('error', () => far.destroy()).on('close', () => far.destroy())
    far.on('error', () => near.destroy()).on('close', () => near.destroy())
    near.on('close', () => pairs.delete(pair))
    if (!isFrozen) flow(pair)
  })
  const listen = async (at: number) => {
    server.listen(at, '127.0.0.1')
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }
  const url = new URL(target)
  url.hostname = '127.0.0.1'
  url.port = String(await listen(0))

  const cut = async () => {
    if (!server.listening) return
    const closed = once(server, 'close')
    server.close()
    for (const [near, far] of pairs) {
      near.destroy()
      far.destroy()
    }
    await closed
  }
  const stop = () => {
    for (const sockets of pairs) for (const socket of sockets) socket.unpipe().pause()
  }
  return {
    url: url.href,
    cut,
    freeze: () => {
      isFrozen = true
      stop()
    },
    lose: stop,
    restore: async () => {
      isFrozen = false
      for (const pair of pairs) flow(pair)
      if (!server.listening) await listen(Number(url.port))
    },
    [Symbol.asyncDispose]: cut,
  }
}

function flow([near, far]: [Socket, Socket]): void {
  near.pipe(far).pipe(near)
}
