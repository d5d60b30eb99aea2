import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { startTeamroom, type Teamroom } from '../../../test/harness.ts'
import { findCompany, updateCompany } from '../company/store.ts'
import { loadingHolidays, readHolidays, transactWithHolidays } from './actions.ts'
import { HolidaysMissing, isRegion, knownPublicHolidays, listRegions, loadPublicHolidays } from './public-holidays.ts'

/** What was loaded stays in memory, for other specs of this process, too: none of them asks for this year. */
const YEAR = 2093

let teamroom: Teamroom

before(async () => {
  teamroom = await startTeamroom()
})
after(() => teamroom.stop())

describe('public holidays', () => {
  it('are known once they have been loaded', async () => {
    assert.throws(() => knownPublicHolidays('DE-BY', YEAR), HolidaysMissing)
    const [one, other] = await Promise.all([loadPublicHolidays('DE-BY', YEAR), loadPublicHolidays('DE-BY', YEAR)])
    assert.equal(one, other)
    assert.equal(knownPublicHolidays('DE-BY', YEAR), one)
    assert.deepEqual(one[1], { date: `${YEAR}-01-06`, name: 'Heilige Drei Könige', off: 'day', kind: 'public' })
  })

  it('have their kind, and their name in the language of the place; those that are none are left out', async () => {
    const kinds = new Map((await loadPublicHolidays('DE', 2026)).map(({ name, kind }) => [name, kind]))
    assert.deepEqual(
      ['Karfreitag', 'Heiliger Abend', 'Muttertag'].map((name) => kinds.get(name)),
      ['public', 'bank', undefined],
    )
  })

  it('have afternoons and several days', async () => {
    const iceland = await loadPublicHolidays('IS', 2026)
    assert.equal(iceland.find(({ date }) => date === '2026-12-24')?.off, 'afternoon')
    const korea = (await loadPublicHolidays('KR', 2026)).filter(({ name }) => name === '추석')
    assert.equal(korea.length, 3)
  })

  it('are there for the first and the last year', async () => {
    for (const year of [1900, 2999]) assert.ok((await loadPublicHolidays('DE', year)).length > 5)
  })
})

describe('regions', () => {
  it('are countries, states and regions', async () => {
    for (const code of ['DE', 'DE-BY', 'DE-BY-A', 'GB-SCT']) assert.ok(await isRegion(code), code)
    for (const code of ['', 'XX', 'de', 'DE-', 'DE-XX', 'DE-BY-X', 'DE-BY-A-A', 'constructor', '__proto__']) {
      assert.equal(await isRegion(code), false, code)
    }
    assert.ok((await listRegions()).length > 200)
  })
})

describe('transactWithHolidays', () => {
  it('runs again when holidays had to be loaded, and leaves one trace', async () => {
    const { version } = await findCompany(teamroom.db)
    let runs = 0
    const day = await transactWithHolidays(
      teamroom.db,
      async (trx, holidays) => {
        runs++
        await updateCompany(trx, { version: (await findCompany(trx)).version + 1 })
        return holidays('FR', `${YEAR}-07-14`, `${YEAR}-07-14`).get(`${YEAR}-07-14`)?.name
      },
      { locksCompany: true },
    )
    assert.deepEqual([day, runs], ['Fête Nationale de la France', 2])
    assert.equal((await findCompany(teamroom.db)).version, version + 1)
  })

  it('gives what it would have given as a dry run, and leaves no trace', async () => {
    const before = await findCompany(teamroom.db)
    const work = async (trx: typeof teamroom.db) => {
      await updateCompany(trx, { name: 'Other' })
      return (await findCompany(trx)).name
    }
    assert.equal(await transactWithHolidays(teamroom.db, work, { dryRun: true, locksCompany: true }), 'Other')
    assert.deepEqual(await findCompany(teamroom.db), before)
  })

  it('inside another transaction leaves the loading to whoever began that', async () => {
    let runs = 0
    const attempt = () =>
      teamroom.db.transaction().execute((outer) => {
        runs++
        return transactWithHolidays(
          outer,
          async (_trx, holidays) => holidays('AT', `${YEAR}-01-01`, `${YEAR}-01-01`).size,
        )
      })
    await assert.rejects(attempt(), HolidaysMissing)
    assert.equal(await loadingHolidays(attempt), 1)
    assert.equal(runs, 3)
  })

  it('gives up when there is no end to what is missing', async () => {
    const attempt = async () => {
      throw new HolidaysMissing('DE', 2026)
    }
    await assert.rejects(loadingHolidays(attempt), { kind: 'unavailable' })
  })
})

describe('readHolidays', () => {
  it('loads what it needs, over years', async () => {
    const dates = await readHolidays(teamroom.db, (holidays) => [...holidays('CH', '2019-12-31', '2026-01-01').keys()])
    assert.ok(dates.includes('2020-01-01') && dates.includes('2026-01-01'))
  })
})
