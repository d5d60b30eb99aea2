import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { atOnce, bearer, countStatuses, giveEmail, givePassword, logIn, PASSWORD } from '../../../test/accounts.ts'
import { type Account, startTeamroom, type Teamroom } from '../../../test/harness.ts'
import type { Caller } from '../../http/access.ts'
import { changeProfile } from './my-actions.ts'
import type { UserRow } from './store.ts'

let teamroom: Teamroom
let ann: Account

before(async () => {
  teamroom = await startTeamroom()
})
after(() => teamroom.stop())
beforeEach(async () => {
  teamroom.clock.advance(60_000)
  ann = await teamroom.account('member')
  await givePassword(teamroom.db, ann.id)
})

describe('GET /api/me', () => {
  it('shows one’s own account with its ETag', async () => {
    const { status, headers, body } = await ann.send('GET', '/api/me')
    assert.deepEqual([status, headers.etag, headers['cache-control']], [200, '"1."', 'no-store'])
    const fields = [
      'can',
      'created_at',
      'disabled_at',
      'email',
      'email_confirmed_at',
      'email_pending',
      'id',
      'role',
      'updated_at',
      'username',
      'version',
    ]
    assert.deepEqual(Object.keys(body).sort(), fields)
    assert.equal((await ann.send('GET', '/api/me', undefined, { 'if-none-match': '"1."' })).status, 304)
  })

  it('says what the account may do here, whenever that is another thing', async () => {
    assert.deepEqual((await ann.send('GET', '/api/me')).body.can, [])
    const manager = await teamroom.account('manager')
    assert.deepEqual((await manager.send('GET', '/api/me')).body.can, ['create_post'])
    const admin = await teamroom.account('admin')
    const { body, headers } = await admin.send('GET', '/api/me')
    assert.deepEqual(body.can, [
      'invite',
      'manage_users',
      'manage_company',
      'manage_people',
      'manage_time_off',
      'create_post',
    ])
    assert.equal(headers.etag, `"1.${body.can.join('-')}"`)
  })

  it('takes a token', async () => {
    const { status, body } = await teamroom.send('GET', '/api/me')
    assert.deepEqual([status, body.message], [401, 'Missing Authorization Header'])
  })
})

describe('PATCH /api/me', () => {
  it('changes name and address, and takes the address away', async () => {
    const username = `${ann.username} the Second`
    const change = { username, email: 'Ann@Example.com', current_password: PASSWORD }
    const { status, headers, body } = await ann.send('PATCH', '/api/me', change)
    assert.deepEqual([status, headers.etag], [200, '"2."'])
    assert.deepEqual([body.username, body.email], [username, 'Ann@Example.com'])
    const without = await ann.send('PATCH', '/api/me', { email: null, current_password: PASSWORD })
    assert.equal(without.body.email, null)
    assert.equal((await ann.send('GET', '/api/me')).body.username, username)
  })

  it('takes the current password for another address, and for that alone', async () => {
    const email = `${ann.username}@example.com`
    await giveEmail(teamroom.db, ann, email)
    for (const other of ['eve@example.com', email.toUpperCase(), null]) {
      const { status, body } = await ann.send('PATCH', '/api/me', { email: other })
      assert.deepEqual([status, Object.keys(body.errors.json)], [422, ['current_password']], String(other))
    }
    const same = await ann.send('PATCH', '/api/me', { username: `${ann.username} the Third`, email })
    assert.deepEqual([same.status, same.body.email], [200, email])
  })

  it('makes one wait who guesses at the password', async () => {
    const change = { email: 'eve@example.com', current_password: 'wrong' }
    for (let i = 0; i < 5; i++) {
      const { status, body } = await ann.send('PATCH', '/api/me', change)
      assert.equal(status, 422)
      assert.deepEqual(body.errors.json, { current_password: ['This is not the current password.'] })
    }
    const { status } = await ann.send('PATCH', '/api/me', { ...change, current_password: PASSWORD })
    assert.equal(status, 429)
    assert.equal((await ann.send('GET', '/api/me')).body.email, null)
  })

  it('changes no address by a password that is replaced meanwhile', async () => {
    const change = { email: `${ann.id}@example.com`, current_password: PASSWORD }
    const caller: Caller = { id: ann.id, username: ann.username, role: 'member', version: 1, sessionId: '' }
    // As if somebody had replaced it just before this locked the account.
    const meanwhile = (current: UserRow) => {
      current.password_hash = 'another'
    }
    const changing = changeProfile(teamroom.deps, caller, change, '::1', meanwhile)
    await assert.rejects(changing, { kind: 'conflict', message: 'The password was changed meanwhile.' })
  })

  it('refuses what somebody else has', async () => {
    const bea = await teamroom.account('member')
    await giveEmail(teamroom.db, bea, 'bea@example.com')
    assert.equal((await ann.send('PATCH', '/api/me', { username: bea.username.toUpperCase() })).status, 409)
    const taken = { email: 'Bea@example.com', current_password: PASSWORD }
    assert.equal((await ann.send('PATCH', '/api/me', taken)).status, 409)
    assert.equal((await ann.send('PATCH', '/api/me', { username: ann.username.toUpperCase() })).status, 200)
  })

  it('lets one of ten changes to the same version through', async () => {
    const answers = await atOnce(10, () => ann.send('PATCH', '/api/me', { email: null }, { 'if-match': '"1"' }))
    assert.deepEqual(countStatuses(answers), { 200: 1, 412: 9 })
  })

  const wrong: [string, unknown][] = [
    ['nothing', {}],
    ['a role', { role: 'admin' }],
    ['disabling oneself', { disabled: true }],
    ['an empty name', { username: '' }],
    ['no name', { username: null }],
    ['a name with an @', { username: 'a@b' }],
    ['a wrong address', { email: 'a@' }],
  ]
  for (const [name, body] of wrong) {
    it(`refuses ${name}`, async () => {
      assert.equal((await ann.send('PATCH', '/api/me', body)).status, 422)
    })
  }
})

