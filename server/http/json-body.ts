import { isUtf8 } from 'node:buffer'
import type { FastifyRequest } from 'fastify'

const MAX_DEPTH = 32
/** In bytes, of a body where a route says nothing else. */
export const USUAL_LIMIT = 256 * 1024
/** More values than any such body of ours has: a list of a hundred thousand numbers would be validated one by one. */
const MAX_VALUES = 20_000

/** The body is not JSON that this server takes; the message says why. */
export class JsonBodyError extends Error {}

/**
 * Parses a JSON body. An empty one counts as `{}`, so that what is missing from it can be named.
 * Stricter than `JSON.parse`: no field twice in one object (RFC 8259 leaves open which of them would count),
 * at most 32 levels deep, valid UTF-8. `limit` is how many bytes the route takes: with them grows the number of values,
 * lists and objects among them.
 * @throws JsonBodyError
 */
export function parseJsonBody(body: Buffer, limit = USUAL_LIMIT): unknown {
  if (!isUtf8(body)) throw new JsonBodyError('The body is not valid UTF-8.')
  const text = body.toString('utf8')
  if (text.trim() === '') return {}
  // First the bounds, so that nothing is built from a body that is out of them.
  checkStructure(text, Math.floor((MAX_VALUES * limit) / USUAL_LIMIT))
  try {
    return JSON.parse(text)
  } catch {
    throw new JsonBodyError('Invalid JSON body.')
  }
}

/** Walks the text once, without recursion. What is not JSON at all is left for `JSON.parse` to refuse. */
function checkStructure(text: string, maxValues: number): void {
  const open: (Set<string> | undefined)[] = []
  let values = 0
  // The first value of a list or an object stands behind its bracket, any other one behind a comma.
  const count = () => {
    if (++values > maxValues) throw new JsonBodyError(`The body has more than ${maxValues} values.`)
  }
  let lastString = ''
  for (let i = 0; i < text.length; i++) {
    switch (text.charCodeAt(i)) {
      case 0x22: {
        const end = endOfString(text, i)
        lastString = text.slice(i, end + 1)
        i = end
        break
      }
      case 0x7b: // {
        open.push(new Set())
        count()
        break
      case 0x5b: // [
        open.push(undefined)
        count()
        break
      case 0x7d: // }
      case 0x5d: // ]
        open.pop()
        break
      case 0x3a: // :
        addField(open.at(-1), lastString)
        break
      case 0x2c: // ,
        count()
        break
    }
    if (open.length > MAX_DEPTH) throw new JsonBodyError(`The body is nested deeper than ${MAX_DEPTH} levels.`)
  }
}

function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let backslashes = 0
    while (text.charCodeAt(end - 1 - backslashes) === 0x5c) backslashes++
    if (backslashes % 2 === 0) return end
  }
  return text.length
}

function addField(fields: Set<string> | undefined, quoted: string): void {
  if (!fields) return
  const name = quoted.includes('\\') ? unquote(quoted) : quoted.slice(1, -1)
  if (fields.has(name)) throw new JsonBodyError(`The field "${name.slice(0, 100)}" is there twice.`)
  if (name === '__proto__') throw new JsonBodyError('The field "__proto__" is not allowed.')
  fields.add(name)
}

function unquote(quoted: string): string {
  try {
    return JSON.parse(quoted)
  } catch {
    return quoted
  }
}

/** Of which types a route may read bodies. */
const BODY_TYPES = ['application/json', 'text/csv', 'application/x-www-form-urlencoded']

/** What may be sent instead of a body that nothing here reads. */
export function typesTaken({ server }: FastifyRequest): string {
  const taken = BODY_TYPES.filter((type) => server.hasContentTypeParser(type))
  return `Content-Type: must be ${taken.join(' or ')}.`
}
