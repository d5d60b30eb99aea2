import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import fc from 'fast-check'
import { type Account, startTeamroom, type Teamroom } from '../../test/harness.ts'
import { addEditor, choices, EVERY_TYPE, makeSurvey, openSurvey, publish, reply } from '../../test/surveys.ts'

let teamroom: Teamroom
let ann: Account
let bea: Account

before(async () => {
  teamroom = await startTeamroom()
})
after(() => teamroom.stop())
beforeEach(async () => {
  teamroom.clock.now = new Date('2026-03-02T09:00:00.000Z')
  ann = await teamroom.account('member')
  bea = await teamroom.account('member')
})

/** The text of a survey's file. */
async function fileOf(id: string, { send } = ann): Promise<string> {
  const { status, text } = await send('GET', `/api/surveys/${id}/file`)
  assert.equal(status, 200, text)
  return text
}

/** Makes a survey from the text of a file; gives its id. */
async function importFile(text: string, { send } = ann): Promise<string> {
  const answer = await send('POST', '/api/surveys/import', text)
  assert.equal(answer.status, 201, answer.text)
  return answer.body.id
}

const WHOLE = {
  ...{ title: 'Lunch “<b>” 😀', description: 'What\nwe cook.', audience: 'anyone', anonymous: false, listed: true },
  ...{ reply_cap: 7, opens_at: '2026-03-03T09:00:00Z', due_at: '2026-03-04T09:00:00+01:00', time_zone: 'Asia/Tokyo' },
  language: 'pt-BR',
  ...{ welcome: '# Hello', thanks: '**Bye**' },
  sections: [
    { id: 's', title: 'S', text: 'T' },
    { id: 't', title: 'T', shown_if: { conditions: [{ question: 'yes_no', operator: 'is', value: false }] } },
  ],
  questions: [
    ...EVERY_TYPE.map((question) => ({ ...question, required: true })),
    {
      ...{ id: 'last', type: 'text', title: 'Last', text: 'More', section: 't' },
      shown_if: { match: 'any', conditions: [{ question: 'number', operator: 'at_most', value: -0.5 }] },
      original: { type: 'Freitext', reply_content: ['a', { b: [null, 1.5, true] }] },
    },
  ],
}

