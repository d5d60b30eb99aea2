import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { atOnce, countStatuses } from '../../../test/accounts.ts'
import { type Account, type Answer, startTeamroom, type Teamroom } from '../../../test/harness.ts'
import { openSurvey, publish, reply, storedReplies } from '../../../test/surveys.ts'
import { waitForNoDisk } from '../../../test/time-off-history.ts'
import type { Survey } from '../schema.ts'

const ROUNDS = 100
/** A server that is too busy says so, and is asked again. */
const TRIES = 20

let teamroom: Teamroom
let ann: Account
let members: Account[]

before(async () => {
  teamroom = await startTeamroom()
  await waitForNoDisk(teamroom.db)
  ann = await teamroom.account('member')
  members = []
  for (let i = 0; i < 4; i++) members.push(await teamroom.account('member'))
})
after(() => teamroom.stop())

/** About as long as a request takes, at most: who comes first is different each time, but for the first two. */
const SOON_MS = 12

/** Does something a moment later. */
async function soon<T>(work: () => Promise<T>): Promise<T> {
  await setTimeout(Math.random() * SOON_MS)
  return work()
}

/** Does both a moment later; in the first rounds one after the other, so that each has come first. */
function both<A, B>(round: number, one: () => Promise<A>, other: () => Promise<B>): Promise<[A, B]> {
  if (round === 0) return one().then(async (first) => [first, await other()])
  if (round === 1) return other().then(async (first) => [await one(), first])
  return Promise.all([soon(one), soon(other)])
}

const guest = () => ({ send: teamroom.send })

async function patiently(send: () => Promise<Answer>): Promise<Answer> {
  for (let tries = 1; ; tries++) {
    const answer = await send()
    if (answer.status !== 503 || tries === TRIES) return answer
  }
}

