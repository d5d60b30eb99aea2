import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Type } from 'typebox'
import { bareApp } from '../../test/bare-app.ts'
import { clientOf } from '../../test/harness.ts'
import { AppError, type ErrorKind, invalidField, notFound } from '../errors.ts'
import { closed } from './shapes.ts'

/** The answer of a route that throws this. */
function answerTo(error: unknown, headers: Record<string, string> = {}) {
  const app = bareApp()
  app.get('/', async (_request, reply) => {
    reply.header('etag', '"1"')
    throw error
  })
  return clientOf(app, {})('GET', '/', undefined, headers)
}

describe('a failure', () => {
  const kinds: [ErrorKind, number, string][] = [
    ['invalid', 422, 'Unprocessable Entity'],
    ['unauthenticated', 401, 'Unauthorized'],
    ['forbidden', 403, 'Forbidden'],
    ['not_found', 404, 'Not Found'],
    ['conflict', 409, 'Conflict'],
    ['gone', 410, 'Gone'],
    ['precondition_failed', 412, 'Precondition Failed'],
    ['too_many', 429, 'Too Many Requests'],
    ['unavailable', 503, 'Service Unavailable'],
  ]
  for (const [kind, code, status] of kinds) {
    it(`of the kind ${kind} is ${code}, with its message`, async () => {
      const answer = await answerTo(new AppError(kind, 'Why.'))
      assert.equal(answer.status, code)
      assert.deepEqual(answer.body, { code, status, message: 'Why.' })
      assert.equal(answer.headers['content-type'], 'application/json; charset=utf-8')
    })
  }

  it('says no more than there is to say', async () => {
    assert.deepEqual((await answerTo(notFound())).body, { code: 404, status: 'Not Found' })
    assert.deepEqual((await answerTo(invalidField('title', 'No.', 'Never.'))).body, {
      code: 422,
      status: 'Unprocessable Entity',
      errors: { json: { title: ['No.', 'Never.'] } },
    })
  })

  it('that nobody foresaw is 500 and says nothing of itself', async () => {
    const secrets = [
      new Error('the password is hunter2'),
      new AppError('internal', 'hunter2'),
      'hunter2',
      null,
      undefined,
    ]
    for (const error of secrets) {
      const { status, text } = await answerTo(error)
      assert.equal(status, 500)
      assert.equal(text, '{"code":500,"status":"Internal Server Error"}')
    }
  })

  it('says when to try again, in whole seconds and at least one', async () => {
    for (const [retryAfter, said] of [
      [0, '1'],
      [0.2, '1'],
      [29.01, '30'],
    ] as const) {
      const { headers } = await answerTo(new AppError('too_many', '', { retryAfter }))
      assert.equal(headers['retry-after'], said)
    }
    assert.equal((await answerTo(new AppError('too_many'))).headers['retry-after'], undefined)
  })

  it('asks for a token where one is missing', async () => {
    assert.equal((await answerTo(new AppError('unauthenticated'))).headers['www-authenticate'], 'Bearer')
    assert.equal((await answerTo(new AppError('forbidden'))).headers['www-authenticate'], undefined)
  })

  it('has no validator of what it does not show', async () => {
    assert.equal((await answerTo(notFound())).headers.etag, undefined)
  })

  it('of the database is 503 when it does not answer, or too late', async () => {
    for (const code of ['ECONNREFUSED', 'ECONNRESET', '57014', '57P01', '55P03', '53300', '08006', '40001', '40P01']) {
      const { status, body, headers } = await answerTo(Object.assign(new Error('secret'), { code }))
      assert.equal(status, 503, code)
      assert.equal(body.message, 'The database does not answer.')
      assert.equal(headers['retry-after'], '1')
    }
  })
})

describe('a failure with Accept: application/problem+json', () => {
  const accept = { accept: 'text/html, application/problem+json;q=0.9' }

  it('comes as RFC 9457 has it', async () => {
    const { status, headers, body } = await answerTo(new AppError('conflict', 'Why.'), accept)
    assert.equal(status, 409)
    assert.equal(headers['content-type'], 'application/problem+json')
    assert.deepEqual(body, { type: 'about:blank', title: 'Conflict', status: 409, detail: 'Why.' })
  })

  it('still names every field', async () => {
    const { body } = await answerTo(invalidField('title', 'No.'), accept)
    assert.deepEqual(body.errors, { json: { title: ['No.'] } })
  })

  it('still says nothing of what nobody foresaw', async () => {
    const { text } = await answerTo(new Error('hunter2'), accept)
    assert.equal(text, '{"type":"about:blank","title":"Internal Server Error","status":500}')
  })
})

describe('a request that the server itself refuses', () => {
  it('is answered in the same shape', async () => {
    const app = bareApp()
    app.post('/', { bodyLimit: 10 }, async () => 'ok')
    const send = clientOf(app, {})
    const cases: [number, string, Record<string, string>][] = [
      [400, '{', {}],
      [413, JSON.stringify('x'.repeat(11)), {}],
      [415, 'hi', { 'content-type': 'text/plain' }],
    ]
    for (const [code, text, headers] of cases) {
      const { status, body } = await send('POST', '/', text, headers)
      assert.equal(status, code)
      assert.equal(body.code, code)
      assert.equal(typeof body.message, 'string')
    }
  })

  it('says which types of body are taken, for each route its own', async () => {
    const app = bareApp()
    app.post('/', async () => 'ok')
    app.register(async (scope) => {
      scope.addContentTypeParser('text/csv', { parseAs: 'string' }, async () => '')
      scope.post('/file', async () => 'ok')
    })
    const send = clientOf(app, {})
    const message = async (path: string) =>
      (await send('POST', path, '{}', { 'content-type': 'text/xml' })).body.message
    assert.equal(await message('/'), 'Content-Type: must be application/json.')
    assert.equal(await message('/file'), 'Content-Type: must be application/json or text/csv.')
  })

  it('says what is wrong with a body that is not JSON, as marshmallow does', async () => {
    const app = bareApp()
    app.post('/', async () => 'ok')
    const { body } = await clientOf(app, {})('POST', '/', '{')
    assert.deepEqual(body.errors, { json: ['Invalid JSON body.'] })
  })

  it("keeps its shape whatever a route's own schema makes of the status", async () => {
    const app = bareApp()
    app.post(
      '/',
      { schema: { body: closed({ a: Type.Integer() }), response: { 422: Type.Object({ other: Type.String() }) } } },
      async () => {},
    )
    const { body } = await clientOf(app, {})('POST', '/', {})
    assert.deepEqual(body.errors, { json: { a: ['Missing data for required field.'] } })
  })
})
