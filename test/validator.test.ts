import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import fc from 'fast-check'
import { givePassword } from './accounts.ts'
import { type Account, type Client, startTeamroom, type Teamroom } from './harness.ts'
import { DAYS, encodeText, headers, json, text } from './noise.ts'
import { examplesOf, type Operation, operationsOf, bodyOf as typedBodyOf } from './openapi-document.ts'
import { ask, employ, LEAVE_TYPE, makeSamples, type Samples, sampleAddress } from './samples.ts'

const RUNS = 40
/** Hours, counts and amounts that code may trip over. */
const NUMBERS = [0, -0.05, 0.05, 1 / 3, 7.5, 366, 8784, 100_000, -100_000, 2 ** 31, 1e308]

const typeOf = (operation: Operation) => typedBodyOf(operation)?.[0] ?? 'application/json'

let teamroom: Teamroom
let samples: Samples
let ids: string[]
/** Which are not decided at first. */
const requests: string[] = []
let operations: Operation[]

before(async () => {
  teamroom = await startTeamroom({ signup: { mode: 'open' } })
  const admin = await teamroom.account('admin')
  samples = await makeSamples(teamroom, admin)
  ids = [...samples.ids.map(([, id]) => id), LEAVE_TYPE]
  for (const day of [14, 15, 16, 17, 18, 21, 22, 23]) requests.push(await ask(admin, `2026-09-${day}`))
  operations = await operationsOf(teamroom)
})
after(() => teamroom.stop())

const contentTypeOf = (operation: Operation) =>
  fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(typeOf(operation), `${typeOf(operation)}; charset=utf-8`) },
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
const query = fc.dictionary(
  fc.constantFrom('limit', 'q', 'username', 'password', 'dry_run', 'x', '__proto__', '[]'),
  text,
  {
    maxKeys: 2,
  },
)

/** What a field may be, as far as its schema says; some of it will not do for all that. */
function fitting({ type, format, enum: words }: { type?: string | string[]; format?: string; enum?: string[] }) {
  const types = [type].flat()
  return fc.oneof(
    fc.constantFrom(...(words ?? [null])),
    ...(format === 'uuid' ? [fc.constantFrom(...ids)] : []),
    ...(format === 'date' ? [fc.constantFrom(...DAYS, '2026-10-05', '2027-12-31')] : []),
    ...(types.includes('number') || types.includes('integer') ? [fc.constantFrom(...NUMBERS)] : []),
    ...(types.includes('boolean') ? [fc.boolean()] : []),
  )
}

/** The document's own example with some of its fields replaced or added. */
function nearlyRight(operation: Operation): fc.Arbitrary<unknown> {
  const [, media] = typedBodyOf(operation) ?? []
  if (!media) return json
  const fields: object = media.schema.properties ?? {}
  const examples = examplesOf(media)
  const noise = fc.oneof(json, text)
  const changed = ([name, schema]: [string, object]) =>
    fc.tuple(fc.constant(name), fc.oneof({ weight: 3, arbitrary: fitting(schema) }, { weight: 1, arbitrary: noise }))
  const changes = Object.entries({ ...fields, x: {} }).map(changed)
  return fc
    .tuple(
      fc.constantFrom(...(examples.length > 0 ? examples : [{}])),
      fc.array(fc.oneof(...changes), { maxLength: 2 }),
    )
    .map(([example, others]) => ({ ...(example as object), ...Object.fromEntries(others) }))
}

/** A file with columns of the example's, whatever stands in them. */
function nearlyFile(operation: Operation): fc.Arbitrary<string> {
  const columns = String(examplesOf(typedBodyOf(operation)?.[1] ?? assert.fail())[0]).split(/[,\r]/, COLUMNS)
  const cell = fc.oneof(text, fc.constantFrom('', 'Ann', ...ids), fc.constantFrom('8 8 8 8 8 0 0', 'DE-BY', ...DAYS))
  const rows = fc.array(fc.array(cell, { maxLength: columns.length }), { maxLength: 4 })
  return fc
    .tuple(fc.subarray(columns), rows)
    .map(([header, lines]) => [header, ...lines].map((line) => line.map(quoted).join(',')).join('\r\n'))
}

