import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { type Account, startTeamroom, type Teamroom } from '../../test/harness.ts'
import { walk } from '../../test/pages.ts'
import { addEditor, choices, EVERY_TYPE, makeSurvey, openSurvey, publish, reply } from '../../test/surveys.ts'
import { NOBODY } from '../../test/time-off.ts'
import type { Survey } from './schema.ts'

const NOW = '2026-03-02T09:00:00.000Z'
const HOSTILE = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '=cmd|calc!A1',
  "'; drop table surveys; --",
  '{{7*7}} %s $1 ?',
]

let teamroom: Teamroom
let ann: Account
let bea: Account
let admin: Account

before(async () => {
  teamroom = await startTeamroom({}, { now: NOW })
  admin = await teamroom.account('admin')
})
after(() => teamroom.stop())
beforeEach(async () => {
  teamroom.clock.now = new Date(NOW)
  ann = await teamroom.account('member')
  bea = await teamroom.account('member')
})

const counts = async () => {
  const surveys = await teamroom.db.selectFrom('surveys').select('id').execute()
  const forms = await teamroom.db.selectFrom('survey_forms').select('survey_id').execute()
  return [surveys.length, forms.length]
}

describe('POST /api/surveys', () => {
  const create = (body: unknown) => ann.send('POST', '/api/surveys', body)

  it('makes a draft of the caller’s, for members, anonymous, one reply each', async () => {
    const { status, body, headers } = await create({ title: 'Lunch' })
    const { id, public_key, can, open_by_id, ...survey } = body
    assert.equal(status, 201)
    assert.equal(open_by_id, false)
    assert.ok(can.includes('delete'))
    assert.equal(headers.location, `/api/surveys/${id}`)
    assert.match(public_key, /^[\w-]{22}$/)
    assert.deepEqual(survey, {
      ...{ title: 'Lunch', description: '', audience: 'members', anonymous: true, one_reply_each: true, listed: true },
      ...{ threshold: 5, text_threshold: 10, results_when: 'steps', whole_replies: false, split_by: null },
      ...{
        reply_cap: null,
        opens_at: null,
        due_at: null,
        language: null,
        time_zone: 'UTC',
        state: 'draft',
        reply_count: 0,
      },
      ...{ owner: { id: ann.id, username: ann.username }, form_version: 1, published_version: null },
      ...{ published_at: null, closed_at: null, version: 1, created_at: NOW, updated_at: NOW },
      ...{ welcome: '', thanks: '', sections: [], questions: [] },
    })
  })

  it('lists a survey for anyone, or for the invited, only where it is told to', async () => {
    const seen = async (fields: object) => {
      const { one_reply_each, listed, public_key } = await makeSurvey(ann, fields)
      return [one_reply_each, listed, public_key === null]
    }
    assert.deepEqual(await seen({ audience: 'anyone' }), [false, false, false])
    assert.deepEqual(await seen({ audience: 'anyone', listed: true }), [false, true, false])
    assert.deepEqual(await seen({ audience: 'invited' }), [true, false, true])
  })

  it('keeps questions of every type as they were sent, and gives them ids', async () => {
    const made = await makeSurvey(ann, { questions: EVERY_TYPE.map(({ id: _id, ...question }) => question) })
    for (const [i, question] of made.questions.entries()) {
      const { id: _id, ...sent } = EVERY_TYPE[i] as (typeof EVERY_TYPE)[number]
      assert.partialDeepStrictEqual(question, sent as object)
      assert.match(question.id, /^q[a-km-z2-9]{8}$/)
    }
    assert.deepEqual((await ann.send('GET', `/api/surveys/${made.id}`)).body, made)
  })

  it('names every wrong field, and stores nothing', async () => {
    const untouched = await counts()
    const { status, body } = await create({
      ...{ title: ' ', description: 7, audience: 'all', anonymous: 'yes', reply_cap: 0, opens_at: 'soon', due_at: 5 },
      ...{ time_zone: '', owner: ann.id, welcome: 'x'.repeat(10_001), sections: [{}, { title: 'S', id: 'S' }] },
      questions: [
        { type: 'text' },
        { type: 'rating', title: 'R', max: 11, choices: [] },
        { type: 'nope' },
        7,
        { title: 'Q' },
      ],
    })
    const types =
      'Must be one of: text, long_text, single_choice, multiple_choice, rating, nps, yes_no, number, date, ranking, matrix.'
    const missing = 'Missing data for required field.'
    assert.equal(status, 422)
    assert.deepEqual(body.errors.json, {
      title: ['Must not be blank.'],
      description: ['Not a valid string.'],
      audience: ['Must be one of: anyone, members, invited.'],
      anonymous: ['Not a valid boolean.'],
      reply_cap: ['Must be greater than or equal to 1 and less than or equal to 10000000.'],
      opens_at: ['Not a valid datetime.'],
      due_at: ['Not a valid datetime.'],
      time_zone: ['Length must be between 1 and 60.'],
      owner: ['Unknown field.'],
      welcome: ['Longer than maximum length 10000.'],
      'sections.0.title': [missing],
      'sections.1.id': ['Must be 1 to 40 lower-case letters, digits, dashes or underscores.'],
      'questions.0.title': [missing],
      'questions.1.choices': ['Unknown field.'],
      'questions.1.max': ['Must be greater than or equal to 2 and less than or equal to 10.'],
      'questions.2.type': [types],
      'questions.3': ['Invalid input type.'],
      'questions.4.type': [missing, types],
    })
    assert.deepEqual(await counts(), untouched)
  })

  it('refuses what does not fit together, and stores nothing', async () => {
    const untouched = await counts()
    const shown_if = { conditions: [{ question: 'q', operator: 'answered' }] }
    const refused: [fields: object, field: string, sentence: string][] = [
      [{ due_at: NOW }, 'due_at', 'Must not be in the past.'],
      [{ due_at: '2026-03-02T09:59:59+01:00' }, 'due_at', 'Must not be in the past.'],
      [{ due_at: '2026-02-30T10:00:00Z' }, 'due_at', 'Not a valid datetime.'],
      [{ due_at: 'next week' }, 'due_at', 'Not a valid datetime.'],
      [{ opens_at: '0000-01-01T00:00:00Z' }, 'opens_at', 'Must be between 1900-01-01 and 2999-12-31.'],
      [{ language: 'English' }, 'language', 'Must be a language tag, such as en or pt-BR.'],
      [{ time_zone: 'Mars/Olympus' }, 'time_zone', 'Not a time zone: a name such as Europe/Berlin is expected.'],
      [{ audience: 'anyone', one_reply_each: true }, 'one_reply_each', 'Behind a public link all are alike.'],
      [{ questions: {} }, 'questions', 'Not a valid list.'],
      [{ questions: 'Lunch?' }, 'questions', 'Not a valid list.'],
      [{ questions: null }, 'questions', 'Field may not be null.'],
      [
        { questions: [{ type: 'text', title: 'Q', shown_if }] },
        'questions.0.shown_if.conditions.0.question',
        'There is no such question.',
      ],
    ]
    for (const [fields, field, sentence] of refused) {
      const { status, body } = await create({ title: 'Lunch', ...fields })
      assert.deepEqual([status, body.errors?.json], [422, { [field]: [sentence] }], JSON.stringify(fields))
    }
    const original = { type: 'T', reply_content: { a: ['\u0000'] } }
    assert.equal((await create({ title: 'Lunch', questions: [{ type: 'text', title: 'Q', original }] })).status, 422)
    assert.deepEqual(await counts(), untouched)
  })

  it('takes a thousand questions, and not one more', async () => {
    const question = { type: 'single_choice', title: 'Q', choices: choices('a', 'b', 'c', 'd', 'e', 'f', 'g') }
    const made = await makeSurvey(ann, { questions: Array(1_000).fill(question) })
    assert.equal(made.questions.length, 1_000)
    assert.equal(new Set(made.questions.map(({ id }) => id)).size, 1_000)
    const untouched = await counts()
    const { status, body } = await create({ title: 'Lunch', questions: Array(1_001).fill(question) })
    assert.deepEqual([status, body.errors.json], [422, { questions: ['Longer than maximum length 1000.'] }])
    assert.equal((await create({ title: 'Lunch', welcome: 'x'.repeat(1_048_576) })).status, 413)
    assert.deepEqual(await counts(), untouched)
  })

  for (const hostile of HOSTILE) {
    it(`keeps text as text, and runs none of it: ${hostile}`, async () => {
      const label = { id: 'a', label: hostile }
      const made = await openSurvey(ann, {
        ...{ title: hostile, description: hostile, welcome: hostile, thanks: hostile },
        sections: [{ id: 's', title: hostile, text: hostile }],
        questions: [
          { id: 'q', type: 'single_choice', title: hostile, text: hostile, choices: [label], section: 's' },
          { id: 'r', type: 'rating', title: hostile, min_label: hostile, max_label: hostile },
        ],
      })
      const [question, rating] = made.questions
      assert.deepEqual([made.title, made.description, made.welcome, made.sections[0]?.text], Array(4).fill(hostile))
      assert.partialDeepStrictEqual(question, { title: hostile, text: hostile, choices: [label] } as object)
      assert.partialDeepStrictEqual(rating, { min_label: hostile, max_label: hostile } as object)
      const { body } = await ann.send('GET', `/api/surveys/public/${made.public_key}`)
      for (const html of [body.welcome_html, body.thanks_html, body.sections[0].text_html, body.text_html.q]) {
        assert.doesNotMatch(html, /<(script|img)/)
        assert.match(html, /^<p>.*<\/p>\n$/)
      }
    })
  }

  it('is made once, however often it is sent with one key', async () => {
    const send = () => ann.send('POST', '/api/surveys', { title: 'Once' }, { 'idempotency-key': 'once' })
    const [first, second] = [await send(), await send()]
    assert.equal(second.headers['idempotency-replayed'], 'true')
    assert.deepEqual(second.body, first.body)
  })
})

