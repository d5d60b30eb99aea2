import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { parse } from 'csv-parse/sync'
import { readConfig } from '../../server/config.ts'
import { connect } from '../../server/db/connect.ts'
import { migrations } from '../../server/db/migrations/index.ts'
import type { TestDatabase } from '../databases.ts'
import { emptyTables } from '../everything.ts'
import { type Answer, clientOf, startTeamroom, type Teamroom } from '../harness.ts'
import { databaseEnv, onPostgres, teamroom as runTeamroom, startServer, until } from '../process/server-process.ts'
import { SETTINGS } from './fill.ts'
import { anybody, logIn, PASSWORD } from './filling.ts'
import { loadFixture, readFixture } from './fixture.ts'
import { type Asked, bodyOf } from './questions.ts'
import { BEFORE } from './version-before.ts'

/** Tables that were empty, and why. */
const EMPTY: Record<string, string> = {
  setup_links: 'the link to the first account is forgotten as soon as there is one',
}

/** Fields that answers have now and did not have then, each by the reason why they were added. */
const ADDED: Record<string, string> = {
  language: 'surveys say in which language they are written',
  begun_count: 'results say how many began to answer',
  ranked: 'results of a ranking say how many gave a choice a place, as answers may leave some out',
  signup_domains: 'who comes to sign up is told which mail domains may',
  kind: 'holidays say whether they are for everybody',
  holiday_kinds: 'the company says which kinds of holidays are days off',
  personnel_number: 'employees have the number that payroll knows them by',
  email: 'employees have an address, with or without an account',
  carried_over: 'adjustments say whether another system had carried the time over',
}

/** Fields that are reckoned otherwise now, each by what they say. */
const RECKONED_ANEW: Record<string, string> = {
  completion: 'the share of those who finished among those who began; of replies that came before, all have',
}

const fixture = readFixture(BEFORE.name, onPostgres ? 'postgres' : 'sqlite')

describe('a database of the version before', () => {
  let database: TestDatabase
  before(async () => {
    database = await loadFixture(BEFORE.name)
  })
  after(() => database.drop())

  it('has rows in every table', async () => {
    const { db, close } = await connect(database.config)
    assert.deepEqual(await emptyTables(db).finally(close), Object.keys(EMPTY))
  })

  it('is migrated by the server that starts on it, lets people in, and is healthy', async () => {
    const env = { ...databaseEnv(database.config), TEST_NOW: fixture.now, SIGNUP: 'open' }
    await using server = await startServer(env)
    // Only here: in the processes of tests, passwords are hashed another way.
    await logIn(server, 'alva')
    const confirmation = { token: fixture.handed.confirmation, password: PASSWORD }
    const { user } = await anybody(server).send('POST', '/api/auth/confirmations', confirmation)
    assert.equal(user.username, 'greta')
    // What earlier rules have posted is corrected in the background.
    await until('the doctor finds nothing', async () => (await runTeamroom(['doctor'], env)).code === 0)
    assert.equal(await server.stop(), 0, server.stderr)
    const { db, close } = await connect(database.config)
    const applied = await db.selectFrom('schema_migrations').select('name').orderBy('name').execute().finally(close)
    assert.deepEqual(
      applied,
      migrations.map(({ name }) => ({ name })),
    )
  })
})

describe('after an upgrade from the version before', () => {
  let teamroom: Teamroom
  before(async () => {
    const { publicUrl, signup, mail } = readConfig({ ...SETTINGS, SMTP_URL: 'smtp://127.0.0.1:1' })
    const database = await loadFixture(BEFORE.name)
    teamroom = await startTeamroom({ publicUrl, signup, mail }, { database, now: fixture.now })
  })
  after(() => teamroom.stop())

  const clientFor = (reader: string) => clientOf(teamroom.app, fixture.headers[reader] ?? {})

  it('everybody is answered what they were answered before', async () => {
    for (const asked of fixture.asked) {
      const { status, headers, text } = await clientFor(asked.as)('GET', asked.path)
      const type = headers['content-type'] ?? ''
      const before = meaningOf(asked)
      const now = meaningOf({ ...asked, status, type, body: bodyOf(type, text) })
      assert.deepEqual(withoutAdded(now, before), before)
    }
  })

  describe('what people have in their hands is still good:', () => {
    const { handed } = fixture
    const post = async (path: string, body: object, headers: Record<string, string> = {}): Promise<Answer['body']> => {
      const answer = await teamroom.send('POST', path, body, headers)
      assert.ok(answer.status < 300, `${path}: ${answer.text}`)
      return answer.body
    }
    it('the key of a request that was sent once', async () => {
      const { body, key, id } = handed.once
      const headers = { ...fixture.headers.alva, 'idempotency-key': key }
      assert.equal((await post('/api/posts', body, headers)).id, id)
    })

    it('a reply that was sent once', async () => {
      const { path, body, receipt } = handed.reply
      assert.equal((await post(path, body, fixture.headers.ann)).receipt, receipt)
    })

    it('refresh tokens', async () => {
      await post('/api/auth/refresh', { refresh_token: handed.refreshToken })
      await post('/token/refresh', {}, { authorization: `Bearer ${handed.olderRefreshToken}` })
    })

    it('invites, and links to another password', async () => {
      const guest = { username: 'fred', email: 'fred@example.org', password: PASSWORD }
      await post('/api/auth/register', { ...guest, invite: handed.invite })
      for (const token of [handed.reset, handed.mailedReset]) {
        await post('/api/auth/password-reset', { token, password: `another than ${PASSWORD}` })
      }
    })

    it('a single-use link, once', async () => {
      const path = `/api/surveys/public/${handed.unused}/replies`
      const answers = [{ question: 'rating', value: 5 }]
      const send = () => post(path, { submission_id: randomUUID(), answers })
      const { receipt } = await send()
      assert.equal((await send()).receipt, receipt)
    })
  })
})

/** What is compared of an answer: of a refusal, not its words. */
function meaningOf({ as, path, status, type, body }: Asked): object {
  if (status >= 400) return { as, path, status }
  if (path.endsWith('.atom')) return { as, path, status, type, body: entriesIn(String(body)) }
  if (type.startsWith('text/csv')) return { as, path, status, type, body: rowsIn(String(body)) }
  return { as, path, status, type, body }
}

/** Rows by their columns, as these may have become more; `NA` tells now which of the empty cells had not been asked for. */
function rowsIn(csv: string): object[] {
  const cast = (value: string) => (value === 'NA' ? '' : value)
  return parse(csv, { bom: true, columns: true, cast })
}

/** What readers of a feed know its entries by. Around that it was written anew, to keep RFC 4287. */
function entriesIn(feed: string): string[] {
  return feed.match(/urn:uuid:[\w-]+|<published>[^<]+/g) ?? []
}

/** An answer without the fields that were added on purpose, wherever it did not have them; what is reckoned anew is as it was. */
function withoutAdded(now: unknown, before: unknown): unknown {
  if (Array.isArray(now)) return now.map((item, i) => withoutAdded(item, Array.isArray(before) ? before[i] : undefined))
  if (now === null || typeof now !== 'object') return now
  const had = Object(before)
  const kept = Object.entries(now).filter(([field]) => field in had || !(field in ADDED))
  return Object.fromEntries(
    kept.map(([field, value]) => [field, field in RECKONED_ANEW ? had[field] : withoutAdded(value, had[field])]),
  )
}
