import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Account, startTeamroom, type Teamroom } from '../../../test/harness.ts'
import { choices, openSurvey, reply, replyTimes } from '../../../test/surveys.ts'
import type { Survey } from '../schema.ts'
import type { QuestionResult, Results } from './schema.ts'

let teamroom: Teamroom
let owner: Account

before(async () => {
  teamroom = await startTeamroom()
  owner = await teamroom.account('member')
})
after(() => teamroom.stop())

/** A survey for anyone, of which the results are not hidden. */
const open = (questions: object[], more: object = {}) =>
  openSurvey(owner, { audience: 'anyone', anonymous: false, questions, ...more })

async function read({ id }: Survey, query = ''): Promise<Results> {
  const { status, body, text } = await owner.send('GET', `/api/surveys/${id}/results${query}`)
  assert.equal(status, 200, text)
  return body
}

/** The results of the only question of a survey, after these answers to it; null stands for none. */
async function resultOf(question: object, answers: readonly unknown[]): Promise<QuestionResult> {
  const survey = await open([{ id: 'q', title: 'Question', ...question }])
  await replyTimes(teamroom, survey.public_key, answers.length, (i) => ({ q: answers[i] }))
  const { questions } = await read(survey)
  assert.equal(questions.length, 1)
  return questions[0] as QuestionResult
}

describe('GET /api/surveys/:id/results', () => {
  it('says that there is nothing yet', async () => {
    const survey = await open([{ id: 'q', title: 'Question', type: 'rating', max: 2 }])
    const { published_at, published_version } = survey
    assert.deepEqual(await read(survey), {
      ...{ reply_count: 0, complete_count: 0, completion: null, hidden: false, days: [] },
      versions: [{ version: published_version, published_at, replies: 0 }],
      questions: [
        {
          ...{ type: 'rating', id: 'q', title: 'Question', removed: false, asked: 0, answered: 0, wordings: [] },
          ...{ values: [1, 2].map((value) => ({ value, count: 0, share: null })), mean: null, median: null },
        },
      ],
    })
  })

  it('counts a choice, and those who say something else', async () => {
    const question = { type: 'single_choice', choices: choices('soup', 'salad'), other: true }
    assert.deepEqual(await resultOf(question, ['soup', 'soup', { other: 'Cake' }, 'soup', null]), {
      ...{ type: 'single_choice', id: 'q', title: 'Question', removed: false, asked: 5, answered: 4, wordings: [] },
      choices: [
        { id: 'soup', label: 'The soup', removed: false, count: 3, share: 0.75 },
        { id: 'salad', label: 'The salad', removed: false, count: 0, share: 0 },
      ],
      other: { count: 1, share: 0.25 },
    })
  })

  it('is for those who may edit the survey', async () => {
    const survey = await open([{ id: 'q', title: 'Question', type: 'yes_no' }])
    await reply(teamroom, survey.public_key, { q: true })
    const [stranger, admin] = [await teamroom.account('manager'), await teamroom.account('admin')]
    const path = `/api/surveys/${survey.id}/results`
    assert.equal((await teamroom.send('GET', path)).status, 401)
    assert.equal((await stranger.send('GET', path)).status, 404)
    assert.equal((await admin.send('GET', path)).status, 200)
  })
})
