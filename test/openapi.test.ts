import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { validate } from '@readme/openapi-parser'
import { compile } from '../server/http/validation.ts'
import { givePassword } from './accounts.ts'
import type { Account, Teamroom } from './harness.ts'
import { bodyOf, examplesOf, type Media, nameOf, type Operation, operationsOf } from './openapi-document.ts'
import { type DeclaredRoute, startWithRoutes } from './routes.ts'
import { makeSamples, type Samples, sampleAddress } from './samples.ts'

let teamroom: Teamroom
let routes: DeclaredRoute[]
let operations: Operation[]
let admin: Account
let samples: Samples
// biome-ignore lint/suspicious/noExplicitAny: the document has as many shapes as there are routes.
let document: any

before(async () => {
  ;({ teamroom, routes } = await startWithRoutes({}, { now: '2026-03-02T09:00Z' }))
  admin = await teamroom.account('admin')
  document = (await teamroom.send('GET', '/api/docs/openapi.json')).body
  operations = await operationsOf(teamroom)
  await givePassword(teamroom.db, admin.id)
  samples = await makeSamples(teamroom, admin)
})
after(() => teamroom.stop())

const JSON_TYPE = 'application/json'

/** The answers that follow from what an operation takes. */
function statusesOf({ method, path, parameters = [], requestBody, security }: Operation): number[] {
  return [
    ...[500, 503],
    ...(security.some((scheme) => 'token' in scheme) ? [401] : []),
    ...(method === 'GET' ? [304] : [400, 413, 415]),
    ...(requestBody ? [422] : []),
    ...(parameters.some((parameter) => parameter.in === 'query') ? [422] : []),
    ...(path.includes('{') ? [404] : []),
  ]
}

/** Every body that an operation takes or, when it succeeds, answers. */
function bodiesOf(operation: Operation): [what: string, Media][] {
  const answers = Object.entries(operation.responses).filter(([status]) => status.startsWith('2'))
  const contents = [operation.requestBody?.content ?? {}, ...answers.map(([, { content = {} }]) => content)]
  return contents.flatMap((content) =>
    Object.values(content).map((media): [string, Media] => [nameOf(operation), media]),
  )
}

