import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { type Account, startTeamroom, type Teamroom } from '../../../test/harness.ts'
import { choices, EVERY_ANSWER, EVERY_TYPE, openSurvey, reply, replyTimes } from '../../../test/surveys.ts'
import type { Survey } from '../schema.ts'
import type {
  ChoiceResult,
  DateResult,
  MatrixResult,
  NpsResult,
  NumberResult,
  QuestionResult,
  RankingResult,
  RatingResult,
  Results,
  ShownResult,
  YesNoResult,
} from './schema.ts'
import { tallyReplies } from './tally.ts'

let teamroom: Teamroom
let owner: Account

before(async () => {
  teamroom = await startTeamroom({}, { now: '2026-03-02T09:00Z' })
  owner = await teamroom.account('member')
})
after(() => teamroom.stop())

/** A survey for anyone, of which the results are not hidden. */
const open = (questions: object[], more: object = {}) =>
  openSurvey(owner, { audience: 'anyone', anonymous: false, questions, ...more })

const SHOWN = { hidden: false, hidden_because: null, next_at: null }

/** The questions of which something is shown. */
function shownIn({ questions }: Pick<Results, 'questions'>): ShownResult[] {
  return questions.filter((question): question is ShownResult => question.hidden_because === null)
}

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
      ...{ reply_count: 0, complete_count: 0, begun_count: 0, completion: null, ...SHOWN, days: [] },
      versions: [{ version: published_version, published_at, replies: 0 }],
      questions: [
        {
          ...{
            type: 'rating',
            id: 'q',
            title: 'Question',
            removed: false,
            hidden_because: null,
            asked: 0,
            answered: 0,
            wordings: [],
          },
          ...{ values: [1, 2].map((value) => ({ value, count: 0, share: null })), mean: null, median: null },
        },
      ],
    })
  })

  it('counts a choice, and those who say something else', async () => {
    const question = { type: 'single_choice', choices: choices('soup', 'salad'), other: true }
    assert.deepEqual(await resultOf(question, ['soup', 'soup', { other: 'Cake' }, 'soup', null]), {
      ...{
        type: 'single_choice',
        id: 'q',
        title: 'Question',
        removed: false,
        hidden_because: null,
        asked: 5,
        answered: 4,
        wordings: [],
      },
      choices: [
        { id: 'soup', label: 'The soup', removed: false, count: 3, share: 0.75 },
        { id: 'salad', label: 'The salad', removed: false, count: 0, share: 0 },
      ],
      other: { count: 1, share: 0.25 },
    })
  })

  it('counts several choices, whose shares are of those who answered', async () => {
    const question = { type: 'multiple_choice', choices: choices('mon', 'tue'), other: false }
    const { choices: counted, other } = (await resultOf(question, [['mon'], ['tue', 'mon'], [], null])) as ChoiceResult
    assert.deepEqual(
      counted.map(({ count, share }) => [count, share]),
      [
        [2, 1],
        [1, 0.5],
      ],
    )
    assert.equal(other, null)
  })

  it('has everything on the scale of a rating, its mean and its median', async () => {
    const result = (await resultOf({ type: 'rating', max: 4 }, [1, 4, 4, 2])) as RatingResult
    const shares = { 1: 0.25, 2: 0.25, 3: 0, 4: 0.5 }
    assert.deepEqual(
      result.values,
      Object.entries(shares).map(([value, share]) => ({ value: Number(value), count: share * 4, share })),
    )
    assert.deepEqual([result.mean, result.median], [2.75, 3])
  })

  it('has the parts of an NPS', async () => {
    const { values: _, ...result } = (await resultOf({ type: 'nps' }, [10, 9, 8, 6, 0, 9, 7, 10])) as NpsResult
    assert.deepEqual(result, {
      ...{
        type: 'nps',
        id: 'q',
        title: 'Question',
        removed: false,
        hidden_because: null,
        asked: 8,
        answered: 8,
        wordings: [],
      },
      ...{ mean: 59 / 8, median: 8.5 },
      promoters: { count: 4, share: 0.5 },
      passives: { count: 2, share: 0.25 },
      detractors: { count: 2, share: 0.25 },
      score: 25,
    })
  })

  it('counts yes and no', async () => {
    const { yes, no } = (await resultOf({ type: 'yes_no' }, [true, false, false, null, false])) as YesNoResult
    assert.deepEqual(
      [yes, no],
      [
        { count: 1, share: 0.25 },
        { count: 3, share: 0.75 },
      ],
    )
  })

  it('has mean, median and range of numbers, and how they are spread', async () => {
    const question = { type: 'number', min: null, decimals: 1 }
    const { mean, median, min, max, bins } = (await resultOf(question, [-1.5, 8.5, 0, 8, 8.5])) as NumberResult
    assert.deepEqual([mean, median, min, max], [23.5 / 5, 8, -1.5, 8.5])
    assert.equal(bins.length, 20)
    const filled = bins.filter(({ count }) => count > 0)
    assert.deepEqual(filled, [
      { from: -1.5, to: -1, count: 1 },
      { from: 0, to: 0.5, count: 1 },
      { from: 8, to: 8.5, count: 3 },
    ])
  })

  it('spreads whole numbers over whole parts', async () => {
    const few = (await resultOf({ type: 'number', decimals: 0 }, [3, 1, 3])) as NumberResult
    assert.deepEqual(few.bins, [
      { from: 1, to: 1, count: 1 },
      { from: 2, to: 2, count: 0 },
      { from: 3, to: 3, count: 2 },
    ])
    const many = (await resultOf({ type: 'number', decimals: 0 }, [0, 40, 2, 3])) as NumberResult
    assert.deepEqual(many.bins.slice(0, 2), [
      { from: 0, to: 2, count: 2 },
      { from: 3, to: 5, count: 1 },
    ])
    assert.deepEqual(many.bins.at(-1), { from: 39, to: 40, count: 1 })
    const one = (await resultOf({ type: 'number' }, [7.25])) as NumberResult
    assert.deepEqual(one.bins, [{ from: 7.25, to: 7.25, count: 1 }])
  })

  it('has the first, the last and the middle day', async () => {
    const days = ['2026-03-05', '1999-12-31', '2026-03-01', '2026-03-02']
    const { earliest, latest, median } = (await resultOf({ type: 'date' }, days)) as DateResult
    assert.deepEqual([earliest, latest, median], ['1999-12-31', '2026-03-05', '2026-03-01'])
    const { bins } = (await resultOf({ type: 'date' }, days.slice(2))) as DateResult
    assert.deepEqual(
      bins,
      days.slice(2).map((day) => ({ from: day, to: day, count: 1 })),
    )
  })

  it('has how many of those who began have finished, an optional last question left empty or not', async () => {
    const survey = await open([{ id: 'q', title: 'Question', type: 'text' }])
    const key = survey.public_key as string
    const begin = () => teamroom.send('POST', `/api/surveys/public/${key}/begun`)
    // At the same time, as people do.
    const begun = await Promise.all([begin(), begin(), begin(), begin()])
    assert.deepEqual(
      begun.map(({ status }) => status),
      [204, 204, 204, 204],
    )
    const send = (body: object) =>
      teamroom.send('POST', `/api/surveys/public/${key}/replies`, { submission_id: randomUUID(), answers: [], ...body })
    for (const body of [{ begun: true }, { begun: true }, {}]) assert.equal((await send(body)).status, 201)
    const { begun_count, completion, complete_count } = await read(survey)
    assert.deepEqual([begun_count, completion, complete_count], [5, 0.6, 0])
  })

  it('has the places of a ranking, and what they come to', async () => {
    const question = { type: 'ranking', choices: choices('a', 'b', 'c') }
    const result = (await resultOf(question, [
      ['a', 'b', 'c'],
      ['a', 'c', 'b'],
      ['c', 'a', 'b'],
      null,
    ])) as RankingResult
    assert.deepEqual(
      result.choices.map(({ id, mean_rank, first, score }) => [id, mean_rank, first, score]),
      [
        ['a', 4 / 3, 2, 2.5 / 3],
        ['b', 8 / 3, 0, 0.5 / 3],
        ['c', 2, 1, 0.5],
      ],
    )
  })

  it('has the places of a ranking that leaves some out, which are put before none', async () => {
    const question = { type: 'ranking', choices: choices('a', 'b', 'c', 'd'), max_choices: 2 }
    const result = (await resultOf(question, [['a', 'b'], ['b'], ['a', 'c'], null])) as RankingResult
    assert.equal(result.answered, 3)
    assert.deepEqual(
      result.choices.map(({ id, ranked, mean_rank, first, score }) => [id, ranked, mean_rank, first, score]),
      [
        ['a', 2, 1, 2, 2 / 3],
        ['b', 2, 1.5, 1, (2 / 3 + 1) / 3],
        ['c', 1, 2, 0, 2 / 3 / 3],
        ['d', 0, null, 0, 0],
      ],
    )
  })

  it('has the rows of a matrix, each with shares of those who answered it', async () => {
    const question = { type: 'matrix', rows: choices('food', 'room'), columns: choices('good', 'bad') }
    const answers = [{ food: 'good', room: 'bad' }, { food: 'bad' }, { food: 'good' }, {}]
    const result = (await resultOf(question, answers)) as MatrixResult
    assert.equal(result.answered, 3)
    assert.deepEqual(
      result.rows.map(({ id, answered, columns }) => [id, answered, columns.map(({ count, share }) => [count, share])]),
      [
        [
          'food',
          3,
          [
            [2, 2 / 3],
            [1, 1 / 3],
          ],
        ],
        [
          'room',
          1,
          [
            [0, 0],
            [1, 1],
          ],
        ],
      ],
    )
  })

  it('counts texts, and shows none of them', async () => {
    assert.deepEqual(await resultOf({ type: 'text' }, ['Ann', null]), {
      ...{
        type: 'text',
        id: 'q',
        title: 'Question',
        removed: false,
        hidden_because: null,
        asked: 2,
        answered: 1,
        wordings: [],
      },
    })
  })

  it('has who was asked what, who answered all of it, and on which days', async () => {
    const rule = { conditions: [{ question: 'again', operator: 'is', value: false }] }
    const survey = await open(
      [
        { id: 'again', type: 'yes_no', title: 'Again?' },
        { id: 'why', type: 'text', title: 'Why not?', shown_if: rule },
      ],
      { time_zone: 'Europe/Berlin' },
    )
    await replyTimes(teamroom, survey.public_key, 2, () => ({ again: true }))
    await replyTimes(teamroom, survey.public_key, 1, () => ({ again: false }))
    const start = teamroom.clock.now
    // Half past midnight, there.
    teamroom.clock.now = new Date('2026-03-03T23:30:00.000Z')
    await replyTimes(teamroom, survey.public_key, 1, () => ({ again: false, why: 'No time.' }))
    await replyTimes(teamroom, survey.public_key, 1, () => ({}))
    teamroom.clock.now = start
    const { versions: _, ...results } = await read(survey)
    const questions = shownIn(results)
    assert.deepEqual(
      { ...results, questions: [] },
      {
        questions: [],
        ...{ reply_count: 5, complete_count: 3, begun_count: 5, completion: 1, ...SHOWN },
        days: [
          { day: '2026-03-02', replies: 3 },
          { day: '2026-03-04', replies: 2 },
        ],
      },
    )
    assert.deepEqual(
      questions.map(({ id, asked, answered }) => [id, asked, answered]),
      [
        ['again', 5, 4],
        ['why', 2, 1],
      ],
    )
  })

  it('counts what earlier versions had, and says how they worded it', async () => {
    const old = [
      { id: 'lunch', type: 'single_choice', title: 'Lunch?', choices: choices('soup', 'cake'), other: true },
      { id: 'gone', type: 'yes_no', title: 'Again?' },
      { id: 'mood', type: 'rating', title: 'Mood?', max: 3 },
    ]
    const survey = await open(old)
    await replyTimes(teamroom, survey.public_key, 3, (i) => ({
      lunch: ['soup', 'cake', { other: 'Tea' }][i],
      gone: true,
      mood: 1,
    }))
    const newer = [
      { id: 'new', type: 'yes_no', title: 'New?' },
      {
        ...old[0],
        title: 'Dinner?',
        choices: [
          { id: 'soup', label: 'Broth' },
          { id: 'pie', label: 'Pie' },
        ],
        other: false,
      },
      old[2],
    ]
    await owner.send('PATCH', `/api/surveys/${survey.id}`, { questions: newer })
    const draft = await read(survey)
    assert.equal((await owner.send('POST', `/api/surveys/${survey.id}/publication`)).status, 200)
    await reply(teamroom, survey.public_key, { lunch: 'soup' })
    await reply(teamroom, survey.public_key, { lunch: 'cake', gone: false }, { version: 1 })
    const results = await read(survey)
    const { versions, reply_count } = results
    const questions = shownIn(results)
    // What is worked on is not yet asked.
    assert.deepEqual(
      draft.questions.map(({ id, removed }) => [id, removed]),
      [
        ['lunch', false],
        ['gone', false],
        ['mood', false],
      ],
    )
    assert.deepEqual([reply_count, versions.map(({ replies }) => replies)], [5, [4, 1]])
    assert.deepEqual(
      questions.map(({ id, removed, asked, answered }) => [id, removed, asked, answered]),
      [
        ['new', false, 1, 0],
        ['lunch', false, 5, 5],
        ['mood', false, 5, 3],
        ['gone', true, 4, 4],
      ],
    )
    const lunch = questions[1] as ChoiceResult
    assert.deepEqual(
      [lunch.title, lunch.choices, lunch.other],
      [
        'Dinner?',
        [
          { id: 'soup', label: 'Broth', removed: false, count: 2, share: 0.4 },
          { id: 'pie', label: 'Pie', removed: false, count: 0, share: 0 },
          { id: 'cake', label: 'The cake', removed: true, count: 2, share: 0.4 },
        ],
        { count: 1, share: 0.2 },
      ],
    )
    const soup = (label: string) => [{ of: 'choice', id: 'soup', label }]
    assert.deepEqual(lunch.wordings, [
      { version: 1, title: 'Lunch?', labels: soup('The soup') },
      { version: 2, title: 'Dinner?', labels: soup('Broth') },
    ])
    assert.deepEqual(questions[2]?.wordings, [])
  })

  it('has each reply from the moment that it is acknowledged', async () => {
    const survey = await open([{ id: 'q', type: 'nps', title: 'Question' }])
    for (let i = 0; i < 30; i++) {
      await reply(teamroom, survey.public_key, { q: i % 11 })
      if (i % 3 === 0) await tallyReplies(teamroom.db)
      assert.equal((await read(survey)).reply_count, i + 1)
    }
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

describe('results that are filtered', () => {
  it('are those of the replies that answered so', async () => {
    const survey = await open(EVERY_TYPE)
    const other = { single_choice: { other: 'a "b" {' }, multiple_choice: ['tue'], number: -3, rating: 1 }
    await reply(teamroom, survey.public_key, EVERY_ANSWER)
    await reply(teamroom, survey.public_key, EVERY_ANSWER)
    await reply(teamroom, survey.public_key, other)
    const hits: [string, string, number][] = [
      ...([
        ['single_choice', 'soup', 2],
        ['single_choice', 'salad', 0],
        ['single_choice', 'other', 1],
      ] as const),
      ...([
        ['multiple_choice', 'mon', 2],
        ['multiple_choice', 'other', 2],
        ['multiple_choice', 'tue', 1],
      ] as const),
      ...([
        ['rating', '4', 2],
        ['nps', '9', 2],
        ['yes_no', 'true', 2],
        ['yes_no', 'false', 0],
      ] as const),
      ...([
        ['number', '2.5', 2],
        ['number', '2.50', 2],
        ['number', '-3', 1],
        ['number', '0', 0],
      ] as const),
      ...([
        ['date', '2026-03-02', 2],
        ['date', '2026-03-03', 0],
        ['ranking', 'c:1', 2],
        ['ranking', 'c:2', 0],
      ] as const),
      ...([
        ['matrix', 'food:good', 2],
        ['matrix', 'room:good', 0],
      ] as const),
    ].map((hit) => [...hit] as [string, string, number])
    for (const [question, answer, count] of hits) {
      const results = await read(survey, `?question=${question}&answer=${encodeURIComponent(answer)}`)
      assert.equal(results.reply_count, count, `${question} ${answer}`)
      const rating = results.questions.find(({ id }) => id === 'rating') as RatingResult
      assert.equal(rating.mean, count === 0 ? null : count === 2 ? 4 : 1)
    }
  })

  it('are refused for what was never asked, or cannot be answered', async () => {
    const survey = await open(EVERY_TYPE)
    const refused = async (query: string) => {
      const { status, body } = await owner.send('GET', `/api/surveys/${survey.id}/results?${query}`)
      assert.equal(status, 422, query)
      return body.errors.query
    }
    const missing = ['Missing data for required field.']
    assert.deepEqual(await refused('question=rating'), { answer: missing })
    assert.deepEqual(await refused('answer=4'), { question: missing })
    assert.deepEqual(await refused('question=nothing&answer=4'), { question: ['There is no such question.'] })
    const words = { rating: '6', nps: '11', yes_no: 'yes', single_choice: 'cake', multiple_choice: 'answered' }
    const others = {
      number: '1e3',
      date: '2026-02-30',
      ranking: 'a:4',
      matrix: 'food',
      text: 'Ann',
      long_text: 'asked',
    }
    for (const [question, answer] of Object.entries({ ...words, ...others })) {
      assert.deepEqual(Object.keys(await refused(`question=${question}&answer=${answer}`)), ['answer'])
    }
    const { answer } = await refused('question=single_choice&answer=cake')
    assert.deepEqual(answer, ['Must be one of: soup, salad, other.'])
  })
})