const COLUMNS = 4
const quoted = (value: string) => `"${value.replaceAll('"', '""')}"`

function bodyOf(operation: Operation): fc.Arbitrary<string | Buffer> {
  const bytes = fc.uint8Array({ maxLength: 40 }).map((array) => Buffer.from(array))
  const nearly =
    typeOf(operation) === 'text/csv'
      ? nearlyFile(operation)
      : nearlyRight(operation).map((value) => JSON.stringify(value))
  return fc.oneof(
    { weight: 6, arbitrary: nearly },
    { weight: 2, arbitrary: json.map((value) => JSON.stringify(value)) },
    { weight: 1, arbitrary: fc.oneof(bytes, text) },
  )
}

/** The route's address, most of whose parameters name something. */
function addressOf(operation: Operation, there: Samples): fc.Arbitrary<string> {
  const right = sampleAddress(there, operation.path).split('?', 1)[0]?.split('/') ?? []
  const noise = fc.oneof(fc.constantFrom(...ids, ...DAYS), fc.uuid(), text.map(encodeText))
  const segments = operation.path.split('/').map((segment, i) => {
    if (!segment.startsWith('{')) return fc.constant(segment)
    const good = right[i - 1] === 'requests' ? requests : [right[i] as string]
    return fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...good) }, { weight: 1, arbitrary: noise })
  })
  return fc.tuple(fc.tuple(...segments), query).map(([path, parameters]) => {
    const search = Object.entries(parameters).map(([name, entry]) => `${name}=${encodeText(entry)}`)
    return `${path.join('/')}${search.length > 0 ? '?' : ''}${search.join('&')}`
  })
}

const documented = new Set([400, 404, 414])

/** Sends noise; whatever comes back is no fault of the server, and one of the statuses that the document names. */
async function survives(operation: Operation, clientFor: () => Promise<Client>, there = samples): Promise<void> {
  await fc.assert(
    fc.asyncProperty(
      addressOf(operation, there),
      bodyOf(operation),
      contentTypeOf(operation),
      headers,
      async (url, body, type, more) => {
        const send = await clientFor()
        const { status, text: said } = await send(operation.method, url, body, { 'content-type': type, ...more })
        assert.ok(status < 500, `${status} ${said}`)
        assert.ok(documented.has(status) || operation.responses[status], `${status} is not documented: ${said}`)
        if (status >= 400) assert.equal(typeof JSON.parse(said), 'object')
      },
    ),
    { numRuns: RUNS },
  )
}

/** An administrator with a session of their own, and a password. */
async function newAdmin(): Promise<Account> {
  const admin = await teamroom.account('admin')
  await givePassword(teamroom.db, admin.id)
  return admin
}

/** Every write; deletions come last, the deepest first, as the others need something to be there. */
const writes = () => {
  const [deletions = [], others = []] = [true, false].map((wanted) =>
    operations.filter(({ method }) => method !== 'GET' && (method === 'DELETE') === wanted),
  )
  return [...others, ...deletions.sort((a, b) => b.path.length - a.path.length)]
}
const takesNoToken = ({ security }: Operation) => security.every((scheme) => Object.keys(scheme).length === 0)

describe('any input to any route that takes some', () => {
  it('is sent to every such route', () => assert.ok(writes().length >= 51, `${writes().length} routes`))

  it('is accepted or refused, from an administrator, and never a fault of the server', async () => {
    for (const operation of writes()) {
      const admin = await newAdmin()
      const employee = await employ(teamroom, admin)
      // What is changed is the account's own; what is deleted has to have something about it.
      const own = { ...samples, ids: [['/api/employees/', employee] as const, ...samples.ids] }
      const clientFor = operation.path.includes('logout') ? newAdmin : async () => admin
      await survives(operation, async () => (await clientFor()).send, operation.method === 'DELETE' ? samples : own)
    }
  })

  it('is accepted or refused, from nobody, and never a fault of the server', async () => {
    for (const operation of writes().filter(takesNoToken)) await survives(operation, async () => teamroom.send)
  })
})
