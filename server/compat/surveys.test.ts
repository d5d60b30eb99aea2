import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { PASSWORD } from '../../test/accounts.ts'
import { type Account, type Answer, type Client, clientOf, startTeamroom, type Teamroom } from '../../test/harness.ts'

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const NOWHERE = '0197c0de-9999-7aaa-8bbb-3f6c2b7d8e90'

let teamroom: Teamroom
let owner: Account
let other: Account

before(async () => {
  teamroom = await startTeamroom({ signup: { mode: 'open' } }, { now: '2026-03-02T09:00Z' })
  await teamroom.account('admin')
  owner = await teamroom.account('member', 'Zoë')
  other = await teamroom.account('member')
})
after(() => teamroom.stop())

/** A header's value as it arrives from a client that sends UTF-8. */
const utf8 = (text: string) => Buffer.from(text, 'utf8').toString('latin1')
const asHeaders = (fields: Record<string, string>) =>
  Object.fromEntries(Object.entries(fields).map(([name, text]) => [name, utf8(text)]))
const asForm = (fields: Record<string, string>) => new URLSearchParams(fields).toString()

/** A way in which a client sends its parameters; what is a list goes in the body as the seed has it, or as JSON text. */
type Way = (
  send: Client,
  method: string,
  path: string,
  fields: Record<string, string>,
  list?: Listed,
) => Promise<Answer>
interface Listed {
  name: string
  value: unknown
}
const textOf = (list?: Listed) => (list ? { [list.name]: JSON.stringify(list.value) } : {})

const WAYS: Record<string, Way> = {
  'headers, as in the document': (send, method, path, fields, list) =>
    send(method, path, list?.value, asHeaders(fields)),
  'headers, lists among them': (send, method, path, fields, list) =>
    send(method, path, undefined, asHeaders({ ...fields, ...textOf(list) })),
  'headers, with a JSON object': (send, method, path, fields, list) =>
    send(method, path, list && { [list.name]: list.value }, asHeaders(fields)),
  'a JSON body': (send, method, path, fields, list) =>
    method === 'GET'
      ? send(method, path, undefined, asHeaders(fields))
      : send(method, path, { ...fields, ...(list && { [list.name]: list.value }) }),
  'the query': (send, method, path, fields, list) => send(method, `${path}?${asForm({ ...fields, ...textOf(list) })}`),
  'a form': (send, method, path, fields, list) =>
    method === 'GET'
      ? send(method, `${path}?${asForm(fields)}`)
      : send(method, path, asForm({ ...fields, ...textOf(list) }), FORM),
}

const said = ({ status, body }: Answer) => [status, body?.message]
const counts = async () => {
  const tables = ['surveys', 'survey_forms', 'survey_replies', 'survey_participants', 'survey_untallied'] as const
  const rows: number[] = []
  for (const table of tables) {
    const query = teamroom.db.selectFrom(table).select((eb) => eb.fn.countAll().as('count'))
    rows.push(Number((await query.executeTakeFirstOrThrow()).count))
  }
  return rows
}

const MOOD = { id: 'mood', type: 'rating', title: 'How?' }
const MISSING = 'Missing data for required field.'

const QUESTIONS = [
  { content: 'Suppe, Salat – oder 日本?', type: 'radio', replyContent: ['Suppe', 'Salat', 'Sushi 🍣'] },
  { content: 'Why?', type: 'textarea' },
  { content: 'How many?', type: 'number', replyContent: null },
]

async function addSurvey(input: object = {}, { send }: Account = owner): Promise<string> {
  const { status, body, text } = await send('POST', '/addsurvey', {
    ...{ name: 'Lunch', duedate: '2026-07-01', questions: QUESTIONS },
    ...input,
  })
  assert.equal(status, 200, text)
  return body.id
}

async function questionsOf(idSurvey: string, send: Client = teamroom.send) {
  const { status, body, text } = await send('GET', '/getsurveyquestions', undefined, { idsurvey: idSurvey })
  assert.equal(status, 200, text)
  return body.questions as { id: string; content: string; type: string; replyContent: unknown }[]
}

async function repliesTo(id: string) {
  const query = teamroom.db.selectFrom('survey_replies').selectAll().where('survey_id', '=', id)
  return query.orderBy('id').execute()
}

const answer = (idQuestion: string, reply: unknown, headers = {}) =>
  teamroom.send('POST', '/addreply', { idQuestion, reply }, headers)

