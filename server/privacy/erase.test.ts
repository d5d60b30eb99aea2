import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { sql } from 'kysely'
import { giveEmail } from '../../test/accounts.ts'
import { adjust, type Company, hire, startCompany, totalsOf } from '../../test/company.ts'
import { during } from '../../test/during.ts'
import type { Account } from '../../test/harness.ts'
import { openSurvey, reply } from '../../test/surveys.ts'
import { examineOpen } from '../doctor/examine.ts'
import { tallyReplies } from '../surveys/results/tally.ts'
import type { Survey } from '../surveys/schema.ts'
import { DATA_MAP } from './data-map/data-map.ts'
import { erasePerson } from './erase-actions.ts'

const QUESTION = { id: 'lunch', type: 'single_choice', title: 'Lunch?', choices: [{ id: 'soup', label: 'Soup' }] }

/** Where there is something of her before. */
const TRACES = [
  'employees.name',
  'employees.name_key',
  'ledger_entries.note',
  'survey_links.address',
  'time_off_requests.decision_note',
  'time_off_requests.note',
  'users.email',
  'users.email_key',
  'users.name_key',
  'users.username',
  'users.username_key',
]

let { teamroom, type, admin } = {} as Company
let boss: Account
let ann: Account
let annId: string
let survey: Survey
let count = 0

before(async () => {
  ;({ teamroom, type, admin } = await startCompany())
  boss = await teamroom.account('member')
  await hire(teamroom.db, { account: boss })
})
after(() => teamroom.stop())

/** Ann, who has left, and has done here all that leaves a trace. */
beforeEach(async () => {
  const { db } = teamroom
  count++
  ann = await teamroom.account('manager', `Annabel Trace ${count}`)
  annId = await hire(db, { account: ann, end_date: '2026-02-27' })
  await giveEmail(db, ann, `annabel.trace.${count}@example.com`)
  await adjust(teamroom, annId, 2_400, '2026-01-01')
  const asked = { leave_type_id: type, start: '2026-02-26', note: `Trace ${count} of a note` }
  const request = await ann.send('POST', '/api/time-off/requests', asked)
  assert.equal(request.status, 201, request.text)
  const approval = { note: `Trace ${count} of an approval` }
  assert.equal((await admin.send('POST', `/api/time-off/requests/${request.body.id}/approval`, approval)).status, 201)
  const corrected = { leave_type_id: type, date: '2026-02-01', hours: 1, note: `Trace ${count} of a correction` }
  assert.equal((await admin.send('POST', `/api/employees/${annId}/adjustments`, corrected)).status, 201)
  await ann.send('POST', '/api/time-off/feeds', { scope: 'me' })
  const post = await ann.send('POST', '/api/posts', { title: 'Ours', content: 'Ten characters.', must_read: true })
  await ann.send('PATCH', `/api/posts/${post.body.id}`, { title: 'Still ours' })
  await ann.send('POST', `/api/posts/${post.body.id}/acknowledgement`)
  const asking = { audience: 'members', anonymous: false, one_reply_each: true, questions: [QUESTION] }
  survey = await openSurvey(boss, { title: 'Lunch', ...asking })
  for (const member of [ann, boss]) await reply(member, survey.public_key as string, { lunch: 'soup' })
  const invited = await openSurvey(boss, { title: 'Invited', ...asking, audience: 'invited' })
  const links = await boss.send('POST', `/api/surveys/${invited.id}/links`, {
    addresses: [`Annabel.Trace.${count}@example.com`],
  })
  await reply({ send: teamroom.send }, links.body[0].key, { lunch: 'soup' })
})

const erase = (who = annId, name = ann.username, by = admin) => by.send('POST', `/api/people/${who}/erasure`, { name })

const trace = () => new RegExp(`trace.${count}\\b`, 'i')

