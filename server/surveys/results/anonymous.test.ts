import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Account, startTeamroom, type Teamroom } from '../../../test/harness.ts'
import { choices, openSurvey, publish, reply, replyTimes } from '../../../test/surveys.ts'
import type { Survey } from '../schema.ts'
import type {
  ChoiceResult,
  MatrixResult,
  NumberResult,
  QuestionResult,
  Results,
  TextResult,
  YesNoResult,
} from './schema.ts'

let teamroom: Teamroom
let owner: Account

before(async () => {
  teamroom = await startTeamroom()
  owner = await teamroom.account('member')
})
after(() => teamroom.stop())

const AGAIN = { id: 'q', type: 'yes_no', title: 'Again?' }

const open = (questions: object[], more: object = {}) => openSurvey(owner, { audience: 'anyone', questions, ...more })
const send = ({ public_key }: Survey, times: number, answersOf: (i: number) => Record<string, unknown>) =>
  replyTimes(teamroom, public_key, times, answersOf)

async function read({ id }: Survey, query = ''): Promise<Results> {
  const { status, body, text } = await owner.send('GET', `/api/surveys/${id}/results${query}`)
  assert.equal(status, 200, text)
  return body
}

async function questionOf(survey: Survey, id: string): Promise<QuestionResult> {
  const found = (await read(survey)).questions.find((question) => question.id === id)
  return found ?? assert.fail(`There is no ${id}.`)
}

const NOTHING = {
  complete_count: null,
  begun_count: null,
  completion: null,
  hidden: true,
  days: [],
  versions: [],
  questions: [],
}

async function change(survey: Survey, fields: object) {
  const answer = await owner.send('PATCH', `/api/surveys/${survey.id}`, fields)
  assert.equal(answer.status, 200, answer.text)
  await publish(owner, survey.id)
}

const texts = (survey: Survey, question: string) =>
  owner.send('GET', `/api/surveys/${survey.id}/questions/${question}/answers`)

describe('results of an anonymous survey', () => {
  it('come with every fifth reply, and are the same in between', async () => {
    const survey = await open([AGAIN])
    for (let count = 0; count < 5; count++) {
      assert.deepEqual(await read(survey), { ...NOTHING, reply_count: count, hidden_because: 'too_few', next_at: 5 })
      await send(survey, 1, () => ({ q: true }))
    }
    const first = await read(survey)
    assert.deepEqual([first.reply_count, first.hidden, first.next_at], [5, false, 10])
    assert.deepEqual((first.questions[0] as YesNoResult).yes, { count: 5, share: 1 })
    for (let count = 6; count < 10; count++) {
      await send(survey, 1, () => ({ q: false }))
      assert.deepEqual(await read(survey), first)
    }
    await send(survey, 1, () => ({ q: false }))
    const second = await read(survey)
    assert.deepEqual([second.reply_count, second.next_at], [10, 15])
    assert.deepEqual((second.questions[0] as YesNoResult).no, { count: 5, share: 0.5 })
  })

  it('come in steps as large as its owner said', async () => {
    const survey = await open([AGAIN], { threshold: 7 })
    await send(survey, 6, () => ({ q: true }))
    assert.equal((await read(survey)).hidden, true)
    await send(survey, 7, () => ({ q: true }))
    assert.deepEqual([(await read(survey)).reply_count, (await read(survey)).next_at], [13, 20])
  })

  it('keep what came after the last step to themselves when the survey is closed', async () => {
    const survey = await open([AGAIN])
    await send(survey, 5, () => ({ q: true }))
    await teamroom.send('POST', `/api/surveys/public/${survey.public_key}/begun`)
    const before = await read(survey)
    assert.deepEqual([before.begun_count, before.completion], [null, null])
    await send(survey, 3, () => ({ q: false }))
    await owner.send('POST', `/api/surveys/${survey.id}/closure`)
    // How many began and finished is told of all of them: nothing of it depends on what they said.
    assert.deepEqual(await read(survey), { ...before, next_at: null, begun_count: 9, completion: 8 / 9 })
  })

  it('tell neither the days of replies, nor the versions, nor who answered everything, nor earlier wordings', async () => {
    const survey = await open([AGAIN])
    await send(survey, 5, () => ({ q: true }))
    await change(survey, { questions: [{ ...AGAIN, title: 'Once more?' }] })
    await send(survey, 5, () => ({ q: true }))
    const { days, versions, complete_count, completion, questions } = await read(survey)
    assert.deepEqual([days, complete_count, completion], [[], null, null])
    assert.deepEqual(
      versions.map(({ replies }) => replies),
      [null, null],
    )
    const [question] = questions as [YesNoResult]
    assert.deepEqual([question.title, question.wordings, question.answered], ['Once more?', [], 10])
  })

  it('have no number or day that a single person gave', async () => {
    const questions = [
      { id: 'n', type: 'number', title: 'How many?' },
      { id: 'd', type: 'date', title: 'When?' },
    ]
    const survey = await open(questions)
    await send(survey, 5, (i) => ({ n: i, d: `2026-03-0${i + 1}` }))
    const [number, date] = (await read(survey)).questions
    assert.deepEqual(
      [number, date],
      [
        {
          ...{ type: 'number', id: 'n', title: 'How many?', removed: false, hidden_because: null, wordings: [] },
          ...{ asked: 5, answered: 5, mean: 2, median: null, min: null, max: null, bins: [] },
        },
        {
          ...{ type: 'date', id: 'd', title: 'When?', removed: false, hidden_because: null, wordings: [] },
          ...{ asked: 5, answered: 5, earliest: null, latest: null, median: null, bins: [] },
        },
      ],
    )
  })
})

