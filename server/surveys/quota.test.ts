import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { atOnce, countStatuses } from '../../test/accounts.ts'
import { type Account, startTeamroom, type Teamroom } from '../../test/harness.ts'
import { makeSurvey, openSurvey, publish } from '../../test/surveys.ts'
import { newId } from '../ids.ts'
import { checkGrowth, checkNew, QUOTA } from './quota-rules.ts'

const EMPTY = { surveys: 0, bytes: 0, bytesOfOne: 0, versionsOfOne: 0 }
/** About a megabyte of questions that no database makes shorter. */
const LARGE = Array.from({ length: 250 }, (_, i) => ({
  ...{ id: `q${i}`, type: 'single_choice', title: newId().repeat(25) },
  choices: Array.from({ length: 6 }, () => ({ label: newId().repeat(12) })),
}))

let teamroom: Teamroom
let ann: Account

before(async () => {
  teamroom = await startTeamroom()
})
after(() => teamroom.stop())
beforeEach(async () => {
  ann = await teamroom.account('member')
})

/** Gives an account so many surveys, as copies of one of theirs. */
async function fill({ id: owner_id }: Account, surveyId: string, count: number): Promise<void> {
  const model = await teamroom.db.selectFrom('surveys').selectAll().where('id', '=', surveyId).executeTakeFirstOrThrow()
  const rows = Array.from({ length: count }, () => ({ ...model, id: newId(), owner_id, link_key: newId() }))
  for (let at = 0; at < count; at += 100) {
    await teamroom.db
      .insertInto('surveys')
      .values(rows.slice(at, at + 100))
      .execute()
  }
}

const create = (by = ann) => by.send('POST', '/api/surveys', { title: 'Lunch' })

describe('the surveys of one account', () => {
  it('are five hundred at most, by whatever way they come, and whoever asks at once', async () => {
    const { id } = await makeSurvey(ann)
    await fill(ann, id, QUOTA.surveys - 4)
    assert.deepEqual(countStatuses(await atOnce(10, () => create())), { 201: 3, 409: 7 })
    const file = { teamroom_survey: 1, title: 'Lunch' }
    for (const [path, body] of [
      ['/api/surveys', { title: 'Lunch' }],
      ['/api/surveys/import', file],
      [`/api/surveys/${id}/copies`, {}],
      ['/addsurvey', { name: 'Lunch', duedate: '2099-01-01' }],
    ] as const) {
      const { status, body: answer } = await ann.send('POST', path, body)
      assert.deepEqual([status, answer.message], [409, 'One account has at most 500 surveys: delete one first.'], path)
    }
    assert.equal((await create(await teamroom.account('member'))).status, 201)
  })

  it('may be changed where there are more of them from before, and count until they are cleaned up', async () => {
    const survey = await makeSurvey(ann)
    await fill(ann, survey.id, QUOTA.surveys)
    const questions = [{ type: 'yes_no', title: 'Another one?' }, ...LARGE.slice(0, 5)]
    assert.equal((await ann.send('PATCH', `/api/surveys/${survey.id}`, { questions })).status, 200)
    await teamroom.db
      .updateTable('surveys')
      .set({ removed_at: survey.created_at })
      .where('owner_id', '=', ann.id)
      .execute()
    assert.equal((await create()).status, 409)
  })

  it('take no more room than they may', () => {
    checkNew({ ...EMPTY, surveys: QUOTA.surveys })
    checkGrowth({
      surveys: 1_000,
      bytes: QUOTA.bytes,
      bytesOfOne: QUOTA.bytesOfOne,
      versionsOfOne: QUOTA.versionsOfOne,
    })
    for (const more of [
      { bytes: QUOTA.bytes + 1 },
      { bytesOfOne: QUOTA.bytesOfOne + 1 },
      { versionsOfOne: QUOTA.versionsOfOne + 1 },
    ]) {
      assert.throws(() => checkGrowth({ ...EMPTY, ...more }), { kind: 'conflict' })
    }
  })
})