describe('GET /api/surveys/:id', () => {
  it('shows a survey to its owner, its editors and administrators, and to nobody else', async () => {
    const made = await makeSurvey(ann)
    for (const [who, status] of [
      [ann, 200],
      [bea, 404],
      [admin, 200],
    ] as const)
      assert.equal((await who.send('GET', `/api/surveys/${made.id}`)).status, status)
    await addEditor(teamroom.db, made.id, bea)
    for (const { send } of [ann, bea, admin]) {
      const { body } = await send('GET', `/api/surveys/${made.id}`)
      assert.deepEqual({ ...body, can: made.can }, made)
    }
    assert.equal((await ann.send('GET', `/api/surveys/${NOBODY}`)).status, 404)
  })

  it('has another ETag when its owner has another name, when replies come, and when its state changes by itself', async () => {
    const { id, public_key } = await openSurvey(ann, { due_at: '2026-03-02T09:10:00Z', one_reply_each: false })
    const tags = new Set<string | undefined>()
    const look = async () => tags.add((await admin.send('GET', `/api/surveys/${id}`)).headers.etag)
    await look()
    await reply(bea, public_key)
    await look()
    await ann.send('PATCH', '/api/me', { username: `${ann.username}-renamed` })
    await look()
    teamroom.clock.advance(10 * 60_000)
    await look()
    assert.equal(tags.size, 4)
  })
})

