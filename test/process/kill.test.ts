import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { connect } from '../../server/db/connect.ts'
import { freshDatabase } from '../databases.ts'
import { storedReplies } from '../surveys.ts'
import { call, firstAccount } from './clients.ts'
import { Receipts } from './repliers.ts'
import { databaseEnv, startServer, until } from './server-process.ts'
import { Ledger } from './writers.ts'

const KILLS = 20
const WRITERS = 16
const REPLIERS = 16
const LONGEST_RUN_MS = 50

interface Started {
  url: string
}
type Headers = Record<string, string>

describe('kill -9 under sixteen writers and sixteen repliers, twenty times', () => {
  let database: Awaited<ReturnType<typeof freshDatabase>>
  let env: Record<string, string>
  let account: Headers
  let survey: { id: string; public_key: string }
  let receipts: Receipts
  const ledger = new Ledger()
  const cutOff = { posts: 0, replies: 0 }

  before(async () => {
    database = await freshDatabase()
    env = { ...databaseEnv(database.config), LOG_LEVEL: 'silent' }
    // The account and the survey outlive the servers, as does the account's token.
    await using server = await startServer(env)
    account = await firstAccount(server)
    survey = await openSurvey(server, account)
    receipts = new Receipts(survey.public_key)
    await server.stop()
  })
  after(() => database.drop())

  it('loses nothing that was acknowledged, and keeps nothing twice', async () => {
    for (let kill = 0; kill < KILLS; kill++) {
      await using server = await startServer(env)
      await sendAgain(server)
      await killAtWork(server)
    }
    assert.ok(cutOff.posts >= KILLS, `only ${cutOff.posts} posts were cut off`)
    assert.ok(cutOff.replies >= KILLS, `only ${cutOff.replies} replies were cut off`)

    await using server = await startServer(env)
    await sendAgain(server)
    await ledger.check(server, account)
    await findsEachByItsWord(server, account, ledger)
    await receipts.sendAgain(server)
    assert.equal(await repliesOf(server), receipts.given.size)
    assert.equal(await server.stop(), 0)
    await checkReplies()
    if (database.config.kind === 'sqlite') checkFile(database.config.file)
  })

  /** Sends what the kill before cut off. */
  async function sendAgain(server: Started): Promise<void> {
    cutOff.posts += ledger.unanswered.length
    cutOff.replies += receipts.unanswered.length
    await Promise.all([ledger.retry(server, account), receipts.retry(server)])
    assert.equal(await repliesOf(server), receipts.given.size)
  }

  /** Kills the server a moment after both writers and repliers have been at it. */
  async function killAtWork(server: Started & { kill9(): Promise<void> }): Promise<void> {
    const [posts, replies] = [ledger.kept.size, receipts.given.size]
    const areAtIt = () => ledger.kept.size > posts && receipts.given.size > replies
    const end = new AbortController()
    const work = Promise.all([
      ledger.write(server, account, WRITERS, end.signal),
      receipts.reply(server, REPLIERS, end.signal),
    ])
    try {
      await Promise.race([work, until('all are at it', areAtIt)])
      await Promise.race([work, setTimeout(Math.random() * LONGEST_RUN_MS)])
    } finally {
      end.abort()
    }
    await server.kill9()
    await work
  }

  async function repliesOf(server: Started): Promise<number> {
    const { body } = await call(server, 'GET', `/api/surveys/${survey.id}`, undefined, account)
    return body.reply_count
  }

  /** What is stored is what was acknowledged, and the count and the tallies know of all of it. */
  async function checkReplies(): Promise<void> {
    const { db, close } = await connect(database.config)
    try {
      const replies = await storedReplies(db, survey.id)
      assert.deepEqual(replies.map(({ answers }) => answers.lunch).sort(), receipts.words())
      assert.equal(new Set(receipts.given.values()).size, receipts.given.size)
      const tallied = await db
        .selectFrom('survey_tallies')
        .select((eb) => eb.fn.sum<number>('count').as('count'))
        .where('survey_id', '=', survey.id)
        .where('question_id', '=', '')
        .where('cell', '=', 'replies')
        .executeTakeFirst()
      const untallied = await db
        .selectFrom('survey_untallied')
        .select('reply_id')
        .where('survey_id', '=', survey.id)
        .execute()
      assert.equal(Number(tallied?.count ?? 0) + untallied.length, replies.length)
    } finally {
      await close()
    }
  }
})

async function openSurvey(server: Started, account: Headers): Promise<{ id: string; public_key: string }> {
  const questions = [{ id: 'lunch', type: 'text', title: 'Lunch?', required: true }]
  const draft = { title: 'Lunch', audience: 'anyone', questions }
  const { body: survey } = await call(server, 'POST', '/api/surveys', draft, account)
  const { status, text } = await call(server, 'POST', `/api/surveys/${survey.id}/publication`, undefined, account)
  assert.equal(status, 200, text)
  return survey
}

async function findsEachByItsWord(server: Started, account: Headers, ledger: Ledger): Promise<void> {
  const some = [...ledger.kept].filter((_, i) => i % 50 === 0)
  for (const [id, { title }] of some) {
    const word = title.replace('Post ', '').replaceAll('-', ' ')
    const { body } = await call(server, 'GET', `/api/posts?q=${encodeURIComponent(word)}`, undefined, account)
    assert.deepEqual(
      body.map((post: { id: string }) => post.id),
      [id],
    )
  }
}

/** SQLite finds the file whole, and what hangs on the posts agrees with them. */
function checkFile(file: string): void {
  using sqlite = new DatabaseSync(file)
  const rows = (sql: string) =>
    sqlite
      .prepare(sql)
      .all()
      .map((row) => ({ ...row }))
  assert.deepEqual(rows('pragma integrity_check'), [{ integrity_check: 'ok' }])
  assert.deepEqual(rows('pragma foreign_key_check'), [])
  assert.deepEqual(rows('select id, slug from posts except select post_id, slug from post_slugs'), [])
  assert.deepEqual(rows('select post_id, slug from post_slugs except select id, slug from posts'), [])
  assert.deepEqual(rows('select seq from posts except select rowid from post_search'), [])
  assert.deepEqual(rows('select rowid from post_search except select seq from posts'), [])
  sqlite.exec(`insert into post_search (post_search) values ('integrity-check')`)
}
