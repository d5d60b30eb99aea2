import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import type { App } from '../server/http/app-type.ts'

/** An answer as it came over the wire. */
export interface RawAnswer {
  status: number
  headers: Record<string, string>
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape.
  body: any
}

/** Sends bytes, and once a text has come back, others; gives all that came. */
export type RawExchange = (bytes: string | Buffer, awaited?: string, then?: string) => Promise<string>

/**
 * Makes a server listen, and a client for it that sends bytes as they are, each time over a connection of its own, and
 * gives all that comes back. It waits until the server hangs up, so what is sent has to be broken, or to ask for that
 * (`Connection: close`).
 */
export async function rawExchangeWith(app: App): Promise<RawExchange> {
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  return async (bytes, awaited, then = '') => {
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    socket.write(bytes)
    if (awaited === undefined) return text(socket)
    let received = ''
    socket.setEncoding('utf8').on('data', (piece: string) => (received += piece))
    while (!received.includes(awaited)) await once(socket, 'data')
    socket.write(then)
    await once(socket, 'close')
    return received
  }
}

/** The same for a single request at a time, whose answer is read. */
export async function rawClientOf(app: App): Promise<(bytes: string | Buffer) => Promise<RawAnswer>> {
  const exchange = await rawExchangeWith(app)
  return async (bytes) => parse(await exchange(bytes))
}

function parse(answer: string): RawAnswer {
  const end = answer.indexOf('\r\n\r\n')
  const [statusLine = '', ...lines] = answer.slice(0, end).split('\r\n')
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
  })
  const content = answer.slice(end + 4)
  return {
    status: Number(statusLine.split(' ')[1]),
    headers: Object.fromEntries(headers),
    body: content.startsWith('{') ? JSON.parse(content) : content,
  }
}