describe('GET /api/surveys', () => {
  const titles = async ({ send }: Account, query = '') =>
    (await walk(send, `/api/surveys${query}`)).map(({ title }: Survey) => title)

  it('has one’s own and those that one is an editor of, the newest first; an administrator’s has all', async () => {
    await makeSurvey(ann, { title: 'A1' })
    const shared = await makeSurvey(ann, { title: 'A2' })
    await makeSurvey(bea, { title: 'B1' })
    await addEditor(teamroom.db, shared.id, bea)
    assert.deepEqual(await titles(ann), ['A2', 'A1'])
    assert.deepEqual(await titles(bea), ['B1', 'A2'])
    assert.deepEqual((await titles(admin)).slice(0, 3), ['B1', 'A2', 'A1'])
    assert.equal((await teamroom.send('GET', '/api/surveys')).status, 401)
  })

  it('has those of one state', async () => {
    await makeSurvey(ann, { title: 'draft' })
    await openSurvey(ann, { title: 'open' })
    await openSurvey(ann, { title: 'scheduled', opens_at: '2026-03-03T09:00:00Z' })
    await openSurvey(ann, { title: 'due', due_at: '2026-03-02T09:10:00Z' })
    const full = await openSurvey(ann, { title: 'full', reply_cap: 1 })
    assert.equal((await reply(bea, full.public_key)).status, 201)
    const closed = await openSurvey(ann, { title: 'closed' })
    await ann.send('POST', `/api/surveys/${closed.id}/closure`)
    teamroom.clock.advance(10 * 60_000)
    const expected = {
      draft: ['draft'],
      scheduled: ['scheduled'],
      open: ['open'],
      full: ['full'],
      closed: ['closed', 'due'],
    }
    for (const [state, found] of Object.entries(expected)) {
      assert.deepEqual(await titles(ann, `?state=${state}`), found)
      const { body } = await ann.send('GET', `/api/surveys?state=${state}`)
      for (const survey of body) assert.equal(survey.state, state)
    }
    assert.equal((await ann.send('GET', '/api/surveys?state=gone')).status, 422)
  })

  it('is walked page by page, without the questions', async () => {
    for (let i = 0; i < 5; i++) await makeSurvey(ann, { title: `${i}` })
    assert.deepEqual(await titles(ann, '?limit=2'), ['4', '3', '2', '1', '0'])
    assert.deepEqual(await titles(ann, '?limit=2&state=draft'), ['4', '3', '2', '1', '0'])
    const [first] = (await ann.send('GET', '/api/surveys?limit=1')).body
    assert.equal('questions' in first, false)
  })
})

