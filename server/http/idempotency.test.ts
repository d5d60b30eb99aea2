import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { atOnce, bearer, countStatuses } from '../../test/accounts.ts'
import { bareApp } from '../../test/bare-app.ts'
import { type Account, clientOf, startTeamroom, TEST_SECRET, type Teamroom } from '../../test/harness.ts'
import { makeSigner } from '../auth/tokens.ts'
import { create } from './idempotency.ts'

const DAY_MS = 24 * 3_600_000
const POST = { title: 'Summer party', content: 'On Friday at five, in the yard.' }

let teamroom: Teamroom
let editor: Account
let other: Account

before(async () => {
  teamroom = await startTeamroom()
  editor = await teamroom.account('manager')
  other = await teamroom.account('admin')
})
after(() => teamroom.stop())

let keys = 0
const newKey = () => `key-${++keys}`

const write = (key: string, body: unknown = POST, by = editor) =>
  by.send('POST', '/api/posts', body, { 'idempotency-key': key })

async function countPosts(): Promise<number> {
  const { count } = await teamroom.db
    .selectFrom('posts')
    .select((eb) => eb.fn.countAll().as('count'))
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** Does something and says how many posts came of it. */
async function newPosts(work: () => Promise<unknown>): Promise<number> {
  const earlier = await countPosts()
  await work()
  return (await countPosts()) - earlier
}

/** A token for the same account and session, signed now. */
async function freshToken({ id }: Account): Promise<string> {
  const session = await teamroom.db
    .selectFrom('sessions')
    .selectAll()
    .where('user_id', '=', id)
    .executeTakeFirstOrThrow()
  return makeSigner([TEST_SECRET])({ sub: id, sid: session.id, gen: session.generation }, teamroom.clock.now)
}

describe('a POST with an Idempotency-Key', () => {
  it('is answered again as it was the first time, and creates nothing more', async () => {
    const key = newKey()
    const first = await write(key)
    assert.equal(first.status, 201)
    assert.equal(first.headers['idempotency-replayed'], undefined)
    const created = await newPosts(async () => {
      const again = await write(key)
      assert.equal(again.status, 201)
      assert.equal(again.text, first.text)
      assert.equal(again.headers['idempotency-replayed'], 'true')
      for (const name of ['location', 'etag', 'content-type']) assert.equal(again.headers[name], first.headers[name])
    })
    assert.equal(created, 0)
  })

  it('is answered as the first time even when the post has changed or gone since', async () => {
    const key = newKey()
    const first = await write(key)
    await editor.send('PATCH', first.headers.location ?? '', { pinned: true })
    assert.equal((await write(key)).text, first.text)
    await editor.send('DELETE', first.headers.location ?? '')
    assert.equal((await write(key)).text, first.text)
  })

  it('is 422 when the body is another', async () => {
    const key = newKey()
    await write(key)
    const created = await newPosts(async () => {
      const { status, body } = await write(key, { ...POST, pinned: true })
      assert.equal(status, 422)
      assert.deepEqual(body.errors, { headers: { 'idempotency-key': ['This key was used for another request.'] } })
    })
    assert.equal(created, 0)
  })

  it('is 422 when the key was used for another address, whatever the body', async () => {
    const app = bareApp()
    for (const path of ['/one', '/other']) {
      app.post(path, (request, reply) => create(teamroom.deps, request, reply, async () => ({ body: { path } })))
    }
    const key = newKey()
    const send = (path: string) => clientOf(app, {})('POST', path, { same: 'body' }, { 'idempotency-key': key })
    assert.deepEqual((await send('/one')).body, { path: '/one' })
    for (const path of ['/other', '/one?more=1']) assert.equal((await send(path)).status, 422, path)
    assert.deepEqual((await send('/one')).body, { path: '/one' })
  })

  it('has nothing to do with the same key of somebody else', async () => {
    const key = newKey()
    const mine = await write(key)
    const theirs = await write(key, POST, other)
    assert.deepEqual([mine.status, theirs.status], [201, 201])
    assert.notEqual(mine.body.id, theirs.body.id)
    assert.equal(theirs.body.author.id, other.id)
    assert.equal((await write(key, { ...POST, title: 'Other' }, other)).status, 422)
  })

  it('uses no key up when it is refused, be it for its fields or for a rule behind them', async () => {
    for (const refused of [{ title: 'Hi' }, { ...POST, publish_at: '2020-01-01T00:00:00Z' }]) {
      const key = newKey()
      assert.equal((await write(key, refused)).status, 422)
      assert.equal((await write(key, refused)).headers['idempotency-replayed'], undefined)
      assert.equal((await write(key)).status, 201)
    }
  })

  it('uses no key up when the caller may not write', async () => {
    const member = await teamroom.account('member')
    const key = newKey()
    assert.equal((await write(key, POST, member)).status, 403)
    const taken = await teamroom.db
      .selectFrom('idempotency_keys')
      .select('owner')
      .where('owner', '=', member.id)
      .execute()
    assert.deepEqual(taken, [])
  })

  it('is 422 with a key that is none', async () => {
    const created = await newPosts(async () => {
      for (const key of ['', ' ', 'two words', 'tab\t', 'é', 'x'.repeat(256), '\u007f']) {
        const { status, body } = await write(key)
        assert.equal(status, 422, JSON.stringify(key))
        assert.deepEqual(Object.keys(body.errors.headers), ['idempotency-key'])
      }
    })
    assert.equal(created, 0)
  })

  it('takes any printable key of up to 255 characters', async () => {
    for (const key of ['x'.repeat(255), '"8e03978e-40d5-43dd-bc93-6894a57f9324"', "!~'{};--"]) {
      assert.equal((await write(key)).status, 201, key)
    }
  })

  it('creates one post, however many come at once', async () => {
    const key = newKey()
    let answers: Awaited<ReturnType<typeof write>>[] = []
    const created = await newPosts(async () => {
      answers = await atOnce(50, () => write(key))
    })
    assert.equal(created, 1)
    assert.deepEqual(countStatuses(answers), { 201: 50 })
    assert.equal(new Set(answers.map(({ text }) => text)).size, 1)
    assert.equal(answers.filter(({ headers }) => headers['idempotency-replayed'] === undefined).length, 1)
  })

  it('creates one post of those who disagree about what it says', async () => {
    const key = newKey()
    const created = await newPosts(async () => {
      const answers = await atOnce(20, (i) => write(key, { ...POST, title: `Title ${i}` }))
      assert.deepEqual(countStatuses(answers), { 201: 1, 422: 19 })
    })
    assert.equal(created, 1)
  })

  it('keeps of the request and its answer only what the key itself can open', async () => {
    const key = newKey()
    const secret = 'unmistakable-needle'
    await write(key, { ...POST, title: secret })
    const rows = await teamroom.db.selectFrom('idempotency_keys').selectAll().execute()
    assert.ok(rows.length > 0)
    const kept = JSON.stringify(rows)
    assert.ok(!kept.includes(`"${key}"`))
    for (const row of rows) {
      for (const value of Object.values(row)) {
        assert.ok(!Buffer.from(value, 'base64url').includes(secret))
        assert.ok(!value.includes(secret))
      }
    }
  })

  it('is forgotten after 24 hours, and not before', async () => {
    const key = newKey()
    const first = await write(key)
    const retry = async () =>
      teamroom.send('POST', '/api/posts', POST, { 'idempotency-key': key, ...bearer(await freshToken(editor)) })
    const { now } = teamroom.clock
    try {
      teamroom.clock.advance(DAY_MS)
      assert.equal((await retry()).body.id, first.body.id)
      teamroom.clock.advance(1)
      const next = await retry()
      assert.equal(next.status, 201)
      assert.notEqual(next.body.id, first.body.id)
      assert.equal((await retry()).body.id, next.body.id)
    } finally {
      teamroom.clock.now = now
    }
  })
})

describe('a POST without an Idempotency-Key', () => {
  it('creates each time', async () => {
    const writer = await teamroom.account('manager')
    const created = await newPosts(() => atOnce(3, () => writer.send('POST', '/api/posts', POST)))
    assert.equal(created, 3)
  })
})