describe('the calls of the survey backend’s document', () => {
  for (const [name, call] of Object.entries(WAYS)) {
    it(`work with ${name}`, async () => {
      const username = `Jürgen ${name}`
      const registered = await call(teamroom.send, 'POST', '/register', {
        ...{ username, email: `${name.replace(/\W/g, '')}@example.com`, password: PASSWORD },
      })
      assert.deepEqual(said(registered), [200, `User ${username} was created`])
      const credentials = { username, password: PASSWORD }
      const entered = await call(teamroom.send, 'POST', '/login', credentials)
      assert.deepEqual(said(entered), [200, `Logged in as ${username}`])
      const mine = clientOf(teamroom.app, { authorization: `Bearer ${entered.body.access_token}` })
      const none = await mine('GET', '/getsurveys')
      assert.deepEqual(said(none), [404, `User ${username} has no surveys`])

      const survey = { name: 'Mittagessen für alle 🍲', duedate: '2026-07-01', desc: 'Zwei Fragen, höchstens' }
      const added = await call(mine, 'POST', '/addsurvey', survey, { name: 'questions', value: QUESTIONS.slice(0, 2) })
      assert.deepEqual(said(added), [200, 'Survey Mittagessen für alle 🍲 was created'])
      const [listed] = (await mine('GET', '/getsurveys')).body.surveys
      const shown = { name: survey.name, isActive: true, dueDate: '2026-07-01', subCount: 0, desc: survey.desc }
      assert.deepEqual(listed, { id: added.body.id, ...shown })
      const active = await teamroom.send('GET', '/activesurveys')
      assert.deepEqual([active.status, active.body.surveys[0]], [200, listed])

      const last = { idSurvey: listed.id, content: 'Wann?', type: 'Auswahl' }
      const more = await call(mine, 'POST', '/addquestion', last, { name: 'replyContent', value: ['früh', 'spät'] })
      assert.deepEqual(said(more), [200, 'Question was added'])
      const { status, body } = await call(teamroom.send, 'GET', '/getsurveyquestions', { idSurvey: listed.id })
      assert.equal(status, 200)
      const wanted = [...QUESTIONS.slice(0, 2), { content: 'Wann?', type: 'Auswahl', replyContent: ['früh', 'spät'] }]
      assert.deepEqual(
        body.questions.map(({ id: _, ...question }: { id: string }) => question),
        wanted.map(({ content, replyContent = null, type }) => ({ content, replyContent, type })),
      )

      const replies = ['Sushi 🍣', 'Käse', 'spät']
      for (const [i, reply] of replies.entries()) {
        const done = await call(teamroom.send, 'POST', '/addreply', { idQuestion: body.questions[i].id, reply })
        assert.deepEqual([done.status, done.body], [200, { message: 'Reply was added' }])
      }
      assert.equal((await mine('GET', '/getsurveys')).body.surveys[0].subCount, 3)
      const stored = (await repliesTo(listed.id)).map(({ answers }) => Object.values(answers)[0])
      const { questions } = (await mine('GET', `/api/surveys/${listed.id}`)).body
      assert.deepEqual(stored.toSorted(), ['Käse', questions[0].choices[2].id, questions[2].choices[1].id].toSorted())

      for (const [path, message] of [
        ['/logout/access', 'Access token has been revoked'],
        ['/logout/refresh', 'Refresh token has been revoked'],
      ] as const) {
        const token = path === '/logout/access' ? entered.body.access_token : entered.body.refresh_token
        const out = await teamroom.send('POST', path, undefined, { authorization: `Bearer ${token}` })
        assert.deepEqual(said(out), [200, message])
      }
    })
  }
})

