import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { bareApp } from '../../test/bare-app.ts'
import { rawExchangeWith } from '../../test/raw-http.ts'
import { addChunkLimit } from './chunk-limit.ts'

describe('a body in chunks', () => {
  const app = bareApp()
  let exchange: (bytes: string) => Promise<string>
  let pieces = 0
  before(async () => {
    addChunkLimit(app)
    app.addHook('preParsing', (request, _reply, payload, done) => {
      request.raw.on('data', () => pieces++)
      done(null, payload)
    })
    app.post('/', async (request) => request.body)
    app.get('/', async () => 'done')
    exchange = await rawExchangeWith(app)
  })
  after(() => app.close())

  const head = (method: string, connection: string) =>
    `${method} / HTTP/1.1\r\nHost: a\r\nConnection: ${connection}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`
  const chunks = (text: string, count: number) => `${text.length.toString(16)}\r\n${text}\r\n`.repeat(count)

  it('is read, be they many or large', async () => {
    for (const [text, count] of [
      [' ', 4_000],
      [' '.repeat(100), 2_000],
    ] as const) {
      const answer = await exchange(`${head('POST', 'close')}${chunks(text, count)}${chunks('{"a":1}', 1)}0\r\n\r\n`)
      assert.match(answer, /^HTTP\/1\.1 200 .*\{"a":1\}$/s)
    }
  })

  it('is cut off where it comes in crumbs, most of which are not even read', async () => {
    pieces = 0
    const answer = exchange(`${head('POST', 'close')}${chunks(' ', 200_000)}0\r\n\r\n`)
    assert.equal(await answer.catch((error) => assert.match(error.code, /^(ECONNRESET|EPIPE)$/)), undefined)
    assert.ok(pieces < 50_000, `${pieces} were looked at`)
  })

  it('ends with the answer, though more of it was to come', async () => {
    const answer = await exchange(`${head('GET', 'keep-alive')}${chunks(' ', 10)}`)
    assert.match(answer, /^HTTP\/1\.1 200 .*done$/s)
  })
})
