import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import { sql } from 'kysely'
import { type Account, type Answer, startTeamroom, type Teamroom } from './harness.ts'

const POST = { title: 'Summer party', content: 'On Friday at five, in the yard.' }
const FAMILY = '👨‍👩‍👧‍👦'

let teamroom: Teamroom
let admin: Account
/** Everything that can be sent a post: where, and with which method. */
let targets: [method: string, path: string][]
let untouched: string

before(async () => {
  teamroom = await startTeamroom()
  admin = await teamroom.account('admin')
  const { body } = await admin.send('POST', '/api/posts', POST)
  targets = [
    ['POST', '/api/posts'],
    ['PUT', `/api/posts/${body.id}`],
    ['PATCH', `/api/posts/${body.id}`],
  ]
  untouched = await everything()
})
// Whatever was refused has changed nothing.
afterEach(async () => assert.equal(await everything(), untouched))
after(() => teamroom.stop())

/** All that the database holds of accounts and posts. */
async function everything(): Promise<string> {
  const tables = [
    'users',
    'sessions',
    'invites',
    'posts',
    'post_tags',
    'post_slugs',
    'post_revisions',
    'idempotency_keys',
  ]
  const rows = await Promise.all(
    tables.map((name) => sql`select * from ${sql.table(name)} order by 1, 2`.execute(teamroom.db)),
  )
  return JSON.stringify(rows.map((found) => found.rows))
}

/** Sends a body to everything that takes a post; each has to refuse it with this status. */
async function refused(status: number, body: unknown, headers: Record<string, string> = {}): Promise<Answer[]> {
  const answers = []
  for (const [method, path] of targets) {
    const answer = await admin.send(method, path, body, headers)
    assert.equal(
      answer.status,
      status,
      `${method} ${JSON.stringify(body)?.slice(0, 200)}: ${answer.text.slice(0, 200)}`,
    )
    answers.push(answer)
  }
  return answers
}

/** The same, naming exactly these fields, each with this sentence. */
async function namesFields(body: object, fields: Record<string, string>): Promise<void> {
  const expected = Object.fromEntries(Object.entries(fields).map(([name, sentence]) => [name, [sentence]]))
  for (const answer of await refused(422, body)) assert.deepEqual(answer.body.errors, { json: expected })
}

describe('no body', () => {
  it('leaves every required field to be named', async () => {
    const missing = 'Missing data for required field.'
    const emptyText = await refused(422, '')
    const emptyObject = await refused(422, {})
    for (const answers of [emptyText, emptyObject]) {
      const [post, put, patch] = answers.map(({ body }) => body.errors.json)
      assert.deepEqual(post, { title: [missing], content: [missing] })
      assert.deepEqual(put, post)
      assert.deepEqual(patch, { _schema: ['At least one field is required.'] })
    }
  })

  it('is refused without a content type as well', async () => {
    for (const [method, path] of targets) {
      const { status, body } = await admin.send(method, path)
      assert.ok(status === 422 || status === 415, `${method} ${status}`)
      assert.equal(body.code, status)
    }
  })
})

describe('a body that is not JSON', () => {
  it('is 400', async () => {
    const texts = ['{', 'title=Hello', '<post/>', '{"title": undefined}', "{'title': 'x'}", '{"title": "x",}', 'NaN']
    for (const text of texts) {
      for (const { body } of await refused(400, text)) assert.deepEqual(body.errors, { json: ['Invalid JSON body.'] })
    }
  })

  it('is 400 when it is not UTF-8', async () => {
    const [latin1, lone] = [Buffer.from('"Grüße"', 'latin1'), Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])]
    for (const bytes of [latin1, lone, Buffer.from('"utf-16"', 'utf16le').subarray(0, 15)]) {
      const text = Buffer.concat([Buffer.from('{"content": "Ten characters.", "title": '), bytes, Buffer.from('}')])
      await refused(400, text)
    }
  })

  it('is 415 by any other name', async () => {
    const types = [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/xml',
      'json',
      'application/jsonp',
    ]
    for (const type of types) await refused(415, JSON.stringify(POST), { 'content-type': type })
  })
})

describe('a body of another type', () => {
  it('is named as a whole', async () => {
    for (const body of ['[]', '[{"title": "x"}]', '"text"', '7', 'true']) {
      for (const answer of await refused(422, body))
        assert.deepEqual(answer.body.errors, { json: { _schema: ['Invalid input type.'] } })
    }
    for (const answer of await refused(422, 'null'))
      assert.deepEqual(answer.body.errors, { json: { _schema: ['Field may not be null.'] } })
  })

  it('has its fields named', async () => {
    for (const value of [1, true, {}, [], ['Summer party'], { $gt: '' }, 1e308]) {
      await namesFields({ ...POST, title: value }, { title: 'Not a valid string.' })
      await namesFields(
        { ...POST, title: value, content: value },
        { title: 'Not a valid string.', content: 'Not a valid string.' },
      )
    }
    await namesFields({ ...POST, title: null }, { title: 'Field may not be null.' })
    for (const value of ['true', 1, 0, [], {}])
      await namesFields({ ...POST, pinned: value }, { pinned: 'Not a valid boolean.' })
    await namesFields({ ...POST, tags: 'a,b' }, { tags: 'Not a valid list.' })
    await namesFields({ ...POST, tags: [1] }, { 'tags.0': 'Not a valid string.' })
    await namesFields({ ...POST, publish_at: 1782000000 }, { publish_at: 'Not a valid string.' })
    for (const text of ['tomorrow', '2026-02-30T10:00:00Z', '2026-02-28', '2026-06-30T23:59:60Z', '']) {
      await namesFields({ ...POST, publish_at: text }, { publish_at: 'Not a valid datetime.' })
    }
  })
})