describe('a survey’s file', () => {
  it('has what its author has decided, and nothing of what became of it', async () => {
    const survey = await openSurvey(ann, { anonymous: false, audience: 'anyone' })
    await reply(bea, survey.public_key, { lunch: 'Secret' })
    const { headers, body, text } = await ann.send('GET', `/api/surveys/${survey.id}/file`)
    assert.equal(headers['content-disposition'], 'attachment; filename="survey.json"')
    const { title, description, audience, anonymous, one_reply_each, listed, time_zone, questions } = survey
    assert.deepEqual(body, {
      ...{ teamroom_survey: 1, title, description, audience, anonymous, one_reply_each, listed, time_zone, questions },
      ...{ reply_cap: 10_000, opens_at: null, due_at: null, language: null, welcome: '', thanks: '', sections: [] },
      ...{ threshold: 5, text_threshold: 10, results_when: 'steps', whole_replies: false, split_by: null },
    })
    for (const secret of ['Secret', survey.public_key as string, ann.id, survey.id]) assert.ok(!text.includes(secret))
  })

  it('is exactly the same when it is made of a survey that was made of it', async () => {
    const made = await makeSurvey(ann, WHOLE)
    const text = await fileOf(made.id)
    const id = await importFile(text, bea)
    assert.equal(await fileOf(id, bea), text)
    const { body } = await bea.send('GET', `/api/surveys/${id}`)
    const { welcome, sections, questions, title, due_at } = made
    assert.deepEqual(
      [body.state, body.owner.id, body.welcome, body.sections, body.questions, body.title, body.due_at],
      ['draft', bea.id, welcome, sections, questions, title, due_at],
    )
  })

  it('has what is worked on, published or not', async () => {
    const { id } = await openSurvey(ann)
    const question = { id: 'new', type: 'yes_no', title: 'New?' }
    await ann.send('PATCH', `/api/surveys/${id}`, { questions: [question] })
    assert.partialDeepStrictEqual(JSON.parse(await fileOf(id)).questions, [question])
  })

  it('may be of a thousand questions with all that they can say', async () => {
    const question = { type: 'single_choice', title: 'Q', choices: choices(...'abcdefghij') }
    const text = await fileOf((await makeSurvey(ann, { questions: Array(1_000).fill(question) })).id)
    assert.equal(await fileOf(await importFile(text)), text)
  })

  it('keeps a deadline that has passed, however it is written; the survey takes another before it is published', async () => {
    for (const due_at of ['2020-01-01T00:00:00Z', '2020-01-01T01:00:00.000+01:00']) {
      const file = { teamroom_survey: 1, title: 'Old', due_at, questions: WHOLE.questions.slice(0, 1) }
      const id = await importFile(JSON.stringify(file))
      assert.equal(JSON.parse(await fileOf(id)).due_at, '2020-01-01T00:00:00.000Z')
      assert.equal((await ann.send('POST', `/api/surveys/${id}/publication`)).status, 422)
      assert.equal((await ann.send('PATCH', `/api/surveys/${id}`, { due_at: null })).status, 200)
      assert.equal((await publish(ann, id)).state, 'open')
    }
  })

  it('is refused in another version, without one, and with anything that a survey has not', async () => {
    const said = async (file: object) => {
      const { status, body } = await ann.send('POST', '/api/surveys/import', file)
      assert.equal(status, 422)
      return body.errors.json
    }
    assert.deepEqual(await said({ title: 'T' }), { teamroom_survey: ['Missing data for required field.'] })
    assert.deepEqual(await said({ title: 'T', teamroom_survey: 2 }), { teamroom_survey: ['Must be one of: 1.'] })
    const file = { title: 'T', teamroom_survey: 1 }
    assert.deepEqual(await said({ ...file, id: ann.id, replies: [] }), {
      id: ['Unknown field.'],
      replies: ['Unknown field.'],
    })
    const shown_if = { conditions: [{ question: 'x', operator: 'answered' }] }
    assert.deepEqual(await said({ ...file, questions: [{ type: 'text', title: 'Q', shown_if }] }), {
      'questions.0.shown_if.conditions.0.question': ['There is no such question.'],
    })
  })

  it('is for those who may edit the survey', async () => {
    const { id } = await makeSurvey(ann)
    assert.equal((await bea.send('GET', `/api/surveys/${id}/file`)).status, 404)
    await addEditor(teamroom.db, id, bea)
    assert.equal(await fileOf(id, bea), await fileOf(id))
  })
})

