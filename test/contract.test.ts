import assert from 'node:assert/strict'
import { STATUS_CODES } from 'node:http'
import { after, before, describe, it } from 'node:test'
import { givePassword, logIn, PASSWORD } from './accounts.ts'
import { type Account, type Answer, type Client, startTeamroom, type Teamroom } from './harness.ts'
import { nameOf, operationsOf } from './openapi-document.ts'
import { nameLeaveType } from './samples.ts'
import { type Write, writesOfSurveys, writesOfTimeOff } from './writes.ts'

const POST = { title: 'Summer party', content: 'On Friday at five, in the yard.' }

let teamroom: Teamroom
let admin: Account
let member: Account

before(async () => {
  teamroom = await startTeamroom()
  admin = await teamroom.account('admin')
  await nameLeaveType(teamroom)
  member = await teamroom.account('member')
})
after(() => teamroom.stop())

/** Writes a post and gives its address. */
async function write(fields: object = {}): Promise<string> {
  const { status, headers, text } = await admin.send('POST', '/api/posts', { ...POST, ...fields })
  assert.equal(status, 201, text)
  return headers.location ?? ''
}

type Headers = Record<string, string>

/** Every failure that real routes answer, and what is said beside status and name. */
const failures: [status: number, send: (headers: Headers) => Promise<Answer>, said: object][] = [
  [
    400,
    (more) => admin.send('POST', '/api/posts', '{', more),
    { errors: { json: ['Invalid JSON body.'] }, message: 'Invalid JSON body.' },
  ],
  [401, (more) => teamroom.send('GET', '/api/me', undefined, more), { message: 'Missing Authorization Header' }],
  [403, (more) => member.send('POST', '/api/posts', POST, more), { message: 'This takes the role manager.' }],
  [404, (more) => teamroom.send('GET', '/api/posts/non-existent-id', undefined, more), {}],
  [405, (more) => admin.send('PATCH', '/api/posts', {}, more), { message: 'PATCH is not possible here.' }],
  [
    409,
    async (more) => member.send('POST', `${await write()}/acknowledgement`, undefined, more),
    { message: 'This post asks for no acknowledgement.' },
  ],
  [
    412,
    async (more) => admin.send('DELETE', await write(), undefined, { 'if-match': '"0"', ...more }),
    { message: 'It has changed since you read it: read it again, and send its ETag as If-Match.' },
  ],
  [
    413,
    (more) => admin.send('POST', '/api/posts', 'x'.repeat(262_145), more),
    { message: 'Request body is too large' },
  ],
  [
    415,
    (more) => admin.send('POST', '/api/posts', 'x', { 'content-type': 'text/plain', ...more }),
    { message: 'Content-Type: must be application/json.' },
  ],
  [
    422,
    (more) => admin.send('POST', '/api/posts', { ...POST, title: 'Hi' }, more),
    { errors: { json: { title: ['Length must be between 3 and 100.'] } } },
  ],
]

describe('a failure', () => {
  for (const [code, send, said] of failures) {
    const status = STATUS_CODES[code]

    it(`is ${code} in the shape that every failure has`, async () => {
      const answer = await send({})
      assert.equal(answer.status, code)
      assert.equal(answer.headers['content-type'], 'application/json; charset=utf-8')
      assert.deepEqual(answer.body, { code, status, ...said })
    })

    it(`is ${code} as RFC 9457 has it for those who ask for that`, async () => {
      const answer = await send({ accept: 'application/problem+json' })
      assert.equal(answer.status, code)
      assert.equal(answer.headers['content-type'], 'application/problem+json')
      const { message, ...rest } = said as { message?: string }
      const detail = message === undefined ? {} : { detail: message }
      assert.deepEqual(answer.body, { type: 'about:blank', title: status, status: code, ...detail, ...rest })
    })
  }
})

describe('404', () => {
  it('is word for word the same for what is not there, has no place, or is not for the reader', async () => {
    const hidden = await write({ visibility: 'members' })
    const draft = await write({ published: false })
    const nowhere = [
      ...['/nope', '/api', '/api/', '/api/posts/', '/api/posts/non-existent-id', '/healthz/', '/Healthz'],
      '/api/posts/0197c0de-5a1e-7c3f-9a41-3f6c2b7d8e90',
      '/api/posts/by-slug/nothing',
      hidden,
      draft,
    ]
    for (const path of nowhere) {
      const { status, text } = await teamroom.send('GET', path)
      assert.deepEqual([status, text], [404, '{"code":404,"status":"Not Found"}'], path)
    }
  })
})

describe('422', () => {
  const seeds = { title: 'Hi', content: 'This content is valid but the title is too short.' }
  const said = {
    code: 422,
    errors: { json: { title: ['Length must be between 3 and 100.'] } },
    status: 'Unprocessable Entity',
  }

  it('is what the blog seed prints, for POST and for PUT', async () => {
    const answers = [await admin.send('POST', '/api/posts', seeds), await admin.send('PUT', await write(), seeds)]
    for (const { status, body } of answers) assert.deepEqual([status, body], [422, said])
  })

  it('names every broken field at once', async () => {
    const body = { title: 1, content: 'short', published: 'yes', tags: 'x', visibility: 'all', pinned: null, extra: {} }
    assert.deepEqual((await admin.send('POST', '/api/posts', body)).body.errors.json, {
      title: ['Not a valid string.'],
      content: ['Length must be between 10 and 100000.'],
      published: ['Not a valid boolean.'],
      tags: ['Not a valid list.'],
      visibility: ['Must be one of: public, members.'],
      pinned: ['Field may not be null.'],
      extra: ['Unknown field.'],
    })
  })
})