describe('GET /api/surveys/open', () => {
  // Other tests leave open surveys behind: only those of this account are looked at.
  const open = async (client: { send: Account['send'] }, prefix: string) =>
    (await walk(client.send, '/api/surveys/open?limit=200')).filter(({ title }) => title.startsWith(prefix))

  it('has what is listed and takes replies: for a guest, what is for anyone', async () => {
    const mine = ann.username
    const make = (name: string, fields: object) => openSurvey(ann, { title: `${mine} ${name}`, ...fields })
    await makeSurvey(ann, { title: `${mine} draft` })
    const { id, public_key } = await make('members', {})
    await make('anyone', { audience: 'anyone', listed: true })
    await make('unlisted', { listed: false })
    await make('quiet', { audience: 'anyone' })
    await make('invited', { audience: 'invited', listed: true })
    await make('scheduled', { opens_at: '2026-03-03T09:00:00Z' })
    await make('due', { due_at: '2026-03-02T09:10:00Z' })
    const closed = await make('closed', {})
    await ann.send('POST', `/api/surveys/${closed.id}/closure`)
    const full = await make('full', { reply_cap: 1 })
    await reply(admin, full.public_key)
    teamroom.clock.advance(10 * 60_000)
    const names = (rows: { title: string }[]) => rows.map(({ title }) => title.slice(mine.length + 1))
    assert.deepEqual(names(await open(teamroom, mine)), ['anyone'])
    const seen = await open(bea, mine)
    assert.deepEqual(names(seen), ['anyone', 'members'])
    assert.deepEqual(seen[1], {
      ...{ id, title: `${mine} members`, description: '', public_key, anonymous: true, one_reply_each: true },
      ...{ due_at: null, time_zone: 'UTC', replied: false },
    })
  })

  it('says to which of them one has replied, where each replies once', async () => {
    const mine = ann.username
    const make = (name: string, fields: object) => openSurvey(ann, { title: `${mine} ${name}`, ...fields })
    for (const survey of [
      await make('named', { anonymous: false }),
      await make('nameless', {}),
      await make('often', { one_reply_each: false }),
    ])
      assert.equal((await reply(bea, survey.public_key)).status, 201)
    const replied = async (client: { send: Account['send'] }) =>
      (await open(client, mine)).map(({ replied }) => replied)
    assert.deepEqual(await replied(bea), [false, true, true])
    assert.deepEqual(await replied(ann), [false, false, false])
  })
})

