import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Account, startTeamroom, type Teamroom } from '../../../test/harness.ts'
import { choices, makeSurvey, openSurvey, publish, replyTimes } from '../../../test/surveys.ts'
import type { Survey } from '../schema.ts'
import type { MatrixResult, NumberResult, QuestionResult, RatingResult, Results } from './schema.ts'

let teamroom: Teamroom
let owner: Account

before(async () => {
  teamroom = await startTeamroom()
  owner = await teamroom.account('member')
})
after(() => teamroom.stop())

const TEAM = { id: 'team', type: 'single_choice', title: 'Team', choices: choices('a', 'b', 'c') }
const MOOD = { id: 'mood', type: 'rating', title: 'Mood' }
const SPLIT = { audience: 'anyone', results_when: 'closed', split_by: 'team' }

/** So many people of each team; those of `none` do not say which. */
function people(teams: Record<string, number>): string[] {
  return Object.entries(teams).flatMap(([team, count]) => Array.from({ length: count }, () => team))
}

/** A survey that is split by team, which people have answered. */
async function opened(questions: object[], more: object = {}): Promise<Survey> {
  return openSurvey(owner, { ...SPLIT, questions: [TEAM, ...questions], ...more })
}

async function send(
  { public_key }: Survey,
  teams: Record<string, number>,
  answersOf: (team: string, at: number) => Record<string, unknown> = (_, at) => ({ mood: 1 + (at % 5) }),
): Promise<void> {
  const all = people(teams)
  await replyTimes(teamroom, public_key, all.length, (i) => {
    const team = all[i] as string
    return { ...(team !== 'none' && { team }), ...answersOf(team, i) }
  })
}

const close = ({ id }: Survey) => owner.send('POST', `/api/surveys/${id}/closure`)

async function read({ id }: Survey, answer?: string, question = 'team'): Promise<Results> {
  const query = answer === undefined ? '' : `?${new URLSearchParams({ question, answer })}`
  const { status, body, text } = await owner.send('GET', `/api/surveys/${id}/results${query}`)
  assert.equal(status, 200, text)
  return body
}

/** Which teams are shown by themselves. */
async function shownTeams(survey: Survey): Promise<string[]> {
  const teams: string[] = []
  for (const team of ['a', 'b', 'c']) if (!(await read(survey, team)).hidden) teams.push(team)
  return teams
}

/** In which teams a question is shown. */
async function shownIn(survey: Survey, id: string): Promise<string[]> {
  const teams: string[] = []
  for (const team of ['a', 'b', 'c']) if ((await find(survey, team, id))?.hidden_because === null) teams.push(team)
  return teams
}

async function find(survey: Survey, team: string, id: string): Promise<QuestionResult | undefined> {
  return (await read(survey, team)).questions.find((question) => question.id === id)
}

const HIDDEN = {
  ...{
    complete_count: null,
    begun_count: null,
    completion: null,
    hidden: true,
    next_at: null,
    days: [],
    versions: [],
    questions: [],
  },
}

