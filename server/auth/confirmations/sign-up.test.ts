import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { bearer, giveEmail, logIn, PASSWORD } from '../../../test/accounts.ts'
import { type Account, startTeamroom, type Teamroom } from '../../../test/harness.ts'
import { type MailServer, startMailServer, tokenIn } from '../../../test/smtp.ts'
import { LIMITS } from '../../limits/rules.ts'

const HOUR = 3_600_000

let post: MailServer
let teamroom: Teamroom
let admin: Account
let count = 0
/** A name, and an address of the company's. */
let username: string
let email: string

before(async () => {
  post = await startMailServer()
  teamroom = await startTeamroom({
    signup: { mode: 'domains', domains: ['example.com'] },
    mail: post.config,
    publicUrl: 'https://teamroom.example.com',
    trustProxy: ['127.0.0.1'],
  })
})
after(async () => {
  await teamroom.stop()
  await post.stop()
})
beforeEach(async () => {
  teamroom.clock.advance(60_000)
  admin = await teamroom.account('admin')
  username = `Person ${++count}`
  email = `person-${count}@example.com`
})

const signUp = (more: object = {}, headers?: Record<string, string>) =>
  teamroom.send('POST', '/api/auth/register', { username, email, password: PASSWORD, ...more }, headers)
const confirm = (token: string, more: object = {}) =>
  teamroom.send('POST', '/api/auth/confirmations', { token, password: PASSWORD, ...more })
const accounts = () =>
  teamroom.db.selectFrom('users').selectAll().where('username', 'like', `Person ${count}%`).execute()
/** Signs up, and reads the token in the mail. */
const signUpAndRead = async (more: object = {}) => {
  assert.equal((await signUp(more)).status, 202)
  return tokenIn(await post.next())
}
/** Nobody is written to by what was asked before, which is seen by the next mail that somebody does get. */
const assertNoMail = async () => {
  await signUp({ username: `Next ${count}`, email: `next-${count}@example.com` })
  assert.equal((await post.next()).to, `next-${count}@example.com`)
}

