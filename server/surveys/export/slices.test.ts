import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { startTeamroom, type Teamroom } from '../../../test/harness.ts'
import { openSurvey } from '../../../test/surveys.ts'
import { replySlices } from './slices.ts'

let teamroom: Teamroom

before(async () => {
  teamroom = await startTeamroom()
})
after(() => teamroom.stop())

/** A survey with so many replies to each of these versions, of so many characters each. */
async function surveyWith(count: number, length: number, versions = [1]): Promise<string> {
  const { id } = await openSurvey(await teamroom.account('member'))
  const rows = Array.from({ length: count }, (_, i) => ({
    ...{ survey_id: id, id: randomUUID(), form_version: versions[i % versions.length] as number, day: '2026-03-02' },
    answers: JSON.stringify({ lunch: 'x'.repeat(length) }) as never,
  }))
  if (rows.length > 0) await teamroom.db.insertInto('survey_replies').values(rows).execute()
  return id
}

const slicesOf = (id: string, newest = 1) =>
  Array.fromAsync(replySlices(teamroom.db, { id, published_version: newest, anonymous: 1 }))

describe('the slices of replies', () => {
  it('have every reply once, in the order of their ids', async () => {
    for (const count of [0, 1, 20, 120, 333]) {
      const ids = (await slicesOf(await surveyWith(count, 10))).flat().map(({ id }) => id)
      assert.equal(ids.length, count)
      assert.deepEqual(ids, [...new Set(ids)].sort())
    }
  })

  it('are the smaller the longer the answers are', async () => {
    const short = await slicesOf(await surveyWith(333, 10))
    assert.deepEqual(
      short.map((rows) => rows.length),
      [20, 100, 100, 100, 13],
    )
    const long = await slicesOf(await surveyWith(60, 10_000))
    assert.deepEqual(
      long.map((rows) => rows.length),
      [20, 13, 13, 13, 1],
    )
    const longest = await slicesOf(await surveyWith(23, 200_000))
    assert.deepEqual(
      longest.map((rows) => rows.length),
      [20, 1, 1, 1],
    )
  })

  it('leave out what answers a version that is newer than the reader knows', async () => {
    const id = await surveyWith(50, 10, [1, 2])
    assert.equal((await slicesOf(id, 1)).flat().length, 25)
    assert.equal((await slicesOf(id, 2)).flat().length, 50)
  })
})