describe('filters of an anonymous survey', () => {
  it('make no difference before there are enough replies', async () => {
    const survey = await open([AGAIN])
    await send(survey, 1, () => ({ q: false }))
    const [yes, no] = [await read(survey, '?question=q&answer=true'), await read(survey, '?question=q&answer=false')]
    assert.deepEqual(yes, no)
    assert.deepEqual(yes, { ...NOTHING, reply_count: 1, hidden_because: 'too_few', next_at: 5 })
  })

  it('make none later, whichever group is small', async () => {
    const team = { id: 'team', type: 'single_choice', title: 'Team', choices: choices('a', 'b', 'c') }
    const survey = await open([team, { id: 'mood', type: 'rating', title: 'Mood' }])
    await send(survey, 25, (i) => ({ team: i < 12 ? 'a' : i < 22 ? 'b' : 'c', mood: 1 + (i % 5) }))
    const expected = { ...NOTHING, reply_count: 25, hidden_because: 'filter', next_at: 30 }
    for (const answer of ['a', 'b', 'c'])
      assert.deepEqual(await read(survey, `?question=team&answer=${answer}`), expected)
    assert.deepEqual(await read(survey, '?question=mood&answer=3'), expected)
  })
})

describe('a question of an anonymous survey', () => {
  const team = { id: 'team', type: 'single_choice', title: 'Team', choices: choices('a', 'b', 'c') }
  const onlyC = { conditions: [{ question: 'team', operator: 'is', value: 'c' }] }

  it('is hidden until five have answered it, and moves on in steps of five answers', async () => {
    const survey = await open([team, { id: 'pay', type: 'rating', title: 'Pay', shown_if: onlyC }])
    const answer = (isC: boolean) => (isC ? { team: 'c', pay: 2 } : { team: 'a' })
    await send(survey, 15, (i) => answer(i < 4))
    const { count } = ((await questionOf(survey, 'team')) as ChoiceResult).choices[2] as { count: number }
    assert.equal(count, 4)
    const hidden = { type: 'rating', id: 'pay', title: 'Pay', removed: false, hidden_because: 'too_few' }
    assert.deepEqual(await questionOf(survey, 'pay'), hidden)
    await send(survey, 5, (i) => answer(i < 2))
    const first = await questionOf(survey, 'pay')
    assert.equal((first as ChoiceResult).answered, 6)
    await send(survey, 5, (i) => answer(i < 4))
    assert.deepEqual(await questionOf(survey, 'pay'), first)
    await send(survey, 5, (i) => answer(i < 1))
    assert.equal(((await questionOf(survey, 'pay')) as ChoiceResult).answered, 11)
  })

  it('is hidden where it is asked because of more than one answer, as its numbers would join them', async () => {
    const both = {
      match: 'all',
      conditions: [...onlyC.conditions, { question: 'mood', operator: 'at_most', value: 2 }],
    }
    const questions = [
      team,
      { id: 'mood', type: 'rating', title: 'Mood' },
      { id: 'why', type: 'yes_no', title: 'Why?', shown_if: both },
      {
        id: 'more',
        type: 'yes_no',
        title: 'More?',
        shown_if: { conditions: [{ question: 'why', operator: 'answered' }] },
      },
    ]
    const survey = await open(questions)
    await send(survey, 10, () => ({ team: 'c', mood: 1, why: true, more: true }))
    for (const id of ['why', 'more']) {
      const { hidden_because } = await questionOf(survey, id)
      assert.equal(hidden_because, 'depends')
    }
    assert.equal((await questionOf(survey, 'mood')).hidden_because, null)
  })

  it('is hidden where only some versions ask it because of an answer, as that would tell of the answers in the others', async () => {
    const pay = { id: 'pay', type: 'yes_no', title: 'Pay?', shown_if: onlyC }
    const survey = await open([team])
    await send(survey, 3, (i) => ({ team: i < 2 ? 'a' : 'c' }))
    await change(survey, { questions: [team, pay] })
    await send(survey, 7, () => ({ team: 'c', pay: true }))
    const [counted, hidden] = [await questionOf(survey, 'team'), await questionOf(survey, 'pay')]
    assert.deepEqual(
      [(counted as ChoiceResult).choices.map(({ count }) => count), hidden.hidden_because],
      [[2, 0, 8], 'depends'],
    )
  })

  it('has only those rows of a matrix that five have answered', async () => {
    const matrix = {
      id: 'm',
      type: 'matrix',
      title: 'How?',
      rows: choices('food', 'room'),
      columns: choices('good', 'bad'),
    }
    const survey = await open([matrix])
    await send(survey, 5, (i) => ({ m: { food: 'good', ...(i < 4 && { room: 'bad' }) } }))
    const { rows } = (await questionOf(survey, 'm')) as MatrixResult
    assert.deepEqual(
      rows.map(({ id, answered, columns }) => [id, answered, columns.map(({ count }) => count)]),
      [
        ['food', 5, [5, 0]],
        ['room', null, []],
      ],
    )
    await send(survey, 5, () => ({ m: { room: 'good' } }))
    const later = (await questionOf(survey, 'm')) as MatrixResult
    assert.deepEqual(
      later.rows.map(({ answered }) => answered),
      [5, 9],
    )
  })
})

