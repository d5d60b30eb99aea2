import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { describe, it } from 'node:test'
import { bareApp } from '../../test/bare-app.ts'
import { clientOf } from '../../test/harness.ts'
import { rawExchangeWith } from '../../test/raw-http.ts'
import { addMethodNotAllowed, addOverloadProtection, baseHeaders, requestId } from './protocol.ts'

describe('requestId', () => {
  const idFor = (sent: string | string[] | undefined) => requestId({ headers: { 'x-request-id': sent } as never })

  it("is the client's own when it is a sensible one", () => {
    for (const id of ['a', '7', 'req_01:b.c-d', '0197c0de-5a1e-7c3f-9a41-3f6c2b7d8e90', 'x'.repeat(128)]) {
      assert.equal(idFor(id), id)
    }
  })

  it('is a new one when the client sends none, or one that would not do in a log', () => {
    const ids = [undefined, '', 'a b', 'a\nb', 'x'.repeat(129), 'é', '<script>', '$(x)', '"', ['a', 'b']].map(idFor)
    for (const id of ids) assert.match(id, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    assert.equal(new Set(ids).size, ids.length)
  })
})

describe('baseHeaders', () => {
  it('let nothing be loaded, framed or guessed', () => {
    const headers = baseHeaders(false)
    assert.match(headers['content-security-policy'] ?? '', /default-src 'none'.*frame-ancestors 'none'/)
    assert.equal(headers['x-content-type-options'], 'nosniff')
    assert.equal(headers['referrer-policy'], 'no-referrer')
  })

  it('ask for TLS where there is some', () => {
    assert.match(baseHeaders(true)['strict-transport-security'] ?? '', /^max-age=\d{8}/)
    assert.equal(baseHeaders(false)['strict-transport-security'], undefined)
  })
})

describe('a method that a path does not have', () => {
  const app = bareApp()
  addMethodNotAllowed(app)
  app.get('/things', async () => [])
  app.post('/things', async () => 'made')
  app.route({ method: ['PUT', 'DELETE'], url: '/things/:id', handler: async () => 'done' })
  app.get('/things/newest', async () => 'newest')
  const send = clientOf(app, {})

  it('is 405 with what the path allows', async () => {
    const cases: [method: string, url: string, allow: string][] = [
      ['DELETE', '/things', 'GET, HEAD, OPTIONS, POST'],
      ['PUT', '/things?x=1', 'GET, HEAD, OPTIONS, POST'],
      ['GET', '/things/7', 'DELETE, OPTIONS, PUT'],
      ['HEAD', '/things/7', 'DELETE, OPTIONS, PUT'],
      ['POST', '/things/newest', 'GET, HEAD, OPTIONS'],
      ['TRACE', '/things', 'GET, HEAD, OPTIONS, POST'],
      ['PROPFIND', '/things', 'GET, HEAD, OPTIONS, POST'],
    ]
    for (const [method, url, allow] of cases) {
      const { status, headers } = await send(method, url)
      assert.deepEqual([status, headers.allow], [405, allow], `${method} ${url}`)
    }
    assert.deepEqual((await send('DELETE', '/things')).body, {
      code: 405,
      status: 'Method Not Allowed',
      message: 'DELETE is not possible here.',
    })
  })

  it('is 204 with what the path allows when it is OPTIONS', async () => {
    const { status, headers, text } = await send('OPTIONS', '/things')
    assert.deepEqual([status, headers.allow, text], [204, 'GET, HEAD, OPTIONS, POST', ''])
  })

  it('is 404 where there is no such path', async () => {
    const nowhere = [
      ['GET', '/other'],
      ['OPTIONS', '/other'],
      ['GET', '/things/7/8'],
      ['GET', '/Things'],
      ['GET', '/'],
    ]
    for (const [method, url] of nowhere as [string, string][]) {
      const { status, headers, body } = await send(method, url)
      assert.deepEqual([status, headers.allow], [404, undefined], `${method} ${url}`)
      assert.deepEqual(body, { code: 404, status: 'Not Found' })
    }
  })
})

describe('an overload', () => {
  const app = bareApp()
  addOverloadProtection(app, 2)
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
    addOverloadProtection(large, 10, 20_000_000)
    large.get('/', async () => Buffer.alloc(15_000_000))
    const port = Number(new URL(await large.listen({ port: 0, host: '127.0.0.1' })).port)
    const ask = async () => (await once(get({ port, agent: false }), 'response'))[0] as IncomingMessage
    const unread = await ask()
    const refused = await ask()
    assert.deepEqual([refused.statusCode, refused.headers['retry-after']], [503, '1'])
    await text(unread)
    const read = await ask()
    assert.equal(read.statusCode, 200)
    large.server.closeAllConnections()
    await large.close()
  })

  it('is one connection that sends ahead without end, which is refused what goes too far', async (t) => {
    const ahead = bareApp()
    t.after(() => ahead.close())
    addOverloadProtection(ahead)
    const release = Promise.withResolvers<void>()
    let arrived = 0
    ahead.get('/slow', async () => {
      if (++arrived === 10) release.resolve()
      await release.promise
      return 'done'
    })
    const exchange = await rawExchangeWith(ahead)
    const one = 'GET /slow HTTP/1.1\r\nHost: a\r\n'
    const answers = await exchange(`${`${one}\r\n`.repeat(14)}${one}Connection: close\r\n\r\n`)
    const statuses = [...answers.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)
    assert.deepEqual(statuses, [...Array(10).fill('200'), ...Array(5).fill('503')])
  })
})