describe('a field that is not the client’s to send', () => {
  it('is unknown', async () => {
    const fields = [
      'role',
      'id',
      'author',
      'author_id',
      'created_at',
      'updated_at',
      'version',
      'html',
      'slug',
      'seq',
      'listed_at',
    ]
    for (const field of fields) {
      for (const value of ['admin', 1, null])
        await namesFields({ ...POST, [field]: value }, { [field]: 'Unknown field.' })
    }
  })

  it('is unknown, however it is spelled', async () => {
    for (const field of ['Title', 'title ', 'constructor', 'toString', '', '$where', 'a.b']) {
      await namesFields({ ...POST, [field]: 'x' }, { [field || '_schema']: 'Unknown field.' })
    }
  })

  it('is refused when it would reach for what all objects share', async () => {
    await refused(400, '{"title": "Hello there", "content": "Ten characters.", "__proto__": {"role": "admin"}}')
  })

  it('is refused when it is there twice', async () => {
    for (const { body } of await refused(400, '{"title": "Hello", "content": "Ten characters.", "title": "Other"}')) {
      assert.deepEqual(body.errors, { json: ['The field "title" is there twice.'] })
    }
    await refused(400, String.raw`{"title": "Hello", "content": "Ten characters.", "titl\u0065": "Other"}`)
  })

  it('is unknown in an account too', async () => {
    const member = await teamroom.account('member')
    untouched = await everything()
    for (const field of ['role', 'id', 'disabled', 'password_hash', 'version', 'created_at']) {
      const { status, body } = await member.send('PATCH', '/api/me', { [field]: 'admin' })
      assert.deepEqual([status, body.errors], [422, { json: { [field]: ['Unknown field.'] } }])
    }
    for (const field of ['role', 'id', 'admin', 'created_at']) {
      const registration = { username: 'Eve', password: 'correct horse battery', [field]: 'admin' }
      const { status, body } = await teamroom.send('POST', '/api/auth/register', registration)
      assert.deepEqual([status, body.errors], [422, { json: { [field]: ['Unknown field.'] } }])
    }
  })
})

describe('a body without measure', () => {
  it('is 413 at two megabytes, and at one byte too many', async () => {
    await refused(413, { ...POST, content: 'x'.repeat(2_000_000) })
    await refused(413, ' '.repeat(256 * 1024 + 1))
  })

  it('is 400 when it is nested too deeply, be it open or closed', async () => {
    for (const depth of [36, 500, 100_000]) {
      await refused(400, '['.repeat(depth) + ']'.repeat(depth))
      await refused(400, `{"title": ${'[{"a":'.repeat(depth / 4)}`)
    }
  })

  it('is 400 when it is a list of a hundred thousand values', async () => {
    await refused(400, `{"tags": [${'0,'.repeat(100_000)}0]}`)
  })

  it('has its tags counted', async () => {
    await namesFields(
      { ...POST, tags: Array.from({ length: 21 }, (_, i) => `t${i}`) },
      { tags: 'Longer than maximum length 20.' },
    )
    await namesFields({ ...POST, tags: ['x'.repeat(41)] }, { 'tags.0': 'Length must be between 1 and 40.' })
    await namesFields({ ...POST, tags: ['a', 'a'] }, { tags: 'Must not contain the same value twice.' })
  })
})

describe('a text that no one can read', () => {
  const line = 'Not a valid string: it must be one line without control characters.'

  it('is refused with NUL in it, and with half a surrogate pair', async () => {
    for (const part of ['\u0000', '\ud83d', '\ude00', '\ude00\ud83d']) {
      await namesFields({ ...POST, title: `Title${part}` }, { title: line })
      await namesFields({ ...POST, content: `Some content${part}` }, { content: 'Not a valid string.' })
      await namesFields({ ...POST, tags: [`tag${part}`] }, { 'tags.0': line })
    }
  })

  it('is refused as a title of two lines, or with control characters', async () => {
    for (const part of ['\n', '\r\n', '\t', '\u001b', '\u007f', '\u2028']) {
      await namesFields({ ...POST, title: `A${part}title` }, { title: line })
    }
  })
})

describe('a title', () => {
  const wrong = 'Length must be between 3 and 100.'

  it('of 2 or of 101 characters is refused, as a person counts them', async () => {
    for (const character of ['x', 'é', 'e\u0301', '語', '😀', FAMILY, '🇩🇪', '👍🏽']) {
      for (const count of [1, 2, 101, 200])
        await namesFields({ ...POST, title: character.repeat(count) }, { title: wrong })
    }
  })

  it('of nothing, or of nothing but spaces, is blank', async () => {
    for (const answer of await refused(422, { ...POST, title: '' })) {
      assert.deepEqual(answer.body.errors, { json: { title: ['Must not be blank.', wrong] } })
    }
    for (const space of [' ', '\u00a0', '\u3000'])
      await namesFields({ ...POST, title: space.repeat(3) }, { title: 'Must not be blank.' })
  })
})