describe('versions of an anonymous survey', () => {
  it('do not mark replies, by what can be chosen either', async () => {
    const asking = (id: string) => ({
      id: 'q',
      type: 'single_choice',
      title: 'Q',
      choices: [
        { id, label: 'Yes' },
        { id: 'n', label: 'No' },
      ],
    })
    const survey = await open([asking('v0')])
    for (let i = 0; i < 10; i++) {
      if (i > 0) await change(survey, { questions: [asking(`v${i}`)] })
      await send(survey, 1, () => ({ q: i % 2 === 0 ? `v${i}` : 'n' }))
    }
    assert.equal((await questionOf(survey, 'q')).hidden_because, 'too_few')
    await send(survey, 5, () => ({ q: 'n' }))
    const { choices: counted, answered } = (await questionOf(survey, 'q')) as ChoiceResult
    assert.equal(answered, 6)
    assert.deepEqual(
      counted.filter(({ count }) => count > 0).map(({ id, count }) => [id, count]),
      [['n', 6]],
    )
  })

  it('count together where only the wording differs', async () => {
    const survey = await open([AGAIN])
    for (let i = 0; i < 5; i++) {
      if (i > 0) await change(survey, { questions: [{ ...AGAIN, title: `Again?${'\u200b'.repeat(i)}` }] })
      await send(survey, 1, () => ({ q: true }))
    }
    assert.equal(((await questionOf(survey, 'q')) as YesNoResult).answered, 5)
  })
})

