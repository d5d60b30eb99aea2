import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { holdPasswords } from '../../test/cheap-passwords.ts'
import { startTeamroom, type Teamroom } from '../../test/harness.ts'
import { LIMITS } from '../limits/rules.ts'

const PASSWORD = 'correct horse battery staple'

let teamroom: Teamroom
before(async () => {
  teamroom = await startTeamroom({ signup: { mode: 'open' } })
})
after(() => teamroom.stop())

describe('a crowd that registers', () => {
  const register = (username: string) => teamroom.send('POST', '/api/auth/register', { username, password: PASSWORD })

  it('keeps nobody from logging in, not even from its own address', async () => {
    assert.equal((await register('ann')).status, 201)
    const letGo = holdPasswords()
    const crowd = Array.from({ length: 90 }, (_, i) => register(`stranger${i}`))
    // Those who are answered while no password is hashed are those for whom there was no room.
    await Promise.race(crowd)
    const login = teamroom.send('POST', '/api/auth/login', { username: 'ann', password: PASSWORD })
    letGo()
    assert.equal((await login).status, 200)
    const refused = (await Promise.all(crowd)).filter((answer) => answer.status !== 201)
    assert.ok(refused.length > 0 && refused.length < 90)
    for (const { status: code, headers } of refused) {
      assert.equal(code, 503)
      assert.ok(headers['retry-after'])
    }
  })

  it('is refused once it is more than a large company', async (t) => {
    t.after(() => teamroom.db.deleteFrom('allowances').execute())
    assert.equal((await register('one-of-many')).status, 201)
    await teamroom.db.updateTable('allowances').set({ used: LIMITS.registrations.most }).execute()
    const body = { username: 'one-too-many', password: PASSWORD }
    for (const path of ['/api/auth/register', '/register']) {
      const { status, headers, body: answer } = await teamroom.send('POST', path, body)
      assert.deepEqual([status, answer.message], [429, LIMITS.registrations.sentence], path)
      assert.ok(Number(headers['retry-after']) > 0)
    }
  })
})
