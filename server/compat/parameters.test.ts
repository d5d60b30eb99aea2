import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { AppError } from '../errors.ts'
import { closed, Line } from '../http/shapes.ts'
import { parameters } from './parameters.ts'

const { read } = parameters(
  closed({
    name: Line(1, 20),
    idSurvey: Type.Optional(Type.Integer()),
    isactive: Type.Optional(Type.Boolean()),
  }),
)
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const request = (parts: object) => ({ headers: {}, query: {}, body: undefined, ...parts }) as FastifyRequest

describe('parameters', () => {
  it('come from headers of their name in any case, read as what they should be', () => {
    const headers = { name: 'x', idsurvey: '7', isactive: 'False', 'user-agent': 'test' }
    assert.deepEqual(read(request({ headers })), { name: 'x', idSurvey: 7, isactive: false })
  })

  it('come from the query, a form or JSON, the first of them counting: body, query, header', () => {
    const headers = { name: 'header' }
    assert.deepEqual(read(request({ headers, query: { name: 'query', _: '1' } })), { name: 'query' })
    const query = { name: 'query', idSurvey: '7' }
    assert.deepEqual(read(request({ headers, query, body: { name: 'json' } })), { name: 'json', idSurvey: 7 })
    const form = { headers: { ...headers, ...FORM }, query, body: { name: 'form', isactive: 'yes' } }
    assert.deepEqual(read(request(form)), { name: 'form', idSurvey: 7, isactive: true })
  })

  it('are not converted when they come as JSON', () => {
    assert.throws(() => read(request({ body: { name: 'x', idSurvey: '7' } })), AppError)
  })

  it('may be UTF-8 in a header, and are Latin-1 when they are not', () => {
    const latin1 = (text: string, encoding: BufferEncoding) => Buffer.from(text, encoding).toString('latin1')
    assert.deepEqual(read(request({ headers: { name: latin1('Zoë 日本 🦄', 'utf8') } })), { name: 'Zoë 日本 🦄' })
    assert.deepEqual(read(request({ headers: { name: latin1('Zoë', 'latin1') } })), { name: 'Zoë' })
  })

  it('may be lists, as JSON where there is only text, or as the whole body', () => {
    const fields = closed({ name: Type.Optional(Line(1, 20)), questions: Type.Unknown() })
    const { read } = parameters(fields, { wholeBody: 'questions', jsonTexts: ['questions'] })
    const list = [{ content: 'Why?' }]
    const text = JSON.stringify(list)
    for (const parts of [
      { body: list },
      { body: { questions: list } },
      { headers: { questions: text } },
      { query: { questions: ` ${text}` } },
      { headers: FORM, body: { questions: text } },
    ]) {
      assert.deepEqual(read(request(parts)), { questions: list })
    }
    for (const word of ['yes', '5', '"x"', 'null', '[1', '{"a":1,"a":2}', '['.repeat(40) + ']'.repeat(40)]) {
      assert.deepEqual(read(request({ query: { questions: word } })), { questions: word })
    }
    assert.deepEqual(read(request({ body: { questions: text } })), { questions: text }, 'JSON is what it is')
    assert.deepEqual(read(request({ body: 'x', query: { name: 'y' } })), { name: 'y', questions: 'x' })
  })

  it('are refused with every broken field named, wherever it came from', () => {
    const broken = request({ headers: { idsurvey: 'seven' }, query: { isactive: 'perhaps' }, body: { role: 'admin' } })
    assert.throws(
      () => read(broken),
      (error) => {
        assert.ok(error instanceof AppError)
        assert.deepEqual(Object.keys(error.errors?.json ?? {}).sort(), ['idSurvey', 'isactive', 'name', 'role'])
        return true
      },
    )
    for (const body of [[], 'text', 1]) assert.throws(() => read(request({ body })), AppError)
  })
})
