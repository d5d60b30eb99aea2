import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { after, afterEach, before, describe, it } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { bareApp } from '../../test/bare-app.ts'
import { type StoppedTime, stopTime } from '../../test/stopped-time.ts'
import type { App } from './app-type.ts'
import { addOverloadProtection } from './overload.ts'

const BODY = JSON.stringify({ text: 'x'.repeat(20_000) })

describe('a body that is on its way', () => {
  let app: App
  let time: StoppedTime
  let seen = 0
  const clients: Client[] = []
  const sockets: Socket[] = []

  before(async () => {
    time = stopTime()
    app = bareApp()
    addOverloadProtection(app, { requests: 3, arriving: 5, grace: 5_000, bytesPerSecond: 1_000, lookEvery: 100 })
    app.addHook('preParsing', async () => void seen++)
    app.post('/', async (request) => ({ length: (request.body as { text: string }).text.length }))
    app.get('/', async () => 'done')
    app.server.on('connection', (socket) => sockets.push(socket))
    await app.listen({ port: 0, host: '127.0.0.1' })
  })
  after(async () => {
    app.server.closeAllConnections()
    await app.close()
    time.goOn()
  })
  afterEach(async () => {
    const closed = clients.filter(({ socket }) => !socket.closed).map(({ socket }) => once(socket.destroy(), 'close'))
    await Promise.all(closed)
    clients.length = 0
    while ((await connections()) > 0) await setImmediate()
  })

  const connections = () => new Promise<number>((resolve) => app.server.getConnections((_, count) => resolve(count)))

  interface Client {
    socket: Socket
    received: string
  }

  /** Begins a request, from an address of this machine, and waits until the server has read its head and what comes with it. */
  async function begin(part: string, from = '127.0.0.1'): Promise<Client> {
    const socket = connect({ port: (app.server.address() as AddressInfo).port, host: '127.0.0.1', localAddress: from })
    const client = { socket, received: '' }
    socket.setEncoding('utf8').on('data', (text: string) => (client.received += text))
    socket.on('error', () => {})
    clients.push(client)
    const before = seen
    socket.write(
      `POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ${BODY.length}\r\n\r\n${part}`,
    )
    while (seen === before) await setImmediate()
    return client
  }

  async function receives(client: Client, text: string): Promise<void> {
    while (!client.received.includes(text)) await once(client.socket, 'data')
  }

  it('takes no place of those that are worked on', async () => {
    for (let i = 0; i < 5; i++) await begin('{')
    for (let i = 0; i < 3; i++) assert.equal((await app.inject('/')).statusCode, 200)
    const whole = await begin(BODY)
    await receives(whole, '{"length":20000}')
  })

  it('is cut off, and told so, when it comes too slowly, and not before', async () => {
    const [silent, slow, good] = [await begin('{'), await begin('{'), await begin('{')]
    for (let second = 1; second <= 8; second++) {
      slow.socket.write(' '.repeat(300))
      good.socket.write(' '.repeat(1_000))
      await hasRead(good, second * 1_000)
      await time.pass(1_000)
      assert.equal(silent.received === '', second <= 5, `second ${second}`)
    }
    for (const client of [silent, slow]) {
      await receives(client, 'The request came too slowly.')
      assert.match(client.received, /^HTTP\/1\.1 408 Request Timeout\r\n(.*\r\n)*connection: close\r\n/i)
    }
    assert.equal(good.received, '')
  })

  it('gives way to another one where there are too many: the oldest of the address with most', async () => {
    const other = await begin('{', '127.0.0.2')
    const many: Client[] = []
    for (let i = 0; i < 4; i++) many.push(await begin('{'))
    const next = await begin('{', '127.0.0.2')
    await receives(many[0] as Client, ' 408 ')
    for (const client of [other, next]) {
      client.socket.write(BODY.slice(1))
      await receives(client, '{"length":20000}')
    }
    assert.deepEqual(
      many.map(({ received }) => received !== ''),
      [true, false, false, false],
    )
  })

  it('leaves nothing behind when it breaks off', async () => {
    for (let round = 0; round < 4; round++) {
      const gone: Client[] = []
      for (let i = 0; i < 5; i++) gone.push(await begin('{'))
      await Promise.all(gone.map(({ socket }) => once(socket.destroy(), 'close')))
      while ((await connections()) > 0) await setImmediate()
    }
    const stays = await begin('{')
    for (let i = 0; i < 4; i++) await begin('{')
    assert.equal(stays.received, '')
    for (let i = 0; i < 3; i++) assert.equal((await app.inject('/')).statusCode, 200)
  })

  /** Waits until the server has read so much of the body. */
  async function hasRead({ socket }: Client, bytes: number): Promise<void> {
    const [server] = sockets.filter(({ remotePort }) => remotePort === socket.localPort)
    while ((server?.bytesRead ?? 0) < bytes) await setImmediate()
  }
})