describe('PATCH /api/surveys/:id', () => {
  const change = (id: string, body: object, headers = {}) => ann.send('PATCH', `/api/surveys/${id}`, body, headers)

  it('changes what it names, and nothing else', async () => {
    const made = await makeSurvey(ann)
    teamroom.clock.advance(1_000)
    const { status, body } = await change(made.id, { title: 'Dinner', due_at: '2026-03-05T12:00:00+01:00' })
    assert.equal(status, 200)
    const updated_at = '2026-03-02T09:00:01.000Z'
    assert.deepEqual(body, { ...made, title: 'Dinner', due_at: '2026-03-05T11:00:00.000Z', version: 2, updated_at })
    assert.deepEqual((await ann.send('GET', `/api/surveys/${made.id}`)).body, body)
  })

  it('replaces questions as a whole: added, edited, ordered and removed', async () => {
    const ask = (...ids: string[]) => ids.map((id) => ({ id, type: 'text', title: `The ${id}` }))
    const { id } = await makeSurvey(ann, { questions: ask('a', 'b', 'c') })
    const { body } = await change(id, { questions: [...ask('c', 'd'), { ...ask('a')[0], title: 'Edited' }] })
    assert.deepEqual(
      body.questions.map((one: { id: string; title: string }) => [one.id, one.title]),
      [
        ['c', 'The c'],
        ['d', 'The d'],
        ['a', 'Edited'],
      ],
    )
    assert.deepEqual([body.form_version, body.published_version], [1, null])
    assert.equal((await change(id, { questions: [] })).body.questions.length, 0)
  })

  it('is refused with the reason, and changes nothing', async () => {
    const made = await makeSurvey(ann)
    for (const body of [{}, { title: '' }, { nope: 1 }, { questions: {} }, { due_at: NOW }, { welcome: null }, []]) {
      assert.equal((await change(made.id, body)).status, 422, JSON.stringify(body))
    }
    assert.deepEqual((await ann.send('GET', `/api/surveys/${made.id}`)).body, made)
    assert.equal((await bea.send('PATCH', `/api/surveys/${made.id}`, { title: 'Mine' })).status, 404)
  })

  it('is 412 when somebody else has changed it, and not when replies have come', async () => {
    const { id, public_key } = await openSurvey(ann)
    const { etag = '' } = (await ann.send('GET', `/api/surveys/${id}`)).headers
    assert.equal((await reply(bea, public_key)).status, 201)
    assert.notEqual((await ann.send('GET', `/api/surveys/${id}`)).headers.etag, etag)
    assert.equal((await change(id, { title: 'First' }, { 'if-match': etag })).status, 200)
    assert.equal((await change(id, { title: 'Second' }, { 'if-match': etag })).status, 412)
    assert.equal((await ann.send('GET', `/api/surveys/${id}`)).body.title, 'First')
  })

  it('keeps the mode that replies were given in', async () => {
    for (const anonymous of [true, false]) {
      const { id, public_key } = await openSurvey(ann, { anonymous })
      assert.equal((await reply(bea, public_key)).status, 201)
      const modes = [{ audience: 'anyone' }, { one_reply_each: false }, ...(anonymous ? [] : [{ anonymous: true }])]
      for (const body of modes) {
        const { status, body: refused } = await change(id, body)
        assert.equal(status, 409)
        assert.match(
          refused.message,
          /^There are replies already, given with \w+ as it is: make a copy of the survey\.$/,
        )
      }
      assert.equal((await change(id, { anonymous, title: 'Dinner' })).status, 200)
      assert.equal((await change(id, { reply_cap: 1 })).body.state, 'full')
    }
  })

  it('stays anonymous once it is published so, and settles then what is shown of it', async () => {
    const { id } = await openSurvey(ann, { anonymous: false })
    assert.equal((await change(id, { anonymous: true, threshold: 8, text_threshold: 20 })).status, 200)
    for (const body of [{ anonymous: false }, { threshold: 5 }, { anonymous: false, whole_replies: true }]) {
      const { status, body: refused } = await change(id, body)
      assert.equal(status, 409)
      assert.match(
        refused.message,
        /^Publishing this survey has settled \w+: make a copy of the survey to change it\.$/,
      )
    }
  })

  it('asks no published question in another way', async () => {
    const { id } = await openSurvey(ann, { questions: [{ id: 'mood', type: 'rating', title: 'Mood' }] })
    const mood = (more: object) => change(id, { questions: [{ id: 'mood', type: 'rating', title: 'Mood', ...more }] })
    assert.deepEqual((await mood({ max: 10 })).body.errors.json, {
      'questions.0.max': ['It has been published with another scale: make a new question of it.'],
    })
    assert.deepEqual((await mood({ type: 'nps' })).body.errors.json, {
      'questions.0.type': ['It has been published with another type: make a new question of it.'],
    })
    assert.equal((await mood({ title: 'How are you?' })).status, 200)
  })

  it('lets one of twenty who read the same version write', async () => {
    const { id } = await makeSurvey(ann)
    const { etag = '' } = (await ann.send('GET', `/api/surveys/${id}`)).headers
    const writes = Array.from({ length: 20 }, (_, i) => change(id, { title: `T${i}` }, { 'if-match': etag }))
    const statuses = (await Promise.all(writes)).map(({ status }) => status).sort()
    assert.deepEqual(statuses, [200, ...Array(19).fill(412)])
  })
})

