import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { type Account, startTeamroom, type Teamroom } from '../../test/harness.ts'
import { addEditor, makeSurvey, openSurvey, publish, reply, storedReplies } from '../../test/surveys.ts'

const NOW = '2026-03-02T09:00:00.000Z'

let teamroom: Teamroom
let ann: Account
let bea: Account
let cal: Account

before(async () => {
  teamroom = await startTeamroom()
})
after(() => teamroom.stop())
beforeEach(async () => {
  teamroom.clock.now = new Date(NOW)
  ann = await teamroom.account('member')
  bea = await teamroom.account('member')
  cal = await teamroom.account('member')
})

const act = (method: string, id: string, what: string, { send } = ann) => send(method, `/api/surveys/${id}/${what}`)
const read = async (key: string | null) => (await bea.send('GET', `/api/surveys/public/${key}`)).body
const text = (id: string, title: string) => ({ id, type: 'text', title })

describe('POST /api/surveys/:id/publication', () => {
  it('opens a draft', async () => {
    const { id } = await makeSurvey(ann)
    teamroom.clock.advance(1_000)
    const published = await publish(ann, id)
    assert.deepEqual(
      [published.state, published.published_version, published.published_at, published.version],
      ['open', 1, '2026-03-02T09:00:01.000Z', 2],
    )
  })

  it('freezes the wording: a later edit is not answered until it is published too', async () => {
    const { id, public_key } = await openSurvey(ann, { questions: [text('a', 'First')], one_reply_each: false })
    const edit = { questions: [text('a', 'Second'), { ...text('b', 'New'), required: true }] }
    const edited = await ann.send('PATCH', `/api/surveys/${id}`, edit)
    assert.deepEqual([edited.body.form_version, edited.body.published_version], [2, 1])
    const before = await read(public_key)
    assert.deepEqual([before.version, before.questions.map(({ title }: { title: string }) => title)], [1, ['First']])
    assert.equal((await reply(bea, public_key, { a: 'x' })).status, 201)
    assert.equal((await reply(bea, public_key, { a: 'x', b: 'y' })).status, 422)

    const again = await ann.send('PATCH', `/api/surveys/${id}`, { questions: [...edit.questions, text('c', 'More')] })
    assert.equal(again.body.form_version, 2)
    assert.equal((await publish(ann, id)).published_version, 2)
    const after = await read(public_key)
    assert.deepEqual([after.version, after.questions.length], [2, 3])
    assert.equal((await reply(bea, public_key, { a: 'x' })).status, 422)
    assert.equal((await reply(bea, public_key, { a: 'x', b: 'y' })).status, 201)
  })

  it('leaves replies to the version before accepted, and kept with that version', async () => {
    const { id, public_key } = await openSurvey(ann, { questions: [text('a', 'First')], one_reply_each: false })
    await reply(bea, public_key, { a: 'one' }, { version: 1 })
    await ann.send('PATCH', `/api/surveys/${id}`, { questions: [{ ...text('b', 'Other'), required: true }] })
    await publish(ann, id)
    assert.equal((await reply(bea, public_key, { a: 'two' }, { version: 1 })).status, 201)
    assert.equal((await reply(bea, public_key, { b: 'three' }, { version: 2 })).status, 201)
    assert.equal((await reply(bea, public_key, { a: 'x' }, { version: 2 })).status, 422)
    const kept = (await storedReplies(teamroom.db, id)).map(({ form_version, answers }) => [form_version, answers])
    assert.deepEqual(
      kept.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
      [
        [1, { a: 'one' }],
        [1, { a: 'two' }],
        [2, { b: 'three' }],
      ],
    )
    for (const version of [3, 99, 2_147_483_648]) {
      const { status, body } = await reply(bea, public_key, { b: 'x' }, { version })
      assert.deepEqual([status, body.message], [409, 'There is no such version of this survey: read it again.'])
    }
  })

  it('is refused when there is nothing new, nothing at all, or no time left', async () => {
    const { id } = await openSurvey(ann)
    const again = await act('POST', id, 'publication')
    assert.deepEqual([again.status, again.body.message], [409, 'This is published already.'])
    const empty = await act('POST', (await makeSurvey(ann, { questions: [] })).id, 'publication')
    assert.deepEqual(
      [empty.status, empty.body.errors.json],
      [422, { questions: ['There must be at least one question.'] }],
    )
    const late = await makeSurvey(ann, { due_at: '2026-03-02T09:10:00Z' })
    teamroom.clock.advance(10 * 60_000)
    const refused = await act('POST', late.id, 'publication')
    assert.deepEqual([refused.status, refused.body.errors.json], [422, { due_at: ['Must not be in the past.'] }])
  })

  it('is an editor’s too, nobody else’s, and meant for the version that was read', async () => {
    const { id } = await makeSurvey(ann)
    assert.equal((await act('POST', id, 'publication', bea)).status, 404)
    await addEditor(teamroom.db, id, bea)
    const stale = await bea.send('POST', `/api/surveys/${id}/publication`, undefined, { 'if-match': '"9"' })
    assert.equal(stale.status, 412)
    assert.equal((await act('POST', id, 'publication', bea)).status, 200)
  })
})