describe('POST /addsurvey', () => {
  it('makes a survey of ours: for anyone, with names, as many replies as there are', async () => {
    const id = await addSurvey({ desc: 'What to cook.' })
    const { body } = await owner.send('GET', `/api/surveys/${id}`)
    const { title, description, audience, anonymous, one_reply_each, listed, state, due_at, time_zone } = body
    assert.deepEqual([title, description, audience, state], ['Lunch', 'What to cook.', 'anyone', 'open'])
    assert.deepEqual([anonymous, one_reply_each, listed], [false, false, true])
    assert.deepEqual([due_at, time_zone], ['2026-07-01T23:59:59.999Z', 'UTC'])
    assert.deepEqual(
      body.questions.map(({ type, original }: { type: string; original: object }) => [type, original]),
      [
        ['single_choice', { type: 'radio', reply_content: QUESTIONS[0]?.replyContent }],
        ['text', { type: 'textarea', reply_content: null }],
        ['number', { type: 'number', reply_content: null }],
      ],
    )
  })

  it('gives back whatever it was given for type and replyContent', async () => {
    const contents = [
      ...[['a', 'a', '', null, 5, { b: [1] }], { rows: ['x'], columns: ['y', 'z'] }, { free: ['form'] }],
      ...['text', '["a"]', 0, false, null, []],
    ]
    const questions = contents.map((replyContent, i) => ({ content: `Q${i}`, type: `Typ ${i}: 日本`, replyContent }))
    const id = await addSurvey({ questions })
    const shown = await questionsOf(id)
    assert.deepEqual(
      shown.map(({ content, type, replyContent }) => ({ content, type, replyContent })),
      questions,
    )
  })

  it('takes a survey whose questions come later, and none that is not active', async () => {
    for (const questions of [undefined, []]) {
      const id = await addSurvey({ questions })
      assert.deepEqual(await questionsOf(id), [])
      assert.equal((await owner.send('GET', '/getsurveys')).body.surveys[0].isActive, true)
    }
    for (const [isactive, isActive] of [
      ['False', false],
      ['0', false],
      ['True', true],
    ] as const) {
      const { body } = await owner.send('POST', '/addsurvey', [], { name: 'Draft', duedate: '2026-07-01', isactive })
      const [first] = (await owner.send('GET', '/getsurveys')).body.surveys
      assert.deepEqual([first.id, first.isActive], [body.id, isActive])
      const listed: { id: string }[] = (await teamroom.send('GET', '/activesurveys?limit=200')).body.surveys
      assert.equal(
        listed.some(({ id }) => id === body.id),
        isActive,
      )
    }
  })

  it('reads the due date in the company’s time zone', async (t) => {
    const berlin = await startTeamroom({}, { now: '2026-03-02T09:00Z' })
    t.after(() => berlin.stop())
    const admin = await berlin.account('admin')
    await admin.send('PATCH', '/api/company', { time_zone: 'Europe/Berlin' })
    for (const [duedate, due, dueDate] of [
      ['2026-07-01', '2026-07-01T21:59:59.999Z', '2026-07-01'],
      ['2026-07-01 18:00', '2026-07-01T16:00:00.000Z', '2026-07-01T16:00:00.000Z'],
      ['2026-07-01T18:00:00Z', '2026-07-01T18:00:00.000Z', '2026-07-01T18:00:00.000Z'],
    ]) {
      const { body } = await admin.send('POST', '/addsurvey', { name: 'Lunch', duedate })
      assert.equal((await admin.send('GET', `/api/surveys/${body.id}`)).body.due_at, due)
      assert.equal((await admin.send('GET', '/getsurveys')).body.surveys[0].dueDate, dueDate)
    }
  })

  it('stores nothing when anything is wrong, and says what', async () => {
    const before = await counts()
    const question = { content: 'Why?', type: 'radio' }
    const long = Array.from({ length: 201 }, (_, i) => `choice ${i}`)
    const wrong: [input: object, field: string][] = [
      [{ name: '' }, 'name'],
      [{ name: ' ' }, 'name'],
      [{ name: 'x'.repeat(201) }, 'name'],
      [{ name: 5 }, 'name'],
      [{ duedate: undefined }, 'duedate'],
      [{ duedate: 'soon' }, 'duedate'],
      [{ duedate: '2026-03-01' }, 'duedate'],
      [{ duedate: 20260701 }, 'duedate'],
      [{ desc: 'x'.repeat(2001) }, 'desc'],
      [{ desc: null }, 'desc'],
      [{ isactive: 'perhaps' }, 'isactive'],
      [{ role: 'admin' }, 'role'],
      ...['{}', 'none', '[', null, 5, { 0: question }].map(
        (questions) => [{ questions }, 'questions'] as [object, string],
      ),
      [{ questions: Array(1001).fill(question) }, 'questions'],
      [{ questions: [question, question, { content: 'Third' }] }, 'questions.2.type'],
      [{ questions: [question, question, { ...question, content: ' ' }] }, 'questions.2.content'],
      [{ questions: [question, question, { ...question, content: 'x'.repeat(1001) }] }, 'questions.2.content'],
      [{ questions: [question, question, { ...question, content: 'x\u0000' }] }, 'questions.2.content'],
      [{ questions: [question, question, { ...question, type: 'x'.repeat(201) }] }, 'questions.2.type'],
      [{ questions: [question, question, { ...question, type: 7 }] }, 'questions.2.type'],
      [{ questions: [question, question, { ...question, extra: 1 }] }, 'questions.2.extra'],
      [{ questions: [question, question, { ...question, replyContent: long }] }, 'questions.2.replyContent'],
      [
        { questions: [question, question, { ...question, replyContent: ['x'.repeat(501)] }] },
        'questions.2.replyContent',
      ],
      [{ questions: [question, question, { ...question, replyContent: { a: '\u0000' } }] }, 'questions.2.replyContent'],
      [{ questions: [question, question, 'third'] }, 'questions.2'],
    ]
    for (const [input, field] of wrong) {
      const { status, body } = await owner.send('POST', '/addsurvey', {
        name: 'Lunch',
        duedate: '2026-07-01',
        ...input,
      })
      const what = `${field} ${JSON.stringify(input).slice(0, 100)}`
      assert.deepEqual([status, Object.keys(body.errors?.json ?? {})], [422, [field]], `${what}: ${body.message}`)
      assert.ok(body.message.startsWith(`${field}: `), body.message)
    }
    for (const text of ['none', '[', '{}']) {
      const { status } = await owner.send(
        'POST',
        '/addsurvey',
        asForm({ name: 'a', duedate: '2026-07-01', questions: text }),
        FORM,
      )
      assert.equal(status, 422, text)
    }
    assert.equal((await owner.send('POST', '/addsurvey', '[')).status, 400)
    assert.equal((await teamroom.send('POST', '/addsurvey', { name: 'Lunch', duedate: '2026-07-01' })).status, 401)
    assert.deepEqual(await counts(), before)
  })

  it('takes a thousand questions', async () => {
    const questions = Array.from({ length: 1000 }, (_, i) => ({
      content: `Q${i}`,
      type: 'radio',
      replyContent: ['a', 'b'],
    }))
    const id = await addSurvey({ questions })
    const shown = await questionsOf(id)
    assert.deepEqual(
      [shown.length, shown[999]?.content, new Set(shown.map((one) => one.id)).size],
      [1000, 'Q999', 1000],
    )
    const more = await owner.send('POST', '/addquestion', { idSurvey: id, content: 'One more?', type: 'text' })
    assert.equal(more.status, 422)
  })

  it('makes one survey for a key, however it is sent', async () => {
    const before = await counts()
    const send = (name: string) =>
      owner.send('POST', '/addsurvey', QUESTIONS, { name, duedate: '2026-07-01', 'idempotency-key': 'lunch' })
    const answers = await Promise.all([send('Lunch'), send('Lunch'), send('Lunch')])
    assert.equal(new Set(answers.map(({ text }) => text)).size, 1)
    assert.equal((await send('Dinner')).status, 422)
    assert.deepEqual((await counts())[0], (before[0] as number) + 1)
  })
})

