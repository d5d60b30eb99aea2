import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { type Account, startTeamroom, type Teamroom } from '../../../test/harness.ts'
import { stopTime } from '../../../test/stopped-time.ts'
import { openSurvey, replyTimes } from '../../../test/surveys.ts'
import { connect } from '../../db/connect.ts'
import type { Survey } from '../schema.ts'
import { tallyInBackground, tallyReplies } from './tally.ts'

const REPLIES = 1_500

let teamroom: Teamroom
let owner: Account

before(async () => {
  teamroom = await startTeamroom()
  owner = await teamroom.account('member')
})
after(() => teamroom.stop())

/** A survey whose answers are 0 to 9, so many of each, none of them counted. */
async function untallied(count: number): Promise<Survey> {
  const survey = await openSurvey(owner, {
    ...{ audience: 'anyone', anonymous: false },
    questions: [{ id: 'q', type: 'nps', title: 'Question' }],
  })
  const nameless = { submitted_at: null, user_id: null, link_id: null, once_key: null }
  const day = today()
  for (let start = 0; start < count; start += 500) {
    const ids = Array.from({ length: Math.min(500, count - start) }, (_, i) => start + i)
    const rows = ids.map((i) => ({ id: `reply-${i}`, answers: JSON.stringify({ q: i % 10 }) as never }))
    const common = { survey_id: survey.id, form_version: 1, day, ...nameless }
    await teamroom.db
      .insertInto('survey_replies')
      .values(rows.map((row) => ({ ...common, ...row })))
      .execute()
    await teamroom.db
      .insertInto('survey_untallied')
      .values(rows.map(({ id }) => ({ survey_id: survey.id, reply_id: id })))
      .execute()
  }
  return survey
}

/** The survey's zone is UTC. */
const today = () => teamroom.clock.now.toISOString().slice(0, 10)

async function talliesOf({ id }: Survey): Promise<Record<string, number>> {
  const rows = await teamroom.db
    .selectFrom('survey_tallies')
    .select(['question_id', 'cell', 'count'])
    .where('survey_id', '=', id)
    .execute()
  return Object.fromEntries(rows.map(({ question_id, cell, count }) => [`${question_id} ${cell}`, count]))
}

/** What the tallies of so many replies to it are. */
function expected(count: number): Record<string, number> {
  const whole = { ' replies': count, ' complete': count, [` day:${today()}`]: count }
  const answers = Array.from({ length: 10 }, (_, i) => [`q ${i}`, count / 10])
  return { ...whole, 'q :asked': count, 'q :answered': count, ...Object.fromEntries(answers) }
}

describe('tallyReplies', () => {
  it('counts each reply once, of all surveys or of one', async () => {
    const [one, other] = [await untallied(700), await untallied(20)]
    await tallyReplies(teamroom.db, other.id)
    assert.deepEqual([await talliesOf(one), await talliesOf(other)], [{}, expected(20)])
    await tallyReplies(teamroom.db)
    await tallyReplies(teamroom.db, other.id)
    assert.deepEqual([await talliesOf(one), await talliesOf(other)], [expected(700), expected(20)])
    assert.deepEqual(await teamroom.db.selectFrom('survey_untallied').selectAll().execute(), [])
  })

  it('counts each reply once when several servers do it at a time, each of which has counted all when it is done', async () => {
    const others = await Promise.all([1, 2, 3].map(() => connect(teamroom.deps.config.database)))
    const survey = await untallied(REPLIES)
    await Promise.all(
      [teamroom.db, teamroom.db, ...others.map(({ db }) => db)].map(async (db) => {
        await tallyReplies(db, survey.id)
        assert.deepEqual(await talliesOf(survey), expected(REPLIES))
      }),
    )
    await Promise.all(others.map(({ close }) => close()))
  })

  it('counts what comes in meanwhile', async () => {
    const survey = await openSurvey(owner, {
      ...{ audience: 'anyone', anonymous: false },
      questions: [{ id: 'q', type: 'nps', title: 'Question' }],
    })
    let isOver = false
    const folding = (async () => {
      for (; !isOver; await setImmediate()) await tallyReplies(teamroom.db)
    })()
    await Promise.all([0, 1, 2, 3].map(() => replyTimes(teamroom, survey.public_key, 50, (i) => ({ q: i % 10 }))))
    isOver = true
    await folding
    await tallyReplies(teamroom.db)
    assert.deepEqual(await talliesOf(survey), expected(200))
  })
})

describe('tallyInBackground', () => {
  it('counts replies as they come, and has stopped when it says so', async (t) => {
    const time = stopTime()
    t.after(() => time.goOn())
    const survey = await untallied(500)
    const tallying = tallyInBackground(teamroom.db, assert.ifError)
    while ((await talliesOf(survey))[' replies'] !== 500) await time.pass(500)
    await tallying.stop()
    assert.deepEqual(await talliesOf(survey), expected(500))
    const later = await untallied(10)
    await time.pass(5_000)
    assert.deepEqual(await talliesOf(later), {})
  })
})
