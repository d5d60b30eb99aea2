import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { freshDatabase } from '../databases.ts'
import { type Answer, call, firstAccount } from './clients.ts'
import { databaseEnv, type Server, startServer } from './server-process.ts'

/** What curl sends by itself, and what the tutorial adds for bodies. */
const CURL = { 'user-agent': 'curl/8.7.1', accept: '*/*' }

const FIRST = {
  title: 'My First Blog Post',
  content: 'This is the content of my first blog post. Flask makes API development easy and enjoyable!',
}
const DRAFT = { title: 'Draft Post', content: 'This is an unpublished draft post.', published: false }
const TOO_SHORT = { title: 'Hi', content: 'This content is valid but the title is too short.' }
const UPDATED = {
  title: 'Updated Blog Post Title',
  content: 'This content has been updated. Flask makes updating API resources easy!',
}
const DOOMED = { title: 'Post to Delete', content: 'This post will be deleted to test the DELETE endpoint.' }

const NOT_FOUND = { code: 404, status: 'Not Found' }
const BAD_TITLE = {
  code: 422,
  errors: { json: { title: ['Length must be between 3 and 100.'] } },
  status: 'Unprocessable Entity',
}

/** A field that differs from run to run: only its kind is compared. */
const ANY_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const ANY_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3,6}Z?$/
const printed = (post: object) => ({ id: ANY_ID, published: true, ...post, created_at: ANY_TIME, updated_at: ANY_TIME })

interface Command {
  what: string
  method: string
  /** `FIRST` and `DOOMED` stand for the ids of these posts. */
  path: string
  body?: object
  /** The one thing that is added: the tutorial's server takes all from anybody. */
  withToken?: true
  status: number
  prints?: unknown
}

const COMMANDS: Command[] = [
  { what: 'greets', method: 'GET', path: '/', status: 200, prints: { message: 'Welcome to the Blog API' } },
  {
    what: 'creates a post',
    method: 'POST',
    path: '/api/posts',
    body: FIRST,
    withToken: true,
    status: 201,
    prints: printed(FIRST),
  },
  {
    what: 'refuses a title that is too short',
    method: 'POST',
    path: '/api/posts',
    body: TOO_SHORT,
    withToken: true,
    status: 422,
    prints: BAD_TITLE,
  },
  { what: 'lists the posts', method: 'GET', path: '/api/posts', status: 200, prints: [printed(FIRST)] },
  { what: 'creates a draft', method: 'POST', path: '/api/posts', body: DRAFT, withToken: true, status: 201 },
  {
    what: 'lists what is published',
    method: 'GET',
    path: '/api/posts?published=true',
    status: 200,
    prints: [printed(FIRST)],
  },
  {
    what: 'lists drafts, to those who may see them',
    method: 'GET',
    path: '/api/posts?published=false',
    withToken: true,
    status: 200,
    prints: [printed(DRAFT)],
  },
  { what: 'gets a post', method: 'GET', path: '/api/posts/FIRST', status: 200, prints: printed(FIRST) },
  { what: 'has no other', method: 'GET', path: '/api/posts/non-existent-id', status: 404, prints: NOT_FOUND },
  {
    what: 'updates a post',
    method: 'PUT',
    path: '/api/posts/FIRST',
    body: UPDATED,
    withToken: true,
    status: 200,
    prints: printed(UPDATED),
  },
  {
    what: 'takes a post back',
    method: 'PUT',
    path: '/api/posts/FIRST',
    body: { ...UPDATED, published: false },
    withToken: true,
    status: 200,
    prints: printed({ ...UPDATED, published: false }),
  },
  {
    what: 'refuses an update with a title that is too short',
    method: 'PUT',
    path: '/api/posts/FIRST',
    body: TOO_SHORT,
    withToken: true,
    status: 422,
    prints: BAD_TITLE,
  },
  {
    what: 'creates one to delete',
    method: 'POST',
    path: '/api/posts',
    body: DOOMED,
    withToken: true,
    status: 201,
    prints: printed(DOOMED),
  },
  { what: 'deletes it', method: 'DELETE', path: '/api/posts/DOOMED', withToken: true, status: 204 },
  { what: 'has it no more', method: 'GET', path: '/api/posts/DOOMED', status: 404, prints: NOT_FOUND },
]

describe("the blog tutorial's commands", () => {
  let database: Awaited<ReturnType<typeof freshDatabase>>
  let server: Server
  let account: { authorization: string }
  const ids = new Map<string, string>()
  const answers = new Map<string, Answer>()
  before(async () => {
    database = await freshDatabase()
    server = await startServer(databaseEnv(database.config))
    account = await firstAccount(server)
  })
  after(async () => {
    await server.stop()
    await database.drop()
  })

  async function send({ what, method, path, body, withToken, status, prints }: Command): Promise<void> {
    const address = path.replace(/FIRST|DOOMED/, (name) => ids.get(name) ?? name)
    const answer = await call(server, method, address, body, { ...CURL, ...(withToken && account) })
    assert.equal(answer.status, status, answer.text)
    if (prints !== undefined) assertPrinted(answer.body, prints)
    if (status === 204) assert.equal(answer.text, '')
    if (body === FIRST) ids.set('FIRST', answer.body.id)
    if (body === DOOMED) ids.set('DOOMED', answer.body.id)
    answers.set(what, answer)
  }

  it('print one after the other what the tutorial prints', async (t) => {
    for (const command of COMMANDS) {
      const { what, method, path } = command
      await t.test(`${method} ${path} ${what}`, () => send(command))
    }

    await t.test('leave the time of creation as it is, and move that of the update', () => {
      const created = answers.get('creates a post')?.body
      const updated = answers.get('updates a post')?.body
      const takenBack = answers.get('takes a post back')?.body
      assert.equal(created.updated_at, created.created_at)
      assert.deepEqual([updated.created_at, takenBack.created_at], [created.created_at, created.created_at])
      assert.ok(created.updated_at < updated.updated_at && updated.updated_at < takenBack.updated_at)
    })
  })

  it('are described at /api/docs/swagger', async () => {
    const page = await call(server, 'GET', '/api/docs/swagger', undefined, CURL)
    assert.equal(page.status, 200)
    assert.match(page.headers.get('content-type') ?? '', /^text\/html/)
  })
})

/** Whatever is printed is there, as it is printed; there may be more. */
function assertPrinted(actual: unknown, expected: unknown, at = 'the answer'): void {
  if (expected instanceof RegExp) assert.match(String(actual), expected, at)
  else if (typeof expected !== 'object' || expected === null) assert.deepEqual(actual, expected, at)
  else {
    assert.ok(typeof actual === 'object' && actual !== null, at)
    if (Array.isArray(expected)) assert.equal((actual as unknown[]).length, expected.length, at)
    for (const [name, value] of Object.entries(expected)) {
      assertPrinted((actual as Record<string, unknown>)[name], value, `${at}, ${name}`)
    }
  }
}