describe('GET /getsurveys and GET /activesurveys', () => {
  it('list by pages, and nobody else’s surveys', async () => {
    const somebody = await teamroom.account('member')
    for (let i = 0; i < 5; i++) await addSurvey({ name: `Survey ${i}`, isactive: i !== 2 }, somebody)
    const names = ({ body }: Answer) => body.surveys.map(({ name }: { name: string }) => name)
    const page = await somebody.send('GET', '/getsurveys?limit=3')
    assert.deepEqual(names(page), ['Survey 4', 'Survey 3', 'Survey 2'])
    const next = page.headers.link?.match(/<(.*)>/)?.[1] as string
    assert.deepEqual(names(await somebody.send('GET', next)), ['Survey 1', 'Survey 0'])
    const active = await somebody.send('GET', '/activesurveys?limit=3')
    assert.deepEqual(names(active), ['Survey 4', 'Survey 3', 'Survey 1'])
    assert.match(active.headers.link ?? '', /^<\/activesurveys\?.*rel="next"$/)
    for (const path of ['/getsurveys', '/activesurveys']) {
      for (const query of ['limit=0', 'limit=201', 'cursor=x', 'nope=1']) {
        assert.equal((await somebody.send('GET', `${path}?${query}`)).status, 422, `${path}?${query}`)
      }
    }
    assert.equal((await teamroom.send('GET', '/getsurveys')).status, 401)
    await somebody.send('DELETE', `/api/surveys/${(await somebody.send('GET', '/getsurveys')).body.surveys[0].id}`)
    assert.deepEqual(names(await somebody.send('GET', '/getsurveys?limit=1')), ['Survey 3'])
  })

  it('are 404 where there are none', async (t) => {
    const fresh = await startTeamroom({}, { now: '2026-03-02T09:00Z' })
    t.after(() => fresh.stop())
    const ann = await fresh.account('member', 'Ann')
    assert.deepEqual(said(await ann.send('GET', '/getsurveys')), [404, 'User Ann has no surveys'])
    for (const send of [ann.send, fresh.send]) {
      assert.deepEqual(said(await send('GET', '/activesurveys')), [404, 'There are no active surveys'])
    }
    const { body } = await ann.send('POST', '/addsurvey', { name: 'Lunch', duedate: '2026-03-02T09:00:01Z' })
    assert.equal((await fresh.send('GET', '/activesurveys')).body.surveys[0].id, body.id)
    fresh.clock.advance(1000)
    assert.equal((await fresh.send('GET', '/activesurveys')).status, 404)
    assert.equal((await ann.send('GET', '/getsurveys')).body.surveys[0].isActive, false)
  })
})

