import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { describe, it } from 'node:test'
import { bareApp } from '../../test/bare-app.ts'
import { clientOf } from '../../test/harness.ts'
import { rawExchangeWith } from '../../test/raw-http.ts'
import { AllowedMethods } from './allowed-methods.ts'
import { addMethodNotAllowed, addSendingTogether, answerBrokenRequest, baseHeaders, requestId } from './protocol.ts'

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
    const headers = baseHeaders(undefined)
    assert.match(headers['content-security-policy'] ?? '', /default-src 'none'.*frame-ancestors 'none'/)
    assert.equal(headers['x-content-type-options'], 'nosniff')
    assert.equal(headers['referrer-policy'], 'no-referrer')
  })

  it('ask for TLS where there is some', () => {
    assert.match(baseHeaders('https://team.example.com')['strict-transport-security'] ?? '', /^max-age=\d{8}/)
    assert.equal(baseHeaders(undefined)['strict-transport-security'], undefined)
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

describe('an answer that cannot be written', () => {
  it('is 500, and the server goes on', async () => {
    const app = bareApp()
    addSendingTogether(app)
    app.get('/broken', async (_request, reply) => reply.header('x-name', 'not\nallowed').send('done'))
    app.get('/whole', async () => 'done')
    const send = clientOf(app, {})
    const { status, body } = await send('GET', '/broken')
    assert.deepEqual([status, body], [500, { code: 500, status: 'Internal Server Error' }])
    assert.equal((await send('GET', '/whole')).text, 'done')
  })
})

describe('bytes that are no request', () => {
  it('put nothing into an answer that has begun', async (t) => {
    const app = bareApp()
    t.after(() => app.close())
    app.server.removeAllListeners('clientError').on('clientError', answerBrokenRequest({}, new AllowedMethods()))
    async function* pieces() {
      yield 'begun'
      await new Promise(() => {})
    }
    app.get('/stream', async (_request, reply) => reply.type('text/plain').send(Readable.from(pieces())))
    const exchange = await rawExchangeWith(app)
    const answer = await exchange('GET /stream HTTP/1.1\r\nHost: a\r\n\r\n', 'begun', 'no request\r\n\r\n')
    assert.match(answer, /^HTTP\/1\.1 200 (.|\s)*begun\r\n$/)
  })
})
