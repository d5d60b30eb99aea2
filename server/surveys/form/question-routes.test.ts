import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { atOnce, countStatuses } from '../../../test/accounts.ts'
import { type Account, startTeamroom, type Teamroom } from '../../../test/harness.ts'
import { addEditor, choices, makeSurvey, openSurvey, publish, reply } from '../../../test/surveys.ts'

const MOOD = { type: 'rating', id: 'mood', title: 'How are you?' }
const LUNCH = { type: 'single_choice', id: 'lunch', title: 'Lunch?', choices: choices('soup', 'salad') }
const WHY = {
  ...{ type: 'text', id: 'why', title: 'Why?' },
  shown_if: { conditions: [{ question: 'lunch', operator: 'is', value: 'soup' }] },
}

const TYPES = 'text, long_text, single_choice, multiple_choice, rating, nps, yes_no, number, date, ranking, matrix'

let teamroom: Teamroom
let owner: Account
let editor: Account
let peer: Account

before(async () => {
  teamroom = await startTeamroom()
  owner = await teamroom.account('member', 'Olga')
  editor = await teamroom.account('member', 'Edith')
  peer = await teamroom.account('member', 'Peer')
})
after(() => teamroom.stop())

/** A draft of the owner's that the editor may change, and the address of its questions. */
async function draft(fields: object = {}): Promise<string> {
  const { id } = await makeSurvey(owner, { questions: [LUNCH, WHY], ...fields })
  await addEditor(teamroom.db, id, editor)
  return `/api/surveys/${id}/questions`
}

const surveyOf = (questions: string) => questions.replace('/questions', '')

async function idsOf(questions: string): Promise<string[]> {
  const { body } = await owner.send('GET', surveyOf(questions))
  return body.questions.map(({ id }: { id: string }) => id)
}

describe('POST /api/surveys/:id/questions', () => {
  it('adds a question, complete, behind the others', async () => {
    const path = await draft()
    const added = await editor.send('POST', path, { type: 'rating', title: 'How are you?' })
    assert.equal(added.status, 201, added.text)
    const { id, ...rest } = added.body
    assert.deepEqual(rest, {
      ...{ type: 'rating', title: 'How are you?', text: '', required: false, section: null, shown_if: null },
      ...{ original: null, min: 1, max: 5, min_label: '', max_label: '' },
    })
    assert.equal(added.headers.location, `${path}/${id}`)
    assert.deepEqual(await idsOf(path), ['lunch', 'why', id])
    const read = await editor.send('GET', added.headers.location ?? '')
    assert.deepEqual(read.body, added.body)
    assert.equal(read.headers.etag, added.headers.etag)
    assert.equal(read.headers.etag, (await editor.send('GET', surveyOf(path))).headers.etag)
  })

  it('puts it where the position says, and last when that is beyond', async () => {
    const path = await draft()
    await owner.send('POST', path, { ...MOOD, id: 'first', position: 0 })
    await owner.send('POST', path, { ...MOOD, id: 'third', position: 2 })
    await owner.send('POST', path, { ...MOOD, id: 'last', position: 99 })
    assert.deepEqual(await idsOf(path), ['first', 'lunch', 'third', 'why', 'last'])
  })

  it('puts it behind the others of its section', async () => {
    const sections = [{ id: 'food', title: 'Food' }]
    const path = await draft({ sections, questions: [{ ...LUNCH, section: 'food' }, MOOD] })
    await owner.send('POST', path, { type: 'text', id: 'dinner', title: 'Dinner?', section: 'food' })
    assert.deepEqual(await idsOf(path), ['lunch', 'dinner', 'mood'])
  })

  it('adds one, however often it is sent with a key', async () => {
    const path = await draft()
    const answers = await atOnce(5, () => owner.send('POST', path, MOOD, { 'idempotency-key': 'one-mood' }))
    assert.equal(new Set(answers.map(({ text }) => text)).size, 1)
    assert.deepEqual(await idsOf(path), ['lunch', 'why', 'mood'])
  })

  it('names the fields as they were sent', async () => {
    const path = await draft()
    const refused = async (body: object) => {
      const answer = await owner.send('POST', path, body)
      assert.equal(answer.status, 422, answer.text)
      return answer.body.errors.json
    }
    assert.equal((await refused({ title: 'Hi' })).type[0], 'Missing data for required field.')
    assert.deepEqual(await refused({ ...MOOD, choices: [] }), { choices: ['Unknown field.'] })
    assert.deepEqual(await refused({ ...MOOD, position: -1 }), {
      position: ['Must be greater than or equal to 0.'],
    })
    assert.deepEqual(await refused({ ...LUNCH, position: 0 }), { id: ['Another question has this id.'] })
    assert.deepEqual(await refused({ ...LUNCH, id: 'x', choices: choices('a', 'a') }), {
      'choices.1.id': ['Another one has this id.'],
    })
    assert.deepEqual(await refused({ ...MOOD, section: 'none' }), { section: ['There is no such section.'] })
    assert.deepEqual(await refused({ ...WHY, id: 'how', position: 0 }), {
      'shown_if.conditions.0.question': ['“lunch” is asked later: a rule looks at earlier questions.'],
    })
    assert.deepEqual(await idsOf(path), ['lunch', 'why'])
  })

  it('says which other question it would break', async () => {
    const sections = [{ id: 'food', title: 'Food' }]
    const both = [
      { ...LUNCH, section: 'food' },
      { ...MOOD, section: 'food' },
    ]
    const path = await draft({ sections, questions: both })
    const { body } = await owner.send('POST', path, { type: 'yes_no', id: 'new', title: 'Well?', position: 1 })
    assert.deepEqual(body.errors.json, {
      _schema: ['Question “mood”, section: The questions of a section stand together.'],
    })
  })

  it('keeps every question of people who add them at once', async () => {
    const path = await draft()
    const answers = await atOnce(20, (i) => (i % 2 ? owner : editor).send('POST', path, { ...MOOD, id: `q${i}` }))
    assert.deepEqual(countStatuses(answers), { 201: 20 })
    const ids = await idsOf(path)
    assert.equal(ids.length, 22)
    assert.deepEqual(ids.slice(2).sort(), Array.from({ length: 20 }, (_, i) => `q${i}`).sort())
  })

  it('gives a position to one of those who want it, when they have read the same survey', async () => {
    const path = await draft()
    const { etag = '' } = (await owner.send('GET', surveyOf(path))).headers
    const answers = await atOnce(5, () =>
      owner.send('POST', path, { type: 'yes_no', title: 'Well?' }, { 'if-match': etag }),
    )
    assert.deepEqual(countStatuses(answers), { 201: 1, 412: 4 })
  })

  it('adds no more than a survey has', async () => {
    const questions = Array.from({ length: 1_000 }, () => ({ type: 'yes_no', title: 'Well?' }))
    const path = await draft({ questions })
    const answer = await owner.send('POST', path, MOOD)
    assert.deepEqual([answer.status, answer.body.message], [409, 'A survey has 1000 questions.'])
  })
})

