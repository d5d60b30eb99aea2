import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { type Account, type Client, startTeamroom, type Teamroom } from '../../../test/harness.ts'
import { openSurvey, reply, storedReplies } from '../../../test/surveys.ts'
import { LIMITS } from '../../limits/rules.ts'

const TEXTS = Array.from({ length: 10 }, (_, i) => ({ id: `t${i}`, type: 'long_text', title: 'What?' }))
const TOO_LONG = 'All answers together are longer than 64 kB.'

let teamroom: Teamroom
let ann: Account
let address = 0

before(async () => {
  teamroom = await startTeamroom({ trustProxy: ['127.0.0.1'] })
})
after(() => teamroom.stop())
beforeEach(async () => {
  ann = await teamroom.account('member')
  address++
  await teamroom.db.deleteFrom('allowances').execute()
})

/** A client at an address of its own. */
const at = (ip: string, send: Client = teamroom.send) => ({
  send: ((method, url, body) => send(method, url, body, { 'x-forwarded-for': ip })) as Client,
})
const here = (send?: Client) => at(`203.0.113.${address}`, send)
const used = () => teamroom.db.selectFrom('allowances').selectAll().execute()
const useUp = () => teamroom.db.updateTable('allowances').set({ used: LIMITS.replies.most }).execute()
const long = (characters: number) =>
  Object.fromEntries(TEXTS.map(({ id }) => [id, 'x'.repeat(Math.floor(characters / TEXTS.length))]))

describe('the size of a reply', () => {
  it('is 64 kB at most, whatever its questions would hold', async () => {
    const { id, public_key } = await openSurvey(ann, { audience: 'anyone', questions: TEXTS })
    assert.equal((await reply(here(), public_key, long(64_000))).status, 201)
    const { status, body } = await reply(here(), public_key, long(66_000))
    assert.deepEqual([status, body.message, body.errors.json], [422, TOO_LONG, { answers: [TOO_LONG] }])
    assert.equal((await storedReplies(teamroom.db, id)).length, 1)
  })

  it('counts: one that is as long as forty counts for as many', async () => {
    const { public_key } = await openSurvey(ann, { audience: 'anyone', questions: TEXTS })
    await teamroom.db.deleteFrom('allowances').execute()
    await reply(here(), public_key, long(64_000))
    assert.deepEqual(
      (await used()).map((row) => row.used),
      [50],
    )
    await reply(here(), public_key, long(64_000))
    assert.deepEqual(
      (await used()).map((row) => row.used),
      [100],
    )
  })
})

describe('replies without end', () => {
  it('are refused from one address, with the time until which; and taken from others', async () => {
    const survey = await openSurvey(ann, { audience: 'anyone' })
    const question = { content: 'Soup?', type: 'text' }
    await ann.send('POST', '/addsurvey', { name: 'Legacy', duedate: '2099-01-01', questions: [question] })
    const [{ id }] = (await ann.send('GET', '/api/surveys')).body
    const asked = (await ann.send('GET', `/api/surveys/${id}`)).body.questions[0].id
    const first = await reply(here(), survey.public_key, { lunch: 'Soup' }, { submission_id: 'the-very-first-one' })
    await useUp()
    let taken = 1
    let answer = first
    for (; answer.status === 201; taken++) answer = await reply(here(), survey.public_key)
    assert.equal(taken - 1, LIMITS.replies.lease)
    assert.deepEqual([answer.status, answer.body.message], [429, LIMITS.replies.sentence])
    assert.ok(Number(answer.headers['retry-after']) > 0)
    const legacy = await here().send('POST', '/addreply', { idQuestion: `${id}.${asked}`, reply: 'Soup' })
    assert.deepEqual([legacy.status, legacy.body.message], [429, LIMITS.replies.sentence])
    assert.equal((await reply(at('203.0.113.250'), survey.public_key)).status, 201)
    assert.equal((await here().send('GET', `/api/surveys/public/${survey.public_key}`)).status, 200)

    const again = await reply(here(), survey.public_key, { lunch: 'Soup' }, { submission_id: 'the-very-first-one' })
    assert.deepEqual([again.status, again.body], [201, first.body], 'What was accepted once is accepted still.')
  })

  it('are never counted by account, which would say who has replied', async () => {
    const survey = await openSurvey(ann, { questions: [{ id: 'q', type: 'yes_no', title: 'Q?' }] })
    const bea = await teamroom.account('member')
    await teamroom.db.deleteFrom('allowances').execute()
    assert.equal((await reply(here(bea.send), survey.public_key, { q: true })).status, 201)
    const [row, ...more] = await used()
    assert.deepEqual([row?.used, more], [LIMITS.replies.lease, []])
    const cleo = await teamroom.account('member')
    assert.equal((await reply(here(cleo.send), survey.public_key, { q: true })).status, 201)
    assert.deepEqual(await used(), [row], 'Another account at the same address changes nothing.')
  })

  it('find the survey full, unless its owner wants as many as come', async () => {
    const anyone = { audience: 'anyone', questions: [{ id: 'q', type: 'yes_no', title: 'Q?' }] }
    assert.equal((await openSurvey(ann, anyone)).reply_cap, 10_000)
    assert.equal((await openSurvey(ann, { ...anyone, reply_cap: null })).reply_cap, null)
    const members = await openSurvey(ann)
    assert.equal(members.reply_cap, null)
    const changed = await ann.send('PATCH', `/api/surveys/${members.id}`, { audience: 'anyone', one_reply_each: false })
    assert.equal(changed.body.reply_cap, 10_000)
    const lifted = await ann.send('PATCH', `/api/surveys/${members.id}`, { reply_cap: null })
    assert.equal(lifted.body.reply_cap, null)
    await ann.send('POST', '/addsurvey', { name: 'Legacy', duedate: '2099-01-01' })
    assert.equal((await ann.send('GET', '/api/surveys')).body[0].reply_cap, 100_000)
  })
})