describe('what people wrote in an anonymous survey', () => {
  const why = { id: 'why', type: 'text', title: 'Why?' }

  it('is shown from the tenth text on, and ten more at a time', async () => {
    const survey = await open([AGAIN, why])
    await send(survey, 9, (i) => ({ q: true, why: `because ${i}` }))
    await send(survey, 6, () => ({ q: true }))
    const { status, body } = await texts(survey, 'why')
    assert.deepEqual([status, body.message], [409, 'This survey is anonymous: this is shown from 10 answers on.'])
    assert.equal((await questionOf(survey, 'why')).hidden_because, 'too_few')
    await send(survey, 5, (i) => ({ q: true, ...(i === 0 && { why: 'last' }) }))
    const first = (await texts(survey, 'why')).body
    assert.deepEqual([first.length, ((await questionOf(survey, 'why')) as TextResult).answered], [10, 10])
    assert.deepEqual(Object.keys(first[0]), ['text'])
    await send(survey, 5, () => ({ q: true, why: 'new' }))
    assert.deepEqual((await texts(survey, 'why')).body, first)
    await send(survey, 5, () => ({ q: true, why: 'new' }))
    assert.equal((await texts(survey, 'why')).body.length, 20)
  })

  it('is in another order for each question, so that no list goes with another', async () => {
    const survey = await open([why, { id: 'how', type: 'long_text', title: 'How?' }])
    await send(survey, 20, (i) => ({ why: `text ${i}`, how: `text ${i}` }))
    const [one, other] = [(await texts(survey, 'why')).body, (await texts(survey, 'how')).body]
    const words = (list: { text: string }[]) => list.map(({ text }) => text)
    assert.notDeepEqual(words(one), words(other))
    assert.deepEqual(words(one).sort(), words(other).sort())
  })

  it('needs so many in place of a choice, too', async () => {
    const lunch = { id: 'lunch', type: 'single_choice', title: 'Lunch', choices: choices('soup'), other: true }
    const survey = await open([lunch], { text_threshold: 6 })
    await send(survey, 10, (i) => ({ lunch: i < 5 ? { other: `Dish ${i}` } : 'soup' }))
    assert.equal((await texts(survey, 'lunch')).status, 409)
    await send(survey, 5, (i) => ({ lunch: i < 1 ? { other: 'Cake' } : 'soup' }))
    assert.equal((await texts(survey, 'lunch')).body.length, 6)
  })
})