describe('PATCH /api/surveys/:id/questions/:question', () => {
  it('changes what is sent, and keeps the rest', async () => {
    const path = await draft()
    const { body: before } = await owner.send('GET', `${path}/lunch`)
    const changed = await editor.send('PATCH', `${path}/lunch`, { title: 'Supper?', required: true })
    assert.equal(changed.status, 200, changed.text)
    assert.deepEqual(changed.body, { ...before, title: 'Supper?', required: true })
    const read = await editor.send('GET', `${path}/lunch`)
    assert.deepEqual([read.body, read.headers.etag], [changed.body, changed.headers.etag])
  })

  it('moves it', async () => {
    const path = await draft({ questions: [LUNCH, WHY, MOOD] })
    assert.equal((await owner.send('PATCH', `${path}/mood`, { position: 0 })).status, 200)
    assert.deepEqual(await idsOf(path), ['mood', 'lunch', 'why'])
    assert.equal((await owner.send('PATCH', `${path}/mood`, { position: 1 })).status, 200)
    assert.deepEqual(await idsOf(path), ['lunch', 'mood', 'why'])
    const refused = await owner.send('PATCH', `${path}/lunch`, { position: 2 })
    assert.equal(refused.status, 422)
    assert.deepEqual(refused.body.errors.json, {
      _schema: [
        'Question “why”, shown_if.conditions.0.question: “lunch” is asked later: a rule looks at earlier questions.',
      ],
    })
  })

  it('gives it another type, with the choices that it had and no other setting', async () => {
    const path = await draft({ questions: [{ ...LUNCH, other: true, section: null, required: true }, MOOD] })
    const { body } = await owner.send('PATCH', `${path}/lunch`, { type: 'multiple_choice' })
    assert.deepEqual(body, {
      ...{ type: 'multiple_choice', id: 'lunch', title: 'Lunch?', text: '', required: true, section: null },
      ...{ shown_if: null, original: null, choices: LUNCH.choices, other: true, min_choices: null, max_choices: null },
    })
    const text = await owner.send('PATCH', `${path}/mood`, { type: 'text', max_length: 100 })
    assert.deepEqual([text.body.max_length, text.body.min_length, 'max' in text.body], [100, 0, false])
    const refused = await owner.send('PATCH', `${path}/mood`, { type: 'ranking' })
    assert.deepEqual(refused.body.errors.json, { choices: ['Missing data for required field.'] })
  })

  it('refuses what does not fit, by the names that were sent', async () => {
    const path = await draft()
    const cases: [change: object, errors: object][] = [
      [{}, { _schema: ['At least one field is required.'] }],
      [{ max: 3 }, { max: ['Unknown field.'] }],
      [{ title: null }, { title: ['Field may not be null.'] }],
      [{ choices: choices('soup', 'soup') }, { 'choices.1.id': ['Another one has this id.'] }],
      [
        { choices: choices('salad') },
        { _schema: ['Question “why”, shown_if.conditions.0.value: Must be one of: salad.'] },
      ],
      [{ id: 'dinner' }, { id: ['It stays as it is.'] }],
      [{ type: 'essay' }, { type: [`Must be one of: ${TYPES}.`] }],
    ]
    for (const [change, errors] of cases) {
      const { status, body } = await owner.send('PATCH', `${path}/lunch`, change)
      assert.equal(status, 422)
      assert.deepEqual(body.errors.json, errors)
    }
  })

  it('makes another version of what is published, where the type stays', async () => {
    const { id, public_key } = await openSurvey(owner, { questions: [LUNCH], one_reply_each: false })
    const path = `/api/surveys/${id}/questions/lunch`
    assert.equal((await reply(peer, public_key, { lunch: 'soup' })).status, 201)
    const refused = await owner.send('PATCH', path, { type: 'multiple_choice' })
    assert.deepEqual(refused.body.errors.json, {
      type: ['It has been published with another type: make a new question of it.'],
    })
    assert.equal((await owner.send('PATCH', path, { title: 'Supper?' })).status, 200)
    const shown = await peer.send('GET', `/api/surveys/public/${public_key}`)
    assert.equal(shown.body.questions[0].title, 'Lunch?')
    await publish(owner, id)
    assert.equal((await peer.send('GET', `/api/surveys/public/${public_key}`)).body.questions[0].title, 'Supper?')
  })

  it('is 412 for those who have read another version, and loses nothing of what others do', async () => {
    const path = await draft()
    const { etag = '' } = (await owner.send('GET', `${path}/lunch`)).headers
    await editor.send('PATCH', `${path}/why`, { title: 'But why?' })
    const stale = await owner.send('PATCH', `${path}/lunch`, { title: 'Supper?' }, { 'if-match': etag })
    assert.equal(stale.status, 412)
    await Promise.all([
      owner.send('PATCH', `${path}/lunch`, { title: 'Supper?' }),
      editor.send('PATCH', `${path}/lunch`, { required: true }),
      owner.send('PATCH', `${path}/why`, { text: 'Tell us.' }),
    ])
    const [lunch, why] = (await owner.send('GET', surveyOf(path))).body.questions
    assert.deepEqual([lunch.title, lunch.required, why.title, why.text], ['Supper?', true, 'But why?', 'Tell us.'])
  })
})

