import { isUtf8 } from 'node:buffer'
import type { FastifyRequest } from 'fastify'
import type { Static, TObject, TProperties } from 'typebox'
import { AppError } from '../errors.ts'
import { JsonBodyError, parseJsonBody } from '../http/json-body.ts'
import { Type } from '../http/type.ts'
import { check, compile, queryReader } from '../http/validation.ts'

type Values = Record<string, unknown>

interface Special {
  /** The field that a JSON body is which is no object. */
  wholeBody?: string
  /** Those that hold a list or an object, which comes as JSON where there is only text. */
  jsonTexts?: readonly string[]
}

/**
 * A route's `validatorCompiler` when its parameters may be spread over several places: no place is complete by itself,
 * so all are checked together by `read`.
 */
export const checkedByRead = () => () => true

/**
 * The parameters of one of the older paths, which clients send as JSON, as a form, in the query or as headers of their
 * own name; the first of these that has one counts. `schema` describes them, and `read` gives those of a request.
 */
export function parameters<P extends TProperties>(fields: TObject<P>, { wholeBody, jsonTexts = [] }: Special = {}) {
  const validate = compile(fields)
  const readTexts = queryReader(fields)
  const names = Object.keys(fields.properties)

  return {
    schema: describe(fields),
    /** @throws AppError `invalid` naming every broken field, and unknown ones of the body. */
    read(request: FastifyRequest): Static<TObject<P>> {
      const texts: Values = { ...fromHeaders(request, names), ...picked(request.query as Values, names) }
      const isForm = request.headers['content-type']?.startsWith(FORM)
      const body = bodyOf(request, wholeBody)
      if (isForm) Object.assign(texts, body)
      readTexts(texts)
      for (const name of jsonTexts) if (Object.hasOwn(texts, name)) texts[name] = fromJson(texts[name])
      return check(validate, isForm ? texts : { ...texts, ...body }, 'json')
    },
  }
}

const FORM = 'application/x-www-form-urlencoded'

/** The same fields in every place that may hold them, none of them required there. */
function describe(fields: TObject) {
  const optional = Object.fromEntries(
    Object.entries(fields.properties).map(([name, field]) => [name, Type.Optional(field)]),
  )
  const anywhere = { type: 'object', properties: optional }
  const content = { schema: { ...fields, required: [] } }
  return {
    body: { content: { 'application/json': content, [FORM]: content } },
    querystring: anywhere,
    headers: anywhere,
    together: fields as object,
  }
}

function bodyOf({ body }: FastifyRequest, wholeBody: string | undefined): Values {
  if (body === undefined || body === null) return {}
  if (typeof body === 'object' && !Array.isArray(body)) return body as Values
  if (wholeBody !== undefined) return { [wholeBody]: body }
  throw new AppError('invalid', '', { errors: { json: { _schema: ['Invalid input type.'] } } })
}

/** A text that is a list or an object as JSON, read; anything else as it is. */
function fromJson(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value
  try {
    return parseJsonBody(Buffer.from(value))
  } catch (error) {
    if (error instanceof JsonBodyError) return value
    throw error
  }
}

function fromHeaders({ headers }: FastifyRequest, names: readonly string[]): Values {
  const found: Values = {}
  for (const name of names) {
    const value = headers[name.toLowerCase()]
    if (typeof value === 'string') found[name] = decoded(value)
  }
  return found
}

/** Node reads header bytes as Latin-1; clients that know no better send UTF-8. */
function decoded(value: string): string {
  const bytes = Buffer.from(value, 'latin1')
  return isUtf8(bytes) ? bytes.toString('utf8') : value
}

function picked(values: Values, names: readonly string[]): Values {
  return Object.fromEntries(names.filter((name) => values[name] !== undefined).map((name) => [name, values[name]]))
}
