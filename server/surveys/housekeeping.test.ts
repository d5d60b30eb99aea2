import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Account, startTeamroom, type Teamroom } from '../../test/harness.ts'
import { openSurvey, replyTimes } from '../../test/surveys.ts'
import type { Db } from '../db/connect.ts'
import type { Tables } from '../db/tables.ts'
import { deleteRemovedSurveys } from './housekeeping.ts'
import { tallyReplies } from './results/tally.ts'

let teamroom: Teamroom
let owner: Account

before(async () => {
  teamroom = await startTeamroom()
  owner = await teamroom.account('member')
})
after(() => teamroom.stop())

const TABLES = [
  ...(['survey_forms', 'survey_editors', 'survey_links', 'survey_replies'] as const),
  ...(['survey_participants', 'survey_untallied', 'survey_tallies', 'survey_held', 'survey_words'] as const),
]

/** How many rows a survey has in each table. */
async function rowsOf(db: Db, surveyId: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const table of TABLES) {
    const rows = await db
      .selectFrom(table as keyof Tables & 'survey_forms')
      .select('survey_id')
      .where('survey_id', '=', surveyId)
      .execute()
    counts[table] = rows.length
  }
  return counts
}

describe('deleting surveys that have been removed', () => {
  it('leaves nothing of them, and everything of others', async () => {
    const { db } = teamroom
    const questions = [
      { id: 'q', type: 'number', title: 'How many?' },
      { id: 'why', type: 'text', title: 'Why?' },
    ]
    const fields = { audience: 'anyone', text_threshold: 5, questions }
    const [kept, gone] = [await openSurvey(owner, fields), await openSurvey(owner, fields)]
    for (const survey of [kept, gone]) {
      await replyTimes(teamroom, survey.public_key, 5, (i) => ({ q: i, why: 'so' }))
      await tallyReplies(db, survey.id)
      await replyTimes(teamroom, survey.public_key, 2, (i) => ({ q: i }))
      const link = {
        token_hash: survey.id,
        address: 'ann@example.com',
        revoked_at: null,
        created_at: survey.created_at,
      }
      await db
        .insertInto('survey_links')
        .values({ id: survey.id, survey_id: survey.id, ...link })
        .execute()
      await db.insertInto('survey_editors').values({ survey_id: survey.id, user_id: owner.id }).execute()
    }
    const before = await rowsOf(db, kept.id)
    assert.ok(
      Object.values(before).every((count) => count > 0),
      JSON.stringify(before),
    )
    assert.deepEqual(await rowsOf(db, gone.id), before)

    await deleteRemovedSurveys(db)
    assert.deepEqual(await rowsOf(db, gone.id), before)
    assert.equal((await owner.send('DELETE', `/api/surveys/${gone.id}`)).status, 204)
    await deleteRemovedSurveys(db)
    assert.ok(Object.values(await rowsOf(db, gone.id)).every((count) => count === 0))
    assert.deepEqual(await rowsOf(db, kept.id), before)
    const ids = await db.selectFrom('surveys').select('id').execute()
    assert.deepEqual(ids, [{ id: kept.id }])
  })

  it('takes several rounds where there is much', async () => {
    const { db } = teamroom
    const survey = await openSurvey(owner, { audience: 'anyone' })
    const row = { survey_id: survey.id, form_version: 1, answers: '{}' as never, day: '2026-03-02' }
    const nameless = { submitted_at: null, user_id: null, link_id: null, once_key: null }
    const ids = Array.from({ length: 1_200 }, (_, i) => `reply-${i}`)
    await db
      .insertInto('survey_replies')
      .values(ids.map((id) => ({ id, ...row, ...nameless })))
      .execute()
    await db
      .insertInto('survey_untallied')
      .values(ids.map((id) => ({ survey_id: survey.id, reply_id: id })))
      .execute()
    await owner.send('DELETE', `/api/surveys/${survey.id}`)
    await deleteRemovedSurveys(db)
    assert.ok(Object.values(await rowsOf(db, survey.id)).every((count) => count === 0))
  })
})
