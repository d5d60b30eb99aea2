import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { Writable } from 'node:stream'
import { after, before, beforeEach, describe, it } from 'node:test'
import { pino } from 'pino'
import { bearer } from '../../../test/accounts.ts'
import {
  type Account,
  type Answer,
  type Client,
  clientOf,
  startTeamroom,
  type Teamroom,
} from '../../../test/harness.ts'
import {
  choices,
  EVERY_ANSWER,
  EVERY_TYPE,
  makeSurvey,
  openSurvey,
  reply,
  sent,
  storedReplies,
} from '../../../test/surveys.ts'
import { buildApp } from '../../app.ts'

const NOW = '2026-03-02T09:00:00.000Z'
const MINUTE = 60_000

let teamroom: Teamroom
let ann: Account
let bea: Account

before(async () => {
  teamroom = await startTeamroom()
})
after(() => teamroom.stop())
beforeEach(async () => {
  teamroom.clock.now = new Date(NOW)
  ann = await teamroom.account('member')
  bea = await teamroom.account('member')
})

const guest = () => ({ send: teamroom.send })
const open = (key: string | null, { send }: { send: Client } = bea) => send('GET', `/api/surveys/public/${key}`)
const said = ({ status, body }: Answer) => [status, body.message]
const countOf = async (id: string) => (await ann.send('GET', `/api/surveys/${id}`)).body.reply_count

/** The reply that a survey has. */
async function onlyReply(id: string) {
  const [row, ...more] = await storedReplies(teamroom.db, id)
  assert.ok(row && more.length === 0)
  return row
}

/** What every kind of survey that takes no replies says. */
async function refusedSurveys(): Promise<[key: string | null, status: number, message: string][]> {
  const draft = await makeSurvey(ann)
  const scheduled = await openSurvey(ann, { opens_at: '2026-03-03T09:00:00+01:00' })
  const full = await openSurvey(ann, { reply_cap: 1 })
  assert.equal((await reply(ann, full.public_key)).status, 201)
  const closed = await openSurvey(ann)
  await ann.send('POST', `/api/surveys/${closed.id}/closure`)
  const due = await openSurvey(ann, { due_at: '2026-03-02T09:01:00Z' })
  teamroom.clock.advance(MINUTE)
  return [
    [draft.public_key, 409, 'This survey is not published yet.'],
    [scheduled.public_key, 409, 'This survey opens at 2026-03-03T08:00:00.000Z.'],
    [full.public_key, 409, 'This survey has all the replies that it asked for.'],
    [closed.public_key, 410, 'This survey is closed.'],
    [due.public_key, 410, 'This survey is closed.'],
  ]
}

describe('GET /api/surveys/public/:key', () => {
  it('has all that it takes to answer, Markdown as HTML, and nothing of whose it is', async () => {
    const { public_key, questions } = await openSurvey(ann, {
      ...{ title: 'Lunch', welcome: '**Hi**', thanks: '*Bye*', time_zone: 'Europe/Berlin' },
      sections: [{ id: 's', title: 'S', text: '`code`' }],
      questions: [{ id: 'a', type: 'yes_no', title: 'A?', text: '_frank_', section: 's' }],
    })
    const { status, body } = await open(public_key)
    assert.equal(status, 200)
    assert.deepEqual(body, {
      ...{ title: 'Lunch', description: '', anonymous: true, audience: 'members', one_reply_each: true, due_at: null },
      ...{ threshold: 5, text_threshold: 10, results_when: 'steps', whole_replies: false, split_by: null },
      ...{ language: null, time_zone: 'Europe/Berlin', version: 1, opened: null, receipt: null, questions },
      ...{ welcome_html: '<p><strong>Hi</strong></p>\n', thanks_html: '<p><em>Bye</em></p>\n' },
      sections: [{ id: 's', title: 'S', text_html: '<p><code>code</code></p>\n', shown_if: null }],
      text_html: { a: '<p><em>frank</em></p>\n' },
    })
  })

  it('is for guests where the survey is for anyone, and asks for a token where it is for members', async () => {
    const anyone = await openSurvey(ann, { audience: 'anyone' })
    assert.equal((await open(anyone.public_key, guest())).status, 200)
    const members = await openSurvey(ann)
    const refused = [401, 'This survey is for accounts: send a token.']
    assert.deepEqual(said(await open(members.public_key, guest())), refused)
    assert.deepEqual(said(await reply(guest(), members.public_key)), refused)
    assert.equal((await open(members.public_key)).status, 200)
  })

  it('says of a survey that takes no replies why not', async () => {
    for (const [key, ...expected] of await refusedSurveys()) assert.deepEqual(said(await open(key)), expected)
  })

  it('leads nowhere by a key that is none, nor by that of a survey for the invited', async () => {
    const { id } = await openSurvey(ann, { audience: 'invited' })
    const { link_key } = await teamroom.db
      .selectFrom('surveys')
      .select('link_key')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    for (const key of [link_key, 'x', 'A'.repeat(22), '%00', 'x'.repeat(100), "'; drop table surveys; --"]) {
      assert.equal((await open(encodeURIComponent(key))).status, 404, key)
      assert.equal((await reply(bea, encodeURIComponent(key))).status, 404, key)
    }
  })

  it('is 304 to those who have it, until it is changed, and has no row of another reader', async () => {
    const { id, public_key } = await openSurvey(ann)
    const { etag = '' } = (await open(public_key)).headers
    const again = () => bea.send('GET', `/api/surveys/public/${public_key}`, undefined, { 'if-none-match': etag })
    assert.equal((await again()).status, 304)
    await reply(ann, public_key)
    assert.equal((await again()).status, 304)
    await ann.send('PATCH', `/api/surveys/${id}`, { title: 'Dinner' })
    assert.equal((await again()).body.title, 'Dinner')
    await reply(bea, public_key)
    assert.match((await again()).body.receipt, /^[\w-]{22}$/)
    assert.equal((await open(public_key, await teamroom.account('member'))).body.receipt, null)
  })
})

