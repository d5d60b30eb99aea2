import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { atOnce, bearer, countStatuses, givePassword, logIn, PASSWORD } from '../../../test/accounts.ts'
import { type Account, startTeamroom, type Teamroom } from '../../../test/harness.ts'

const NEW = 'staple the horse again'
const DAY = 86_400_000

let teamroom: Teamroom
let admin: Account
let ann: Account

before(async () => {
  teamroom = await startTeamroom({ publicUrl: 'https://teamroom.example.com', trustProxy: ['127.0.0.1'] })
  admin = await teamroom.account('admin')
})
after(() => teamroom.stop())
beforeEach(async () => {
  // What one test has counted against its address is over by the next.
  teamroom.clock.advance(60_000)
  ann = await teamroom.account('member')
  await givePassword(teamroom.db, ann.id)
})

const make = (headers?: Record<string, string>) =>
  admin.send('POST', `/api/users/${ann.id}/password-reset`, undefined, headers)
const tokenOfNew = async () => (await make()).body.token as string
const reset = (token: string, more: object = {}, headers: Record<string, string> = {}) =>
  teamroom.send('POST', '/api/auth/password-reset', { token, password: NEW, ...more }, headers)

describe('POST /api/users/:id/password-reset', () => {
  it('makes a link that is good for a day, and keeps it nowhere', async () => {
    const { status, headers, body } = await make()
    assert.equal(status, 201)
    assert.equal(headers['cache-control'], 'no-store')
    assert.match(body.token, /^[\w-]{43}$/)
    assert.equal(body.url, `https://teamroom.example.com/reset#token=${body.token}`)
    assert.equal(Date.parse(body.expires_at) - teamroom.clock.now.getTime(), DAY)
    const kept = await teamroom.db.selectFrom('password_resets').selectAll().execute()
    assert.ok(kept.length > 0 && !JSON.stringify(kept).includes(body.token))
  })

  it('makes one for a retry', async () => {
    const key = { 'idempotency-key': ann.id }
    const [first, again] = [await make(key), await make(key)]
    assert.equal(again.text, first.text)
    assert.equal((await reset(first.body.token)).status, 200)
  })

  it('puts a new link in place of the one before', async () => {
    const [first, second] = [await tokenOfNew(), await tokenOfNew()]
    assert.equal((await reset(first)).status, 403)
    assert.equal((await reset(second)).status, 200)
  })

  it('makes none for an account that is disabled, or not there', async () => {
    await admin.send('PATCH', `/api/users/${ann.id}`, { disabled: true })
    assert.equal((await make()).status, 409)
    await admin.send('DELETE', `/api/users/${ann.id}`)
    assert.equal((await make()).status, 404)
    assert.equal((await admin.send('POST', '/api/users/x/password-reset')).status, 404)
  })

  it('is for administrators', async () => {
    const manager = await teamroom.account('manager')
    assert.equal((await manager.send('POST', `/api/users/${ann.id}/password-reset`)).status, 403)
    assert.equal((await teamroom.send('POST', `/api/users/${ann.id}/password-reset`)).status, 401)
  })
})

describe('POST /api/auth/password-reset', () => {
  it('gives the account another password and a session, and ends the sessions that it had', async () => {
    const { status, headers, body } = await reset(await tokenOfNew())
    assert.equal(status, 200)
    assert.equal(headers['cache-control'], 'no-store')
    assert.equal(body.user.id, ann.id)
    assert.equal((await teamroom.send('GET', '/api/me', undefined, bearer(body.access_token))).status, 200)
    assert.equal((await ann.send('GET', '/api/me')).status, 401)
    assert.equal((await logIn(teamroom, ann.username)).status, 401)
    assert.equal((await logIn(teamroom, ann.username, { password: NEW })).status, 200)
  })

  it('puts the refresh token into a cookie for a browser that asks', async () => {
    const { headers, body } = await reset(await tokenOfNew(), { cookie: true })
    assert.match(String(headers['set-cookie']), /^__Host-teamroom_refresh=[\w-]{43};.*HttpOnly/)
    assert.equal(body.refresh_token, undefined)
  })

  it('says the same of a link that never was, was used, has expired, or whose account is disabled', async () => {
    const used = await tokenOfNew()
    await reset(used)
    const answers = [await reset('nonsense'), await reset(used)]
    const disabled = await tokenOfNew()
    await teamroom.db
      .updateTable('users')
      .set({ disabled_at: teamroom.clock.now.toISOString() })
      .where('id', '=', ann.id)
      .execute()
    answers.push(await reset(disabled))
    const bea = await teamroom.account('member')
    const { body } = await admin.send('POST', `/api/users/${bea.id}/password-reset`)
    teamroom.clock.advance(DAY)
    answers.push(await reset(body.token))
    for (const { status, text } of answers) assert.deepEqual([status, text], [403, answers[0]?.text])
    teamroom.clock.advance(-DAY)
  })

  it('takes no easy password, and leaves the link good for a better one', async () => {
    const token = await tokenOfNew()
    for (const password of ['short', 'password1', ann.username]) {
      const { status, body } = await reset(token, { password })
      assert.deepEqual([status, Object.keys(body.errors.json)], [422, ['password']], password)
    }
    assert.equal((await reset(token)).status, 200)
  })

  it('names what is missing or wrong', async () => {
    const { status, body } = await teamroom.send('POST', '/api/auth/password-reset', { token: 1, user_id: ann.id })
    assert.equal(status, 422)
    assert.deepEqual(Object.keys(body.errors.json).sort(), ['password', 'token', 'user_id'])
  })

  it('lets one of many win that come with the same link at once', async () => {
    const token = await tokenOfNew()
    const answers = await atOnce(8, (i) => reset(token, { password: `${NEW} ${i}` }))
    assert.deepEqual(countStatuses(answers), { 200: 1, 403: 7 })
    const winner = answers.findIndex(({ status }) => status === 200)
    assert.equal((await logIn(teamroom, ann.username, { password: `${NEW} ${winner}` })).status, 200)
  })

  it('lets somebody in who had to wait after too many wrong passwords', async () => {
    for (let i = 0; i < 5; i++) await logIn(teamroom, ann.username, { password: 'wrong' })
    assert.equal((await logIn(teamroom, ann.username)).status, 429)
    await reset(await tokenOfNew())
    assert.equal((await logIn(teamroom, ann.username, { password: NEW })).status, 200)
  })

  it('makes an address wait that tries too many', async () => {
    const from = (address: string, token: string) => reset(token, {}, { 'x-forwarded-for': address })
    for (let i = 0; i < 20; i++) assert.equal((await from('192.0.2.1', `guess ${i}`)).status, 403)
    const token = await tokenOfNew()
    const { status, headers } = await from('192.0.2.1', token)
    assert.deepEqual([status, headers['retry-after']], [429, '60'])
    assert.equal((await from('192.0.2.2', token)).status, 200)
  })

  it('takes no link from before the password or the address changed, or the account was disabled', async () => {
    const changes = [
      () => ann.send('PATCH', '/api/me', { email: `${ann.id}@example.com`, current_password: PASSWORD }),
      () => ann.send('PUT', '/api/me/password', { current_password: PASSWORD, new_password: 'another horse' }),
      async () => {
        await admin.send('PATCH', `/api/users/${ann.id}`, { disabled: true })
        return admin.send('PATCH', `/api/users/${ann.id}`, { disabled: false })
      },
    ]
    for (const change of changes) {
      const token = await tokenOfNew()
      const { status, text } = await change()
      assert.ok(status < 300, text)
      assert.equal((await reset(token)).status, 403, String(change))
    }
  })
})