describe('an anonymous survey with results after closing', () => {
  const CLOSED = { results_when: 'closed' }

  it('shows nothing before, and everything afterwards, which is final', async () => {
    const survey = await open([AGAIN, { id: 'n', type: 'number', title: 'N' }], { ...CLOSED, text_threshold: 5 })
    await send(survey, 7, (i) => ({ q: i < 3, ...(i < 6 && { n: i }) }))
    assert.deepEqual(await read(survey), { ...NOTHING, reply_count: 7, hidden_because: 'not_closed', next_at: null })
    assert.deepEqual(await read(survey, '?question=q&answer=true'), await read(survey))
    assert.equal((await owner.send('POST', `/api/surveys/${survey.id}/closure`)).status, 200)
    const results = await read(survey)
    assert.deepEqual([results.reply_count, results.hidden], [7, false])
    assert.deepEqual((results.questions[0] as YesNoResult).yes.count, 3)
    assert.deepEqual((results.questions[1] as NumberResult).mean, 2.5)
    const { status, body } = await owner.send('DELETE', `/api/surveys/${survey.id}/closure`)
    assert.deepEqual([status, body.message.slice(0, 44)], [409, 'Its results have been shown and are final: m'])
    assert.equal((await owner.send('GET', `/api/surveys/${survey.id}`)).body.can.includes('reopen'), false)
  })

  it('can be opened again while it has shown nothing', async () => {
    const survey = await open([AGAIN], CLOSED)
    await send(survey, 4, () => ({ q: true }))
    await owner.send('POST', `/api/surveys/${survey.id}/closure`)
    assert.deepEqual(await read(survey), { ...NOTHING, reply_count: 4, hidden_because: 'too_few', next_at: null })
    assert.equal((await owner.send('DELETE', `/api/surveys/${survey.id}/closure`)).status, 200)
  })

  it('waits for replies that are on their way when its deadline passes, and then has no later one', async () => {
    const due_at = new Date(teamroom.clock.now.getTime() + 60_000).toISOString()
    const survey = await open([AGAIN], { ...CLOSED, due_at })
    await send(survey, 5, () => ({ q: true }))
    const start = teamroom.clock.now
    teamroom.clock.advance(60_000 + 6 * 60_000)
    assert.equal((await read(survey)).hidden_because, 'not_closed')
    const later = { due_at: new Date(teamroom.clock.now.getTime() + 60_000).toISOString() }
    assert.equal((await owner.send('PATCH', `/api/surveys/${survey.id}`, later)).status, 409)
    teamroom.clock.advance(1)
    assert.equal((await read(survey)).hidden, false)
    teamroom.clock.now = start
  })

  it('leaves out what fewer than five were asked in a way of its own', async () => {
    const asking = (...ids: string[]) => ({ id: 'q', type: 'single_choice', title: 'Q', choices: choices(...ids) })
    const survey = await open([asking('a', 'b')], CLOSED)
    await send(survey, 6, () => ({ q: 'a' }))
    await change(survey, { questions: [asking('a', 'c')] })
    await send(survey, 4, () => ({ q: 'c' }))
    await owner.send('POST', `/api/surveys/${survey.id}/closure`)
    const { answered, choices: counted } = (await questionOf(survey, 'q')) as ChoiceResult
    assert.deepEqual(
      [answered, counted.map(({ id, count }) => [id, count])],
      [
        6,
        [
          ['a', 6],
          ['c', 0],
          ['b', 0],
        ],
      ],
    )
  })
})