describe('POST /api/surveys/public/:key/replies', () => {
  it('stores a named reply with whose it is and when', async () => {
    const { id, public_key } = await openSurvey(ann, { anonymous: false, questions: EVERY_TYPE })
    const { status, body, headers } = await reply(bea, public_key, EVERY_ANSWER, { version: 1, anonymous: false })
    assert.equal(status, 201)
    assert.match(body.receipt, /^[\w-]{22}$/)
    assert.deepEqual(Object.keys(body), ['receipt'])
    assert.equal(headers.location, `/api/surveys/public/${public_key}`)
    const { id: replyId, ...row } = await onlyReply(id)
    assert.match(replyId, /^[\w-]{22}$/)
    assert.deepEqual(row, {
      ...{ survey_id: id, form_version: 1, answers: EVERY_ANSWER, day: '2026-03-02' },
      ...{ submitted_at: NOW, user_id: bea.id, link_id: null, once_key: bea.id },
    })
    assert.equal(await countOf(id), 1)
  })

  it('stores an anonymous reply with its day in the owner’s zone, and nothing else', async () => {
    teamroom.clock.now = new Date('2026-03-02T09:00:00.000Z')
    for (const [time_zone, day] of [
      ['Pacific/Kiritimati', '2026-03-02'],
      ['Pacific/Pago_Pago', '2026-03-01'],
    ] as const) {
      const { id, public_key } = await openSurvey(ann, { time_zone })
      const { body } = await reply(bea, public_key, { lunch: 'Soup' }, { anonymous: true })
      const { id: replyId, ...row } = await onlyReply(id)
      assert.deepEqual(row, {
        ...{ survey_id: id, form_version: 1, answers: { lunch: 'Soup' }, day },
        ...{ submitted_at: null, user_id: null, link_id: null, once_key: null },
      })
      assert.notEqual(replyId, body.receipt)
    }
  })

  it('asks nobody who they are behind a link for anyone, be they logged in', async () => {
    const { id, public_key } = await openSurvey(ann, { audience: 'anyone', anonymous: false })
    for (const client of [guest(), bea, bea]) assert.equal((await reply(client, public_key)).status, 201)
    for (const row of await storedReplies(teamroom.db, id)) assert.deepEqual([row.user_id, row.once_key], [null, null])
    assert.equal(await countOf(id), 3)
  })

  for (const anonymous of [true, false]) {
    it(`is once a person where asked for, ${anonymous ? 'anonymously too' : 'with names'}`, async () => {
      const { id, public_key } = await openSurvey(ann, { anonymous })
      const first = await reply(bea, public_key, { lunch: 'Soup' })
      const second = await reply(bea, public_key, { lunch: 'Salad' })
      assert.deepEqual([second.status, second.body], [201, first.body])
      assert.deepEqual(
        [first.headers['idempotency-replayed'], second.headers['idempotency-replayed']],
        [undefined, 'true'],
      )
      assert.equal((await open(public_key)).body.receipt, first.body.receipt)
      const other = await reply(ann, public_key, { lunch: 'Bread' })
      assert.notEqual(other.body.receipt, first.body.receipt)
      const kept = (await storedReplies(teamroom.db, id)).map(({ answers }) => answers.lunch)
      assert.deepEqual(kept.sort(), ['Bread', 'Soup'])
    })

    it(`is stored once by its submission’s id where people may reply often, ${anonymous ? 'anonymously' : 'named'}`, async () => {
      const { id, public_key } = await openSurvey(ann, { anonymous, one_reply_each: false })
      const submission_id = randomUUID()
      const first = await reply(bea, public_key, { lunch: 'Soup' }, { submission_id })
      const again = await reply(bea, public_key, { lunch: 'Salad' }, { submission_id })
      const other = await reply(bea, public_key, { lunch: 'Bread' })
      assert.deepEqual(again.body, first.body)
      assert.notEqual(other.body.receipt, first.body.receipt)
      const kept = (await storedReplies(teamroom.db, id)).map(({ answers }) => answers.lunch)
      assert.deepEqual(kept.sort(), ['Bread', 'Soup'])
      assert.equal(await countOf(id), 2)
    })
  }

  it('says of a survey that takes no replies why not, and stores nothing', async () => {
    const before = await teamroom.db.selectFrom('survey_replies').select('id').execute()
    for (const [key, ...expected] of await refusedSurveys()) assert.deepEqual(said(await reply(bea, key)), expected)
    const after = await teamroom.db.selectFrom('survey_replies').select('id').execute()
    assert.equal(after.length, before.length + 1)
  })

  it('is refused with everything named that is wrong, and stores nothing', async () => {
    const { id, public_key } = await openSurvey(ann, {
      questions: [
        { id: 'lunch', type: 'single_choice', title: 'L', choices: choices('soup', 'salad'), required: true },
        {
          id: 'which',
          type: 'text',
          title: 'W',
          shown_if: { conditions: [{ question: 'lunch', operator: 'is', value: 'soup' }] },
        },
        { id: 'mood', type: 'rating', title: 'M' },
      ],
    })
    const refused: [answers: object[], errors: object][] = [
      [sent({ lunch: 'bread' }), { 'answers.lunch': ['Must be one of: soup, salad.'] }],
      [sent({ mood: 3 }), { 'answers.lunch': ['Missing data for required field.'] }],
      [sent({ lunch: 'salad', which: 'x' }), { 'answers.which': ['It is not asked, given the other answers.'] }],
      [sent({ lunch: 'salad', dinner: 'x' }), { 'answers.dinner': ['There is no such question.'] }],
      [[...sent({ lunch: 'soup' }), ...sent({ lunch: 'soup' })], { 'answers.lunch': ['It is answered twice.'] }],
      [
        sent({ lunch: 1, mood: '3', dinner: 1 }),
        {
          'answers.lunch': ['Must be one of: soup, salad.'],
          'answers.mood': ['Not a valid integer.'],
          'answers.dinner': ['There is no such question.'],
        },
      ],
    ]
    for (const [answers, errors] of refused) {
      const { status, body } = await reply(bea, public_key, {}, { answers })
      assert.deepEqual([status, body.errors], [422, { json: errors }])
    }
    const another = await openSurvey(ann, { questions: [{ id: 'other', type: 'text', title: 'O' }] })
    assert.equal((await reply(bea, public_key, { lunch: 'soup', other: 'x' })).status, 422)
    assert.equal((await reply(bea, another.public_key, { other: 'x', lunch: 'soup' })).status, 422)
    assert.equal((await reply(bea, another.public_key, { other: 'x'.repeat(501) })).status, 422)
    assert.equal((await reply(bea, another.public_key, { other: 'x'.repeat(1_000_000) })).status, 413)
    assert.equal((await reply(bea, another.public_key, { other: 'x'.repeat(200_000) })).status, 422)
    for (const survey of [id, another.id]) {
      assert.deepEqual(await storedReplies(teamroom.db, survey), [])
      assert.equal(await countOf(survey), 0)
    }
    assert.equal((await reply(bea, public_key, { lunch: 'salad' })).status, 201)
  })

  it('is refused in any other shape', async () => {
    const { public_key } = await openSurvey(ann)
    const path = `/api/surveys/public/${public_key}/replies`
    const whole = { submission_id: randomUUID(), answers: [] as unknown }
    for (const [change, ...fields] of [
      [{ submission_id: 'short' }, 'submission_id'],
      [{ submission_id: 'with spaces in between it' }, 'submission_id'],
      [{ submission_id: 'x'.repeat(101) }, 'submission_id'],
      [{ answers: { lunch: 'Soup' } }, 'answers'],
      [{ answers: 'Soup' }, 'answers'],
      [{ answers: Array(1_001).fill({ question: 'lunch', value: 'Soup' }) }, 'answers'],
      [{ answers: ['Soup', { question: 7 }] }, 'answers.0', 'answers.1.value', 'answers.1.question'],
      [{ version: 0, user: bea.id }, 'user', 'version'],
      [{ anonymous: 'yes', opened: 7 }, 'anonymous', 'opened'],
    ] as [object, ...string[]][]) {
      const { status, body } = await bea.send('POST', path, { ...whole, ...change })
      assert.deepEqual(
        [status, Object.keys(body.errors?.json ?? {})],
        [422, fields],
        JSON.stringify(change).slice(0, 99),
      )
    }
    assert.equal((await bea.send('POST', path, '[]')).status, 422)
    assert.equal((await bea.send('POST', path, '{')).status, 400)
  })

  it('is refused to those who were promised something else', async () => {
    for (const anonymous of [true, false]) {
      const { id, public_key } = await openSurvey(ann, { anonymous: !anonymous })
      const sentence = `This survey is ${anonymous ? 'no longer' : 'now'} anonymous: read it again.`
      assert.deepEqual(said(await reply(bea, public_key, { lunch: 'x' }, { anonymous })), [409, sentence])
      assert.equal(await countOf(id), 0)
      assert.equal((await reply(bea, public_key, { lunch: 'x' }, { anonymous: !anonymous })).status, 201)
    }
  })

  it('is refused under the name of somebody else’s submission, and not taken for theirs', async () => {
    for (const anonymous of [true, false]) {
      const { id, public_key } = await openSurvey(ann, { anonymous })
      const submission_id = randomUUID()
      assert.equal((await reply(bea, public_key, { lunch: 'x' }, { submission_id })).status, 201)
      const sentence = 'Somebody else’s reply has this submission_id: send another one.'
      assert.deepEqual(said(await reply(ann, public_key, { lunch: 'y' }, { submission_id })), [409, sentence])
      assert.equal(await countOf(id), 1)
      assert.equal((await reply(ann, public_key, { lunch: 'y' })).status, 201)
      assert.equal(await countOf(id), 2)
    }
  })

  it('takes as many replies as its cap, and more when that is raised', async () => {
    const { id, public_key } = await openSurvey(ann, { audience: 'anyone', reply_cap: 2 })
    for (const status of [201, 201, 409, 409]) assert.equal((await reply(guest(), public_key)).status, status)
    assert.equal((await ann.send('GET', `/api/surveys/${id}`)).body.state, 'full')
    assert.equal((await ann.send('PATCH', `/api/surveys/${id}`, { reply_cap: 1 })).status, 422)
    assert.equal((await ann.send('PATCH', `/api/surveys/${id}`, { reply_cap: 3 })).body.state, 'open')
    for (const status of [201, 409]) assert.equal((await reply(guest(), public_key)).status, status)
    assert.equal((await storedReplies(teamroom.db, id)).length, 3)
  })

  it('gives the receipt again whatever has become of the survey, and to nobody else', async () => {
    const { id, public_key } = await openSurvey(ann, { audience: 'anyone', reply_cap: 1 })
    const submission_id = randomUUID()
    const first = await reply(guest(), public_key, { lunch: 'x' }, { submission_id })
    const again = () => reply(guest(), public_key, { lunch: 'x' }, { submission_id })
    assert.deepEqual((await again()).body, first.body)
    await ann.send('POST', `/api/surveys/${id}/closure`)
    assert.deepEqual((await again()).body, first.body)
    assert.equal((await reply(guest(), public_key)).status, 410)
    assert.equal(await countOf(id), 1)
  })
})