describe('the single-use links of one account', () => {
  /** Has an account have made so many links for a survey. */
  async function fillLinks(created_by: string, survey_id: string, count: number): Promise<void> {
    const row = { survey_id, created_by, address: '', revoked_at: null, created_at: teamroom.clock.now.toISOString() }
    for (let at = 0; at < count; at += 1_000) {
      const ids = Array.from({ length: Math.min(1_000, count - at) }, () => newId())
      const rows = ids.map((id) => ({ ...row, id, token_hash: id }))
      await teamroom.db.insertInto('survey_links').values(rows).execute()
    }
  }
  const addLink = async (by: Account, survey: string) =>
    by.send('POST', `/api/surveys/${survey}/links`, { addresses: [`${newId()}@example.com`] })

  it('are a hundred thousand at most, of all surveys together, and whoever asks at once', async () => {
    const [filled, ...others] = await Promise.all(
      Array.from({ length: 6 }, () => makeSurvey(ann, { audience: 'invited' })),
    )
    await fillLinks(ann.id, (filled ?? assert.fail()).id, QUOTA.links - 2)
    assert.deepEqual(countStatuses(await Promise.all(others.map(({ id }) => addLink(ann, id)))), { 201: 2, 409: 3 })
    const { body } = await addLink(ann, (others[0] ?? assert.fail()).id)
    assert.match(body.message, /at most 100,000 single-use links/)
    const bea = await teamroom.account('member')
    assert.equal((await addLink(bea, (await makeSurvey(bea, { audience: 'invited' })).id)).status, 201)
  })
})

describe('the versions of a survey', () => {
  it('are no more than a server reads at once, and what is there may still become less', async () => {
    const { id } = await openSurvey(ann, { questions: LARGE })
    let status = 200
    let versions = 1
    for (; status === 200; versions++) {
      const change = { questions: [...LARGE.slice(0, -1), { ...LARGE.at(-1), title: `Version ${versions}` }] }
      const answer = await ann.send('PATCH', `/api/surveys/${id}`, change)
      status = answer.status
      if (status === 200) await publish(ann, id)
      else assert.match(answer.body.message, /published too often/)
    }
    assert.equal(status, 409)
    assert.ok(versions > 3 && versions < 12, String(versions))
    assert.equal((await ann.send('PATCH', `/api/surveys/${id}`, { title: 'Another title' })).status, 200)
    assert.equal((await ann.send('POST', `/api/surveys/${id}/copies`)).status, 201)
  })
})

describe('an Idempotency-Key for a large survey', () => {
  const copy = (id: string, key: string) =>
    ann.send('POST', `/api/surveys/${id}/copies`, undefined, { 'idempotency-key': key })
  const kept = async () =>
    (await teamroom.db.selectFrom('idempotency_keys').selectAll().where('owner', '=', ann.id).execute()).map(
      ({ sealed_answer }) => sealed_answer.length,
    )

  it('stores it once, and gives the same answer again', async () => {
    const { id } = await makeSurvey(ann, { questions: LARGE })
    const first = await copy(id, 'a')
    assert.ok(first.text.length > 500_000)
    assert.ok(((await kept())[0] as number) < 1_000)
    const again = await copy(id, 'a')
    assert.deepEqual([again.status, again.headers['idempotency-replayed']], [201, 'true'])
    assert.equal(again.text, first.text)
    for (const name of ['location', 'etag']) assert.equal(again.headers[name], first.headers[name])
  })

  it('says what has become of it meanwhile', async () => {
    const { id } = await makeSurvey(ann, { questions: LARGE })
    const { headers } = await copy(id, 'b')
    await ann.send('PATCH', headers.location as string, { title: 'Another title' })
    assert.equal((await copy(id, 'b')).body.title, 'Another title')
    await ann.send('DELETE', headers.location as string)
    assert.equal((await copy(id, 'b')).status, 404)
  })

  it('keeps a short answer whole', async () => {
    const { id } = await makeSurvey(ann)
    const first = await copy(id, 'c')
    await ann.send('DELETE', first.headers.location as string)
    assert.equal((await copy(id, 'c')).text, first.text)
  })
})
