import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import { LIMITS } from '../../server/http/protocol.ts'
import { freshDatabase } from '../databases.ts'
import { call, firstAccount, type RawClient, rawClient, rawPost } from './clients.ts'
import { databaseEnv, type Env, type Server, SOURCE, startServer, until } from './server-process.ts'

/** Later than the limit by this much: sockets are looked at now and then, and the machine may be busy. */
const SLACK_MS = 50_000
const SHORTER = 10
/** Many times what it takes, on a slow machine too; starved, nobody would be answered. */
const ANSWERED_WITHIN_MS = 10_000

const GET = 'GET /api/posts HTTP/1.1\r\nhost: teamroom.test\r\n\r\n'

describe('slow and hostile clients', () => {
  let database: Awaited<ReturnType<typeof freshDatabase>>
  let env: Env
  let server: Server
  let account: { authorization: string }
  before(async () => {
    database = await freshDatabase()
    env = { ...databaseEnv(database.config), LOG_LEVEL: 'error' }
    {
      await using first = await startServer(env)
      account = await firstAccount(first)
    }
    server = await startServer(env, { preload: ['./short-limits.ts'], main: SOURCE })
  })
  after(async () => {
    assert.deepEqual([await server.stop(), server.stderr], [0, ''])
    await database.drop()
  })

  it('have ten seconds for a head, and fifteen for a request', () => {
    assert.equal(LIMITS.http.headersTimeout, 10_000)
    assert.equal(LIMITS.requestTimeout, 15_000)
    assert.ok(LIMITS.http.connectionsCheckingInterval <= 1_000)
  })

  describe('who send too slowly', { concurrency: true }, () => {
    const slow = {
      'send nothing at all': ['', '', LIMITS.http.headersTimeout],
      'let a head dribble': ['GET /api/posts HTTP/1.1\r\nx-header: ', 'x', LIMITS.http.headersTimeout],
      'let a body dribble': [rawPost('/api/auth/login', '{', {}, 99_999), ' ', LIMITS.requestTimeout],
      'let a body dribble in chunks': [
        'POST /api/auth/login HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n',
        '1\r\n \r\n',
        LIMITS.requestTimeout,
      ],
      'let a body dribble to nowhere': [rawPost('/nowhere', '{', {}, 99_999), ' ', LIMITS.requestTimeout],
    } as const

    for (const [name, [head, drop, limit]] of Object.entries(slow)) {
      it(`are told so, and cut off: those who ${name}`, async () => {
        using client = await rawClient(server)
        const started = performance.now()
        client.send(head)
        await dribble(client, drop, limit / SHORTER + SLACK_MS)
        assert.ok(performance.now() - started > (limit / SHORTER) * 0.8, 'too early')
        assertRefusal(client, 408, 'Request Timeout')
      })
    }
  })

  describe('who send nonsense', () => {
    it('get 431 for a head that is 10,000 bytes too long', async () => {
      using client = await rawClient(server)
      client.send(
        `GET / HTTP/1.1\r\nhost: teamroom.test\r\nx-long: ${'x'.repeat(LIMITS.http.maxHeaderSize + 10_000)}\r\n\r\n`,
      )
      await client.ends()
      assertRefusal(client, 431, 'Request Header Fields Too Large')
    })

    it('get 400 for what is not HTTP', async () => {
      for (const nonsense of [
        '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
        'HELO teamroom.test\r\n',
        'GET / HTTP/9.9\r\n\r\n',
      ]) {
        using client = await rawClient(server)
        client.send(nonsense)
        await client.ends()
        assertRefusal(client, 400, 'Bad Request')
      }
    })

    it('get 400 for a body with two lengths', async () => {
      using client = await rawClient(server)
      client.send(rawPost('/api/auth/login', '{}', { 'transfer-encoding': 'chunked' }))
      await client.ends()
      assertRefusal(client, 400, 'Bad Request')
    })

    it('get their answer, and then 400, for nonsense behind a request', async () => {
      using client = await rawClient(server)
      client.send(GET)
      await client.receives('HTTP/1.1 200 OK')
      client.send('\x00\x01 pipelined garbage')
      await client.ends()
      client.received = client.received.slice(client.received.indexOf('HTTP/1.1 400'))
      assertRefusal(client, 400, 'Bad Request')
    })

    it('get 400 for nonsense in the same breath as a request', async () => {
      using client = await rawClient(server)
      client.send(`${GET}\x00\x01 pipelined garbage`)
      await client.ends()
      assertRefusal(client, 400, 'Bad Request')
    })
  })

  it('fill no memory and keep nobody waiting when they never read', async () => {
    const content = 'It is long, and nobody reads it. '.repeat(3_000)
    for (let i = 0; i < 20; i++) {
      const posted = await call(server, 'POST', '/api/posts', { title: 'A long one', content }, account)
      assert.equal(posted.status, 201, posted.text)
    }
    const list = () => call(server, 'GET', '/api/posts')
    using clients = new DisposableStack()
    for (let i = 0; i < 40; i++) {
      const client = clients.use(await rawClient(server))
      client.socket.pause()
      client.send(GET.repeat(500))
    }
    const started = performance.now()
    // A tenth of the usual time for an answer may be too little on a busy machine.
    await until('it is ready', async () => (await call(server, 'GET', '/readyz')).status === 200, ANSWERED_WITHIN_MS)
    assert.ok([200, 503].includes((await list()).status))
    assert.ok(performance.now() - started < ANSWERED_WITHIN_MS)
    const kilobytes = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1])
    assert.ok(kilobytes < 600 * 1024, `${kilobytes} kB`)

    const heals = async () => (await list()).status === 200
    // What trickled into buffers meanwhile counts as reading, once.
    await until('lists are possible again', heals, (2 * LIMITS.connectionTimeout) / SHORTER + SLACK_MS)
  })

  it('take nobody’s place: not when 1,200 of them have sent half a body', async () => {
    await using real = await startServer(env)
    using halves = new DisposableStack()
    const clients = await Promise.all(Array.from({ length: 1_200 }, () => rawClient(real)))
    const half = rawPost('/api/auth/login', '', { expect: '100-continue' }, 1_000)
    for (const client of clients) halves.use(client).send(half)
    // By then the server has seen the head.
    await Promise.all(clients.map((client) => client.receives('100 Continue')))
    for (const client of clients) client.send('{')

    const took: number[] = []
    for (let i = 0; i < 20; i++) {
      const started = performance.now()
      assert.equal((await call(real, 'GET', '/api/posts?limit=1')).status, 200)
      const posted = await call(
        real,
        'POST',
        '/api/posts',
        { title: 'A whole one', content: 'All of it is there.' },
        account,
      )
      assert.equal(posted.status, 201, posted.text)
      took.push(performance.now() - started)
    }
    assert.ok(Math.min(...took) < 200, `${took} ms`)
  })

  it('do not keep others waiting: not when 500 of them sit there', async () => {
    await using real = await startServer(env)
    using idle = new DisposableStack()
    const clients = await Promise.all(Array.from({ length: 500 }, () => rawClient(real)))
    for (const client of clients) idle.use(client)
    // Half of them have had an answer, half have begun to ask.
    for (const [i, client] of clients.entries()) client.send(i % 2 ? GET.replace('/api/posts', '/healthz') : 'GET / HT')
    await Promise.all(clients.filter((_, i) => i % 2).map((client) => client.receives('200 OK')))

    const took: number[] = []
    for (let i = 0; i < 20; i++) {
      const started = performance.now()
      assert.equal((await call(real, 'GET', '/api/posts?limit=1')).status, 200)
      took.push(performance.now() - started)
    }
    // The quickest: the machine may have had other things to do meanwhile, but not each time.
    assert.ok(Math.min(...took) < 100, `${took} ms`)
    assert.deepEqual(
      clients.filter(({ isEnded }) => isEnded),
      [],
    )
  })
})

/** Sends a drop again and again until the connection is broken off: half of one would hold out as long as it dribbles. */
async function dribble(client: RawClient, drop: string, withinMs: number): Promise<void> {
  const look = () => {
    if (drop === '') return client.isEnded
    client.send(drop)
    return client.isClosed
  }
  await until('the client is cut off', look, withinMs)
}

/** One answer, in the shape that every failure has, and no word behind it. */
function assertRefusal({ received }: RawClient, code: number, status: string): void {
  const [head = '', body = ''] = received.split('\r\n\r\n')
  const [first, ...fields] = head.split('\r\n').map((line) => line.toLowerCase())
  assert.equal(first, `http/1.1 ${code} ${status}`.toLowerCase())
  assert.ok(fields.includes('content-type: application/json; charset=utf-8'), head)
  assert.ok(fields.includes('connection: close'), head)
  assert.ok(fields.includes('x-content-type-options: nosniff'), head)
  assert.ok(fields.includes(`content-length: ${body.length}`), received)
  assert.deepEqual(JSON.parse(body), { code, status })
}