describe('a deadline', () => {
  const due_at = '2026-03-02T18:05:30+09:00'
  const DUE = Date.parse(due_at)

  for (const time_zone of ['Pacific/Kiritimati', 'UTC', 'America/Los_Angeles']) {
    it(`is judged by the server’s clock, whatever the owner’s zone is: ${time_zone}`, async () => {
      const { public_key } = await openSurvey(ann, { due_at, time_zone, audience: 'anyone' })
      teamroom.clock.now = new Date(DUE - 1)
      assert.equal((await reply(guest(), public_key)).status, 201)
      teamroom.clock.now = new Date(DUE)
      assert.equal((await reply(guest(), public_key)).status, 410)
      assert.equal((await open(public_key, guest())).status, 410)
    })
  }

  it('has five minutes of grace for a page that was opened in time, to the second', async () => {
    const { public_key } = await openSurvey(ann, { due_at, audience: 'anyone' })
    const at = async (time: number, opened?: string) => {
      teamroom.clock.now = new Date(time)
      return (await reply(guest(), public_key, { lunch: 'x' }, opened === undefined ? {} : { opened })).status
    }
    for (const openedAt of [DUE - 60 * MINUTE, DUE - 1]) {
      teamroom.clock.now = new Date(openedAt)
      const { opened } = (await open(public_key, guest())).body
      assert.equal(await at(DUE, opened), 201)
      assert.equal(await at(DUE + 5 * MINUTE, opened), 201)
      assert.equal(await at(DUE + 5 * MINUTE + 1, opened), 410)
    }
    assert.equal(await at(DUE + MINUTE), 410)
  })

  it('has none for a stamp that was made up, or is another survey’s', async () => {
    const { public_key } = await openSurvey(ann, { due_at, audience: 'anyone' })
    const other = await openSurvey(ann, { due_at, audience: 'anyone' })
    const { opened } = (await open(public_key, guest())).body as { opened: string }
    const foreign = (await open(other.public_key, guest())).body.opened
    assert.notEqual(foreign, opened)
    const [minute = '', seal = ''] = opened.split('.')
    const earlier = (Number.parseInt(minute, 36) - 1).toString(36)
    teamroom.clock.now = new Date(DUE + MINUTE)
    const forged = [
      foreign,
      `${earlier}.${seal}`,
      minute,
      `${minute}.`,
      `.${seal}`,
      '',
      'x',
      `${opened}.`.slice(0, -2),
      '0.',
      `${minute}.${'A'.repeat(22)}`,
    ]
    for (const stamp of forged) {
      const { status } = await reply(guest(), public_key, { lunch: 'x' }, { opened: stamp })
      assert.equal(status, 410, stamp)
    }
    assert.equal((await reply(guest(), public_key, { lunch: 'x' }, { opened })).status, 201)
  })

  it('has no grace where the owner has closed the survey', async () => {
    const { id, public_key } = await openSurvey(ann, { due_at, audience: 'anyone' })
    const { opened } = (await open(public_key, guest())).body
    await ann.send('POST', `/api/surveys/${id}/closure`)
    teamroom.clock.now = new Date(DUE + MINUTE)
    assert.equal((await reply(guest(), public_key, { lunch: 'x' }, { opened })).status, 410)
  })
})

