import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { bareApp } from '../../test/bare-app.ts'
import { type Client, clientOf } from '../../test/harness.ts'
import { addDocs } from './openapi.ts'

describe('a file of the API’s page', () => {
  const app = bareApp()
  const sent: unknown[] = []
  let send: Client
  before(() => {
    app.addHook('onSend', (_request, _reply, payload, done) => {
      sent.push(payload)
      done()
    })
    addDocs(app, '1.0.0')
    send = clientOf(app, {})
  })
  after(() => app.close())

  it('is in memory once, however many ask for it and whatever they add to its address', async () => {
    const paths = ['/api/docs/swagger/json', '/api/docs/swagger/json', '/api/docs/swagger/json?a=1']
    const answers = await Promise.all(paths.map((path) => send('GET', path)))
    answers.push(await send('GET', '/api/docs/swagger/json'))
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 200, 200],
    )
    assert.equal(sent.length, 4)
    assert.ok(sent.every((payload) => payload === sent[0]))
  })
})
