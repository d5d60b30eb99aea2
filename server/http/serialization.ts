import { createRequire } from 'node:module'
import type { FastifySchema } from 'fastify'
import type { FastifySerializerCompiler } from 'fastify/types/schema.js'
import { onDemand } from '../on-demand.ts'

const require = createRequire(import.meta.url)
const fastJson = onDemand(() => require('fast-json-stringify') as typeof import('fast-json-stringify'))

/** The same schema, but that what is one of several is written as it is, as that would cost a validation. */
function withoutChoices(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutChoices)
  if (typeof schema !== 'object' || schema === null) return schema
  if ('oneOf' in schema) return {}
  return Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, withoutChoices(value)]))
}

/** Writes values as JSON, with what the schema names and nothing else. Compiled with the first one. */
export function serializerOf(schema: unknown): (value: unknown) => string {
  const serialize = onDemand(() => fastJson().default(withoutChoices(schema) as object))
  return (value) => serialize()(value)
}

/** For Fastify: writes an answer as its schema says. */
export const serializerCompiler: FastifySerializerCompiler<FastifySchema> = ({ schema }) => serializerOf(schema)
