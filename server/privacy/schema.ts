import { Type } from '../http/type.ts'

/** The answer of a route that sends a ZIP archive. */
export const archiveAnswer = {
  description: 'A ZIP archive.',
  content: { 'application/zip': { schema: Type.Unsafe<never>({ type: 'string', format: 'binary' }) } },
}
