/** Clients for a server in another process: a well-behaved one, and one that sends whatever bytes it is told to. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { until } from './server-process.ts'

export const PASSWORD = 'a password of nobody else'

export interface Answer {
  status: number
  headers: Headers
  text: string
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape.
  body: any
}

/** Sends a request, with a body as JSON. Rejects when the connection breaks before the answer is whole. */
export async function call(
  server: { url: string },
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const content = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }
  const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' }
  const response = await fetch(server.url + path, {
    method,
    redirect: 'manual',
    headers: { ...type, ...headers },
    ...content,
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json')
  return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : undefined }
}

/** Opens the first account, an administrator's; returns the header that its requests carry. */
export async function firstAccount(server: { url: string }): Promise<{ authorization: string }> {
  const { status, text, body } = await call(server, 'POST', '/api/auth/register', {
    username: 'ann',
    password: PASSWORD,
  })
  if (status !== 201) throw new Error(`No first account: ${status} ${text}`)
  return { authorization: `Bearer ${body.access_token}` }
}

export interface RawClient extends Disposable {
  socket: Socket
  /** What has come so far. */
  received: string
  /** Neither side can send: it has been broken off. */
  isClosed: boolean
  /** Nothing more will come; what is sent may still be read, or not. */
  isEnded: boolean
  /** Sends bytes; to nobody when the connection is closed. */
  send(bytes: string): void
  /** Waits until a text has come. */
  receives(text: string, withinMs?: number): Promise<unknown>
  /** Waits until the server has ended the connection, or broken it. */
  ends(withinMs?: number): Promise<unknown>
}

/** Opens a connection that stays open on this side, whatever the server does, until it is disposed of. */
export async function rawClient({ url }: { url: string }): Promise<RawClient> {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true })
  await once(socket, 'connect')
  const client: RawClient = {
    socket,
    received: '',
    isClosed: false,
    isEnded: false,
    send: (bytes) => void (client.isClosed || socket.write(bytes)),
    receives: (text, withinMs) => until(`${text} is received`, () => client.received.includes(text), withinMs),
    ends: (withinMs) => until('the connection ends', () => client.isEnded, withinMs),
    [Symbol.dispose]: () => void socket.destroy(),
  }
  socket.setEncoding('utf8').on('data', (text: string) => (client.received += text))
  socket.on('end', () => (client.isEnded = true))
  socket.on('close', () => (client.isEnded = client.isClosed = true))
  // A reset is one way of being closed.
  socket.on('error', () => {})
  return client
}

/** A POST of JSON by hand; `length` may promise more than is sent. */
export function rawPost(
  path: string,
  body: string,
  headers: Record<string, string> = {},
  length = body.length,
): string {
  const lines = Object.entries({ host: 'teamroom.test', 'content-type': 'application/json', ...headers })
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  return `POST ${path} HTTP/1.1\r\n${head}content-length: ${length}\r\n\r\n${body}`
}