describe('GET /getsurveyquestions', () => {
  const noSurvey = [404, "Survey doesn't exist"]
  const ask = (id: string, send = teamroom.send) => send('GET', '/getsurveyquestions', undefined, { idsurvey: id })

  it('is 404 for what is not there, whatever its id is', async () => {
    for (const id of [NOWHERE, '1', '-1', 'lunch', `${NOWHERE}'`, '%00', 'é'])
      assert.deepEqual(said(await ask(id)), noSurvey, id)
    const removed = await addSurvey()
    await owner.send('DELETE', `/api/surveys/${removed}`)
    assert.deepEqual(said(await ask(removed)), noSurvey)
    assert.deepEqual(said(await teamroom.send('GET', '/getsurveyquestions?idSurvey=7')), noSurvey)
    const missing = await teamroom.send('GET', '/getsurveyquestions')
    assert.deepEqual(said(missing), [422, 'idSurvey: Missing data for required field.'])
  })

  it('shows drafts to those who may edit them, and members’ surveys to accounts', async () => {
    const admin = await teamroom.account('admin')
    const draft = await addSurvey({ isactive: false })
    const later = await addSurvey()
    await owner.send('PATCH', `/api/surveys/${later}`, { opens_at: '2026-06-01T09:00:00Z' })
    for (const id of [draft, later]) {
      for (const send of [owner.send, admin.send]) assert.equal((await questionsOf(id, send)).length, 3)
      for (const send of [other.send, teamroom.send]) assert.deepEqual(said(await ask(id, send)), noSurvey)
    }
    const members = await addSurvey()
    await owner.send('PATCH', `/api/surveys/${members}`, { audience: 'members' })
    for (const send of [owner.send, other.send]) assert.equal((await questionsOf(members, send)).length, 3)
    assert.deepEqual(said(await ask(members)), noSurvey)
    const invited = await addSurvey()
    await owner.send('PATCH', `/api/surveys/${invited}`, { audience: 'invited' })
    for (const send of [other.send, teamroom.send]) assert.deepEqual(said(await ask(invited, send)), noSurvey)
  })

  it('shows what is asked, and that of surveys made elsewhere by their public key', async () => {
    const made = await owner.send('POST', '/api/surveys', {
      ...{ title: 'Lunch', audience: 'anyone', due_at: null },
      questions: [
        {
          id: 'lunch',
          type: 'single_choice',
          title: 'What?',
          choices: [{ id: 'soup', label: 'Soup' }, { label: 'Salad' }],
        },
        { id: 'mood', type: 'rating', title: 'How?' },
      ],
    })
    const { id, public_key: key } = made.body
    await owner.send('POST', `/api/surveys/${id}/publication`)
    const shown = [
      { content: 'What?', id: `${key}.lunch`, replyContent: ['Soup', 'Salad'], type: 'single_choice' },
      { content: 'How?', id: `${key}.mood`, replyContent: null, type: 'rating' },
    ]
    assert.deepEqual(await questionsOf(key), shown)
    assert.deepEqual(await questionsOf(id, owner.send), shown, 'for those who work on it')
    const { headers } = await ask(key)
    const again = await teamroom.send('GET', '/getsurveyquestions', undefined, {
      ...{ idsurvey: key, 'if-none-match': headers.etag as string },
    })
    assert.equal(again.status, 304)
    await owner.send('PATCH', `/api/surveys/${id}`, { questions: made.body.questions.slice(1) })
    assert.deepEqual(await questionsOf(key), shown, 'until it is published')
    await owner.send('POST', `/api/surveys/${id}/publication`)
    assert.deepEqual(await questionsOf(key), shown.slice(1))
    assert.equal((await answer(`${key}.mood`, '4')).status, 200)
    await owner.send('POST', `/api/surveys/${id}/closure`)
    assert.deepEqual(await questionsOf(key), shown.slice(1))
  })

  it('does not show a survey made elsewhere by its id', async () => {
    for (const audience of ['anyone', 'members']) {
      const made = await owner.send('POST', '/api/surveys', { title: 'Lunch', audience, questions: [MOOD] })
      await owner.send('POST', `/api/surveys/${made.body.id}/publication`)
      for (const send of [teamroom.send, other.send]) assert.deepEqual(said(await ask(made.body.id, send)), noSurvey)
    }
  })
})

