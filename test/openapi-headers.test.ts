import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { type Account, type Answer, startTeamroom, type Teamroom } from './harness.ts'
import { bodyOf, examplesOf, type Media, nameOf, type Operation, operationsOf } from './openapi-document.ts'
import { ask, employ, makeSamples, type Samples, sampleAddress } from './samples.ts'

let teamroom: Teamroom
let operations: Operation[]
let owner: Account
let samples: Samples

before(async () => {
  teamroom = await startTeamroom({ signup: { mode: 'open' } }, { now: '2026-03-02T09:00Z' })
  operations = await operationsOf(teamroom)
  owner = await teamroom.account('admin')
  samples = await makeSamples(teamroom, owner)
})
after(() => teamroom.stop())

/** Working days. */
const DAYS = ['13', '14', '15', '16', '17', '20', '21', '22', '23', '24'].map((day) => `2026-07-${day}`)

const takes = ({ parameters = [] }: Operation, header: string) =>
  parameters.some((parameter) => parameter.in === 'header' && parameter.name === header)

const answers = ({ responses }: Operation, status: number) => Object.keys(responses[status]?.headers ?? {})

/** Sends an operation's own example with a key; of the accounts that it may ask for, each has another name. */
async function sendExample(
  { send }: Account,
  operation: Operation,
  key: string,
  path = sampleAddress(samples, operation.path),
): Promise<Answer> {
  const [type = 'application/json', media] = bodyOf(operation) ?? []
  const example = media && (examplesOf(media)[0] as object | string)
  const hasName = typeof example === 'object' && 'username' in example
  const named = hasName ? { ...example, username: operation.path, email: undefined } : example
  return send(operation.method, path, named, { 'idempotency-key': key, ...(named && { 'content-type': type }) })
}

/** Where an operation's example creates something: a request is decided on once. */
async function freshAddress({ path }: Operation, day: string): Promise<string> {
  const address = sampleAddress(samples, path)
  const isDecision = /requests\/[0-9a-f-]{36}\/\w+$/.test(address)
  return isDecision ? address.replace(/[0-9a-f-]{36}/, await ask(owner, day)) : address
}

describe('the headers that an operation lists', () => {
  it('have If-None-Match for every GET, which answers with an ETag', () => {
    for (const operation of operations) {
      const isRead = operation.method === 'GET'
      assert.equal(takes(operation, 'If-None-Match'), isRead, nameOf(operation))
      if (!isRead) continue
      for (const status of [200, 304]) assert.ok(answers(operation, status).includes('ETag'), nameOf(operation))
    }
  })

  it('have Idempotency-Key where a retry gets the first answer, and nowhere else', async () => {
    const listed = operations.filter((operation) => takes(operation, 'Idempotency-Key'))
    assert.ok(listed.length > 0)
    for (const [i, operation] of listed.entries()) {
      const admin = await teamroom.account('admin')
      await employ(teamroom, admin)
      // Of the samples, the one that this is about is its owner's to add to, and nobody else's.
      const sender = operation.path === '/addquestion' ? owner : admin
      const path = await freshAddress(operation, DAYS[i % DAYS.length] as string)
      const first = await sendExample(sender, operation, operation.path, path)
      assert.ok([200, 201].includes(first.status), `${nameOf(operation)} ${first.text}`)
      assert.ok(answers(operation, first.status).includes('Idempotency-Replayed'), nameOf(operation))
      const again = await sendExample(sender, operation, operation.path, path)
      assert.deepEqual([again.text, again.headers['idempotency-replayed']], [first.text, 'true'], nameOf(operation))
    }
    for (const operation of operations.filter(({ method }) => method === 'POST')) {
      const { body } = await sendExample(await teamroom.account('admin'), operation, 'two words')
      const isRefused = body?.errors?.headers?.['idempotency-key'] !== undefined
      assert.equal(isRefused, listed.includes(operation), nameOf(operation))
    }
  })

  it('have Idempotency-Replayed there, and where what is sent says by itself that it was sent before', async () => {
    const replays = ({ responses }: Operation) =>
      Object.values(responses).some(({ headers = {} }) => 'Idempotency-Replayed' in headers)
    const [replying, ...others] = operations.filter((one) => replays(one) && !takes(one, 'Idempotency-Key'))
    assert.ok(replying)
    assert.deepEqual([nameOf(replying), ...others], ['POST /api/surveys/public/{key}/replies'])
    const member = await teamroom.account('member')
    const example = examplesOf(bodyOf(replying)?.[1] as Media)[0] as object
    const [path, body] = [sampleAddress(samples, replying.path), { ...example, submission_id: randomUUID() }]
    const replayed: unknown[] = []
    for (let i = 0; i < 2; i++) {
      const { status, headers } = await member.send('POST', path, body)
      assert.ok(answers(replying, status).includes('Idempotency-Replayed'), `${status}`)
      replayed.push(headers['idempotency-replayed'])
    }
    assert.deepEqual(replayed, [undefined, 'true'])
  })

  it('have Location where something is made or is elsewhere, and Link where more may follow', () => {
    for (const operation of operations) {
      for (const status of [201, 301, 302].filter((code) => operation.responses[code])) {
        assert.ok(answers(operation, status).includes('Location'), `${nameOf(operation)} ${status}`)
      }
      const isList = (operation.parameters ?? []).some(({ name }) => name === 'cursor')
      assert.equal(answers(operation, 200).includes('Link'), isList, nameOf(operation))
    }
  })
})
