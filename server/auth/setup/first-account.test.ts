import assert from 'node:assert/strict'
import { afterEach, describe, it } from 'node:test'
import { atOnce, countStatuses, PASSWORD } from '../../../test/accounts.ts'
import { startTeamroom, type Teamroom } from '../../../test/harness.ts'
import type { Config } from '../../config.ts'
import { makeSetupToken } from './actions.ts'

/* Who gets the first account, the administrator's: whoever has the link that the server printed, or sits at its machine. */

let teamroom: Teamroom
const started: Teamroom[] = []
afterEach(() => Promise.all(started.splice(0).map((one) => one.stop())))

const start = async (settings: Partial<Config> = {}) => {
  teamroom = await startTeamroom(settings)
  started.push(teamroom)
  return (await makeSetupToken(teamroom.db)) as string
}
const PUBLIC = { publicUrl: 'https://team.test' }
const FROM_ELSEWHERE = { 'x-forwarded-for': '192.0.2.1' }
const REFUSED = 'The first account takes the link that the server printed when it last started.'

let names = 0
const register = (more: object = {}, headers: Record<string, string> = {}, path = '/api/auth/register') =>
  teamroom.send('POST', path, { username: `first ${++names}`, password: PASSWORD, ...more }, headers)
const isOpen = async (headers?: Record<string, string>) =>
  (await teamroom.send('GET', '/api/auth/setup', undefined, headers)).body

describe('the first account', () => {
  it('is made by a request from the server’s own machine, on both paths, while the server is nowhere else', async () => {
    for (const [path, status] of [
      ['/api/auth/register', 201],
      ['/register', 200],
    ] as const) {
      await start()
      assert.deepEqual((await isOpen()).needs_setup_link, false)
      assert.equal((await register({}, {}, path)).status, status)
      const { role } = await teamroom.db.selectFrom('users').select('role').executeTakeFirstOrThrow()
      assert.equal(role, 'admin')
    }
  })

  it('is refused without the link to everybody else, on both paths', async () => {
    for (const settings of [PUBLIC, { trustProxy: ['127.0.0.1'] }, {}]) {
      await start(settings)
      const headers = Object.keys(settings).length > 0 ? {} : FROM_ELSEWHERE
      assert.deepEqual(await isOpen(headers), {
        needs_first_account: true,
        needs_setup_link: true,
        signup: 'invite',
        signup_domains: [],
        mail: false,
      })
      for (const path of ['/api/auth/register', '/register']) {
        const { status, body } = await register({}, headers, path)
        assert.deepEqual([status, body.message], [403, REFUSED])
        for (const setup of ['guess', 'x'.repeat(43)])
          assert.equal((await register({ setup }, headers, path)).status, 403)
      }
      assert.equal((await teamroom.db.selectFrom('users').select('id').execute()).length, 0)
    }
  })

  it('is refused to pages elsewhere that use the browser of somebody at the machine', async () => {
    await start()
    for (const headers of [
      { host: 'rebind.evil.test' },
      { origin: 'https://evil.test' },
      { 'sec-fetch-site': 'cross-site' },
      FROM_ELSEWHERE,
      { forwarded: 'for=127.0.0.1' },
    ]) {
      assert.equal((await register({}, headers as Record<string, string>)).status, 403, JSON.stringify(headers))
      const form = { ...headers, 'content-type': 'application/x-www-form-urlencoded' } as Record<string, string>
      const answer = await teamroom.send('POST', '/register', `username=eve&password=${PASSWORD}`, form)
      assert.equal(answer.status, 403, JSON.stringify(headers))
    }
  })

  it('is made once by whoever has the link', async () => {
    const setup = await start(PUBLIC)
    const { status, body } = await register({ setup })
    assert.deepEqual([status, body.user.role], [201, 'admin'])
    const { status: again, body: refusal } = await register({ setup })
    assert.deepEqual(
      [again, refusal.message],
      [403, 'This server has its first account. Ask an administrator for an invite.'],
    )
    assert.deepEqual(await teamroom.db.selectFrom('setup_links').selectAll().execute(), [])
    assert.equal(await makeSetupToken(teamroom.db), undefined)
  })

  it('is made once of many at once, with the link or without', async () => {
    const setup = await start({ signup: { mode: 'open' } })
    const answers = await atOnce(10, (i) => register(i % 2 ? { setup } : {}, i % 2 ? FROM_ELSEWHERE : {}))
    const roles = await teamroom.db.selectFrom('users').select('role').execute()
    assert.equal(roles.filter(({ role }) => role === 'admin').length, 1)
    assert.deepEqual(Object.keys(countStatuses(answers)), ['201', '403'])
  })

  it('takes the link of the latest start', async () => {
    const older = await start(PUBLIC)
    const latest = await makeSetupToken(teamroom.db)
    assert.equal((await register({ setup: older })).status, 403)
    assert.equal((await register({ setup: latest })).status, 201)
  })

  it('keeps the link as a hash, and counts guesses at it', async () => {
    const setup = await start(PUBLIC)
    assert.ok(!JSON.stringify(await teamroom.db.selectFrom('setup_links').selectAll().execute()).includes(setup))
    const guesses = await atOnce(25, (i) => register({ setup: `guess ${i}` }))
    assert.deepEqual(countStatuses(guesses), { 403: 20, 429: 5 })
  })
})
