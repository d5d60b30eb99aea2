import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import fc from 'fast-check'
import { givePassword } from './accounts.ts'
import { type Client, startTeamroom, type Teamroom } from './harness.ts'
import { examplesOf, type Operation, operationsOf } from './openapi-document.ts'

const RUNS = 40

let teamroom: Teamroom
let ids: string[]
let operations: Operation[]

before(async () => {
  teamroom = await startTeamroom({ signup: { mode: 'open' } })
  const admin = await teamroom.account('admin')
  const member = await teamroom.account('member')
  const post = await admin.send('POST', '/api/posts', { title: 'A title', content: 'Ten characters.', must_read: true })
  ids = [post.body.id, admin.id, member.id]
  operations = await operationsOf(teamroom)
})
after(() => teamroom.stop())

const json = fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' })

/** Texts that code may trip over. */
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.constantFrom(
    '',
    ' ',
    '\u0000',
    '\ud800',
    'null',
    '__proto__',
    "'; --",
    '{}',
    '%00',
    '2026-13-45T99:99:99Z',
    'a@b',
    '9'.repeat(400),
  ),
)

/** What is sent along: sensible, misplaced or noise. Of characters that a header can have. */
const header = fc.string({
  unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)),
  maxLength: 60,
})
const names = [
  'accept',
  'if-match',
  'if-none-match',
  'idempotency-key',
  'x-request-id',
  'user-agent',
  'cookie',
  'origin',
  'sec-fetch-site',
  'x-forwarded-for',
  'username',
  'password',
  'email',
]
const headers = fc.dictionary(
  fc.constantFrom(...names),
  fc.oneof(header, fc.constantFrom('*', '"1"', 'key', 'application/problem+json')),
  { maxKeys: 4 },
)
const contentType = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('application/json', 'application/json; charset=utf-8') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'text/plain',
      'application/x-www-form-urlencoded',
      'application/json; charset=utf-16',
      '',
    ),
  },
)
const query = fc.dictionary(fc.constantFrom('limit', 'q', 'username', 'password', 'x', '__proto__', '[]'), text, {
  maxKeys: 2,
})

/** The document's own example with some of its fields replaced or added. */
function nearlyRight(operation: Operation): fc.Arbitrary<unknown> {
  const media = operation.requestBody?.content['application/json']
  if (!media) return json
  const fields = Object.keys(media.schema.properties ?? {})
  const examples = examplesOf(media)
  const noise = fc.oneof(json, text, fc.constantFrom(...ids))
  return fc
    .tuple(
      fc.constantFrom(...(examples.length > 0 ? examples : [{}])),
      fc.dictionary(fc.constantFrom(...fields, 'x'), noise, { maxKeys: 2 }),
    )
    .map(([example, changes]) => ({ ...(example as object), ...changes }))
}

function bodyOf(operation: Operation): fc.Arbitrary<string | Buffer> {
  const bytes = fc.uint8Array({ maxLength: 40 }).map((array) => Buffer.from(array))
  return fc.oneof(
    { weight: 6, arbitrary: nearlyRight(operation).map((value) => JSON.stringify(value)) },
    { weight: 2, arbitrary: json.map((value) => JSON.stringify(value)) },
    { weight: 1, arbitrary: fc.oneof(bytes, text) },
  )
}

function addressOf(operation: Operation): fc.Arbitrary<string> {
  const right = operation.path.startsWith('/api/users') ? ids.at(-1) : ids[0]
  const id = fc.oneof(
    { weight: 6, arbitrary: fc.constant(right) },
    { weight: 1, arbitrary: fc.oneof(fc.constantFrom(...ids), fc.uuid(), text.map(encodeText)) },
  )
  return fc.tuple(id, query).map(([value, parameters]) => {
    const search = Object.entries(parameters).map(([name, entry]) => `${name}=${encodeText(entry)}`)
    return `${operation.path.replace(/\{\w+\}/, value ?? '')}${search.length > 0 ? '?' : ''}${search.join('&')}`
  })
}

/** Half of a surrogate pair has no encoding; clients send something else for it. */
function encodeText(value: string): string {
  return encodeURIComponent(value.toWellFormed())
}

const documented = new Set([400, 404, 414])

/** Sends noise; whatever comes back is no fault of the server, and one of the statuses that the document names. */
async function survives(operation: Operation, clientFor: () => Promise<Client>): Promise<void> {
  await fc.assert(
    fc.asyncProperty(addressOf(operation), bodyOf(operation), contentType, headers, async (url, body, type, more) => {
      const send = await clientFor()
      const { status, text: said } = await send(operation.method, url, body, { 'content-type': type, ...more })
      assert.ok(status < 500, `${status} ${said}`)
      assert.ok(documented.has(status) || operation.responses[status], `${status} is not documented: ${said}`)
      if (status >= 400) assert.equal(typeof JSON.parse(said), 'object')
    }),
    { numRuns: RUNS },
  )
}

/** An administrator with a session of their own, and a password. */
async function newAdmin(): Promise<Client> {
  const { id, send } = await teamroom.account('admin')
  await givePassword(teamroom.db, id)
  return send
}

/** Asks with the parameters that the route has, and some that it has not. */
async function survivesQueries(operation: Operation, send: Client): Promise<void> {
  const known = (operation.parameters ?? []).filter((parameter) => parameter.in === 'query').map(({ name }) => name)
  const value = fc.oneof(
    text,
    header,
    fc.constantFrom('1', 'true', '0197c0de-5a1e-7c3f-9a41-3f6c2b7d8e90', 'a b c', '"a" OR b*'),
  )
  const pairs = fc.array(fc.tuple(fc.constantFrom(...known, 'x'), value), { maxLength: 3 })
  await fc.assert(
    fc.asyncProperty(pairs, headers, async (parameters, more) => {
      const search = parameters.map(([name, entry]) => `${name}=${encodeText(entry)}`).join('&')
      const path = operation.path.replace(/\{\w+\}/, ids[0] ?? '')
      const { status, text: said } = await send('GET', `${path}?${search}`, undefined, more)
      assert.ok(status < 500, `${status} ${said}`)
      assert.ok(operation.responses[status], `${status} is not documented: ${said}`)
    }),
    { numRuns: RUNS },
  )
}

const writes = () => operations.filter(({ method }) => ['POST', 'PUT', 'PATCH'].includes(method))
const takesNoToken = ({ security }: Operation) => security.every((scheme) => Object.keys(scheme).length === 0)

describe('any input to any route that takes some', () => {
  it('is sent to every such route', () => assert.ok(writes().length >= 18, `${writes().length} routes`))

  it('is accepted or refused, from an administrator, and never a fault of the server', async () => {
    for (const operation of writes()) {
      const admin = await newAdmin()
      await survives(operation, operation.path.includes('logout') ? newAdmin : async () => admin)
    }
  })

  it('is accepted or refused, from nobody, and never a fault of the server', async () => {
    for (const operation of writes().filter(takesNoToken)) await survives(operation, async () => teamroom.send)
  })
})

describe('any query to any route', () => {
  it('is answered or refused, and never a fault of the server', async () => {
    const admin = await newAdmin()
    for (const operation of operations.filter(({ method }) => method === 'GET')) {
      await survivesQueries(operation, admin)
      if (operation.security.length !== 1) await survivesQueries(operation, teamroom.send)
    }
  })
})
