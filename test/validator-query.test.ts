import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import fc from 'fast-check'
import { type Account, type Client, startTeamroom, type Teamroom } from './harness.ts'
import { DAYS, encodeText, header, headers, text } from './noise.ts'
import { type Operation, operationsOf } from './openapi-document.ts'
import { hasEnd } from './routes.ts'
import { LEAVE_TYPE, makeSamples, type Samples, sampleAddress } from './samples.ts'

const RUNS = 40
const SENSIBLE = ['1', 'true', 'DE', 'DE-BY', 'pending', LEAVE_TYPE, 'a b c', '"a" OR b*', ...DAYS]

let teamroom: Teamroom
let admin: Account
let samples: Samples
let operations: Operation[]

before(async () => {
  teamroom = await startTeamroom()
  admin = await teamroom.account('admin')
  samples = await makeSamples(teamroom, admin)
  operations = await operationsOf(teamroom)
})
after(() => teamroom.stop())

/** Asks with the parameters that the route has, and some that it has not; those that it needs are mostly right. */
async function survivesQueries(operation: Operation, send: Client): Promise<void> {
  const known = (operation.parameters ?? []).filter((parameter) => parameter.in === 'query').map(({ name }) => name)
  const value = fc.oneof(text, header, fc.constantFrom(...SENSIBLE))
  const pairs = fc.array(fc.tuple(fc.constantFrom(...known, 'x'), value), { maxLength: 3 })
  const [path, needed = ''] = sampleAddress(samples, operation.path).split('?')
  const start = fc.oneof({ weight: 3, arbitrary: fc.constant(needed) }, { weight: 1, arbitrary: fc.constant('') })
  await fc.assert(
    fc.asyncProperty(start, pairs, headers, async (first, parameters, more) => {
      const search = [first, ...parameters.map(([name, entry]) => `${name}=${encodeText(entry)}`)].join('&')
      const { status, text: said } = await send('GET', `${path}?${search}`, undefined, more)
      assert.ok(status < 500, `${status} ${said}`)
      assert.ok(operation.responses[status], `${status} is not documented: ${said}`)
    }),
    { numRuns: RUNS },
  )
}

describe('any query to any route', () => {
  it('is answered or refused, and never a fault of the server', async () => {
    for (const operation of operations.filter(({ method, path }) => method === 'GET' && hasEnd(path))) {
      await survivesQueries(operation, admin.send)
      if (operation.security.length !== 1) await survivesQueries(operation, teamroom.send)
    }
  })

  it('is refused characters that no database keeps, wherever it has a place for a text', async () => {
    for (const { method, path, parameters = [] } of operations.filter(({ path }) => hasEnd(path))) {
      const [address, needed = ''] = sampleAddress(samples, path).split('?')
      const inQuery = parameters.filter((parameter) => parameter.in === 'query')
      const inPath = parameters.filter((parameter) => parameter.in === 'path')
      const addresses = [
        ...inQuery.map(({ name }) => `${address}?${needed}&${name}=%00`),
        ...inPath.map(({ name }) => sampleAddress(samples, path.replace(`{${name}}`, '%00'))),
      ]
      for (const url of addresses) {
        const { status, text } = await admin.send(method, url, method === 'POST' ? {} : undefined)
        assert.ok(status >= 400 && status < 500, `${method} ${url} ${status} ${text}`)
      }
    }
  })
})
