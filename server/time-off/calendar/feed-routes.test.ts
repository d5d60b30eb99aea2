import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { pino } from 'pino'
import { atOnce, countStatuses } from '../../../test/accounts.ts'
import { hire } from '../../../test/company.ts'
import { type Account, clientOf, startTeamroom, type Teamroom } from '../../../test/harness.ts'
import { NOBODY } from '../../../test/time-off.ts'
import { buildApp } from '../../app.ts'
import { tokenHash } from '../../auth/tokens.ts'

const FEEDS = '/api/time-off/feeds'

let teamroom: Teamroom
let ann: Account
let bob: Account

before(async () => {
  teamroom = await startTeamroom()
})
after(() => teamroom.stop())
beforeEach(async () => {
  ann = await teamroom.account('member')
  bob = await teamroom.account('member')
  await hire(teamroom.db, { account: ann })
})

const make = (as: Account, scope = 'company', headers = {}) => as.send('POST', FEEDS, { scope }, headers)

/** Reads a feed as a calendar program does, by nothing but its address. */
const read = (url: string) => teamroom.send('GET', new URL(url).pathname)

const tokenOf = (url: string) => url.match(/\/feeds\/([\w-]{43})\/calendar\.ics$/)?.[1] ?? assert.fail(url)

describe('POST /api/time-off/feeds', () => {
  it('gives an address that holds 256 random bits, of which only a hash is kept', async () => {
    for (const scope of ['me', 'team', 'company']) {
      const { status, body, headers } = await make(ann, scope)
      assert.equal(status, 201, JSON.stringify(body))
      const { id, created_at, url } = body
      assert.deepEqual(body, { id, scope, created_at, url })
      assert.equal(headers.location, `${FEEDS}/${id}`)
      const token = tokenOf(url)
      assert.equal(Buffer.from(token, 'base64url').length, 32)
      const row = await teamroom.db.selectFrom('calendar_feeds').selectAll().where('id', '=', id).executeTakeFirst()
      const { uid_key, ...kept } = row as NonNullable<typeof row>
      assert.deepEqual(kept, { id, user_id: ann.id, scope, created_at, token_hash: tokenHash(token), epoch: 0 })
      assert.equal(Buffer.from(uid_key, 'base64url').length, 32)
      assert.equal((await read(url)).status, 200)
    }
  })

  it('has the address at which people reach the server', async () => {
    const { body } = await make(ann, 'me', { host: 'rooms.example:8080' })
    assert.match(body.url, /^http:\/\/rooms\.example:8080\/api\/time-off\/feeds\//)
    const { db, deps } = teamroom
    const config = { ...deps.config, publicUrl: 'https://teamroom.example.com' }
    const app = await buildApp({ ...deps, config }, pino({ level: 'silent' }))
    const send = clientOf(app, { authorization: `Bearer ${ann.token}`, host: 'elsewhere' })
    const made = await send('POST', FEEDS, { scope: 'me' })
    assert.match(made.body.url, /^https:\/\/teamroom\.example\.com\/api\/time-off\/feeds\//)
    await app.close()
    await db.deleteFrom('calendar_feeds').where('user_id', '=', ann.id).execute()
  })

  it('gives the first answer to a retry, address and all', async () => {
    const first = await make(ann, 'me', { 'idempotency-key': 'a-key' })
    const again = await make(ann, 'me', { 'idempotency-key': 'a-key' })
    assert.deepEqual([again.status, again.text], [201, first.text])
    assert.equal((await ann.send('GET', FEEDS)).body.length, 1)
  })

  it('is 409 for an account without an employee, unless it is for everybody’s time off', async () => {
    for (const scope of ['me', 'team']) {
      const { status, body } = await make(bob, scope)
      assert.equal(status, 409)
      assert.equal(body.message, 'Your account belongs to no employee: an administrator can link the two.')
    }
    assert.equal((await make(bob)).status, 201)
  })

  it('is 409 for the 21st, also when they come at once, and not once one is revoked', async () => {
    const answers = await atOnce(40, () => make(ann))
    assert.deepEqual(countStatuses(answers), { 201: 20, 409: 20 })
    const refused = await make(ann)
    assert.equal(refused.body.message, 'An account has at most 20 feeds: delete one that you do not use.')
    assert.equal((await make(bob)).status, 201)
    const id = answers.find(({ status }) => status === 201)?.body.id
    assert.equal((await ann.send('DELETE', `${FEEDS}/${id}`)).status, 204)
    assert.equal((await make(ann)).status, 201)
  })

  it('refuses any other body', async () => {
    const refused: [body: object, errors: object][] = [
      [{}, { scope: ['Missing data for required field.'] }],
      [{ scope: 'everything' }, { scope: ['Must be one of: me, team, company.'] }],
      [{ scope: null }, { scope: ['Field may not be null.', 'Must be one of: me, team, company.'] }],
      [{ scope: 'me', token: 'x' }, { token: ['Unknown field.'] }],
    ]
    for (const [body, errors] of refused) {
      const answer = await ann.send('POST', FEEDS, body)
      assert.deepEqual([answer.status, answer.body.errors?.json], [422, errors])
    }
  })
})

describe('GET /api/time-off/feeds', () => {
  it('lists one’s own, newest first, without their addresses', async () => {
    const one = (await make(ann, 'me')).body
    const two = (await make(ann, 'company')).body
    await make(bob)
    const { status, body } = await ann.send('GET', FEEDS)
    assert.equal(status, 200)
    const listed = [two, one].map(({ id, scope, created_at }) => ({ id, scope, created_at }))
    assert.deepEqual(body, listed)
    const page = await ann.send('GET', `${FEEDS}?limit=1`)
    assert.deepEqual(page.body, listed.slice(0, 1))
    const next = page.headers.link?.match(/<(.+)>; rel="next"/)?.[1] ?? ''
    assert.deepEqual((await ann.send('GET', next)).body, listed.slice(1))
  })

  it('refuses parameters that it does not know', async () => {
    const { status, body } = await ann.send('GET', `${FEEDS}?scope=me`)
    assert.deepEqual([status, body.errors.query], [422, { scope: ['Unknown field.'] }])
  })
})

describe('GET and DELETE /api/time-off/feeds/:id', () => {
  it('show and revoke one’s own', async () => {
    const { body: made, headers } = await make(ann)
    const { url, ...feed } = made
    const shown = await ann.send('GET', headers.location ?? '')
    assert.deepEqual([shown.status, shown.body, shown.headers.etag], [200, feed, headers.etag])
    assert.equal((await ann.send('DELETE', `${FEEDS}/${feed.id}`, undefined, { 'if-match': '"0"' })).status, 412)
    assert.equal((await read(url)).status, 200)
    const { etag = '' } = shown.headers
    assert.equal((await ann.send('DELETE', `${FEEDS}/${feed.id}`, undefined, { 'if-match': etag })).status, 204)
    assert.equal((await read(url)).status, 404)
    assert.equal((await ann.send('GET', `${FEEDS}/${feed.id}`)).status, 404)
    assert.equal((await ann.send('DELETE', `${FEEDS}/${feed.id}`)).status, 404)
  })

  it('are 404 for somebody else’s, also to administrators, and for what is none', async () => {
    const { url, id } = (await make(ann)).body
    const admin = await teamroom.account('admin')
    for (const account of [bob, admin]) {
      for (const method of ['GET', 'DELETE']) {
        for (const other of [id, NOBODY, 'x', tokenOf(url)]) {
          const { status, text } = await account.send(method, `${FEEDS}/${other}`)
          assert.deepEqual([status, text], [404, '{"code":404,"status":"Not Found"}'], other)
        }
      }
    }
    assert.equal((await read(url)).status, 200)
  })

  it('are for accounts', async () => {
    const { id } = (await make(ann)).body
    for (const [method, path] of [
      ['GET', FEEDS],
      ['POST', FEEDS],
      ['GET', `${FEEDS}/${id}`],
      ['DELETE', `${FEEDS}/${id}`],
    ] as const) {
      assert.equal((await teamroom.send(method, path)).status, 401)
    }
  })
})

describe('the secret of a feed', () => {
  it('is in no line of the log, whatever comes of the request', async () => {
    const lines: string[] = []
    const logger = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) })
    const broken = await startTeamroom()
    const app = await buildApp(broken.deps, logger)
    const send = clientOf(app, {})
    const account = await broken.account('member')
    const { url } = (await account.send('POST', FEEDS, { scope: 'company' })).body
    const token = tokenOf(url)
    const path = new URL(url).pathname
    const ask = async (method: string, address: string) => (await send(method, address)).status
    assert.equal(await ask('GET', path), 200)
    assert.equal(await ask('GET', `${path}?token=${token}`), 200)
    assert.equal(await ask('GET', `${path}x`), 404)
    assert.equal(await ask('GET', `${path}/%zz`), 400)
    assert.equal(await ask('DELETE', path), 405)
    await account.send('DELETE', `${FEEDS}/${(await account.send('GET', FEEDS)).body[0].id}`)
    assert.equal(await ask('GET', path), 404)
    await broken.db.schema.dropTable('calendar_feeds').execute()
    assert.equal(await ask('GET', path), 500)
    await app.close()
    await broken.stop()
    const log = lines.join('')
    assert.match(log, /"route":"\/api\/time-off\/feeds\/:token\/calendar\.ics","status":200/)
    assert.match(log, /calendar_feeds/)
    for (const form of [token, token.toLowerCase(), tokenHash(token)]) assert.equal(log.includes(form), false, form)
  })
})