describe('a public key that is renewed', () => {
  it('shuts the older paths’ own way to a survey, too', async () => {
    const id = await addSurvey()
    const [first] = await questionsOf(id)
    const before = (await owner.send('GET', `/api/surveys/${id}`)).body
    assert.equal(before.open_by_id, true)
    const renewed = (await owner.send('PUT', `/api/surveys/${id}/public-key`)).body
    assert.equal(renewed.open_by_id, false)

    for (const { send } of [teamroom, other]) {
      for (const idsurvey of [id, id.toUpperCase(), before.public_key]) {
        const asked = await send('GET', '/getsurveyquestions', undefined, { idsurvey })
        assert.deepEqual(said(asked), [404, "Survey doesn't exist"])
        const idQuestion = `${idsurvey}.${first?.id.split('.')[1]}`
        const replied = await send('POST', '/addreply', { idQuestion, reply: 'Suppe' })
        assert.deepEqual(said(replied), [404, "Question doesn't exist"])
      }
    }
    assert.deepEqual(await repliesTo(id), [])

    const [listed] = (await teamroom.send('GET', '/activesurveys')).body.surveys
    assert.equal(listed.id, renewed.public_key)
    const [again] = await questionsOf(listed.id)
    assert.equal((await answer(again?.id as string, 'Suppe')).status, 200)
    assert.equal((await repliesTo(id)).length, 1)
    const [own] = (await owner.send('GET', '/getsurveys')).body.surveys
    assert.equal(own.id, id, 'which its owner adds questions by')
  })

  it('is no way to a survey for the invited', async () => {
    const id = await addSurvey()
    await owner.send('PATCH', `/api/surveys/${id}`, { audience: 'invited' })
    await owner.send('PUT', `/api/surveys/${id}/public-key`)
    const { link_key } = await teamroom.db
      .selectFrom('surveys')
      .select('link_key')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    const asked = await other.send('GET', '/getsurveyquestions', undefined, { idsurvey: link_key })
    assert.deepEqual(said(asked), [404, "Survey doesn't exist"])
  })
})

describe('POST /addquestion', () => {
  const add = (idSurvey: unknown, fields: object = {}, send = owner.send) =>
    send('POST', '/addquestion', { idSurvey, content: 'More?', type: 'radio', replyContent: ['yes'], ...fields })

  it('asks at once in a published survey, and once it is published in a draft', async () => {
    const open = await addSurvey({ questions: [] })
    for (let i = 1; i <= 3; i++) {
      assert.deepEqual(said(await add(open, { content: `Q${i}` })), [200, 'Question was added'])
      const shown = await questionsOf(open)
      assert.deepEqual([shown.length, shown.at(-1)?.content], [i, `Q${i}`])
      assert.equal((await answer(shown.at(-1)?.id as string, 'yes')).status, 200)
    }
    const draft = await addSurvey({ isactive: false, questions: [] })
    assert.equal((await add(draft)).status, 200)
    assert.equal((await questionsOf(draft, owner.send)).length, 1)
    assert.equal((await owner.send('GET', `/api/surveys/${draft}`)).body.state, 'draft')
  })

  it('adds all of those that come at once', async () => {
    const id = await addSurvey({ questions: [] })
    const answers = await Promise.all(Array.from({ length: 10 }, (_, i) => add(id, { content: `Q${i}` })))
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]))
    const shown = await questionsOf(id)
    assert.deepEqual(
      shown.map(({ content }) => content).toSorted(),
      Array.from({ length: 10 }, (_, i) => `Q${i}`),
    )
  })

  it('is the owner’s, and says who is not', async () => {
    const id = await addSurvey()
    const admin = await teamroom.account('admin')
    for (const { username, send } of [other, admin]) {
      assert.deepEqual(said(await add(id, {}, send)), [403, `User ${username} not permited`])
    }
    assert.equal((await add(id, {}, teamroom.send)).status, 401)
    for (const missing of [NOWHERE, 7, 'lunch', await addSurvey({ isactive: false }, other)]) {
      assert.deepEqual(said(await add(missing)), [404, "Survey doesn't exist"])
    }
    assert.equal((await questionsOf(id)).length, 3)
  })

  it('adds nothing that is wrong, to a closed survey, or to one whose changes are not published', async () => {
    const id = await addSurvey()
    for (const [fields, field] of [
      [{ content: '' }, 'content'],
      [{ content: undefined }, 'content'],
      [{ type: undefined }, 'type'],
      [{ replyContent: ['x'.repeat(501)] }, 'replyContent'],
      [{ replyContent: '\ud83d' }, 'replyContent'],
      [{ idSurvey: undefined }, 'idSurvey'],
      [{ idSurvey: [id] }, 'idSurvey'],
      [{ name: 'x' }, 'name'],
    ] as const) {
      const { status, body } = await add(id, fields)
      assert.deepEqual([status, Object.keys(body.errors.json)], [422, [field]], field)
    }
    const { body } = await owner.send('GET', `/api/surveys/${id}`)
    await owner.send('PATCH', `/api/surveys/${id}`, { questions: body.questions.slice(1) })
    assert.equal((await add(id)).status, 409)
    await owner.send('POST', `/api/surveys/${id}/publication`)
    await owner.send('POST', `/api/surveys/${id}/closure`)
    assert.deepEqual(said(await add(id)), [410, 'This survey is closed.'])
    assert.equal((await questionsOf(id)).length, 2)
  })
})

