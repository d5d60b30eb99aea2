import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { Readable } from 'node:stream'
import { text as textOf } from 'node:stream/consumers'
import { after, before, beforeEach, describe, it } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import type { FastifyReply } from 'fastify'
import { bareApp } from '../../test/bare-app.ts'
import { type Answer, clientOf } from '../../test/harness.ts'
import { rawExchangeWith } from '../../test/raw-http.ts'
import { type StoppedTime, stopTime } from '../../test/stopped-time.ts'
import type { App } from './app-type.ts'
import { addHangingUp, addOverloadProtection } from './overload.ts'
import { addSendingTogether } from './protocol.ts'
import { addRequestLog } from './request-log.ts'
import { openEvents } from './streaming.ts'

describe('an overload', () => {
  const app = bareApp()
  addOverloadProtection(app, { requests: 2 })
  const events = new EventEmitter()
  app.get('/slow', async () => {
    events.emit('arrived')
    await once(events, 'finish')
    return 'done'
  })
  app.get('/healthz', async () => 'alive')
  const send = clientOf(app, {})

  /** Sends a request, and returns as soon as it is being worked on. */
  async function occupy() {
    const arrived = once(events, 'arrived')
    const answer = send('GET', '/slow')
    await arrived
    return { answer }
  }

  it('is answered 503 with Retry-After until something is finished', async () => {
    for (let round = 0; round < 3; round++) {
      const taken = [await occupy(), await occupy()]
      for (let i = 0; i < 3; i++) {
        const { status, headers, body } = await send('GET', '/slow')
        assert.equal(status, 503)
        assert.equal(headers['retry-after'], '1')
        assert.deepEqual(body, { code: 503, status: 'Service Unavailable', message: 'The server is busy.' })
      }
      assert.equal((await send('GET', '/healthz')).text, 'alive')
      events.emit('finish')
      for (const { answer } of taken) assert.equal((await answer).text, 'done')
    }
  })

  it('is more in large answers than clients read, until they do', async () => {
    const large = bareApp()
    addOverloadProtection(large, { requests: 10, unread: 20_000_000 })
    large.get('/', async () => Buffer.alloc(15_000_000))
    const port = Number(new URL(await large.listen({ port: 0, host: '127.0.0.1' })).port)
    const ask = async () => (await once(get({ port, agent: false }), 'response'))[0] as IncomingMessage
    const unread = await ask()
    const refused = await ask()
    assert.deepEqual([refused.statusCode, refused.headers['retry-after']], [503, '1'])
    await textOf(unread)
    const read = await ask()
    assert.equal(read.statusCode, 200)
    large.server.closeAllConnections()
    await large.close()
  })
})

