/** Stands between a server and its database, so that a test can take the one from the other. */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface Proxy extends AsyncDisposable {
  /** The database's address, by way of the proxy. */
  url: string
  /** Breaks all connections and refuses new ones. */
  cut(): Promise<void>
  /** Keeps all connections, and lets nothing through any more: not even that they are over. New ones fare the same. */
  freeze(): void
  /** New connections work again; frozen ones stay as they are. */
  restore(): Promise<void>
}

export async function startProxy(target: string): Promise<Proxy> {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  let isFrozen = false

  const server = createServer({ allowHalfOpen: true }, (near) => {
    sockets.add(near)
    near.on('error', () => {})
    if (isFrozen) return
    const far = connect({ host: hostname, port: Number(port) })
    sockets.add(far)
    far.on('error', () => near.destroy())
    near.on('close', () => far.destroy())
    near.pipe(far).pipe(near)
  })
  const listen = async (at: number) => {
    server.listen(at, '127.0.0.1')
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }
  const own = await listen(0)
  const url = new URL(target)
  url.hostname = '127.0.0.1'
  url.port = String(own)

  const cut = async () => {
    const closed = server.listening ? once(server, 'close') : undefined
    server.close()
    for (const socket of sockets) socket.destroy()
    sockets.clear()
    await closed
  }
  return {
    url: url.href,
    cut,
    freeze: () => {
      isFrozen = true
      for (const socket of sockets) socket.unpipe().pause()
    },
    restore: async () => {
      isFrozen = false
      if (!server.listening) await listen(own)
    },
    [Symbol.asyncDispose]: cut,
  }
}
