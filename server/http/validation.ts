import { createRequire } from 'node:module'
import type { Ajv, ErrorObject, ValidateFunction } from 'ajv'
import type { FastifyError, FastifyRequest, FastifySchema, FastifySchemaCompiler } from 'fastify'
import { characterCount, hasHiddenCharacters, pilesMarks } from '../characters.ts'
import { AppError, type FieldErrors } from '../errors.ts'
import { onDemand } from '../on-demand.ts'
import { fieldOf, sentence } from './sentences.ts'

type HttpPart = 'body' | 'querystring' | 'params' | 'headers'

/** True for a valid value; otherwise `errors` says why not, until the next value. */
interface Validate {
  (value: unknown): boolean
  errors?: ErrorObject[] | null
}

/** Fastify's names for the parts of a request, and the names that errors are grouped by. */
const PLACES = { body: 'json', querystring: 'query', params: 'path', headers: 'headers' } as const

const MAX_NAMED_FIELDS = 100

/** As many as the usual body has at most; forms of surveys may have more. */
const MANY_VALUES = 20_000

/** Not valid in a text: NUL, which PostgreSQL cannot hold, and halves of surrogate pairs, which are no characters. */
const NUL = '\u0000'
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
const CONTROL = /[\u0000-\u001f\u007f\u2028\u2029]/

const require = createRequire(import.meta.url)
const namingAll = onDemand(() => newAjv(true))
const namingOne = onDemand(() => newAjv(false))

function newAjv(allErrors: boolean): Ajv {
  const library = require('ajv') as typeof import('ajv')
  const ajv = new library.Ajv({
    allErrors,
    coerceTypes: false,
    removeAdditional: false,
    useDefaults: true,
    verbose: true,
    strict: false,
    discriminator: true,
  })
  const formats = require('ajv-formats') as typeof import('ajv-formats')
  formats.default(ajv, ['uuid', 'date', 'date-time', 'email', 'uri'])
  // A leap second passes the standard's grammar, and is no instant that JavaScript knows.
  const isDateTime = ajv.formats['date-time'] as { validate: (text: string) => boolean }
  ajv.addFormat('date-time', (text: string) => isDateTime.validate(text) && !Number.isNaN(Date.parse(text)))
  const isText = (text: string) => text.isWellFormed() && !pilesMarks(text)
  ajv.addFormat('text', (text: string) => !text.includes(NUL) && isText(text))
  ajv.addFormat('line', (text: string) => !CONTROL.test(text) && isText(text))
  ajv.addFormat('name', (text: string) => !hasHiddenCharacters(text) && isText(text))
  ajv.removeKeyword('minLength')
  ajv.addKeyword({ keyword: 'minLength', type: 'string', schemaType: 'number', validate: atLeast, errors: false })
  ajv.removeKeyword('maxLength')
  ajv.addKeyword({ keyword: 'maxLength', type: 'string', schemaType: 'number', validate: atMost, errors: false })
  return ajv
}

function atLeast(min: number, text: string): boolean {
  return characterCount(text, min) >= min
}

function atMost(max: number, text: string): boolean {
  return text.length <= max || characterCount(text, max + 1) <= max
}

/**
 * A check of a schema with the server's formats, lengths and strictness. It is compiled with the first value, so that
 * the start need not wait for the schemas of every route. Of a very long value it names the first thing that is wrong, as
 * noting each of tens of thousands would hold everybody up.
 */
export function compile(schema: object): Validate {
  const short = onDemand(() => namingAll().compile(schema))
  const long = onDemand(() => namingOne().compile(schema))
  const validate: Validate = (value) => {
    const compiled: ValidateFunction = countValues(value, MANY_VALUES) < MANY_VALUES ? short() : long()
    const isValid = compiled(value)
    // No more than are named: Fastify would make a sentence of each.
    validate.errors = compiled.errors?.slice(0, MAX_NAMED_FIELDS) ?? null
    compiled.errors = null
    return isValid
  }
  return validate
}

/** How many values there are in one, lists and objects among them; it stops counting at `most`. */
function countValues(value: unknown, most: number): number {
  let count = 1
  if (typeof value !== 'object' || value === null) return count
  for (const name in value) {
    if (count >= most) break
    count += countValues((value as Record<string, unknown>)[name], most - count)
  }
  return count
}

