import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Account, Answer, Teamroom } from './harness.ts'
import { bodyOf, examplesOf, nameOf, type Operation, operationsOf } from './openapi-document.ts'
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

const urlOf = ({ path }: Operation) => path.replace(/\{(\w+)\}/g, ':$1')

const send = (operation: Operation, body?: unknown, headers?: Record<string, string>, query = '') =>
  admin.send(operation.method, addressOf({ url: urlOf(operation) }) + query, body, headers)

const accessOf = (operation: Operation) =>
  routes.find(({ method, url }) => method === operation.method && url === urlOf(operation))?.access

const JSON_TYPE = 'application/json'

/** What anybody may ask for, and only some may have: those whom the reporting line, an invite, a reset link, or a survey's owner lets. */
const SOMETIMES_FORBIDDEN = [
  ...['POST /api/auth/register', 'POST /api/auth/refresh', 'POST /api/auth/password-reset', 'POST /register'],
  'POST /api/auth/confirmations',
  ...['balance', 'holidays', 'ledger', 'policies', 'working-patterns'].map((of) => `GET /api/employees/{id}/${of}`),
  'GET /api/employees/{id}/policies/{leave_type_id}/{effective_from}',
  ...['POST /api/time-off/requests', 'POST /api/time-off/requests/preview'],
  ...['approval', 'rejection', 'cancellation'].map((of) => `POST /api/time-off/requests/{id}/${of}`),
  ...['approval', 'rejection'].map((of) => `DELETE /api/time-off/requests/{id}/${of}`),
  'DELETE /api/surveys/{id}',
  'POST /api/surveys/{id}/editors',
  ...['PUT', 'DELETE'].map((method) => `${method} /api/surveys/{id}/editors/{user_id}`),
  ...['POST /pto', 'DELETE /pto/{id}'],
  'POST /addquestion',
]

/** Larger than any body that is taken. */
const TOO_LARGE = 'x'.repeat(4_000_000)

describe('the failures that an operation lists', () => {
  it('are those of a body, where one may be sent, be it asked for or not', async () => {
    const bad = (type: string): [status: number, body: string, headers: Record<string, string>][] => [
      [400, '{"title": ', { 'content-type': type, ...(type !== JSON_TYPE && { 'content-length': '99' }) }],
      [413, TOO_LARGE, { 'content-type': type }],
      [415, 'text', { 'content-type': 'text/plain' }],
    ]
    for (const operation of operations) {
      const listed = [400, 413, 415].filter((status) => operation.responses[status])
      if (operation.method === 'GET') {
        assert.deepEqual(listed, [], nameOf(operation))
        continue
      }
      assert.deepEqual(listed, [400, 413, 415], nameOf(operation))
      const [type = JSON_TYPE] = bodyOf(operation) ?? []
      for (const [status, body, headers] of bad(type)) {
        assert.equal((await send(operation, body, headers)).status, status, nameOf(operation))
      }
    }
  })

  it('have 403 where not every account may come, or where something else forbids it', () => {
    const listed = operations.filter(({ responses }) => responses[403])
    const expected = operations.filter(
      (operation) =>
        ['manager', 'admin'].includes(accessOf(operation) ?? '') || SOMETIMES_FORBIDDEN.includes(nameOf(operation)),
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
  const [type, media] = bodyOf(operation) ?? []
  if (type === JSON_TYPE) return [await send(operation, {}), await send(operation, [])]
  const takesQuery = (operation.parameters ?? []).some((parameter) => parameter.in === 'query')
  if (takesQuery)
    return [await send(operation, media && examplesOf(media)[0], { ...(type && { 'content-type': type }) }, '?limit=0')]
  return [await send(operation, undefined, { 'idempotency-key': 'two words' })]
}