describe('the OpenAPI document', () => {
  it('is a valid one, of version 3.1', async () => {
    assert.equal(document.openapi, '3.1.0')
    const result = await validate(structuredClone(document))
    assert.deepEqual(result, { valid: true, warnings: [], specification: 'OpenAPI' })
  })

  it('has every route that is none of its own pages', () => {
    const described = operations.map(nameOf).sort()
    const served = routes
      .filter(({ url }) => !url.startsWith('/api/docs/'))
      .map(({ method, url }) => `${method} ${url.replace(/:(\w+)/g, '{$1}')}`)
    assert.deepEqual(described, served.sort())
  })

  it('gives each operation a summary and a tag that is explained', () => {
    const tags = document.tags.map((tag: { name: string; description: string }) => tag.description && tag.name)
    for (const operation of operations) {
      assert.ok(operation.summary && operation.summary.length < 80, nameOf(operation))
      assert.equal(operation.tags?.length, 1, nameOf(operation))
      assert.ok(tags.includes(operation.tags?.[0]), nameOf(operation))
    }
  })

  it('says of each operation whom it is for, and asks for a token accordingly', () => {
    const notes = {
      public: [/Access: anyone\.$/, []],
      guest: [/Access: anyone; an account sees/, [{}, { token: [] }]],
      member: [/Access: any account\./, [{ token: [] }]],
      manager: [/Access: managers and administrators\./, [{ token: [] }]],
      admin: [/Access: administrators\./, [{ token: [] }]],
    } as const
    for (const operation of operations) {
      const url = operation.path.replace(/\{(\w+)\}/g, ':$1')
      const { access } = routes.find((route) => route.url === url && route.method === operation.method) ?? assert.fail()
      const [note, security] = notes[access]
      assert.match(operation.description ?? '', note, nameOf(operation))
      // Two of the older paths take a refresh token instead.
      const takesRefreshToken = ['/token/refresh', '/logout/refresh'].includes(operation.path)
      assert.deepEqual(operation.security, takesRefreshToken ? [{ token: [] }] : security, nameOf(operation))
    }
  })

  it('says which body each operation takes, but for those that take none', () => {
    const bodiless = operations.filter(
      ({ method, requestBody }) => method !== 'GET' && method !== 'DELETE' && !requestBody,
    )
    assert.deepEqual(bodiless.map(nameOf), [
      'POST /api/me/email-confirmation',
      'POST /api/posts/{id}/acknowledgement',
      'POST /api/surveys/{id}/publication',
      'POST /api/surveys/{id}/closure',
      'PUT /api/surveys/{id}/public-key',
      'POST /api/surveys/{id}/copies',
      'POST /api/surveys/{id}/links/takeover',
      'PUT /api/surveys/{id}/editors/{user_id}',
      'POST /api/surveys/public/{key}/begun',
      'POST /api/auth/logout',
      'POST /api/users/{id}/password-reset',
      'POST /token/refresh',
      'POST /logout',
      'POST /logout/access',
      'POST /logout/refresh',
    ])
  })

  it('says which answers each operation can give', () => {
    for (const operation of operations) {
      const statuses = Object.keys(operation.responses)
      for (const status of statusesOf(operation))
        assert.ok(statuses.includes(String(status)), `${nameOf(operation)} ${status}`)
      assert.ok(
        statuses.some((status) => /^2/.test(status)),
        nameOf(operation),
      )
    }
  })

  it('says of each answer what it means', () => {
    for (const operation of operations) {
      for (const [status, { description }] of Object.entries(operation.responses)) {
        assert.ok(description && description !== 'Default Response', `${nameOf(operation)} ${status}`)
      }
    }
  })

  it('has an example of each body, which its schema allows', () => {
    for (const operation of operations) {
      for (const [what, media] of bodiesOf(operation)) {
        const examples = examplesOf(media)
        assert.ok(examples.length > 0, `${what} has no example`)
        const isAllowed = compile(media.schema)
        for (const example of examples) assert.ok(isAllowed(example), `${what}: ${JSON.stringify(isAllowed.errors)}`)
      }
    }
  })

  it('has examples of requests that work', async () => {
    for (const operation of operations) {
      const [type = '', media] = bodyOf(operation) ?? []
      for (const example of media ? examplesOf(media) : []) {
        const path = sampleAddress(samples, operation.path)
        const { status, text } = await admin.send(operation.method, path, example, { 'content-type': type })
        assert.ok(status < 500 && ![400, 404, 415, 422].includes(status), `${nameOf(operation)} ${status} ${text}`)
      }
    }
  })

  it('is the one that its page shows', async () => {
    assert.deepEqual((await teamroom.send('GET', '/api/docs/swagger/json')).body, document)
  })

  it('describes answers as they are', async () => {
    for (const { path, method, responses } of operations) {
      const media = responses[200]?.content?.[JSON_TYPE]
      if (method !== 'GET' || !media) continue
      const isDescribed = compile(media.schema)
      const { status, body } = await admin.send('GET', sampleAddress(samples, path))
      assert.equal(status, 200, path)
      assert.ok(isDescribed(body), `${path}: ${JSON.stringify(isDescribed.errors)}`)
    }
  })
})

describe('scripts/openapi.ts', () => {
  const script = fileURLToPath(new URL('../scripts/openapi.ts', import.meta.url))

  /** Runs it in a folder; gives its exit code and what it printed. */
  const run = (cwd: string, ...args: string[]) =>
    new Promise<[code: number | string, output: string]>((resolve) => {
      execFile(process.execPath, [script, ...args], { cwd }, (error, stdout, stderr) =>
        resolve([error?.code ?? 0, stdout + stderr]),
      )
    })

  it('writes the document, and with --check says when it is stale', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'teamroom-openapi-'))
    const file = join(folder, 'openapi.json')
    try {
      writeFileSync(file, JSON.stringify({ ...document, openapi: '3.0.0' }))
      assert.deepEqual(await run(folder, '--check'), [
        1,
        'openapi.json does not describe the server any more: run `npm run openapi`, and commit what it writes.\n',
      ])
      // That it finds a document which is not stale, every `npm run check` shows.
      assert.deepEqual(await run(folder), [0, ''])
      assert.deepEqual(JSON.parse(readFileSync(file, 'utf8')), document)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
