import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Type } from 'typebox'
import { bareApp } from '../../test/bare-app.ts'
import { clientOf } from '../../test/harness.ts'
import { closed, Id, Line } from './shapes.ts'
import { compile } from './validation.ts'

const Query = closed({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 20 })),
  published: Type.Optional(Type.Boolean()),
  q: Type.Optional(Line(1, 9)),
})
const Body = closed({ title: Line(3, 100), at: Type.Optional(closed({ city: Line(1, 9) })) })

function startServer() {
  const app = bareApp()
  app.get('/list', { schema: { querystring: Query } }, async (request) => request.query)
  app.post(
    '/things/:id',
    {
      schema: {
        params: closed({ id: Id }),
        querystring: Query,
        body: Body,
        headers: Type.Object({ 'x-n': Type.String({ maxLength: 2 }) }),
      },
    },
    async (request) => request.body,
  )
  return clientOf(app, {})
}

describe('a query', () => {
  const send = startServer()
  const read = async (query: string) => (await send('GET', `/list?${query}`)).body
  const errors = async (query: string) => (await send('GET', `/list?${query}`)).body.errors?.query

  it('is read as what its schema asks for', async () => {
    assert.deepEqual(await read('limit=7&published=true&q=12'), { limit: 7, published: true, q: '12' })
  })

  it('has its defaults', async () => assert.deepEqual(await read(''), { limit: 20 }))

  it('knows the words for true and false that marshmallow knows', async () => {
    for (const word of ['true', 'True', 'TRUE', 't', 'T', 'yes', 'Yes', 'YES', 'y', 'Y', 'on', 'On', 'ON', '1']) {
      assert.equal((await read(`published=${word}`)).published, true, word)
    }
    for (const word of ['false', 'False', 'FALSE', 'f', 'F', 'no', 'No', 'NO', 'n', 'N', 'off', 'Off', 'OFF', '0']) {
      assert.equal((await read(`published=${word}`)).published, false, word)
    }
  })

  it('is refused when it is neither', async () => {
    for (const word of ['maybe', '2', 'tRuE', 'null', '', 'true%20']) {
      assert.deepEqual(await errors(`published=${word}`), { published: ['Not a valid boolean.'] }, word)
    }
    for (const word of ['abc', '1.5', '1e2', '0x10', '', '%201', '+1', '9'.repeat(16), 'Infinity', 'NaN']) {
      assert.deepEqual(await errors(`limit=${word}`), { limit: ['Not a valid integer.'] }, word)
    }
  })

  it('is refused when a parameter is there twice', async () => {
    assert.deepEqual(await errors('limit=1&limit=2'), { limit: ['Not a valid integer.'] })
    assert.deepEqual(await errors('published=true&published=true'), { published: ['Not a valid boolean.'] })
    assert.deepEqual(await errors('q=a&q=b'), { q: ['Not a valid string.'] })
  })

  it('is refused with parameters that the list does not have', async () => {
    assert.deepEqual(await errors('x=1&constructor=2'), { x: ['Unknown field.'], constructor: ['Unknown field.'] })
    assert.match((await send('GET', '/list?__proto__=1')).text, /"__proto__":\["Unknown field\."\]/)
  })
})

describe('a body', () => {
  const send = startServer()
  const path = '/things/0197c0de-5a1e-7c3f-9a41-3f6c2b7d8e90'

  it('is never converted', async () => {
    const { status, body } = await send('POST', path, { title: 12345 }, { 'x-n': '1' })
    assert.equal(status, 422)
    assert.deepEqual(body.errors, { json: { title: ['Not a valid string.'] } })
  })

  it('keeps no field that was not asked for', async () => {
    const { body } = await send('POST', path, { title: 'Fine', extra: 1, at: { city: 'Ulm', more: 2 } }, { 'x-n': '1' })
    assert.deepEqual(body.errors, { json: { extra: ['Unknown field.'], 'at.more': ['Unknown field.'] } })
  })
})

describe('a value', () => {
  const wrong = (count: number) => Array.from({ length: count }, () => ({ title: 12, nope: 1 }))
  const errorsOf = (value: unknown) => {
    const validate = compile(Type.Array(Body))
    assert.equal(validate(value), false)
    return validate.errors?.length
  }

  it('is told of no more broken fields than are named', () => {
    assert.equal(errorsOf(wrong(2)), 4)
    assert.equal(errorsOf(wrong(6_000)), 100)
  })

  it('is told of the first one alone where it is very long, so that nobody waits for the others', () => {
    assert.equal(errorsOf(wrong(25_000)), 1)
    assert.equal(errorsOf([{ title: 'Fine' }, { title: [wrong(25_000)] }, { title: 12 }]), 1)
  })
})

describe('a refused request', () => {
  const send = startServer()

  it('names every broken field of every part at once', async () => {
    const url = '/things/0197c0de-5a1e-7c3f-9a41-3f6c2b7d8e90?limit=0&published=maybe&nope=1'
    const { status, body } = await send('POST', url, { title: 'Hi', at: {}, x: 1 }, { 'x-n': 'long' })
    assert.equal(status, 422)
    assert.deepEqual(body, {
      code: 422,
      status: 'Unprocessable Entity',
      errors: {
        json: {
          title: ['Length must be between 3 and 100.'],
          'at.city': ['Missing data for required field.'],
          x: ['Unknown field.'],
        },
        query: {
          limit: ['Must be greater than or equal to 1 and less than or equal to 200.'],
          published: ['Not a valid boolean.'],
          nope: ['Unknown field.'],
        },
        headers: { 'x-n': ['Longer than maximum length 2.'] },
      },
    })
  })

  it('is not found when its path is one that nothing can have, whatever else is wrong', async () => {
    for (const body of [{ title: 'Fine' }, { title: 1 }, []]) {
      const answer = await send('POST', '/things/12?limit=abc', body, { 'x-n': '1' })
      assert.equal(answer.status, 404)
      assert.deepEqual(answer.body, { code: 404, status: 'Not Found' })
    }
  })
})
