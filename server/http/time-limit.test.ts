import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { after, before, describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { bareApp } from '../../test/bare-app.ts'
import { clientOf } from '../../test/harness.ts'
import type { App } from './app-type.ts'
import { addTimeLimit } from './time-limit.ts'

const LIMIT = { answer: 50, step: 10 }

describe('an answer that takes too long', () => {
  let app: App
  const given: PromiseWithResolvers<void> = Promise.withResolvers()
  before(() => {
    app = bareApp()
    addTimeLimit(app, LIMIT)
    app.get('/slow', async () => given.promise)
    app.get('/quick', async () => 'done')
    app.get('/stream', async (_request, reply) => reply.send(Readable.from(dribble())))
  })
  after(async () => {
    given.resolve()
    await app.close()
  })

  it('is 503, and says when to ask again', async () => {
    const { status, headers, body } = await clientOf(app, {})('GET', '/slow')
    assert.equal(status, 503)
    assert.equal(body.message, 'The request took too long.')
    assert.equal(headers['retry-after'], '1')
  })

  it('keeps no quick one waiting, and cuts none short that has begun', async () => {
    const [slow, quick, stream] = await Promise.all(
      ['/slow', '/quick', '/stream'].map((path) => clientOf(app, {})('GET', path)),
    )
    assert.deepEqual([slow?.status, quick?.text, stream?.status, stream?.text], [503, 'done', 200, '12345678'])
  })
})

/** Takes twice as long as an answer may, once it has begun. */
async function* dribble(): AsyncGenerator<string> {
  for (let part = 1; part <= 8; part++) {
    yield String(part)
    await setTimeout((LIMIT.answer * 2) / 8)
  }
}
