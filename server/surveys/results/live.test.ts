import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { pino } from 'pino'
import { type Account, startTeamroom, type Teamroom } from '../../../test/harness.ts'
import { type StoppedTime, stopTime } from '../../../test/stopped-time.ts'
import { addEditor, openSurvey, reply, replyTimes } from '../../../test/surveys.ts'
import { buildApp } from '../../app.ts'
import { connect } from '../../db/connect.ts'
import type { Survey } from '../schema.ts'
import { type Listener, LiveResults } from './live.ts'
import type { Results } from './schema.ts'

let teamroom: Teamroom
let owner: Account
let origin: string
let time: StoppedTime

before(async () => {
  time = stopTime()
  teamroom = await startTeamroom()
  owner = await teamroom.account('member')
  await teamroom.app.listen({ port: 0, host: '127.0.0.1' })
  origin = `http://127.0.0.1:${(teamroom.app.server.address() as AddressInfo).port}`
})
after(async () => {
  await teamroom.stop()
  time.goOn()
})

const open = () =>
  openSurvey(owner, { audience: 'anyone', anonymous: false, questions: [{ id: 'q', type: 'yes_no', title: 'Again?' }] })

/** The stream of a survey's results, as it comes over the wire. */
class Stream {
  readonly response: Response
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>
  #text = ''
  #hasEnded = false

  static async open({ id }: Survey, { token }: Account, at = origin): Promise<Stream> {
    const headers = { authorization: `Bearer ${token}` }
    return new Stream(await fetch(`${at}/api/surveys/${id}/results/events`, { headers }))
  }

  private constructor(response: Response) {
    this.response = response
    this.#reader = (response.body as ReadableStream<Uint8Array>).getReader()
  }