describe('POST /addreply', () => {
  let id: string
  let questions: Awaited<ReturnType<typeof questionsOf>>
  beforeEach(async () => {
    id = await addSurvey({
      questions: [
        ...QUESTIONS,
        { content: 'Which?', type: 'multiple_choice', replyContent: ['a', 'b', 'c'] },
        { content: 'Really?', type: 'yes_no' },
      ],
    })
    questions = await questionsOf(id)
  })
  const idOf = (i: number) => questions[i]?.id as string
  const stored = async () => (await repliesTo(id)).map(({ answers }) => Object.values(answers)[0])

  it('stores one answer of what the question asks for', async () => {
    const choices = (await owner.send('GET', `/api/surveys/${id}`)).body.questions[3].choices
    const [a, b] = choices.map((choice: { id: string }) => choice.id)
    for (const [i, reply, answered] of [
      [1, 'because', 'because'],
      [2, '7.5', 7.5],
      [2, 7.5, 7.5],
      [3, ['a', 'b'], [a, b]],
      [3, '["a", "b"]', [a, b]],
      [3, 'b', [b]],
      [3, a, [a]],
      [4, 'true', true],
      [4, false, false],
    ] as const) {
      assert.equal((await answer(idOf(i), reply)).status, 200, String(reply))
      await teamroom.db.transaction().execute(async (trx) => {
        const [row, ...more] = await trx.selectFrom('survey_replies').selectAll().where('survey_id', '=', id).execute()
        assert.deepEqual([row?.answers, more], [{ [idOf(i).split('.')[1] as string]: answered }, []])
        await trx.deleteFrom('survey_replies').where('survey_id', '=', id).execute()
      })
    }
  })

  it('takes a JSON body that is no object for the reply', async () => {
    for (const [i, reply] of [
      [1, 'because'],
      [2, 3],
      [3, ['a', 'c']],
      [4, true],
    ] as const) {
      const body = JSON.stringify(reply)
      assert.equal((await teamroom.send('POST', '/addreply', body, { idquestion: idOf(i) })).status, 200, body)
    }
    assert.equal((await repliesTo(id)).length, 4)
  })

  it('stores nothing that does not fit, and says so', async () => {
    const before = await counts()
    for (const [i, reply] of [
      [0, 'Brot'],
      [0, ['Suppe']],
      [1, ''],
      [1, null],
      [1, 'x'.repeat(501)],
      [2, 'many'],
      [3, ['a', 'a']],
      [3, 'a, b'],
      [4, 'perhaps'],
    ] as const) {
      const { status, body } = await answer(idOf(i), reply)
      assert.deepEqual([status, Object.keys(body.errors.json)], [422, ['reply']], `${i} ${reply}`)
    }
    const missing = await teamroom.send('POST', '/addreply', { idQuestion: idOf(0) })
    assert.deepEqual(said(missing), [422, 'reply: Missing data for required field.'])
    assert.equal((await answer(idOf(1), 'x'.repeat(1024 * 1024))).status, 413)
    const elsewhere = `${await addSurvey()}.${idOf(0).split('.')[1]}`
    const unknown = [NOWHERE, `${NOWHERE}.q`, `${id}.nothing`, id, `${id}.`, '.', '', elsewhere, 7, '%00']
    for (const question of unknown) {
      assert.deepEqual(said(await answer(question as string, 'x')), [404, "Question doesn't exist"], String(question))
    }
    const after = await counts()
    assert.deepEqual([after[2], after[4]], [before[2], before[4]])
  })

  it('says why a survey takes no replies', async () => {
    const draft = await addSurvey({ isactive: false })
    const [first] = await questionsOf(draft, owner.send)
    assert.deepEqual(said(await answer(first?.id as string, 'Suppe')), [409, 'This survey is not published yet.'])
    await owner.send('PATCH', `/api/surveys/${id}`, { reply_cap: 1 })
    assert.equal((await answer(idOf(0), 'Suppe')).status, 200)
    assert.match(said(await answer(idOf(0), 'Suppe')).join(), /^409,.* all the replies/)
    await owner.send('POST', `/api/surveys/${id}/closure`)
    assert.deepEqual(said(await answer(idOf(0), 'Suppe')), [410, 'This survey is closed.'])
    assert.equal((await repliesTo(id)).length, 1)
  })

  it('is for members alone where the survey is, and for nobody where each replies once', async () => {
    await owner.send('PATCH', `/api/surveys/${id}`, { audience: 'members', one_reply_each: false })
    assert.deepEqual(said(await answer(idOf(0), 'Suppe')), [404, "Question doesn't exist"])
    const reply = { idQuestion: idOf(0), reply: 'Suppe' }
    assert.equal((await other.send('POST', '/addreply', reply)).status, 200)
    assert.equal((await repliesTo(id))[0]?.user_id, other.id)
    const once = await addSurvey()
    await owner.send('PATCH', `/api/surveys/${once}`, { audience: 'members' })
    const [first] = await questionsOf(once, other.send)
    assert.equal((await other.send('POST', '/addreply', { ...reply, idQuestion: first?.id })).status, 409)
    assert.deepEqual(await repliesTo(once), [])
  })

  it('says nothing of who replies where anyone may', async () => {
    assert.equal((await other.send('POST', '/addreply', { idQuestion: idOf(0), reply: 'Suppe' })).status, 200)
    assert.equal((await repliesTo(id))[0]?.user_id, null)
  })

  it('takes no reply that leaves a required question out, nor one to a question that is not asked', async () => {
    const { questions: own } = (await owner.send('GET', `/api/surveys/${id}`)).body
    const [lunch, why, ...rest] = own
    const change = async (fields: object) => {
      assert.equal((await owner.send('PATCH', `/api/surveys/${id}`, fields)).status, 200)
      assert.equal((await owner.send('POST', `/api/surveys/${id}/publication`)).status, 200)
    }
    await change({ questions: [lunch, { ...why, required: true }, ...rest] })
    const missing = await answer(idOf(0), 'Suppe')
    const field = `answers.${why.id}`
    assert.deepEqual([missing.status, missing.body.errors.json], [422, { [field]: [MISSING] }])
    assert.equal((await answer(idOf(1), 'because')).status, 200)
    const shown_if = { match: 'all', conditions: [{ question: lunch.id, operator: 'answered' }] }
    await change({ questions: [lunch, { ...why, shown_if }, ...rest] })
    assert.equal((await answer(idOf(1), 'because')).status, 422)
    assert.equal((await repliesTo(id)).length, 1)
  })

  it('stores a reply each time, and with a key once', async () => {
    for (let i = 0; i < 3; i++) assert.equal((await answer(idOf(0), 'Suppe')).status, 200)
    assert.equal((await stored()).length, 3)
    const sends = Array.from({ length: 10 }, () => answer(idOf(0), 'Suppe', { 'idempotency-key': 'k' }))
    const answers = await Promise.all(sends)
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]))
    assert.equal(answers.filter(({ headers }) => headers['idempotency-replayed'] === 'true').length, 9)
    assert.equal((await stored()).length, 4)
    await owner.send('POST', `/api/surveys/${id}/closure`)
    assert.equal((await answer(idOf(0), 'Suppe', { 'idempotency-key': 'k' })).status, 200, 'it was taken in time')
    assert.equal((await answer(idOf(0), 'Salat', { 'idempotency-key': 'k' })).status, 410)
    assert.equal((await answer(idOf(0), 'Suppe', { 'idempotency-key': 'two words' })).status, 422)
  })
})

describe('COMPAT=off', () => {
  it('takes the survey backend’s paths away', async (t) => {
    const without = await startTeamroom({ compat: false })
    t.after(() => without.stop())
    const { send } = await without.account('admin')
    for (const path of ['/addsurvey', '/addquestion', '/addreply']) {
      assert.equal((await send('POST', path, {})).status, 404, path)
    }
    for (const path of ['/getsurveys', '/activesurveys', '/getsurveyquestions']) {
      assert.equal((await send('GET', path)).status, 404, path)
    }
  })
})