describe('POST /api/auth/register: by the domain of an address', () => {
  it('makes neither an account nor a session before the link in a mail is opened', async () => {
    const { status, headers, body } = await signUp()
    assert.deepEqual([status, Object.keys(body)], [202, ['message']])
    assert.deepEqual([headers['set-cookie'], headers['cache-control']], [undefined, 'no-store'])
    assert.deepEqual(await accounts(), [])
    assert.equal((await logIn(teamroom, username)).status, 401)
    const mail = await post.next()
    assert.equal(mail.to, email)
    assert.match(mail.text, /https:\/\/teamroom\.example\.com\/confirm#token=[\w-]{43}/)

    const confirmed = await confirm(tokenIn(mail))
    assert.equal(confirmed.status, 200)
    const { user, access_token } = confirmed.body
    assert.deepEqual([user.username, user.email, user.role], [username, email, 'member'])
    assert.deepEqual([user.email_confirmed_at, user.email_pending], [teamroom.clock.now.toISOString(), null])
    assert.equal((await teamroom.send('GET', '/api/me', undefined, bearer(access_token))).status, 200)
    assert.equal((await logIn(teamroom, email)).status, 200)
  })

  it('keeps neither the token nor the password as such', async () => {
    const token = await signUpAndRead()
    const rows = JSON.stringify(await teamroom.db.selectFrom('confirmations').selectAll().execute())
    assert.ok(rows.includes(email))
    assert.ok(!rows.includes(token) && !rows.includes(PASSWORD))
  })

  it('lets in nobody else, but by an invite, which makes an account at once', async () => {
    for (const body of [{ email: 'eve@example.net' }, { email: undefined }, { email: 'eve@sub.example.com' }]) {
      const { status, body: refusal } = await signUp(body)
      assert.equal(status, 403)
      assert.match(refusal.message, /at example\.com or an invite/)
    }
    const { token: invite } = (await admin.send('POST', '/api/invites', {})).body
    assert.equal((await signUp({ email: 'eve@example.net', invite })).status, 201)
    assert.equal((await post.next()).to, 'eve@example.net')
    await assertNoMail()
  })

  it('says the same where an account has the address, and tells its owner', async () => {
    const ann = await teamroom.account('member')
    await giveEmail(teamroom.db, ann, email)
    const taken = await signUp()
    const mail = await post.next()
    assert.equal(mail.to, email)
    assert.match(mail.text, /^Subject: You already have an account$/m)
    assert.doesNotMatch(mail.text, /#token=|Person/)
    const free = await signUp({ username: `${username} b`, email: `b-${email}` })
    assert.deepEqual([taken.status, taken.text], [free.status, free.text])
    assert.equal((await post.next()).to, `b-${email}`)
  })

  it('looks at no account’s address before it has answered', async () => {
    const { deps } = teamroom
    const { mailer } = deps
    let posted = 0
    deps.mailer = { post: () => ++posted > 0, close: async () => {} }
    await giveEmail(teamroom.db, await teamroom.account('member'), email)
    const { status } = await signUp()
    deps.mailer = mailer
    assert.deepEqual([status, posted], [202, 1])
  })

  it('says so where too many mails wait', async () => {
    const { deps } = teamroom
    const { mailer } = deps
    deps.mailer = { post: () => false, close: async () => {} }
    const { status, headers } = await signUp()
    deps.mailer = mailer
    assert.deepEqual([status, headers['retry-after']], [503, '60'])
  })

  it('names what is wrong with name and password at once', async () => {
    assert.equal((await signUp({ password: 'password' })).status, 422)
    assert.equal((await signUp({ username: 'a\u200bb' })).status, 422)
    assert.equal((await signUp({ username: admin.username.toUpperCase() })).status, 409)
    await assertNoMail()
  })

  it('mails an address three times an hour and no more', async () => {
    for (let i = 0; i < 3; i++) await signUpAndRead()
    const { status, headers } = await signUp({ email: email.toUpperCase() })
    assert.deepEqual([status, headers['retry-after']], [429, '3600'])
    await assertNoMail()
    teamroom.clock.advance(HOUR)
    await signUpAndRead()
  })

  it('counts as any other registration for the address that it comes from', async () => {
    const from = { 'x-forwarded-for': '192.0.2.7' }
    const before = await teamroom.db.selectFrom('allowances').select('key').execute()
    await signUp({}, from)
    await post.next()
    const used = teamroom.db.updateTable('allowances').set({ used: LIMITS.registrations.most })
    await used.where('key', 'not in', [...before.map(({ key }) => key), '']).execute()
    assert.equal((await signUp({ email: `b-${email}` }, from)).status, 429)
  })

  it('does the same on the older path', async () => {
    const { status, body } = await teamroom.send('POST', '/register', { username, email, password: PASSWORD })
    assert.deepEqual([status, Object.keys(body)], [202, ['message']])
    assert.equal((await confirm(tokenIn(await post.next()))).status, 200)
  })
})

describe('an invite', () => {
  const byInvite = async (invited: object, more: object) => {
    const { token: invite } = (await admin.send('POST', '/api/invites', invited)).body
    return (await signUp({ ...more, invite })).body.user
  }

  it('to an address confirms it, though an account that has not confirmed it had it before', async () => {
    const squatter = await teamroom.account('member')
    await teamroom.db.updateTable('users').set({ email, email_key: email }).where('id', '=', squatter.id).execute()
    const user = await byInvite({ email }, {})
    assert.deepEqual([user.email, user.email_confirmed_at], [email, teamroom.clock.now.toISOString()])
    assert.equal((await squatter.send('GET', '/api/me')).body.email, null)
    assert.equal((await post.next()).to, email)
    await assertNoMail()
  })

  it('to whoever has it confirms none: a link is mailed to the address', async () => {
    const user = await byInvite({}, { email })
    assert.deepEqual([user.email, user.email_confirmed_at, user.email_pending], [email, null, email])
    const mail = await post.next()
    assert.equal(mail.to, email)
    const { status, body } = await confirm(tokenIn(mail))
    assert.deepEqual([status, body.user.id, body.user.email_pending], [200, user.id, null])
    assert.equal(body.user.email_confirmed_at, teamroom.clock.now.toISOString())
  })
})