describe('results of an anonymous survey by the question that it names', () => {
  it('come once it is closed, by that question alone', async () => {
    const survey = await opened([MOOD])
    await send(survey, { a: 6, b: 6 })
    const hidden = { ...HIDDEN, reply_count: 12 }
    assert.deepEqual(await read(survey, 'a'), { ...hidden, hidden_because: 'not_closed' })
    await close(survey)
    for (const answer of ['1', '5']) {
      assert.deepEqual(await read(survey, answer, 'mood'), { ...hidden, hidden_because: 'filter' })
    }
    const { reply_count, questions, days, completion } = await read(survey, 'a')
    assert.deepEqual([reply_count, days, completion], [6, [], null])
    const [, mood] = questions as [QuestionResult, RatingResult]
    assert.deepEqual([mood.answered, mood.values.map(({ count }) => count)], [6, [2, 1, 1, 1, 1]])
    assert.deepEqual(await shownTeams(survey), ['a', 'b'])
  })

  it('are those of all again without a filter', async () => {
    const survey = await opened([MOOD])
    await send(survey, { a: 6, b: 6 })
    await close(survey)
    assert.equal((await read(survey)).reply_count, 12)
  })

  it('hide a group that is too small, and as many others as are needed to hide it', async () => {
    const survey = await opened([MOOD])
    await send(survey, { a: 12, b: 10, c: 3 })
    await close(survey)
    assert.deepEqual(await shownTeams(survey), ['a'])
    const hidden = { ...HIDDEN, reply_count: 25, hidden_because: 'group' }
    assert.deepEqual(await read(survey, 'b'), hidden)
    assert.deepEqual(await read(survey, 'c'), hidden)
  })

  it('hide a group where few did not say which one is theirs', async () => {
    const survey = await opened([MOOD])
    await send(survey, { a: 8, b: 7, none: 2 })
    await close(survey)
    assert.deepEqual(await shownTeams(survey), ['a'])
    const other = await opened([MOOD])
    await send(other, { a: 8, b: 7, none: 5 })
    await close(other)
    assert.deepEqual(await shownTeams(other), ['a', 'b'])
  })

  it('keep the threshold that the survey has', async () => {
    const survey = await opened([MOOD], { threshold: 7 })
    await send(survey, { a: 8, b: 7, c: 9 })
    await close(survey)
    assert.deepEqual(await shownTeams(survey), ['a', 'b', 'c'])
    const other = await opened([MOOD], { threshold: 8 })
    await send(other, { a: 8, b: 7, c: 9 })
    await close(other)
    assert.deepEqual(await shownTeams(other), ['c'])
  })

  it('hide each question where too few of a group answered it, or of those that are hidden together', async () => {
    const survey = await opened([MOOD, { id: 'pay', type: 'yes_no', title: 'Pay?' }])
    await send(survey, { a: 12, b: 10, c: 8 }, (team, at) => ({
      mood: 3,
      ...((team !== 'c' || at < 24) && { pay: true }),
    }))
    await close(survey)
    assert.deepEqual(await shownIn(survey, 'mood'), ['a', 'b', 'c'])
    // Two answered in c: b’s are hidden with them.
    assert.deepEqual(await shownIn(survey, 'pay'), ['a'])
    assert.deepEqual((await find(survey, 'b', 'pay'))?.hidden_because, 'group')
  })

  it('hide a question wherever one is hidden that it depends on', async () => {
    const shown_if = { conditions: [{ question: 'pay', operator: 'is', value: true }] }
    const questions = [
      { id: 'pay', type: 'yes_no', title: 'Pay?' },
      { id: 'why', type: 'rating', title: 'Why?', shown_if },
    ]
    const survey = await opened(questions)
    const yes = { pay: true, why: 2 }
    await send(survey, { a: 12, b: 10, c: 8 }, (team, at) => (team !== 'c' ? yes : at < 24 ? { pay: false } : {}))
    await close(survey)
    // Two in c said no. How many in b were asked why would tell how many said yes there, and so that these two did not.
    assert.deepEqual(await shownIn(survey, 'pay'), ['a'])
    assert.deepEqual(await shownIn(survey, 'why'), ['a'])
  })

  it('show a question that only one group was asked', async () => {
    const shown_if = { conditions: [{ question: 'team', operator: 'is', value: 'a' }] }
    const survey = await opened([{ ...MOOD, shown_if }])
    await send(survey, { a: 6, b: 6 }, (team) => (team === 'a' ? { mood: 4 } : {}))
    await close(survey)
    assert.deepEqual(await shownIn(survey, 'mood'), ['a'])
    assert.deepEqual((await find(survey, 'b', 'mood'))?.hidden_because, 'group')
  })

  it('need as many texts in each group as are shown together, and list none of them', async () => {
    const survey = await opened([{ id: 'why', type: 'text', title: 'Why?' }], { text_threshold: 8 })
    await send(survey, { a: 9, b: 8, c: 8 }, (_, at) => (at < 24 ? { why: 'so' } : {}))
    await close(survey)
    // Seven answered in c.
    assert.deepEqual(await shownIn(survey, 'why'), ['a'])
    assert.deepEqual(Object.keys((await find(survey, 'a', 'why')) ?? {}).sort(), [
      ...['answered', 'asked', 'hidden_because', 'id', 'removed', 'title', 'type', 'wordings'],
    ])
  })

  it('have the mean of numbers, and those rows of a matrix that enough answered', async () => {
    const rows = { rows: choices('food', 'room'), columns: choices('good', 'bad') }
    const questions = [
      { id: 'n', type: 'number', title: 'N', decimals: 2 },
      { id: 'm', type: 'matrix', title: 'M', ...rows },
    ]
    const survey = await opened(questions)
    await send(survey, { a: 6, b: 7, c: 7 }, (team, at) => ({
      n: team === 'a' ? -0.25 * (at + 1) : 4,
      m: { food: 'good', ...(team !== 'c' && { room: 'bad' }) },
    }))
    await close(survey)
    const [, number] = (await read(survey, 'a')).questions as [QuestionResult, NumberResult]
    assert.deepEqual([number.mean, number.min, number.max, number.bins], [-0.875, null, null, []])
    const rowsIn = async (team: string) =>
      ((await find(survey, team, 'm')) as MatrixResult).rows.map(({ answered }) => answered)
    // Nobody in c answered about the room: that is not told of c alone, so the smallest other group is hidden with it.
    assert.deepEqual(
      [await rowsIn('a'), await rowsIn('b'), await rowsIn('c')],
      [
        [6, null],
        [7, 7],
        [7, null],
      ],
    )
  })

  it('do not come by a question that was not asked everybody in the same way', async () => {
    const survey = await opened([MOOD])
    await send(survey, { a: 8, b: 8 })
    const team = { ...TEAM, choices: choices('a', 'b') }
    await change(survey, [team, MOOD])
    await send(survey, { a: 8, b: 8 })
    await close(survey)
    assert.deepEqual(await read(survey, 'a'), { ...HIDDEN, reply_count: 32, hidden_because: 'filter' })
  })

  it('have no question that versions ask differently, which would tell whose reply came first', async () => {
    const survey = await opened([MOOD])
    await send(survey, { a: 1 })
    await change(survey, [TEAM, MOOD, { id: 'new', type: 'yes_no', title: 'New?' }])
    await send(survey, { a: 6, b: 6 }, () => ({ mood: 2, new: true }))
    await close(survey)
    assert.equal((await find(survey, 'a', 'new'))?.hidden_because, 'versions')
    assert.deepEqual(await shownIn(survey, 'mood'), ['a', 'b'])
  })

  it('go on under the newest words', async () => {
    const survey = await opened([MOOD])
    await send(survey, { a: 6 })
    await change(survey, [TEAM, { ...MOOD, title: 'How are you?' }])
    await send(survey, { b: 6 })
    await close(survey)
    assert.equal((await find(survey, 'a', 'mood'))?.title, 'How are you?')
    assert.deepEqual(await shownIn(survey, 'mood'), ['a', 'b'])
  })
})