describe('a creation', () => {
  it('is 201 with the address of what was created, where it can be read', async () => {
    const post = await write({ must_read: true })
    const creations: [send: Client, path: string, body: unknown][] = [
      [admin.send, '/api/posts', POST],
      [admin.send, '/api/invites', {}],
      [member.send, '/api/time-off/feeds', { scope: 'company' }],
      [member.send, `${post}/acknowledgement`, undefined],
    ]
    for (const [send, path, body] of creations) {
      const created = await send('POST', path, body)
      assert.equal(created.status, 201, path)
      const read = await send('GET', created.headers.location ?? '')
      assert.equal(read.status, 200, path)
      for (const [name, value] of Object.entries(read.body)) assert.deepEqual(created.body[name], value, name)
    }
  })
})

describe('If-Match', () => {
  const ID = /[0-9a-f-]{36}/g
  const DATE = /\d{4}-\d{2}-\d{2}$/
  const KEY = /(?<=\/questions\/)\w+$/

  let writes: Write[]
  before(async () => {
    writes = await everyWrite()
  })

  /** Every kind of write there is. */
  async function everyWrite(): Promise<Write[]> {
    const { id } = await teamroom.account('member')
    const invite = (await admin.send('POST', '/api/invites', {})).headers.location ?? ''
    const feed = (await admin.send('POST', '/api/time-off/feeds', { scope: 'company' })).headers.location ?? ''
    await givePassword(teamroom.db, admin.id)
    await logIn(teamroom, admin.username)
    const sessions: { id: string; current: boolean }[] = (await admin.send('GET', '/api/me/sessions')).body
    const other = sessions.find(({ current }) => !current) ?? assert.fail()
    return [
      ['PATCH', await write(), { pinned: true }],
      ['PUT', await write(), POST],
      ['DELETE', await write(), {}],
      ['PATCH', '/api/retention', { notes_months: 12 }],
      ['PATCH', `/api/users/${id}`, { role: 'manager' }],
      ['DELETE', `/api/users/${id}`, {}],
      ['PATCH', '/api/me', { email: 'admin@example.com', current_password: PASSWORD }],
      ['DELETE', invite, {}],
      ['DELETE', feed, {}],
      ['DELETE', `/api/me/sessions/${other.id}`, {}],
      ['PUT', '/api/me/password', { current_password: PASSWORD, new_password: 'staple horse correct' }, '/api/me'],
      ...(await writesOfTimeOff(teamroom, admin)),
      ...(await writesOfSurveys(teamroom, admin)),
    ]
  }

  it('lets a write through that is meant for what is there, and refuses every other', async () => {
    for (const [method, path, body, of = path] of writes) {
      const read = await admin.send('GET', of)
      assert.equal(read.status, 200, of)
      const { etag = '' } = read.headers
      for (const tag of ['"0"', 'W/"0"', etag.slice(1, -1), '']) {
        const refused = await admin.send(method, path, body, { 'if-match': tag })
        assert.equal(refused.status, 412, `${method} ${path} ${tag}`)
        assert.equal((await admin.send('GET', of)).text, read.text)
      }
      // As a proxy weakens it that compresses.
      const done = await admin.send(method, path, body, { 'if-match': `W/${etag}` })
      assert.ok([200, 201, 204].includes(done.status), `${method} ${path} ${done.text}`)
      if (done.status === 204) continue
      const after = await admin.send('GET', of)
      if (method === 'DELETE' && path === of) {
        assert.equal(after.status, 404, path)
        continue
      }
      assert.notEqual(after.headers.etag, etag, `${method} ${path}`)
      assert.equal(done.headers.etag, after.headers.etag, `${method} ${path}`)
      assert.equal((await admin.send(method, path, body, { 'if-match': etag })).status, 412)
    }
  })

  it('is taken by every write that says so', async () => {
    // What the older paths change has its address, and so its ETag, elsewhere: their own tests see to them.
    const taken = (await operationsOf(teamroom)).filter(
      ({ path, parameters = [] }) => path.startsWith('/api/') && parameters.some(({ name }) => name === 'If-Match'),
    )
    const tried = writes.map(
      ([method, path]) => `${method} ${path.replace(ID, '{}').replace(DATE, '{}').replace(KEY, '{}')}`,
    )
    assert.deepEqual(tried.sort(), taken.map((one) => nameOf(one).replace(/\{\w+\}/g, '{}')).sort())
    assert.deepEqual(
      taken.filter(({ responses }) => !responses[412]),
      [],
    )
  })

  it('lets one of those who read the same version write', async () => {
    const path = await write()
    const { etag = '' } = (await admin.send('GET', path)).headers
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => admin.send('PATCH', path, { title: `Title ${i}` }, { 'if-match': etag })),
    )
    assert.equal(answers.filter(({ status }) => status === 200).length, 1)
    assert.equal(answers.filter(({ status }) => status === 412).length, 19)
    assert.equal((await admin.send('GET', path)).body.version, 2)
  })
})
