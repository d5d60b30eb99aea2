import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { connect } from '../../server/db/connect.ts'
import { freshDatabase } from '../databases.ts'
import { storedReplies } from '../surveys.ts'
import { call, firstAccount } from './clients.ts'
import { Receipts } from './repliers.ts'
import { databaseEnv, type Server, startServer, until } from './server-process.ts'

const KILLS = 20
const REPLIERS = 16
const LONGEST_RUN_MS = 150

describe('kill -9 under sixteen repliers, twenty times', () => {
  let database: Awaited<ReturnType<typeof freshDatabase>>
  before(async () => {
    database = await freshDatabase()
  })
  after(() => database.drop())

  it('leaves every reply that has a receipt where it was, once, and the number of replies right', async () => {
    const env = { ...databaseEnv(database.config), LOG_LEVEL: 'silent' }
    const { account, survey } = await setUp(env)
    const receipts = new Receipts(survey.public_key)
    let retried = 0
    for (let kill = 0; kill < KILLS; kill++) {
      await using server = await startServer(env)
      retried += receipts.unanswered.length
      await receipts.retry(server)
      assert.equal(await countOf(server), receipts.given.size)

      const before = receipts.given.size
      const end = new AbortController()
      const replying = receipts.reply(server, REPLIERS, end.signal)
      try {
        await Promise.race([replying, until('the repliers are at it', () => receipts.given.size > before)])
        await Promise.race([replying, setTimeout(Math.random() * LONGEST_RUN_MS)])
      } finally {
        end.abort()
      }
      await server.kill9()
      await replying
    }
    assert.ok(retried >= KILLS, `only ${retried} replies were cut off`)

    await using server = await startServer(env)
    await receipts.retry(server)
    await receipts.sendAgain(server)
    assert.equal(await countOf(server), receipts.given.size)
    assert.equal(await server.stop(), 0)
    await checkRows(receipts)

    async function countOf(from: Server): Promise<number> {
      const { body } = await call(from, 'GET', `/api/surveys/${survey.id}`, undefined, account)
      return body.reply_count
    }

    /** What is stored is what was acknowledged, and the count and the tallies know of all of it. */
    async function checkRows(of: Receipts): Promise<void> {
      const { db, close } = await connect(database.config)
      try {
        const replies = await storedReplies(db, survey.id)
        assert.deepEqual(replies.map(({ answers }) => answers.lunch).sort(), of.words())
        assert.equal(new Set(of.given.values()).size, of.given.size)
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
})

/** The account and the survey outlive the servers, as does the account's token. */
async function setUp(env: Record<string, string>) {
  await using server = await startServer(env)
  const account = await firstAccount(server)
  const questions = [{ id: 'lunch', type: 'text', title: 'Lunch?', required: true }]
  const draft = { title: 'Lunch', audience: 'anyone', questions }
  const { body: survey } = await call(server, 'POST', '/api/surveys', draft, account)
  const { status, text } = await call(server, 'POST', `/api/surveys/${survey.id}/publication`, undefined, account)
  assert.equal(status, 200, text)
  await server.stop()
  return { account, survey: survey as { id: string; public_key: string } }
}