async function change({ id }: Survey, questions: object[]): Promise<void> {
  const answer = await owner.send('PATCH', `/api/surveys/${id}`, { questions })
  assert.equal(answer.status, 200, answer.text)
  await publish(owner, id)
}

describe('the question that splits an anonymous survey', () => {
  it('is one that everybody is asked', async () => {
    const shown_if = { conditions: [{ question: 'mood', operator: 'is', value: 2 }] }
    const fields = { title: 'Lunch', ...SPLIT, questions: [MOOD, { ...TEAM, shown_if }] }
    const { status, body } = await owner.send('POST', '/api/surveys', fields)
    assert.deepEqual([status, body.errors.json.split_by], [422, ['Must be a question that everyone is asked.']])
    const { id } = await makeSurvey(owner, { ...SPLIT, questions: [MOOD, TEAM] })
    assert.equal((await owner.send('PATCH', `/api/surveys/${id}`, { questions: fields.questions })).status, 422)
  })

  it('splits nothing any more once it is published with a rule', async () => {
    const survey = await openSurvey(owner, { ...SPLIT, questions: [MOOD, TEAM] })
    const shown_if = { conditions: [{ question: 'mood', operator: 'at_least', value: 2 }] }
    await change(survey, [MOOD, { ...TEAM, shown_if }])
    await send(survey, { a: 6, b: 6, none: 3 }, (team) => ({ mood: team === 'none' ? 1 : 2 }))
    await close(survey)
    assert.equal((await read(survey, 'a')).hidden_because, 'filter')
  })
})
