import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { type Account, startTeamroom, type Teamroom } from '../../test/harness.ts'
import { addEditor, EVERY_ANSWER, EVERY_TYPE, openSurvey, reply, storedReplies } from '../../test/surveys.ts'
import { json } from '../db/dialect.ts'

const NOWHERE = '0197c0de-9999-7aaa-8bbb-3f6c2b7d8e90'
const TEXT = { id: 'why', type: 'text', title: 'Why?' }
const CHOICE = {
  id: 'lunch',
  type: 'single_choice',
  title: 'Lunch?',
  choices: [
    { id: 'soup', label: 'Soup' },
    { id: 'salad', label: 'Salad' },
  ],
}

let teamroom: Teamroom
let owner: Account
let other: Account

before(async () => {
  teamroom = await startTeamroom()
  await teamroom.account('admin')
  owner = await teamroom.account('member')
  other = await teamroom.account('member')
})
after(() => teamroom.stop())

const statsOf = (id: string, { send }: Pick<Account, 'send'> = owner) =>
  send('GET', '/getsurveystats', undefined, { id })

async function shown(id: string) {
  const { status, body, text } = await statsOf(id)
  assert.equal(status, 200, text)
  return body as { id: string; type: string; votes: number | null; content: string; answers: unknown[] }[]
}

describe('GET /getsurveystats', () => {
  it('has each question with its replies, as the survey backend has it', async () => {
    const { body: made } = await owner.send('POST', '/addsurvey', {
      ...{ name: 'Lunch', duedate: '2030-07-01' },
      questions: [
        { content: 'What would you like?', type: 'radio', replyContent: ['Soup', 'Salad'] },
        { content: 'Why?', type: 'textarea' },
        { content: 'How many?', type: 'number' },
      ],
    })
    const before = await shown(made.id)
    const { questions } = (await teamroom.send('GET', `/getsurveyquestions?idSurvey=${made.id}`)).body
    const [what, why, many] = questions as { id: string }[]
    const none = { votes: 0, answers: [] }
    assert.deepEqual(before, [
      { id: what?.id, type: 'radio', content: 'What would you like?', ...none },
      { id: why?.id, type: 'textarea', content: 'Why?', ...none },
      { id: many?.id, type: 'number', content: 'How many?', ...none },
    ])
    for (const [question, said] of [
      ...([
        [what, 'Soup'],
        [what, 'Salad'],
        [what, 'Soup'],
        [why, 'It is cold.'],
        [many, '3'],
      ] as const),
    ]) {
      const { status, text } = await teamroom.send('POST', '/addreply', { idQuestion: question?.id, reply: said })
      assert.equal(status, 200, text)
    }
    const stats = await shown(made.id)
    assert.deepEqual(
      stats.map(({ votes, answers }) => [votes, answers.toSorted()]),
      [
        [3, ['Salad', 'Soup', 'Soup']],
        [1, ['It is cold.']],
        [1, [3]],
      ],
    )
    assert.deepEqual((await owner.send('GET', `/getsurveystats?id=${made.id}`)).body.length, 3)
  })

  it('has answers of every type, choices by what they say', async () => {
    const survey = await openSurvey(owner, { audience: 'anyone', anonymous: false, questions: EVERY_TYPE })
    await reply(teamroom, survey.public_key, EVERY_ANSWER)
    const stats = await shown(survey.id)
    const said = {
      ...EVERY_ANSWER,
      single_choice: 'The soup',
      multiple_choice: ['The mon', { other: 'Sundays' }],
      ranking: ['The c', 'The a', 'The b'],
      matrix: { 'The food': 'The good', 'The room': 'The bad' },
    }
    assert.deepEqual(
      stats.map(({ type, votes, answers }) => [type, votes, answers]),
      Object.entries(said).map(([type, answer]) => [type, 1, [answer]]),
    )
  })

  it('is for its owner, editors and administrators; to others there is no such survey', async () => {
    const { id } = await openSurvey(owner, { audience: 'anyone', anonymous: false, questions: [TEXT] })
    assert.equal((await teamroom.send('GET', '/getsurveystats', undefined, { id })).status, 401)
    const missing = (name: string) => [404, `Survey ${name} doesn't exist`]
    for (const name of [id, NOWHERE, '17', 'x'.repeat(22), "' or 1=1 --"]) {
      const { status, body } = await statsOf(name, other)
      assert.deepEqual([status, body.message], missing(name))
    }
    await addEditor(teamroom.db, id, other)
    assert.equal((await statsOf(id, other)).status, 200)
    assert.equal((await statsOf(id, await teamroom.account('admin'))).status, 200)
    const { status, body } = await owner.send('GET', '/getsurveystats')
    assert.deepEqual([status, body.errors], [422, { json: { id: ['Missing data for required field.'] } }])
  })

  it('has the questions of a draft, to which nobody has replied', async () => {
    const { body } = await owner.send('POST', '/addsurvey', {
      ...{ name: 'Draft', duedate: '2030-07-01', isactive: false },
      questions: [{ content: 'Why?', type: 'text' }],
    })
    assert.deepEqual(
      (await shown(body.id)).map(({ votes, answers }) => [votes, answers]),
      [[0, []]],
    )
  })

  it('shows of an anonymous survey what its results show, and never whose it is', async () => {
    const fields = { audience: 'anyone', anonymous: true, questions: [CHOICE, TEXT], threshold: 5, text_threshold: 10 }
    const survey = await openSurvey(owner, fields)
    const stats = async () => (await shown(survey.id)).map(({ votes, answers }) => [votes, answers])
    for (let i = 0; i < 4; i++) await reply(teamroom, survey.public_key, { lunch: 'soup', why: `Because ${i}` })
    assert.deepEqual(await stats(), [
      [null, []],
      [null, []],
    ])
    for (let i = 4; i < 9; i++) await reply(teamroom, survey.public_key, { lunch: 'soup', why: `Because ${i}` })
    const [lunch, why] = await stats()
    const { questions } = (await owner.send('GET', `/api/surveys/${survey.id}/results`)).body
    assert.deepEqual(lunch, [questions[0].answered, Array(questions[0].answered).fill('Soup')])
    assert.deepEqual(why, [null, []])
    for (let i = 9; i < 20; i++) await reply(teamroom, survey.public_key, { lunch: 'soup', why: `Because ${i}` })
    const texts = (await owner.send('GET', `/api/surveys/${survey.id}/questions/why/answers?limit=200`)).body
    assert.ok(texts.length >= 10)
    assert.deepEqual(
      (await stats())[1]?.[1],
      texts.map(({ text }: { text: string }) => text),
    )
  })

  it('has a thousand answers of very many', async () => {
    const survey = await openSurvey(owner, { audience: 'anyone', anonymous: false, questions: [TEXT] })
    await reply(teamroom, survey.public_key, { why: 'So' })
    const [stored] = await storedReplies(teamroom.db, survey.id)
    const answers = json(stored?.answers)
    const others = Array.from({ length: 1_050 }, () => ({
      ...stored,
      answers,
      id: randomUUID(),
    }))
    await teamroom.db
      .insertInto('survey_replies')
      .values(others as never)
      .execute()
    const [why] = await shown(survey.id)
    assert.equal(why?.answers.length, 1_000)
  })
})