describe('the file of any survey', () => {
  const text = (maxLength: number) =>
    fc.string({ unit: 'grapheme', maxLength }).filter((one) => !one.includes('\u0000'))
  const line = (maxLength: number) => text(maxLength).map((one) => `${one.replace(/[\p{Cc}\u2028\u2029]/gu, '')}x`)
  const ids = (count: number) => fc.array(line(20), { minLength: 2, maxLength: count })
  const labels = (count: number) => ids(count).map((all) => all.map((label) => ({ label })))
  const bounds = (low: number, high: number) =>
    fc
      .tuple(fc.integer({ min: low, max: high }), fc.integer({ min: low, max: high }))
      .map((two) => two.sort((a, b) => a - b))
  const kinds = fc.oneof(
    bounds(1, 500).map(([min_length, max_length]) => ({ type: 'text', min_length, max_length })),
    fc.record({ type: fc.constant('long_text') }),
    fc.record({ type: fc.constant('single_choice'), choices: labels(5), other: fc.boolean() }),
    fc.record({
      type: fc.constant('multiple_choice'),
      choices: labels(5),
      max_choices: fc.option(fc.integer({ min: 1, max: 6 })),
    }),
    fc.record({ type: fc.constant('rating'), max: fc.integer({ min: 2, max: 10 }), min_label: line(50) }),
    fc.record({ type: fc.constant('nps'), max_label: line(50) }),
    fc.record({ type: fc.constant('yes_no') }),
    fc
      .tuple(fc.double({ min: -1e12, max: 1e12, noNaN: true }), fc.integer({ min: 0, max: 6 }))
      .map(([min, decimals]) => ({
        ...{ type: 'number', min, decimals },
      })),
    fc.record({ type: fc.constant('date'), earliest: fc.constantFrom(null, '1900-01-01', '2026-02-28') }),
    fc.record({ type: fc.constant('ranking'), choices: labels(5) }),
    fc.record({ type: fc.constant('matrix'), rows: labels(3), columns: labels(3) }),
  )
  /** What an older client said. No body is taken that has a field of that name. */
  const said = fc.jsonValue({ maxDepth: 3 }).filter((value) => !JSON.stringify(value).includes('"__proto__":'))
  const questions = fc.array(
    fc.tuple(
      kinds,
      fc.record({ title: line(100), text: text(100), required: fc.boolean() }),
      fc.option(fc.tuple(fc.nat(20), fc.constantFrom('answered', 'not_answered'), fc.constantFrom('all', 'any'))),
      fc.option(fc.record({ type: line(20), reply_content: said })),
    ),
    { maxLength: 8 },
  )
  const surveys = fc.record({
    questions,
    title: line(100),
    welcome: text(200),
    thanks: text(200),
    cap: fc.option(fc.integer({ min: 1, max: 1e7 })),
  })

  it('is exactly the same when it is made of a survey that was made of it', async () => {
    let whole = 0
    await fc.assert(
      fc.asyncProperty(surveys, async ({ questions: drawn, cap, ...fields }) => {
        const asked = drawn.map(([kind, common, rule, original], i) => {
          const conditions = rule && i > 0 ? [{ question: `q${rule[0] % i}`, operator: rule[1] }] : undefined
          const shown_if = conditions && { match: rule?.[2], conditions }
          return { id: `q${i}`, ...kind, ...common, ...(shown_if && { shown_if }), ...(original && { original }) }
        })
        const answer = await ann.send('POST', '/api/surveys', { ...fields, reply_cap: cap, questions: asked })
        // Some texts that are drawn are refused, as NUL is within what an older client said.
        if (answer.status === 422) return
        assert.equal(answer.status, 201, answer.text)
        const file = await fileOf(answer.body.id)
        assert.equal(await fileOf(await importFile(file)), file)
        whole++
      }),
      { numRuns: 100 },
    )
    assert.ok(whole > 50, `${whole} surveys`)
  })
})

describe('POST /api/surveys/:id/copies', () => {
  it('makes a draft of the caller’s with the same questions, and neither dates nor replies', async () => {
    const made = await makeSurvey(ann, { ...WHOLE, opens_at: null })
    await publish(ann, made.id)
    await reply(bea, made.public_key, { text: 'x' })
    await addEditor(teamroom.db, made.id, bea)
    const { status, body, headers } = await bea.send('POST', `/api/surveys/${made.id}/copies`)
    assert.equal(status, 201)
    assert.equal(headers.location, `/api/surveys/${body.id}`)
    const { id, public_key, owner, created_at, updated_at, ...rest } = body
    const { id: _id, public_key: _key, owner: _owner, created_at: _made, updated_at: _changed, ...before } = made
    assert.deepEqual(rest, { ...before, title: `${made.title} (copy)`, opens_at: null, due_at: null })
    assert.notEqual(id, made.id)
    assert.notEqual(public_key, made.public_key)
    assert.deepEqual([owner.id, created_at], [bea.id, updated_at])
  })

  it('has a title that is no longer than titles are, and whole', async () => {
    for (const title of ['x'.repeat(200), '😀'.repeat(200), `x${'😀'.repeat(199)}`]) {
      const { id } = await makeSurvey(ann, { title })
      const { body } = await ann.send('POST', `/api/surveys/${id}/copies`)
      assert.match(body.title, /^[x😀]{190} \(copy\)$/u)
      assert.equal((await ann.send('PATCH', `/api/surveys/${body.id}`, { title: body.title })).status, 200)
    }
  })

  it('is for those who may edit the survey', async () => {
    const { id } = await makeSurvey(ann)
    assert.equal((await bea.send('POST', `/api/surveys/${id}/copies`)).status, 404)
  })
})
