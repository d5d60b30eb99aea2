import fastJson from 'fast-json-stringify'
import type { FastifySchema } from 'fastify'
import type { FastifySerializerCompiler } from 'fastify/types/schema.js'

/** The same schema, but that what is one of several is written as it is, as that would cost a validation. */
function withoutChoices(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutChoices)
  if (typeof schema !== 'object' || schema === null) return schema
  if ('oneOf' in schema) return {}
  return Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, withoutChoices(value)]))
}

/** For Fastify: writes an answer as its schema says. Compiled with the first one, as most schemas are of failures. */
export const serializerCompiler: FastifySerializerCompiler<FastifySchema> = ({ schema }) => {
  let serialize: ((answer: unknown) => string) | undefined
  return (answer: unknown) => {
    serialize ??= fastJson.default(withoutChoices(schema) as object)
    return serialize(answer)
  }
}
