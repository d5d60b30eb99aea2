import fastJson from 'fast-json-stringify'
import type { FastifySchema } from 'fastify'
import type { FastifySerializerCompiler } from 'fastify/types/schema.js'

/** For Fastify: writes an answer as its schema says. Compiled with the first one, as most schemas are of failures. */
export const serializerCompiler: FastifySerializerCompiler<FastifySchema> = ({ schema }) => {
  let serialize: ((answer: unknown) => string) | undefined
  return (answer: unknown) => {
    serialize ??= fastJson.default(schema as object)
    return serialize(answer)
  }
}
