import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Account, Answer, Teamroom } from './harness.ts'
import { nameOf, type Operation, operationsOf } from './openapi-document.ts'
import { addressOf, type DeclaredRoute, startWithRoutes } from './routes.ts'

let teamroom: Teamroom
let routes: DeclaredRoute[]
let operations: Operation[]
let admin: Account

before(async () => {
  ;({ teamroom, routes } = await startWithRoutes())
  operations = await operationsOf(teamroom)
  admin = await teamroom.account('admin')
})
after(() => teamroom.stop())

const urlOf = ({ path }: Operation) => path.replace(/\{(\w+)\}/, ':$1')

const send = (operation: Operation, body?: unknown, headers?: Record<string, string>, query = '') =>
  admin.send(operation.method, addressOf({ url: urlOf(operation) }) + query, body, headers)

const accessOf = (operation: Operation) =>
  routes.find(({ method, url }) => method === operation.method && url === urlOf(operation))?.access

describe('the failures that an operation lists', () => {
  it('are those of a body, where one may be sent, be it asked for or not', async () => {
    const bad: [status: number, body: string, type: string][] = [
      [400, '{"title": ', 'application/json'],
      [413, 'x'.repeat(2_000_000), 'application/json'],
      [415, 'text', 'text/plain'],
    ]
    for (const operation of operations) {
      const listed = [400, 413, 415].filter((status) => operation.responses[status])
      if (operation.method === 'GET') {
        assert.deepEqual(listed, [], nameOf(operation))
        continue
      }
      assert.deepEqual(listed, [400, 413, 415], nameOf(operation))
      for (const [status, body, type] of bad) {
        assert.equal((await send(operation, body, { 'content-type': type })).status, status, nameOf(operation))
      }
    }
  })

  it('have 403 where not every account may come, or where something else forbids it', () => {
    const listed = operations.filter(({ responses }) => responses[403])
    const named = ['POST /api/auth/register', 'POST /api/auth/refresh', 'POST /register']
    const expected = operations.filter(
      (operation) => ['manager', 'admin'].includes(accessOf(operation) ?? '') || named.includes(nameOf(operation)),
    )
    assert.deepEqual(listed.map(nameOf), expected.map(nameOf))
  })

  it('have an example of 422 that the server gives word for word', async () => {
    for (const operation of operations) {
      const listed = operation.responses[422]?.content?.['application/json']?.example
      if (listed === undefined) continue
      const said = (await refusals(operation)).map(({ body }) => body?.errors)
      const { errors } = listed as { errors: object }
      const isSaid = said.some((given) => JSON.stringify(given) === JSON.stringify(errors))
      assert.ok(isSaid, `${nameOf(operation)} says ${JSON.stringify(said)}, and not ${JSON.stringify(errors)}`)
    }
  })
})

/** What is said to a request with nothing sensible in it, wherever the operation takes something. */
async function refusals(operation: Operation): Promise<Answer[]> {
  if (operation.method === 'GET') return [await send(operation, undefined, {}, '?limit=0')]
  if (operation.requestBody) return [await send(operation, {}), await send(operation, [])]
  return [await send(operation, undefined, { 'idempotency-key': 'two words' })]
}