describe('PUT /api/me/password', () => {
  const NEW = 'staple horse correct'
  const change = (body: unknown, account = ann) => account.send('PUT', '/api/me/password', body)

  it('changes the password and ends all other sessions', async () => {
    const other = (await logIn(teamroom, ann.username)).body
    assert.equal((await change({ current_password: PASSWORD, new_password: NEW })).status, 204)
    assert.equal((await teamroom.send('GET', '/api/me', undefined, bearer(other.access_token))).status, 401)
    assert.equal((await teamroom.send('POST', '/api/auth/refresh', { refresh_token: other.refresh_token })).status, 401)
    assert.equal((await ann.send('GET', '/api/me')).status, 200)
    assert.equal((await logIn(teamroom, ann.username)).status, 401)
    assert.equal((await logIn(teamroom, ann.username, { password: NEW })).status, 200)
  })

  it('takes the current password, and makes one wait who guesses at it', async () => {
    for (let i = 0; i < 5; i++) {
      const { status, body } = await change({ current_password: 'wrong', new_password: NEW })
      assert.equal(status, 422)
      assert.deepEqual(body.errors.json, { current_password: ['This is not the current password.'] })
    }
    const { status, headers } = await change({ current_password: PASSWORD, new_password: NEW })
    assert.deepEqual([status, headers['retry-after']], [429, '30'])
    assert.equal((await logIn(teamroom, ann.username)).status, 200)
  })

  it('changes it once of two times at once', async () => {
    const body = (i: number) => ({ current_password: PASSWORD, new_password: `${NEW} ${i}` })
    const statuses = countStatuses(await atOnce(2, (i) => change(body(i))))
    assert.equal(statuses[204], 1, JSON.stringify(statuses))
  })

  it('changes it for an account that is as it was read, when that is asked for', async () => {
    const { etag = '' } = (await ann.send('GET', '/api/me')).headers
    await ann.send('PATCH', '/api/me', { email: null })
    const body = { current_password: PASSWORD, new_password: NEW }
    const withMatch = (tag: string) => ann.send('PUT', '/api/me/password', body, { 'if-match': tag })
    assert.equal((await withMatch(etag)).status, 412)
    assert.equal((await logIn(teamroom, ann.username)).status, 200)
    assert.equal((await withMatch((await ann.send('GET', '/api/me')).headers.etag ?? '')).status, 204)
  })

  it('refuses a new one that is short, common, the name, or no text', async () => {
    for (const new_password of ['short', 'password1', ann.username.toUpperCase(), 12345678, null]) {
      const { status, body } = await change({ current_password: PASSWORD, new_password })
      assert.deepEqual([status, Object.keys(body.errors.json)], [422, ['new_password']], String(new_password))
    }
  })

  it('names what is missing', async () => {
    const { status, body } = await change({})
    assert.deepEqual([status, Object.keys(body.errors.json).sort()], [422, ['current_password', 'new_password']])
  })
})