/** For Fastify: JSON bodies are taken as they are; query strings, which know only text, are read as their schema's types. */
export const validatorCompiler: FastifySchemaCompiler<FastifySchema> = ({ schema, httpPart }) => {
  const validate = compile(schema as object)
  if (httpPart !== 'querystring') return validate
  const read = queryReader(schema as { properties?: Record<string, { type?: string }> })
  const reading: Validate = (query) => {
    read(query as Record<string, unknown>)
    const isValid = validate(query)
    reading.errors = validate.errors ?? null
    return isValid
  }
  return reading
}

/** The words for true and false that marshmallow, and so the seeds' clients, know. */
const BOOLEANS = new Map<string, boolean>([
  ...['true', 'True', 'TRUE', 't', 'T', 'yes', 'Yes', 'YES', 'y', 'Y', 'on', 'On', 'ON', '1'].map(
    (w) => [w, true] as const,
  ),
  ...['false', 'False', 'FALSE', 'f', 'F', 'no', 'No', 'NO', 'n', 'N', 'off', 'Off', 'OFF', '0'].map(
    (w) => [w, false] as const,
  ),
])

/**
 * Makes a function that reads, in place, the texts of a query or form as the booleans and integers their schema asks for;
 * what is neither stays as it is, for validation to refuse.
 */
export function queryReader(schema: { properties?: Record<string, { type?: string }> }) {
  const typed = Object.entries(schema.properties ?? {}).filter(
    ([, { type }]) => type === 'boolean' || type === 'integer',
  )
  return (query: Record<string, unknown>): void => {
    for (const [name, { type }] of typed) {
      const text = query[name]
      if (typeof text !== 'string') continue
      if (type === 'boolean') query[name] = BOOLEANS.get(text) ?? text
      else if (/^-?\d{1,15}$/.test(text)) query[name] = Number(text)
    }
  }
}

/** What Fastify's validation stopped at: the part of the request, and what is wrong with it. */
type Refused = Pick<FastifyError, 'validation' | 'validationContext'>

/** Every broken field of a request that Fastify's validation refused, whichever part it stopped at. */
export function requestErrors(request: FastifyRequest, { validation, validationContext }: Refused): FieldErrors {
  const errors: FieldErrors = {}
  const parts: [HttpPart, unknown][] = [
    ['params', request.params],
    ['body', request.body],
    ['querystring', request.query],
    ['headers', request.headers],
  ]
  for (const [part, data] of parts) {
    // Checking the same again would take as long as it did before.
    if (part === validationContext && validation) {
      errors[PLACES[part]] = fieldErrors(validation as unknown as ErrorObject[])
      continue
    }
    const validate = validateOf(request, part)
    if (validate && !validate(data)) errors[PLACES[part]] = fieldErrors(validate.errors ?? [])
  }
  return errors
}

/** The check of a part of a request; of a body that comes in several types, the check of the type that it has. */
function validateOf(request: FastifyRequest, part: HttpPart): Validate | undefined {
  const found = request.getValidationFunction(part) as unknown as Validate | Record<string, Validate> | undefined
  if (typeof found !== 'object') return found
  const [type = ''] = (request.headers['content-type'] ?? '').split(';')
  return found[type.trim().toLowerCase()]
}

/**
 * The value, checked against a compiled schema outside of Fastify's own validation.
 * @throws AppError `invalid` naming every broken field under `place`.
 */
export function check<T>(validate: Validate, value: unknown, place: string): T {
  if (validate(value)) return value as T
  throw new AppError('invalid', '', { errors: { [place]: fieldErrors(validate.errors ?? []) } })
}

function fieldErrors(errors: readonly ErrorObject[]): Record<string, string[]> {
  const fields: Record<string, string[]> = Object.create(null)
  for (const error of errors) {
    const field = fieldOf(error)
    const said = sentence(error)
    const sentences = fields[field] ?? []
    fields[field] = sentences
    if (!sentences.includes(said)) sentences.push(said)
  }
  return fields
}
