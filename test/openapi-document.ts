import { dereference } from '@readme/openapi-parser'
import { openApiDocument } from '../server/http/openapi.ts'
import type { Teamroom } from './harness.ts'

// biome-ignore lint/suspicious/noExplicitAny: a JSON Schema can be anything.
type Schema = any

export interface Media {
  schema: Schema
  example?: unknown
  examples?: Record<string, { value: unknown }>
}

export interface Operation {
  method: string
  path: string
  summary?: string
  description?: string
  tags?: string[]
  security: object[]
  parameters?: { name: string; in: string }[]
  requestBody?: { content: Record<string, Media> }
  responses: Record<string, { description: string; headers?: object; content?: Record<string, Media> }>
}

/** Every operation of the OpenAPI document, with each schema in its place. */
export async function operationsOf({ app }: Teamroom): Promise<Operation[]> {
  const document = structuredClone(await openApiDocument(app)) as Parameters<typeof dereference>[0]
  const { paths = {} } = (await dereference(document)) as { paths?: object }
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      ...(operation as Operation),
      method: method.toUpperCase(),
      path,
    })),
  )
}

/** The type of body that an operation takes, if any, and what the document says of it. */
export function bodyOf({ requestBody }: Operation): [type: string, media: Media] | undefined {
  return Object.entries(requestBody?.content ?? {})[0]
}

/** An operation's name: `GET /api/posts`. */
export function nameOf({ method, path }: Operation): string {
  return `${method} ${path}`
}

/** The examples of a body: its own, or those of its schema, or of the schema of its items. */
export function examplesOf({ example, examples, schema }: Media): unknown[] {
  if (example !== undefined) return [example]
  if (examples) return Object.values(examples).map(({ value }) => value)
  return schema.examples ?? (schema.items?.examples ?? []).map((item: unknown) => [item])
}