describe('the log', () => {
  it('has neither the person nor the address of those who look at a survey or reply to it', async () => {
    const lines: Record<string, unknown>[] = []
    const output = new Writable({
      write(chunk, _encoding, done) {
        lines.push(JSON.parse(chunk))
        done()
      },
    })
    const { id, public_key } = await openSurvey(ann)
    const app = await buildApp(teamroom.deps, pino({ level: 'trace' }, output))
    const headers = { ...bearer(bea.token), 'user-agent': 'Needle/1.0', 'x-forwarded-for': '203.0.113.7' }
    const send = clientOf(app, headers)
    try {
      assert.equal((await open(public_key, { send })).status, 200)
      assert.equal((await reply({ send }, public_key, { lunch: 'Needle soup' })).status, 201)
      assert.equal((await reply({ send }, public_key, { lunch: 7 }, { submission_id: randomUUID() })).status, 201)
      assert.equal((await reply({ send }, 'A'.repeat(22))).status, 404)
    } finally {
      await app.close()
    }
    assert.deepEqual(
      lines.map(({ route, status }) => [route, status]),
      [
        ['/api/surveys/public/:key', 200],
        ...[201, 201, 404].map((status) => ['/api/surveys/public/:key/replies', status]),
      ],
    )
    for (const line of lines) {
      const { level, time, pid, hostname, method, route, status, ms, ...more } = line
      assert.deepEqual(more, {}, 'There is not even a request’s id, which a proxy may have chosen.')
    }
    const text = JSON.stringify(lines)
    for (const secret of [bea.id, bea.username, bea.token, id, public_key, '203.0.113.7', '127.0.0.1', 'eedle'])
      assert.ok(!text.includes(secret as string), `${secret}`)
  })
})