/** Every value of the database in which a text is found, as `table.column`. */
async function placesOf(text: RegExp): Promise<string[]> {
  const found = new Set<string>()
  for (const table of Object.keys(DATA_MAP)) {
    const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(table)}`.execute(teamroom.db)
    for (const row of rows) {
      for (const [column, value] of Object.entries(row)) {
        if (text.test(typeof value === 'string' ? value : JSON.stringify(value))) found.add(`${table}.${column}`)
      }
    }
  }
  return [...found].sort()
}

const setRetention = (change: object) => admin.send('PATCH', '/api/retention', change)
const resultsOf = async ({ id }: Survey) => {
  await tallyReplies(teamroom.db)
  const { status, body, text } = await boss.send('GET', `/api/surveys/${id}/results`)
  assert.equal(status, 200, text)
  return body
}

describe('POST /api/people/:id/erasure', () => {
  it('leaves nothing of name, address and notes in any table, and a pseudonym in their place', async () => {
    assert.deepEqual(await placesOf(trace()), TRACES)
    const { status, body, text } = await erase()
    assert.equal(status, 201, text)
    assert.match(body.pseudonym, /^Former employee [0-9a-f]{4}$/)
    assert.deepEqual(await placesOf(trace()), [])
    const users = await admin.send('GET', `/api/users/${ann.id}`)
    assert.deepEqual([users.body.username, users.body.email, users.body.can], [body.pseudonym, null, []])
    const employee = await admin.send('GET', `/api/employees/${annId}`)
    assert.deepEqual([employee.body.name, employee.body.can.includes('edit')], [body.pseudonym, false])
  })

  it('ends sessions and feeds', async () => {
    await erase()
    assert.equal((await ann.send('GET', '/api/me')).status, 401)
    for (const table of ['sessions', 'calendar_feeds', 'known_devices', 'survey_editors'] as const) {
      const rows = await teamroom.db.selectFrom(table).selectAll().where('user_id', '=', ann.id).execute()
      assert.deepEqual(rows, [], table)
    }
  })

  it('lets nobody log in by the pseudonym, and answers as for a name that nobody has', async () => {
    const { pseudonym } = (await erase()).body
    const logIn = (username: string) => teamroom.send('POST', '/api/auth/login', { username, password: 'erased' })
    const [erased, unknown] = [await logIn(pseudonym), await logIn('Nobody Here')]
    assert.deepEqual([erased.status, erased.body], [401, unknown.body])
  })

  it('keeps every sum: ledger, balances and totals are what they were, and the doctor agrees', async () => {
    const { db } = teamroom
    const ledger = () =>
      db.selectFrom('ledger_entries').select(['id', 'minutes', 'date', 'kind', 'request_id']).orderBy('id').execute()
    const halves = () => db.selectFrom('time_off_halves').selectAll().orderBy('request_id').orderBy('date').execute()
    const balance = async () => (await admin.send('GET', `/api/employees/${annId}/balance?on=2026-02-27`)).body
    const all = async () => [await ledger(), await halves(), await totalsOf(db, annId, type), (await balance()).hours]
    const before = await all()
    assert.equal((await erase()).status, 201)
    assert.deepEqual(await all(), before)
    assert.deepEqual(await examineOpen(db, teamroom.deps.config.database), [])
  })

  it('lets the ledger lose its notes and nothing else', async () => {
    const { db } = teamroom
    const change = (fields: object) => db.updateTable('ledger_entries').set(fields).execute()
    await assert.rejects(change({ minutes: 1 }), /never changed/)
    await assert.rejects(change({ note: 'another' }), /never changed/)
    await assert.rejects(change({ note: null, date: '2026-01-01' }), /never changed/)
    await assert.rejects(db.deleteFrom('ledger_entries').execute(), /never changed/)
  })

  it('takes the name out of named replies and keeps them', async () => {
    const before = await resultsOf(survey)
    await erase()
    assert.deepEqual((await resultsOf(survey)).questions, before.questions)
    const csv = (await boss.send('GET', `/api/surveys/${survey.id}/replies.csv`)).text
    assert.match(csv, new RegExp(boss.username))
    assert.equal(csv.trim().split('\n').length, 3)
  })

  it('takes the name out of more replies than a statement takes ids', async () => {
    const { db } = teamroom
    await sql`insert into survey_replies (survey_id, id, form_version, answers, day, submitted_at, user_id)
      with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < 70000)
      select survey_id, '00000000-0000-7000-8000-00000' || cast(1000000 + n as text), form_version, answers, day, submitted_at, user_id
        from numbers, survey_replies where survey_id = ${survey.id} and user_id = ${ann.id}`.execute(db)
    const { status, body, text } = await erase()
    assert.equal(status, 201, text)
    assert.equal(body.counts.find(({ kind }: { kind: string }) => kind === 'survey_replies')?.count, 70_002)
    const left = db.selectFrom('survey_replies').select('id').where('user_id', '=', ann.id)
    assert.deepEqual(await left.execute(), [])
    await db.deleteFrom('survey_replies').where('id', 'like', '00000000-0000-7000-8000-%').execute()
  })

  for (const isTallied of [true, false]) {
    it(`deletes named replies where the settings say so, ${isTallied ? 'counted' : 'not counted'} before, and results add up`, async () => {
      await setRetention({ named_replies: 'delete' })
      if (isTallied) await tallyReplies(teamroom.db)
      const { body } = await erase()
      assert.equal(body.counts.find(({ kind }: { kind: string }) => kind === 'survey_replies')?.count, 2)
      await setRetention({ named_replies: 'unlink' })
      await tallyReplies(teamroom.db)
      const { db } = teamroom
      const tallies = () =>
        db
          .selectFrom('survey_tallies')
          .selectAll()
          .where('survey_id', '=', survey.id)
          .orderBy('question_id')
          .orderBy('cell')
          .execute()
      const kept = await tallies()
      const { reply_count } = (await boss.send('GET', `/api/surveys/${survey.id}`)).body
      assert.equal(reply_count, 1)
      // Counted anew from the replies that are left, they are the same.
      await db.deleteFrom('survey_tallies').where('survey_id', '=', survey.id).execute()
      const replies = await db.selectFrom('survey_replies').select('id').where('survey_id', '=', survey.id).execute()
      await db
        .insertInto('survey_untallied')
        .values(replies.map(({ id }) => ({ survey_id: survey.id, reply_id: id })))
        .execute()
      await tallyReplies(db)
      assert.deepEqual(await tallies(), kept)
    })
  }

  it('does what the preview has said, which changes nothing', async () => {
    const preview = await admin.send('GET', `/api/people/${annId}/erasure`)
    assert.equal(preview.status, 200, preview.text)
    assert.deepEqual([preview.body.name, preview.body.refusal, preview.body.can], [ann.username, null, ['erase']])
    assert.equal((await ann.send('GET', '/api/me')).body.username, ann.username)
    assert.deepEqual((await erase()).body.counts, preview.body.counts)
  })

  it('is done by the id of the account, too, and once only', async () => {
    assert.equal((await erase(ann.id)).status, 201)
    for (const id of [ann.id, annId]) {
      const again = await erase(id)
      assert.deepEqual([again.status, again.body.message], [409, 'This person has been erased.'])
    }
    assert.equal((await admin.send('PATCH', `/api/users/${ann.id}`, { disabled: false })).status, 409)
    assert.equal((await admin.send('DELETE', `/api/users/${ann.id}`)).status, 409)
    assert.equal((await admin.send('PATCH', `/api/employees/${annId}`, { name: 'Ann' })).status, 409)
  })

  it('takes the person’s name', async () => {
    const { status, body } = await erase(annId, 'Somebody Else')
    assert.deepEqual([status, Object.keys(body.errors.json)], [422, ['name']])
  })

  it('is refused to others before anything is looked at', async () => {
    for (const account of [boss, ann]) {
      assert.equal((await erase(annId, ann.username, account)).status, 403)
      assert.equal((await account.send('GET', `/api/people/${annId}/erasure`)).status, 403)
      assert.equal((await account.send('GET', '/api/erasures')).status, 403)
      assert.equal((await account.send('PATCH', '/api/retention', { leavers_months: 1 })).status, 403)
    }
    assert.equal((await teamroom.send('POST', `/api/people/${annId}/erasure`, {})).status, 401)
  })

  it('is refused for oneself, the last administrator and who still works here', async () => {
    assert.equal((await erase(admin.id, admin.username)).status, 409)
    const other = await teamroom.account('admin')
    const last = await erase(admin.id, admin.username)
    assert.equal(last.body.message, 'You cannot erase yourself.')
    const { employee_id } = { employee_id: await hire(teamroom.db, { name: 'Still Here' }) }
    const working = await erase(employee_id, 'Still Here')
    assert.deepEqual(
      [working.status, working.body.message],
      [409, 'Still Here still works here. Enter their last day first.'],
    )
    assert.equal((await erase(other.id, other.username)).status, 201)
    await assert.rejects(
      erasePerson(teamroom.db, admin.id, { by: null, way: 'command', now: teamroom.clock.now }),
      /last administrator/,
    )
  })

  it('leaves a receipt that says who, when and how much, and nothing of whom', async () => {
    const { body } = await erase()
    const list = await admin.send('GET', '/api/erasures')
    assert.deepEqual(list.body[0], body)
    assert.equal(body.erased_by, admin.username)
    for (const id of [ann.id, annId, ann.username]) assert.ok(!list.text.includes(id))
  })

  it('answers a retry with the same key as the first time', async () => {
    const send = () =>
      admin.send(
        'POST',
        `/api/people/${annId}/erasure`,
        { name: ann.username },
        { 'idempotency-key': `once ${count}`.replace(' ', '-') },
      )
    const [first, second] = [await send(), await send()]
    assert.deepEqual([second.status, second.body], [201, first.body])
  })
})

describe('an erasure that crosses with what the person does', () => {
  const now = () => teamroom.clock.now
  const eraser = () => ({ by: admin.id, way: 'administrator', now: now() }) as const
  const erasing = (request: () => ReturnType<Account['send']>) =>
    during(teamroom.db, (trx) => erasePerson(trx, annId, eraser()), request)

  it('has a request for time off wait, and refuses it', async () => {
    const body = { leave_type_id: type, start: '2026-02-25', note: `Trace ${count} late` }
    const answer = await erasing(() => ann.send('POST', '/api/time-off/requests', body))
    assert.equal(answer.status, 401, answer.text)
    assert.deepEqual(await placesOf(trace()), [])
  })

  it('has another name wait, and refuses it', async () => {
    const answer = await erasing(() => ann.send('PATCH', '/api/me', { username: 'Annabel Again' }))
    // SQLite has even the question who asks wait.
    assert.ok([401, 409].includes(answer.status), answer.text)
    assert.deepEqual(await placesOf(/Annabel Again/), [])
  })

  it('has a named reply wait, and refuses it', async () => {
    const fields = { title: 'Late', audience: 'members', anonymous: false, questions: [QUESTION] }
    const late = await openSurvey(boss, fields)
    const sent = { submission_id: `a-late-submission-${count}`, answers: [{ question: 'lunch', value: 'soup' }] }
    const answer = await erasing(() => ann.send('POST', `/api/surveys/public/${late.public_key}/replies`, sent))
    assert.equal(answer.status, 401, answer.text)
    const replies = teamroom.db.selectFrom('survey_replies').selectAll().where('survey_id', '=', late.id)
    assert.deepEqual(await replies.execute(), [])
  })

  it('leaves nothing behind, whoever comes first', async () => {
    const body = { leave_type_id: type, start: '2026-02-24', note: `Trace ${count} crossing` }
    const [asked, erased] = await Promise.all([ann.send('POST', '/api/time-off/requests', body), erase()])
    assert.equal(erased.status, 201, erased.text)
    assert.ok([201, 401].includes(asked.status), asked.text)
    assert.deepEqual(await placesOf(trace()), [])
    assert.deepEqual(await examineOpen(teamroom.db, teamroom.deps.config.database), [])
  })

  it('is done once by two administrators at once', async () => {
    const other = await teamroom.account('admin')
    const statuses = (await Promise.all([erase(), erase(ann.id, ann.username, other)])).map(({ status }) => status)
    assert.deepEqual(statuses.sort(), [201, 409])
  })
})
