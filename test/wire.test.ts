import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { startTeamroom, type Teamroom } from './harness.ts'
import { type RawAnswer, rawClientOf } from './raw-http.ts'

let teamroom: Teamroom
let send: (bytes: string | Buffer) => Promise<RawAnswer>

before(async () => {
  teamroom = await startTeamroom()
  send = await rawClientOf(teamroom.app)
})
after(() => teamroom.stop())

/** Sends a request of these lines, to be answered and hung up. */
const ask = (...lines: string[]) => send(`${lines.join('\r\n')}\r\nConnection: close\r\n\r\n`)

function assertRefused(answer: RawAnswer, code: number, status: string): void {
  assert.equal(answer.status, code)
  assert.deepEqual([answer.body.code, answer.body.status], [code, status])
  assert.equal(answer.headers['content-type'], 'application/json; charset=utf-8')
  assert.match(answer.headers['content-security-policy'] ?? '', /default-src 'none'/)
  assert.equal(answer.headers['x-content-type-options'], 'nosniff')
}

describe('the Host header', () => {
  it('has to be there, once', async () => {
    const refused = [
      ['GET /healthz HTTP/1.1'],
      ['GET /healthz HTTP/1.1', 'Host: a', 'Host: a'],
      ['GET /healthz HTTP/1.1', 'Host: a', 'X-Other: x', 'hOST: b'],
      ['GET /healthz HTTP/1.0', 'Host: a', 'Host: b'],
    ]
    for (const lines of refused) assertRefused(await ask(...lines), 400, 'Bad Request')
    assert.equal((await ask('GET /healthz HTTP/1.1', 'Host: a')).status, 200)
  })

  it('may be missing in HTTP/1.0', async () => {
    assert.equal((await ask('GET /healthz HTTP/1.0')).status, 200)
  })
})

describe('what is not HTTP', () => {
  it('is refused in the shape of every failure', async () => {
    const broken = [
      'hello\r\n\r\n',
      '\u0016\u0003\u0001\u0002\u0000',
      'GET /healthz HTTP/9.9\r\nHost: a\r\n\r\n',
      'FROBNICATE healthz HTTP/1.1\r\nHost: a\r\n\r\n',
      'FROBNICATE /healthz HTTP/9.9\r\nHost: a\r\n\r\n',
      'FROB(NICATE /healthz HTTP/1.1\r\nHost: a\r\n\r\n',
      'GET /healthz HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n',
      'GET /healthz HTTP/1.1\r\nHost: a\r\nX-Request-Id: a\nb: c\r\n\r\n',
      'POST /login HTTP/1.1\r\nHost: a\r\nContent-Length: many\r\n\r\n',
      'POST /login HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      'POST /login HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello',
    ]
    for (const bytes of broken) assertRefused(await send(bytes), 400, 'Bad Request')
  })

  it('is refused when its headers have no end', async () => {
    const long = `GET /healthz HTTP/1.1\r\nHost: a\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`
    assertRefused(await send(long), 431, 'Request Header Fields Too Large')
  })
})

describe('a method', () => {
  it('that no path has is 405 with those that it has', async () => {
    for (const method of ['TRACE', 'PROPFIND', 'LOCK', 'M-SEARCH']) {
      const answer = await ask(`${method} /api/posts HTTP/1.1`, 'Host: a')
      assertRefused(answer, 405, 'Method Not Allowed')
      assert.equal(answer.headers.allow, 'GET, HEAD, OPTIONS, POST')
    }
  })

  it('that nobody has heard of is 405 with those that there are, too', async () => {
    for (const method of ['FROBNICATE', 'get', 'GETT', 'POST-IT', 'X', "!#$%&'*+.^_`|~"]) {
      const answer = await ask(`${method} /api/posts?limit=1 HTTP/1.1`, 'Host: a')
      assertRefused(answer, 405, 'Method Not Allowed')
      assert.equal(answer.headers.allow, 'GET, HEAD, OPTIONS, POST')
      assert.equal(answer.body.message, `${method} is not possible here.`)
    }
  })

  it('that nobody has heard of is 404 where there is nothing', async () => {
    for (const path of ['/nope', '/api/nope', '/%zz', '//', `/${'x'.repeat(5_000)}`]) {
      assertRefused(await ask(`FROBNICATE ${path} HTTP/1.1`, 'Host: a'), 404, 'Not Found')
    }
  })

  it('that nobody has heard of is told from the request before it', async () => {
    const answer = await ask('GET /healthz HTTP/1.1', 'Host: a', '', 'FROBNICATE /api/posts HTTP/1.1', 'Host: a')
    assertRefused(answer, 405, 'Method Not Allowed')
    assert.equal(answer.body.message, 'FROBNICATE is not possible here.')
    assert.equal(answer.headers.allow, 'GET, HEAD, OPTIONS, POST')
  })

  it('OPTIONS is 204 with those that there are', async () => {
    const { status, headers, body } = await ask('OPTIONS /api/posts HTTP/1.1', 'Host: a')
    assert.deepEqual([status, headers.allow, body], [204, 'GET, HEAD, OPTIONS, POST', ''])
  })
})

describe('the id of a request', () => {
  const idFor = async (id: string) =>
    (await ask('GET /healthz HTTP/1.1', 'Host: a', `X-Request-Id: ${id}`)).headers['x-request-id'] ?? ''

  it('is echoed when it is a sensible one, and replaced when it is not', async () => {
    assert.equal(await idFor('abc-123'), 'abc-123')
    for (const id of ['a b', 'x'.repeat(129), '\t', 'é', 'a\r\nX-Request-Id: b', '"']) {
      assert.match(await idFor(id), /^[0-9a-f-]{36}$/, id)
    }
  })
})

describe('a body', () => {
  const post = (length: number | string, body: string | Buffer) =>
    send(
      Buffer.concat([
        Buffer.from(
          `POST /api/auth/login HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\n${length}\r\n\r\n`,
        ),
        Buffer.from(body),
      ]),
    )

  it('of two megabytes is refused without being read to its end', async () => {
    assertRefused(await post('Content-Length: 2000000', '{"username": "'), 413, 'Payload Too Large')
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`
    assertRefused(await post('Transfer-Encoding: chunked', chunk.repeat(31)), 413, 'Payload Too Large')
  })

  it('may come in chunks', async () => {
    const answer = await post('Transfer-Encoding: chunked', '2\r\n{}\r\n0\r\n\r\n')
    assertRefused(answer, 422, 'Unprocessable Entity')
    assert.deepEqual(Object.keys(answer.body.errors.json).sort(), ['password', 'username'])
  })

  it('that is compressed is not taken for one that is not', async () => {
    const answer = await post('Content-Encoding: gzip\r\nContent-Length: 4', Buffer.from([0x1f, 0x8b, 0x08, 0x00]))
    assertRefused(answer, 400, 'Bad Request')
  })
})