describe('whole replies to an anonymous survey', () => {
  const paths = ['replies.csv', 'replies.json']
  const statuses = ({ id }: Survey) =>
    Promise.all(paths.map(async (path) => (await owner.send('GET', `/api/surveys/${id}/${path}`)).status))

  it('are not to be had unless it said so before', async () => {
    const survey = await open([AGAIN])
    await send(survey, 20, () => ({ q: true }))
    assert.deepEqual(await statuses(survey), [409, 409])
    assert.equal((await owner.send('GET', `/api/surveys/${survey.id}`)).body.can.includes('export_replies'), false)
    const changed = await owner.send('PATCH', `/api/surveys/${survey.id}`, { whole_replies: true })
    assert.equal(changed.status, 409)
    assert.equal((await teamroom.send('GET', `/api/surveys/public/${survey.public_key}`)).body.whole_replies, false)
  })

  it('come in steps of ten where it did, without what few answered', async () => {
    const questions = [AGAIN, { id: 'why', type: 'text', title: 'Why?' }, { id: 'n', type: 'nps', title: 'N' }]
    const survey = await open(questions, { whole_replies: true })
    assert.equal((await teamroom.send('GET', `/api/surveys/public/${survey.public_key}`)).body.whole_replies, true)
    await send(survey, 9, () => ({ q: true, why: 'so' }))
    assert.deepEqual(await statuses(survey), [409, 409])
    await send(survey, 1, () => ({ q: false, n: 3 }))
    const { body } = await owner.send('GET', `/api/surveys/${survey.id}/replies.json`)
    const first = body.replies
    assert.equal(first.length, 10)
    for (const { answers } of first) {
      assert.deepEqual(
        answers.map(({ question }: { question: string }) => question),
        ['q'],
      )
    }
    await send(survey, 9, () => ({ q: true, why: 'so' }))
    assert.deepEqual((await owner.send('GET', `/api/surveys/${survey.id}/replies.json`)).body.replies, first)
    await send(survey, 1, () => ({ q: true, why: 'so' }))
    const { body: later } = await owner.send('GET', `/api/surveys/${survey.id}/replies.json`)
    assert.equal(later.replies.length, 20)
    assert.ok(later.replies.some(({ answers }: { answers: object[] }) => answers.length === 2))
  })

  it('have the newest words only, and no question that versions ask differently', async () => {
    const lunch = (...ids: string[]) => ({
      id: 'lunch',
      type: 'single_choice',
      title: 'Lunch',
      choices: choices(...ids),
    })
    const survey = await open([AGAIN, lunch('soup')], { whole_replies: true })
    await send(survey, 6, () => ({ q: true, lunch: 'soup' }))
    await change(survey, { questions: [{ ...AGAIN, title: 'Again?\u200b' }, lunch('soup', 'cake')] })
    await send(survey, 6, () => ({ q: true, lunch: 'soup' }))
    const { body } = await owner.send('GET', `/api/surveys/${survey.id}/replies.json`)
    assert.equal(new Set(body.replies.map((one: object) => JSON.stringify(one))).size, 1)
    assert.deepEqual(body.replies[0].answers, [{ question: 'q', title: 'Again?\u200b', value: true }])
  })
})

describe('what an anonymous survey promises', () => {
  it('is settled once it is published', async () => {
    const survey = await open([AGAIN])
    for (const fields of [
      { threshold: 6 },
      { text_threshold: 11 },
      { results_when: 'closed' },
      { whole_replies: true },
      { anonymous: false },
    ]) {
      const { status, body } = await owner.send('PATCH', `/api/surveys/${survey.id}`, fields)
      assert.equal(status, 409)
      assert.match(body.message, /^Publishing this survey has settled/)
    }
    const same = { threshold: 5, text_threshold: 10, results_when: 'steps', whole_replies: false, title: 'New' }
    assert.equal((await owner.send('PATCH', `/api/surveys/${survey.id}`, same)).status, 200)
  })

  it('has no threshold under five, nor one for texts that is less', async () => {
    for (const fields of [
      { threshold: 4 },
      { text_threshold: 4 },
      { threshold: 8, text_threshold: 7 },
      { results_when: 'now' },
    ]) {
      const { status } = await owner.send('POST', '/api/surveys', { title: 'Lunch', ...fields })
      assert.equal(status, 422, JSON.stringify(fields))
    }
    const { body } = await owner.send('POST', '/api/surveys', { title: 'Lunch', threshold: 20 })
    assert.deepEqual([body.threshold, body.text_threshold], [20, 20])
  })

  it('is what those read who reply', async () => {
    const survey = await open([AGAIN], { threshold: 6, text_threshold: 12, results_when: 'closed' })
    const { body } = await teamroom.send('GET', `/api/surveys/public/${survey.public_key}`)
    const { threshold, text_threshold, results_when, whole_replies, split_by } = body
    assert.deepEqual(
      { threshold, text_threshold, results_when, whole_replies, split_by },
      { threshold: 6, text_threshold: 12, results_when: 'closed', whole_replies: false, split_by: null },
    )
    assert.equal((await reply(teamroom, survey.public_key, { q: true })).status, 201)
  })
})