describe('DELETE /api/surveys/:id/questions/:question', () => {
  it('removes a question, but for one that rules look at', async () => {
    const rule = { conditions: [{ question: 'lunch', operator: 'answered' }] }
    const sections = [{ id: 'more', title: 'More', shown_if: rule }]
    const path = await draft({ sections, questions: [LUNCH, WHY, { ...MOOD, section: 'more' }] })
    const refused = await owner.send('DELETE', `${path}/lunch`)
    assert.deepEqual([refused.status, refused.body.message], [409, 'Rules look at it: question “why”, section “more”.'])
    const { etag = '' } = (await owner.send('GET', `${path}/why`)).headers
    assert.equal((await owner.send('DELETE', `${path}/why`, undefined, { 'if-match': '"0"' })).status, 412)
    assert.equal((await owner.send('DELETE', `${path}/why`, undefined, { 'if-match': etag })).status, 204)
    assert.equal((await owner.send('DELETE', `${path}/why`)).status, 404)
    assert.deepEqual(await idsOf(path), ['lunch', 'mood'])
  })
})

describe('the questions of a survey', () => {
  it('are for its owner, its editors and administrators', async () => {
    const path = await draft()
    const admin = await teamroom.account('admin')
    const requests: [method: string, path: string, body?: object][] = [
      ['POST', path, { type: 'yes_no', title: 'Well?' }],
      ['GET', `${path}/lunch`],
      ['PATCH', `${path}/lunch`, { required: true }],
      ['DELETE', `${path}/why`],
    ]
    for (const [method, address, body] of requests) {
      assert.equal((await teamroom.send(method, address, body)).status, 401, method)
      assert.equal((await peer.send(method, address, body)).status, 404, method)
      const nowhere = address.replace(/[0-9a-f-]{36}/, '0197c0de-5a1e-7c3f-9a41-3f6c2b7d8e90')
      assert.equal((await owner.send(method, nowhere, body)).status, 404, method)
      const done = await (method === 'DELETE' ? editor : admin).send(method, address, body)
      assert.ok(done.status < 300, `${method} ${done.text}`)
    }
    for (const method of ['GET', 'PATCH', 'DELETE']) {
      const body = method === 'PATCH' ? { required: true } : undefined
      assert.equal((await owner.send(method, `${path}/none`, body)).status, 404)
      assert.equal((await owner.send(method, `${path}/${'x'.repeat(41)}`, body)).status, 404)
    }
  })
})