describe('a connection that breaks off', () => {
  it('leaves no place taken, and no bytes unread, by answers that are ready only then', async (t) => {
    const app = bareApp()
    t.after(() => app.close())
    addOverloadProtection(app, { requests: 3, unread: 100_000 })
    const [arrived, release] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    let count = 0
    app.get('/large', async () => {
      if (++count === 3) arrived.resolve()
      await release.promise
      return 'x'.repeat(90_000)
    })
    const exchange = await rawExchangeWith(app)
    const port = (app.server.address() as AddressInfo).port
    const accepted = once(app.server, 'connection')
    const client = connect(port, '127.0.0.1')
    client.write('GET /large HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(3))
    const [served] = await accepted
    await arrived.promise
    const closed = once(served, 'close')
    client.destroy()
    await closed
    release.resolve()
    for (let i = 0; i < 3; i++) {
      const answer = await exchange('GET /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
      assert.match(answer, /^HTTP\/1\.1 200 /)
    }
  })
})

describe('a connection that sends ahead without end', () => {
  const app = bareApp()
  addHangingUp(app, { ahead: 10 })
  let release = Promise.withResolvers<void>()
  let arrived = 0
  app.get('/slow', async () => {
    if (++arrived === 10) release.resolve()
    await release.promise
    return 'done'
  })
  const one = 'GET /slow HTTP/1.1\r\nHost: a\r\n\r\n'
  const statusesOf = (answers: string) => [...answers.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)
  let exchange: (bytes: string) => Promise<string>
  before(async () => {
    exchange = await rawExchangeWith(app)
  })
  after(() => app.close())
  beforeEach(() => {
    release = Promise.withResolvers<void>()
    arrived = 0
  })

  it('is answered ten times, refused once, and hung up on', async () => {
    const answers = await exchange(one.repeat(50))
    assert.deepEqual(statusesOf(answers), [...Array(10).fill('200'), '503'])
    assert.equal(arrived, 10)
    assert.match(answers.slice(answers.indexOf(' 503 ')), /\r\nconnection: close\r\n/i)
  })

  it('is that also where it sends what is no request of ours', async () => {
    const answers = await exchange(one.repeat(10) + 'GET /none HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(40))
    assert.deepEqual(statusesOf(answers), [...Array(10).fill('200'), '503'])
  })

  it('is cut off where it sends very much, most of which is not even read', async () => {
    let seen = 0
    app.server.on('request', () => seen++)
    await exchange(one.repeat(100_000)).catch((error) => assert.match(error.code, /^(ECONNRESET|EPIPE)$/))
    // What has been read by then is at most 64 kB.
    assert.ok(seen < 10_000, `${seen} were looked at`)
    assert.ok(arrived <= 10)
  })

  it('is no connection that goes on for long, a few requests at a time', async () => {
    release.resolve()
    const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1').setEncoding('utf8')
    let answers = ''
    socket.on('data', (text: string) => (answers += text))
    for (let round = 1; round <= 5; round++) {
      socket.write(one.repeat(9))
      while (statusesOf(answers).length < 9 * round) await once(socket, 'data')
    }
    socket.destroy()
    assert.deepEqual(statusesOf(answers), Array(45).fill('200'))
  })
})

const WITHIN_MS = 1_000

describe('an answer that takes too long', () => {
  let app: App
  let reply: FastifyReply
  const given = Promise.withResolvers<void>()
  const events = new EventEmitter()
  const send = (path: string) => clientOf(app, {})('GET', path)
  let time: StoppedTime

  before(() => {
    time = stopTime()
    app = bareApp()
    addOverloadProtection(app, { requests: 3, answerWithin: WITHIN_MS, lookEvery: 10 })
    app.get('/slow', async () => {
      events.emit('arrived')
      return given.promise
    })
    app.get('/quick', async () => 'done')
    app.get('/stream', async (_request, own) => {
      reply = own as FastifyReply
      events.emit('arrived')
      return own.send(Readable.from(inParts()))
    })
    app.get('/late-stream', async (_request, own) => {
      events.emit('arrived')
      return own.send(Readable.from(late()))
    })
  })
  after(async () => {
    given.resolve()
    await app.close()
    time.goOn()
  })

  async function* inParts(): AsyncGenerator<string> {
    yield 'begun, '
    await once(events, 'go on')
    yield 'done'
  }

  async function* late(): AsyncGenerator<string> {
    await once(events, 'too late')
    yield 'too late'
  }

  /** Sends a request, and returns as soon as it is being worked on. */
  async function begin(path: string): Promise<{ answer: Promise<Answer> }> {
    const arrived = once(events, 'arrived')
    const answer = send(path)
    await arrived
    return { answer }
  }

  /** Lets more time pass than there is for an answer. */
  const passTime = () => time.pass(WITHIN_MS + 100)

  it('is 503, and says when to ask again', async () => {
    const { answer } = await begin('/slow')
    await passTime()
    const { status, headers, body } = await answer
    assert.equal(status, 503)
    assert.equal(body.message, 'The request took too long.')
    assert.equal(headers['retry-after'], '1')
  })

  it('keeps no quick one waiting, and cuts none short that has begun', async () => {
    const [slow, stream] = [await begin('/slow'), await begin('/stream')]
    while (!reply.raw.headersSent) await setImmediate()
    assert.equal((await send('/quick')).text, 'done')
    await passTime()
    assert.equal((await slow.answer).status, 503)
    events.emit('go on')
    const { status, text } = await stream.answer
    assert.deepEqual([status, text], [200, 'begun, done'])
  })

  it('is 503 too where a stream does not begin, whatever comes of that later', async () => {
    const { answer } = await begin('/late-stream')
    await passTime()
    assert.equal((await answer).status, 503)
    events.emit('too late')
    assert.equal((await send('/quick')).text, 'done')
  })

  it('leaves its place to others', async () => {
    for (let i = 0; i < 5; i++) {
      const { answer } = await begin('/slow')
      await passTime()
      assert.equal((await answer).body.message, 'The request took too long.')
    }
  })
})

describe('an answer that is ready just as it takes too long', () => {
  let app: App
  let time: StoppedTime
  let given = Promise.withResolvers<unknown>()
  let arrived = Promise.withResolvers<void>()
  let whenReady = () => {}
  const logged: string[] = []

  before(async () => {
    time = stopTime()
    app = bareApp({ write: (line: string) => void logged.push(line) })
    addRequestLog(app)
    addOverloadProtection(app, { requests: 3, answerWithin: WITHIN_MS, lookEvery: 10 })
    app.addHook('onSend', async () => whenReady())
    addSendingTogether(app)
    const wait = async () => {
      arrived.resolve()
      return given.promise
    }
    app.get('/value/:secret', wait)
    app.get('/sent/:secret', async (_request, reply) =>
      reply
        .code(201)
        .header('location', '/there')
        .type('text/csv')
        .send(await wait()),
    )
    app.get('/events', { config: { streams: true } }, async (request, reply) => {
      await wait()
      openEvents(request, reply as FastifyReply, async () => {})
      return reply
    })
    await app.ready()
  })
  after(async () => {
    await app.close()
    time.goOn()
  })
  beforeEach(() => {
    given = Promise.withResolvers()
    arrived = Promise.withResolvers()
    whenReady = () => {}
    logged.length = 0
  })

  /** Asks, and lets nearly all the time pass that there is. */
  async function nearlyTooLong(path: string): Promise<{ answer: Promise<Answer> }> {
    const answer = clientOf(app, {})('GET', path)
    await arrived.promise
    await time.pass(WITHIN_MS)
    return { answer }
  }

  async function assertRefusedOnce(answer: Promise<Answer>): Promise<void> {
    const { status, headers, body } = await answer
    assert.deepEqual([status, body.message], [503, 'The request took too long.'])
    assert.match(headers['content-type'] ?? '', /^application\/json/)
    assert.equal(headers.location, undefined)
    for (let turn = 0; turn < 5; turn++) await setImmediate()
    const lines = logged.map((line) => JSON.parse(line))
    assert.deepEqual(
      lines.map(({ msg, reason, status }) => msg ?? reason ?? status),
      ['request turned away', 503],
    )
    assert.doesNotMatch(logged.join(''), /a-secret/)
  }

  for (const path of ['/value/a-secret', '/sent/a-secret']) {
    it(`is one 503 where it waits to be written (${path})`, async () => {
      const { answer } = await nearlyTooLong(path)
      whenReady = () => {
        whenReady = () => {}
        void time.pass(20)
      }
      given.resolve('too late')
      await assertRefusedOnce(answer)
    })

    it(`is one 503 where it becomes ready in the same turn (${path})`, async () => {
      const { answer } = await nearlyTooLong(path)
      void time.pass(20)
      given.resolve('too late')
      await assertRefusedOnce(answer)
    })

    it(`is one 503 where it is a stream (${path})`, async () => {
      const { answer } = await nearlyTooLong(path)
      whenReady = () => {
        whenReady = () => {}
        void time.pass(20)
      }
      const stream = Readable.from(['too late'])
      given.resolve(stream)
      await assertRefusedOnce(answer)
      assert.ok(stream.destroyed)
    })
  }

  it('is one 503 where it would go on for long', async () => {
    const { answer } = await nearlyTooLong('/events')
    void time.pass(20)
    given.resolve(undefined)
    await assertRefusedOnce(answer)
  })
})
