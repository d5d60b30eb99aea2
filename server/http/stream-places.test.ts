import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { after, before, describe, it } from 'node:test'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Account, startTeamroom, type Teamroom } from '../../test/harness.ts'
import { openSurvey } from '../../test/surveys.ts'
import { STREAMS, StreamPlaces } from './stream-places.ts'

/** Takes a place for an account at an address; gives what ends the answer. */
function taking(places: StreamPlaces, destroyed = false) {
  return (id: string, ip: string) => {
    const raw = Object.assign(new EventEmitter(), { destroyed })
    places.take({ caller: { id }, ip } as FastifyRequest, { raw } as unknown as FastifyReply)
    return () => void raw.emit('close')
  }
}

describe('the places for answers that go on', () => {
  it('are ten for an account, wherever it is, and others for others', () => {
    const take = taking(new StreamPlaces())
    const ends = Array.from({ length: STREAMS.account }, (_, i) => take('ann', `192.0.2.${i}`))
    assert.throws(() => take('ann', '192.0.2.99'), { kind: 'too_many', retryAfter: 10 })
    take('bea', '192.0.2.0')
    ends[3]?.()
    take('ann', '192.0.2.99')
    assert.throws(() => take('ann', '192.0.2.99'), { kind: 'too_many' })
  })

  it('are enough for a company behind one address, and not all of them for one address', () => {
    const take = taking(new StreamPlaces())
    for (let i = 0; i < STREAMS.address; i++) take(`account ${i}`, '2001:db8::1')
    assert.throws(() => take('ann', '2001:db8::2'), { kind: 'too_many' })
    take('ann', '2001:db8:1::1')
  })

  it('are not taken for those who have gone already', () => {
    const places = new StreamPlaces()
    const takeForGone = taking(places, true)
    for (let i = 0; i <= STREAMS.account; i++) takeForGone('ann', '192.0.2.1')
    const take = taking(places)
    for (let i = 0; i < STREAMS.account; i++) take('ann', '192.0.2.1')
  })

  it('are as many as one server bears', () => {
    const take = taking(new StreamPlaces())
    for (let i = 0; i < STREAMS.server; i++) take(`account ${i}`, `192.0.2.${i % 250}`)
    assert.throws(() => take('ann', '192.0.2.251'), { kind: 'unavailable', retryAfter: 10 })
  })
})

describe('a member with very many streams', () => {
  let teamroom: Teamroom
  let greedy: Account
  let other: Account
  let origin: string
  before(async () => {
    teamroom = await startTeamroom()
    greedy = await teamroom.account('member')
    other = await teamroom.account('member')
    origin = await teamroom.app.listen({ port: 0, host: '127.0.0.1' })
  })
  after(() => teamroom.stop())

  const open = ({ token }: Account, id: string, signal?: AbortSignal) =>
    fetch(`${origin}/api/surveys/${id}/results/events`, {
      headers: { authorization: `Bearer ${token}` },
      ...(signal && { signal }),
    })

  it('is refused the eleventh, downloads included, and takes no place from others', async () => {
    const [mine, theirs] = [await openSurvey(greedy), await openSurvey(other)]
    const endings = new AbortController()
    const streams = await Promise.all(Array.from({ length: 10 }, () => open(greedy, mine.id, endings.signal)))
    assert.deepEqual(new Set(streams.map(({ status }) => status)), new Set([200]))
    for (const path of ['results/events', 'replies.csv', 'replies.json']) {
      const refused = await greedy.send('GET', `/api/surveys/${mine.id}/${path}`)
      assert.equal(refused.status, 429, path)
      assert.equal(refused.headers['retry-after'], '10')
      assert.equal(refused.body.message, 'More than 10 live views and downloads at once.')
    }
    assert.equal((await greedy.send('GET', `/api/surveys/${mine.id}/results`)).status, 200)

    const stream = await open(other, theirs.id)
    assert.equal(stream.status, 200)
    await stream.body?.cancel()

    endings.abort()
    let again = 429
    while (again === 429) again = (await greedy.send('GET', `/api/surveys/${mine.id}/replies.csv`)).status
    assert.equal(again, 409)
  })
})