/** What is stored of a survey agrees with itself: replies, their number, what the tallies do not know of yet. */
async function standing({ id }: Survey) {
  const { db } = teamroom
  const survey = await db
    .selectFrom('surveys')
    .select(['reply_count', 'anonymous'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const replies = await storedReplies(db, id)
  const untallied = await db.selectFrom('survey_untallied').select('reply_id').where('survey_id', '=', id).execute()
  const { participants } = await db
    .selectFrom('survey_participants')
    .select('participants')
    .where('survey_id', '=', id)
    .executeTakeFirstOrThrow()
  assert.equal(survey.reply_count, replies.length)
  const known = new Set(replies.map((row) => row.id))
  for (const { reply_id } of untallied) assert.ok(known.has(reply_id))
  return { replies, participants, isAnonymous: survey.anonymous === 1 }
}

/** Whose replies are kept is known where the survey says so, and nowhere else. */
async function assertKept(survey: Survey, ids: readonly string[]): Promise<void> {
  const { replies, participants, isAnonymous } = await standing(survey)
  const named = (id: string) => ({ user_id: id, once_key: id, submitted_at: teamroom.clock.now.toISOString() })
  const expected = ids.map((id) => (isAnonymous ? { user_id: null, once_key: null, submitted_at: null } : named(id)))
  assert.deepEqual(
    replies.map(({ user_id, once_key, submitted_at }) => ({ user_id, once_key, submitted_at })),
    expected,
  )
  assert.deepEqual(participants, isAnonymous ? ids : [])
}

describe('fifty at once', () => {
  for (const anonymous of [true, false]) {
    const how = anonymous ? 'anonymously' : 'with names'

    it(`of one submission are one reply and one receipt, ${how}`, async () => {
      for (const one_reply_each of [true, false]) {
        const survey = await openSurvey(ann, { anonymous, one_reply_each })
        const submission_id = randomUUID()
        const [member] = members as [Account]
        const send = (i: number) => reply(member, survey.public_key, { lunch: `Soup ${i}` }, { submission_id })
        const answers = await atOnce(50, (i) => patiently(() => send(i)))
        assert.deepEqual(countStatuses(answers), { 201: 50 })
        assert.equal(new Set(answers.map(({ body }) => body.receipt)).size, 1)
        assert.equal(answers.filter(({ headers }) => headers['idempotency-replayed'] === undefined).length, 1)
        const { replies, participants } = await standing(survey)
        assert.equal(replies.length, 1)
        assert.deepEqual(participants, anonymous && one_reply_each ? [member.id] : [])
      }
    })

    it(`of one person are one reply where each replies once, ${how}`, async () => {
      const survey = await openSurvey(ann, { anonymous })
      const answers = await atOnce(50 * members.length, (i) => {
        const member = members[i % members.length] as Account
        return patiently(() => reply(member, survey.public_key, { lunch: member.username }))
      })
      assert.deepEqual(countStatuses(answers), { 201: 50 * members.length })
      const { replies, participants } = await standing(survey)
      assert.deepEqual(
        replies.map(({ answers: { lunch } }) => lunch).sort(),
        members.map(({ username }) => username).sort(),
      )
      assert.deepEqual(participants, anonymous ? members.map(({ id }) => id).sort() : [])
      for (const [i, { body }] of answers.entries())
        assert.equal(body.receipt, answers[i % members.length]?.body.receipt)
      assert.equal(new Set(answers.map(({ body }) => body.receipt)).size, members.length)
    })
  }
})

describe('five hundred at once against a cap of a hundred', () => {
  for (const anonymous of [true, false]) {
    it(`are a hundred, ${anonymous ? 'anonymously' : 'with names'}`, async () => {
      const survey = await openSurvey(ann, { anonymous, audience: 'anyone', reply_cap: 100 })
      const answers = await atOnce(500, () => patiently(() => reply(guest(), survey.public_key)))
      assert.deepEqual(countStatuses(answers), { 201: 100, 409: 400 })
      for (const { status, body } of answers) {
        if (status === 409) assert.equal(body.message, 'This survey has all the replies that it asked for.')
      }
      assert.equal((await standing(survey)).replies.length, 100)
      assert.equal(new Set(answers.flatMap(({ body }) => body.receipt ?? [])).size, 100)
    })
  }

  it('are a hundred where people who reply once are among those who want to', async () => {
    const survey = await openSurvey(ann, { reply_cap: 3 })
    const answers = await atOnce(80, (i) => patiently(() => reply(members[i % 4] as Account, survey.public_key)))
    const { replies, participants } = await standing(survey)
    assert.equal(replies.length, 3)
    assert.equal(participants.length, 3)
    for (const [i, { status }] of answers.entries())
      assert.equal(status, participants.includes((members[i % 4] as Account).id) ? 201 : 409)
  })
})

describe('two at once', () => {
  it('of which one closes a survey: no reply counts that was not told so, and none after', async () => {
    let refused = 0
    for (let round = 0; round < ROUNDS / 2; round++) {
      const survey = await openSurvey(ann, { audience: 'anyone', anonymous: round % 2 === 0 })
      const close = () => ann.send('POST', `/api/surveys/${survey.id}/closure`)
      const send = () => atOnce(6, () => soon(() => reply(guest(), survey.public_key)))
      const [closed, answers] = await both(round, close, send)
      assert.equal(closed.status, 200)
      const counts = countStatuses(answers)
      assert.equal((counts[201] ?? 0) + (counts[410] ?? 0), 6, JSON.stringify(counts))
      const kept = (await standing(survey)).replies.length
      assert.equal(kept, counts[201] ?? 0)
      assert.equal(closed.body.reply_count, kept)
      assert.equal((await reply(guest(), survey.public_key)).status, 410)
      assert.equal((await standing(survey)).replies.length, kept)
      refused += counts[410] ?? 0
    }
    assert.ok(refused > 0)
  })

  it('of which one changes the mode and one replies first: nobody’s reply is kept in the other mode', async () => {
    const ends: Record<string, number> = {}
    const [member] = members as [Account]
    for (let round = 0; round < ROUNDS; round++) {
      const anonymous = round % 2 === 0
      const survey = await openSurvey(ann, { anonymous })
      const change = () => ann.send('PATCH', `/api/surveys/${survey.id}`, { anonymous: !anonymous })
      const send = () => reply(member, survey.public_key)
      const answers = await both(round, change, send)
      const end = answers.map(({ status }) => status).join(' ')
      assert.match(end, /^(200 409|409 201|200 201)$/)
      ends[end] = (ends[end] ?? 0) + 1
      const [changed, replied] = [end.startsWith('200'), end.endsWith('201')]
      assert.equal((await standing(survey)).isAnonymous, changed !== anonymous)
      await assertKept(survey, replied ? [member.id] : [])
    }
    assert.ok(Object.keys(ends).length > 1, JSON.stringify(ends))
  })

  it('of which one deletes a survey: it is gone, and nobody is told that it was full', async () => {
    for (let round = 0; round < ROUNDS / 2; round++) {
      const survey = await openSurvey(ann, { audience: 'anyone' })
      const [removed, ...answers] = await Promise.all([
        ann.send('DELETE', `/api/surveys/${survey.id}`),
        ...Array.from({ length: 4 }, () => reply(guest(), survey.public_key)),
      ])
      assert.equal(removed.status, 204)
      for (const { status, text } of answers) assert.ok([201, 404].includes(status), text)
    }
  })

  it('of which one publishes other questions: each reply is kept with the version that it answers', async () => {
    for (let round = 0; round < ROUNDS / 2; round++) {
      const survey = await openSurvey(ann, { audience: 'anyone' })
      const dinner = { questions: [{ id: 'dinner', type: 'text', title: 'D', required: true }] }
      assert.equal((await ann.send('PATCH', `/api/surveys/${survey.id}`, dinner)).status, 200)
      const answers = await Promise.all([
        reply(guest(), survey.public_key, { lunch: 'x' }),
        publish(ann, survey.id).then(() => reply(guest(), survey.public_key, { dinner: 'x' })),
        reply(guest(), survey.public_key, { lunch: 'x' }, { version: 1 }),
        reply(guest(), survey.public_key, { lunch: 'x' }),
      ])
      assert.deepEqual([answers[1].status, answers[2].status], [201, 201])
      for (const { status } of answers) assert.ok([201, 422].includes(status))
      for (const { form_version, answers: kept } of (await standing(survey)).replies) {
        assert.deepEqual(Object.keys(kept), [form_version === 1 ? 'lunch' : 'dinner'])
      }
    }
  })
})
