import type { Static, TObject, TProperties, TSchema, TSchemaOptions } from 'typebox'
import { Type } from './type.ts'

/** An object that refuses fields it does not name. A `title` makes it a component of the OpenAPI document. */
export function closed<P extends TProperties>(properties: P, options: TSchemaOptions = {}): TObject<P> {
  return Type.Object(properties, { ...options, additionalProperties: false })
}

/** Text that may have several lines; lengths count characters as a person does (an emoji is one). */
export function Text(minLength: number, maxLength: number, options: TSchemaOptions = {}) {
  return Type.String({ ...options, minLength, maxLength, format: 'text' })
}

/** Text on one line: a name, a title. */
export function Line(minLength: number, maxLength: number, options: TSchemaOptions = {}) {
  return Type.String({ ...options, minLength, maxLength, format: 'line' })
}

/** A line that names somebody or something, in whichever script: without characters that nobody sees. */
export function Name(minLength: number, maxLength: number, options: TSchemaOptions = {}) {
  return Type.String({ ...options, minLength, maxLength, format: 'name' })
}

/** For a `Text` or a `Line`: there is more in it than spaces. */
export const notBlank = { pattern: '\\S', 'x-sentence': 'Must not be blank.' }

/** One of a few words; TypeBox's own union of literals would come out as `anyOf` in the OpenAPI document. */
export function oneOf<const Word extends string>(words: readonly Word[], options: TSchemaOptions = {}) {
  return Type.Unsafe<Word>({ ...options, type: 'string', enum: [...words] })
}

/** What the reader may do with a thing, as things stand: clients offer that, and need no rules of their own. */
export function Can<const Act extends string>(acts: readonly Act[]) {
  return Type.Array(oneOf(acts), { description: 'What the caller may do with it as things stand.' })
}

/** The same schema, or null. */
export function nullable<S extends TSchema>(schema: S, options: TSchemaOptions = {}) {
  return Type.Unsafe<Static<S> | null>({
    ...schema,
    ...options,
    type: [(schema as unknown as { type: string }).type, 'null'],
  })
}

export const Id = Type.String({ format: 'uuid', examples: ['0197c0de-5a1e-7c3f-9a41-3f6c2b7d8e90'] })

export const Timestamp = Type.String({
  format: 'date-time',
  description: 'An instant in UTC, to the millisecond.',
  examples: ['2026-02-27T10:49:38.369Z'],
})

export const Day = Type.String({
  format: 'date',
  // Beyond these years neither calendars nor the two databases agree on much.
  pattern: '^(19|2[0-9])',
  'x-sentence': 'Must be between 1900-01-01 and 2999-12-31.',
  description: 'A calendar day.',
  examples: ['2026-07-01'],
})

/** Time off in hours: any number that comes to whole minutes, up to ten years of them. */
export function Hours(options: TSchemaOptions = {}) {
  return Type.Number({ minimum: -100_000, maximum: 100_000, ...options })
}

export const IdParams = closed({ id: Id })

/** Paging of every list: `limit` rows from `cursor`, which only a `Link` header's `rel="next"` gives out. */
export const PageQuery = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 20, description: 'Rows a page, at most.' })),
  cursor: Type.Optional(
    Line(1, 1000, { description: 'Where the page begins: taken from the `Link` header of the page before.' }),
  ),
}

export const ErrorBody = Type.Object(
  {
    code: Type.Integer({ description: 'The HTTP status.' }),
    status: Type.String({ description: "The status's name." }),
    message: Type.Optional(Type.String()),
    errors: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), {
        description: 'What is wrong, by place (`json`, `query`, `path`, `headers`), then by field.',
      }),
    ),
  },
  {
    title: 'Error',
    examples: [
      {
        code: 422,
        status: 'Unprocessable Entity',
        errors: { json: { title: ['Length must be between 3 and 100.'] } },
      },
    ],
  },
)

export const NoContent = Type.Null({ description: 'Done; there is nothing to say.' })