  /** The next event or comment; undefined once the stream has ended. */
  async next(): Promise<string | undefined> {
    while (!this.#text.includes('\n\n') && !this.#hasEnded) {
      const { value, done } = await time.until(this.#reader.read())
      this.#hasEnded = done
      this.#text += value ? Buffer.from(value).toString() : ''
    }
    const end = this.#text.indexOf('\n\n')
    if (end === -1) return undefined
    const event = this.#text.slice(0, end)
    this.#text = this.#text.slice(end + 2)
    return event
  }

  /** The results in the next event. */
  async results(): Promise<Results> {
    let event = (await this.next()) ?? assert.fail('The stream has ended.')
    // A database takes real time, in which the stopped clock may run past a heartbeat.
    while (event === ':') event = (await this.next()) ?? assert.fail('The stream has ended.')
    assert.match(event, /^event: results\ndata: \{.*\}$/)
    return JSON.parse(event.slice(event.indexOf('{')))
  }

  /** True once the stream has ended, and has had no more than heartbeats until then. */
  async ends(): Promise<boolean> {
    let event = await this.next()
    while (event === ':') event = await this.next()
    return event === undefined
  }

  close(): Promise<void> {
    return this.#reader.cancel()
  }
}

describe('GET /api/surveys/:id/results/events', () => {
  it('has the results at once, and again with every reply that comes in', async () => {
    const survey = await open()
    const stream = await Stream.open(survey, owner)
    assert.equal(stream.response.status, 200)
    assert.equal(stream.response.headers.get('content-type'), 'text/event-stream; charset=utf-8')
    assert.equal(stream.response.headers.get('cache-control'), 'no-store')
    assert.match(stream.response.headers.get('content-security-policy') ?? '', /default-src 'none'/)
    assert.equal((await stream.results()).reply_count, 0)
    for (const count of [1, 2]) {
      assert.equal((await reply(teamroom, survey.public_key, { q: true })).status, 201)
      const results = await stream.results()
      assert.equal(results.reply_count, count)
      assert.deepEqual(results, (await owner.send('GET', `/api/surveys/${survey.id}/results`)).body)
    }
    await stream.close()
  })

  it('has several replies together, not an event for each', async () => {
    const survey = await open()
    const stream = await Stream.open(survey, owner)
    await stream.results()
    for (let i = 0; i < 20; i++) await reply(teamroom, survey.public_key, { q: true })
    assert.equal((await stream.results()).reply_count, 20)
    await stream.close()
  })

  it('has what comes in through another server', async () => {
    const survey = await open()
    const connection = await connect(teamroom.deps.config.database)
    const other = await buildApp({ ...teamroom.deps, ...connection }, pino({ level: 'silent' }))
    const at = await other.listen({ port: 0, host: '127.0.0.1' })
    const stream = await Stream.open(survey, owner, at)
    assert.equal((await stream.results()).reply_count, 0)
    await reply(teamroom, survey.public_key, { q: true })
    assert.equal((await stream.results()).reply_count, 1)

    // A server that is told to end does not wait for those who listen.
    await other.close()
    assert.ok(await stream.ends())
    await connection.close()
  })

  it('of an anonymous survey says nothing between steps: no event, and heartbeats as where nobody replies', async () => {
    const questions = [{ id: 'q', type: 'yes_no', title: 'Again?' }]
    const [busy, quiet] = [
      await openSurvey(owner, { audience: 'anyone', questions }),
      await openSurvey(owner, { audience: 'anyone', questions }),
    ]
    for (const { public_key } of [busy, quiet]) await replyTimes(teamroom, public_key, 5, () => ({ q: true }))
    const other = await open()
    const [stream, silent, named] = [
      await Stream.open(busy, owner),
      await Stream.open(quiet, owner),
      await Stream.open(other, owner),
    ]
    for (const one of [stream, silent, named]) await one.results()
    for (let i = 0; i < 4; i++) {
      await replyTimes(teamroom, busy.public_key, 1, () => ({ q: false }))
      // Its event shows that surveys have been looked at since.
      await replyTimes(teamroom, other.public_key, 1, () => ({ q: false }))
      assert.equal((await named.results()).reply_count, i + 1)
      await time.pass(20_000)
    }
    await replyTimes(teamroom, busy.public_key, 1, () => ({ q: false }))
    const heard: (string | undefined)[] = []
    let next = await stream.next()
    for (; next === ':'; next = await stream.next()) heard.push(next)
    assert.match(next ?? '', /^event: results\ndata: \{"reply_count":10,/)
    assert.ok(heard.length >= 5, `${heard.length} heartbeats in 80 seconds`)
    const beside: typeof heard = []
    while (beside.length < heard.length) beside.push(await silent.next())
    assert.deepEqual(beside, heard)
    for (const one of [stream, silent, named]) await one.close()
  })

  it('of an anonymous survey tells nothing but how many have replied before there is a step', async () => {
    const questions = [{ id: 'q', type: 'yes_no', title: 'Again?' }]
    const survey = await openSurvey(owner, { audience: 'anyone', questions })
    const stream = await Stream.open(survey, owner)
    const nothing = await stream.results()
    for (const count of [1, 2, 3, 4]) {
      await replyTimes(teamroom, survey.public_key, 1, () => ({ q: count % 2 === 0 }))
      assert.deepEqual(await stream.results(), { ...nothing, reply_count: count })
    }
    await stream.close()
  })

  it('ends when the caller may see the results no more', async () => {
    const survey = await open()
    const [editor, other] = [await teamroom.account('member'), await teamroom.account('member')]
    await addEditor(teamroom.db, survey.id, editor)
    await addEditor(teamroom.db, survey.id, other)
    const streams = await Promise.all([owner, editor, other].map((account) => Stream.open(survey, account)))
    for (const stream of streams) await stream.results()
    const [kept, dismissed, loggedOut] = streams as [Stream, Stream, Stream]
    await teamroom.db.deleteFrom('survey_editors').where('user_id', '=', editor.id).execute()
    assert.equal((await other.send('POST', '/api/auth/logout')).status, 204)
    await time.pass(1_000)
    for (const stream of [dismissed, loggedOut]) assert.ok(await stream.ends())
    assert.equal(await kept.next(), ':')
    await owner.send('DELETE', `/api/surveys/${survey.id}`)
    assert.ok(await kept.ends())
  })

  it('is for those who may edit the survey', async () => {
    const survey = await open()
    const path = `/api/surveys/${survey.id}/results/events`
    assert.equal((await teamroom.send('GET', path)).status, 401)
    assert.equal((await (await teamroom.account('manager')).send('GET', path)).status, 404)
    assert.equal((await owner.send('HEAD', path)).status, 200)
  })
})

/** A listener that takes everything, and what it was sent. */
function listener(surveyId = 'a', more: Partial<Listener> = {}): Listener & { got: string[] } {
  const got: string[] = []
  return {
    ...{ surveyId, got },
    send: (results) => got.push(results) > 0,
    end: () => void got.push('end'),
    ...more,
  }
}

describe('those who listen to results', () => {
  const sources = (findMark: () => Promise<string | undefined>) => {
    const errors: unknown[] = []
    const reads = { count: 0 }
    const readResults = async () => `results ${++reads.count}`
    return { errors, reads, sources: { findMark, readResults, onError: (error: unknown) => void errors.push(error) } }
  }

  it('are as many as one server bears', () => {
    const live = new LiveResults(sources(async () => '1').sources)
    const all = Array.from({ length: 500 }, (_, i) => listener(`survey ${i % 7}`))
    for (const one of all) live.join(one, 'results')
    assert.throws(() => live.join(listener(), 'results'), { kind: 'unavailable', retryAfter: 10 })
    live.leave(all[3] as Listener)
    live.join(listener(), 'results')
    live.close()
    assert.deepEqual(all[0]?.got, ['results', 'end'])
    assert.deepEqual(all[3]?.got, ['results'])
    assert.throws(() => live.requireRoom(), { kind: 'unavailable' })
  })

  it('have them read once for all', async () => {
    const { reads, sources: own } = sources(async () => '1')
    const live = new LiveResults(own)
    const all = Array.from({ length: 5 }, () => listener())
    for (const one of all) live.join(one, 'results 0')
    await time.pass(5_000)
    live.close()
    for (const { got } of all) assert.deepEqual(got, ['results 0', 'results 1', 'end'])
    assert.equal(reads.count, 1)
  })

  it('get the newest ones when they read too slowly for all of them', async () => {
    let mark = 1
    const { sources: own } = sources(async () => String(mark))
    const live = new LiveResults(own)
    let isSlow = true
    const got: string[] = []
    const slow = listener('a', { send: (results) => !isSlow && got.push(results) > 0 })
    const quick = listener()
    for (const one of [slow, quick]) live.join(one, 'results 0')
    for (const count of [2, 3]) {
      while (quick.got.length < count) await time.pass(250)
      mark++
    }
    await time.pass(2_000)
    isSlow = false
    await time.pass(2_000)
    live.close()
    assert.deepEqual(quick.got, ['results 0', 'results 1', 'results 2', 'results 3', 'end'])
    assert.deepEqual(got, ['results 3'])
  })

  it('are sent away when the results cannot be read', async () => {
    const failure = new Error('no database')
    const { errors, sources: own } = sources(() => Promise.reject(failure))
    const live = new LiveResults(own)
    const one = listener()
    live.join(one, 'results')
    await time.pass(250)
    assert.deepEqual([one.got, errors], [['results', 'end'], [failure]])
  })
})