describe('DELETE /api/surveys/:id', () => {
  it('is for the owner and administrators, not for an editor', async () => {
    for (const who of [ann, admin]) {
      const { id } = await makeSurvey(ann)
      assert.equal((await bea.send('DELETE', `/api/surveys/${id}`)).status, 404)
      await addEditor(teamroom.db, id, bea)
      const { status, body } = await bea.send('DELETE', `/api/surveys/${id}`)
      assert.deepEqual([status, body.message], [403, 'Only its owner or an administrator can delete this survey.'])
      assert.equal((await who.send('DELETE', `/api/surveys/${id}`)).status, 204)
      assert.equal((await who.send('DELETE', `/api/surveys/${id}`)).status, 404)
    }
  })

  it('leaves nothing to be found, be it by its public key', async () => {
    const { id, public_key } = await openSurvey(ann, { audience: 'anyone', listed: true, title: `Gone ${ann.id}` })
    await reply(bea, public_key)
    const { etag = '' } = (await ann.send('GET', `/api/surveys/${id}`)).headers
    assert.equal((await ann.send('DELETE', `/api/surveys/${id}`, undefined, { 'if-match': '"7"' })).status, 412)
    assert.equal((await ann.send('DELETE', `/api/surveys/${id}`, undefined, { 'if-match': etag })).status, 204)
    const path = `/api/surveys/${id}`
    for (const [method, url] of [
      ...[
        ['GET', path],
        ['PATCH', path],
        ['DELETE', path],
        ['GET', `${path}/file`],
        ['POST', `${path}/copies`],
      ],
      ...[
        ['POST', `${path}/publication`],
        ['POST', `${path}/closure`],
        ['DELETE', `${path}/closure`],
      ],
      ...[
        ['PUT', `${path}/public-key`],
        ['GET', `/api/surveys/public/${public_key}`],
      ],
    ] as [string, string][]) {
      const answer = await ann.send(method, url, method === 'PATCH' ? { title: 'Back' } : undefined)
      assert.equal(answer.status, 404, `${method} ${url}`)
    }
    assert.equal((await reply(bea, public_key)).status, 404)
    for (const list of ['/api/surveys', '/api/surveys/open']) {
      const rows = await walk(ann.send, `${list}?limit=200`)
      assert.ok(!rows.some((row) => row.id === id))
    }
  })

  it('is not what an account’s end does: its surveys are the administrators’ then', async () => {
    const { id } = await makeSurvey(ann)
    assert.equal((await admin.send('DELETE', `/api/users/${ann.id}`)).status, 204)
    const { status, body } = await admin.send('GET', `/api/surveys/${id}`)
    assert.deepEqual([status, body.owner], [200, null])
    assert.equal((await publish(admin, id)).state, 'open')
  })
})