describe('POST and DELETE /api/surveys/:id/closure', () => {
  it('close a survey and open it again', async () => {
    const { id, public_key } = await openSurvey(ann)
    const closed = await act('POST', id, 'closure')
    assert.deepEqual([closed.status, closed.body.state, closed.body.closed_at], [200, 'closed', NOW])
    const refused = await reply(bea, public_key)
    assert.deepEqual([refused.status, refused.body.message], [410, 'This survey is closed.'])
    const opened = await act('DELETE', id, 'closure')
    assert.deepEqual([opened.status, opened.body.state, opened.body.closed_at], [200, 'open', null])
    assert.equal((await reply(bea, public_key)).status, 201)
  })

  it('are refused where there is nothing to do', async () => {
    const draft = await makeSurvey(ann)
    const { id } = await openSurvey(ann)
    const said = async (method: string, of: string) => {
      const { status, body } = await act(method, of, 'closure')
      return [status, body.message]
    }
    assert.deepEqual(await said('POST', draft.id), [409, 'It is not published yet.'])
    assert.deepEqual(await said('DELETE', draft.id), [409, 'It is not closed.'])
    assert.deepEqual(await said('DELETE', id), [409, 'It is not closed.'])
    await act('POST', id, 'closure')
    assert.deepEqual(await said('POST', id), [409, 'It is closed already.'])
  })

  it('close a survey while late replies still come in', async () => {
    const { id, public_key } = await openSurvey(ann, { due_at: '2026-03-02T09:05:00Z' })
    const [{ opened }, { opened: another }] = [await read(public_key), await read(public_key)]
    teamroom.clock.advance(6 * 60_000)
    assert.equal((await reply(bea, public_key, undefined, { opened })).status, 201)
    const closed = await act('POST', id, 'closure')
    assert.deepEqual([closed.status, closed.body.closed_at], [200, '2026-03-02T09:06:00.000Z'])
    assert.equal((await reply(cal, public_key, undefined, { opened: another })).status, 410)
    assert.equal((await act('POST', id, 'closure')).status, 409)

    const late = await openSurvey(ann, { due_at: '2026-03-02T09:07:00Z' })
    teamroom.clock.advance(6 * 60_000 + 1)
    const { status, body } = await act('POST', late.id, 'closure')
    assert.deepEqual([status, body.message], [409, 'It is closed already.'])
  })

  it('take another deadline where that has passed', async () => {
    const { id, public_key } = await openSurvey(ann, { due_at: '2026-03-02T09:10:00Z' })
    teamroom.clock.advance(10 * 60_000)
    const refused = await act('DELETE', id, 'closure')
    assert.deepEqual(
      [refused.status, refused.body.message],
      [409, 'Its deadline has passed: set a later one, or none.'],
    )
    const later = await ann.send('PATCH', `/api/surveys/${id}`, { due_at: '2026-03-02T09:11:00Z' })
    assert.equal(later.body.state, 'open')
    assert.equal((await reply(bea, public_key)).status, 201)
  })

  it('keep those who have replied and what they were told', async () => {
    const { id, public_key } = await openSurvey(ann)
    const first = await reply(bea, public_key)
    await act('POST', id, 'closure')
    const again = await reply(bea, public_key)
    assert.deepEqual([again.status, again.body], [201, first.body])
    assert.equal((await read(public_key)).receipt, first.body.receipt)
    assert.equal((await cal.send('GET', `/api/surveys/public/${public_key}`)).status, 410)
    await act('DELETE', id, 'closure')
    assert.equal((await reply(bea, public_key)).body.receipt, first.body.receipt)
    assert.equal((await storedReplies(teamroom.db, id)).length, 1)
  })
})

describe('PUT /api/surveys/:id/public-key', () => {
  it('gives another address; the one before is like any that never was', async () => {
    const { id, public_key } = await openSurvey(ann)
    await reply(cal, public_key)
    const renewed = await act('PUT', id, 'public-key')
    assert.equal(renewed.status, 200)
    assert.match(renewed.body.public_key, /^[\w-]{22}$/)
    assert.notEqual(renewed.body.public_key, public_key)
    const wrong = 'A'.repeat(22)
    for (const key of [public_key, wrong]) {
      const [seen, sent] = [await bea.send('GET', `/api/surveys/public/${key}`), await reply(bea, key)]
      assert.deepEqual([seen.status, sent.status], [404, 404])
      assert.deepEqual(seen.body, { code: 404, status: 'Not Found' })
      assert.deepEqual(sent.body, seen.body)
    }
    assert.equal((await reply(bea, renewed.body.public_key)).status, 201)
    assert.equal((await ann.send('GET', `/api/surveys/${id}`)).body.reply_count, 2)
  })
})
