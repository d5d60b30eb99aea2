import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { enterEmail, giveEmail, PASSWORD } from '../../../test/accounts.ts'
import { type Account, startTeamroom, type Teamroom } from '../../../test/harness.ts'
import { type MailServer, startMailServer, tokenIn } from '../../../test/smtp.ts'

let post: MailServer
let teamroom: Teamroom
let ann: Account
/** Two addresses of hers: one that she has, and one that she would have. */
let old: string
let next: string

before(async () => {
  post = await startMailServer()
  const settings = { publicUrl: 'https://teamroom.example.com', trustProxy: ['127.0.0.1'] }
  teamroom = await startTeamroom({ signup: { mode: 'open' }, mail: post.config, ...settings })
})
after(async () => {
  await teamroom.stop()
  await post.stop()
})
beforeEach(async () => {
  teamroom.clock.advance(60_000)
  ann = await teamroom.account('member')
  old = `${ann.username}@example.com`
  next = `next-${old}`
  await giveEmail(teamroom.db, ann, old)
})

const move = (email: string | null, account = ann, more: object = {}) =>
  account.send('PATCH', '/api/me', { email, current_password: PASSWORD, ...more })
const me = async (account = ann) => (await account.send('GET', '/api/me')).body
const again = (account = ann) => account.send('POST', '/api/me/email-confirmation')
const confirm = (token: string, password = PASSWORD) =>
  teamroom.send('POST', '/api/auth/confirmations', { token, password })
const forgotten = (username: string) => teamroom.send('POST', '/api/auth/forgotten-password', { username })
/** Enters an address, and reads the token in the mail to it. */
const moveAndRead = async (email = next) => {
  assert.equal((await move(email)).status, 200)
  return tokenIn(await post.nextTo(email))
}
/** Neither of her addresses is written to by what was done before, which is seen by the next mail that somebody else gets. */
const assertNoMail = async () => {
  const other = await teamroom.account('member')
  const address = `${other.username}@example.com`
  await giveEmail(teamroom.db, other, address)
  await forgotten(other.username)
  for (let mail = await post.next(); mail.to !== address; mail = await post.next()) {
    assert.ok(![old, next].includes(mail.to), mail.to)
  }
}

describe('POST /api/me/email-confirmation', () => {
  it('mails another link to the address that is waited for, in place of the one before', async () => {
    const first = await moveAndRead()
    const { status, body } = await again()
    assert.deepEqual([status, body.message], [202, `We have sent a link to ${next}.`])
    const mail = await post.nextTo(next)
    assert.equal((await confirm(first)).status, 403)
    assert.equal((await confirm(tokenIn(mail))).status, 200)
    await post.nextTo(old)
  })

  it('mails one to an address that the account has, and has not confirmed', async () => {
    await teamroom.db.updateTable('users').set({ email_confirmed_at: null }).where('id', '=', ann.id).execute()
    assert.equal((await again()).status, 202)
    assert.equal((await move(old, ann, { current_password: undefined })).body.email_pending, old)
    const mail = await post.nextTo(old)
    assert.equal((await confirm(tokenIn(mail))).status, 200)
    assert.deepEqual([(await me()).email, (await me()).email_pending], [old, null])
    assert.notEqual((await me()).email_confirmed_at, null)
    await assertNoMail()
  })

  it('has nothing to mail where nothing is to be confirmed', async () => {
    const { status, body } = await again()
    assert.deepEqual([status, body.message], [409, 'You have no email address to confirm.'])
    assert.equal((await again(await teamroom.account('member'))).status, 409)
  })

  it('says so where too many mails wait', async () => {
    await moveAndRead()
    const { deps } = teamroom
    const { mailer } = deps
    deps.mailer = { post: () => false, close: async () => {} }
    const { status } = await again()
    deps.mailer = mailer
    assert.equal(status, 503)
  })
})

describe('an address that is not confirmed', () => {
  it('is mailed nothing but the link that confirms it', async () => {
    const { body } = await teamroom.send('POST', '/api/auth/register', {
      ...{ username: `Eve ${ann.username}`, email: next, password: PASSWORD },
    })
    assert.deepEqual([body.user.email, body.user.email_confirmed_at, body.user.email_pending], [next, null, next])
    const mail = await post.nextTo(next)
    assert.match(mail.text, /^Subject: Confirm your email address$/m)
    for (const name of [next, `Eve ${ann.username}`]) await forgotten(name)
    const authorization = `Bearer ${body.access_token}`
    const taken = { email: null, current_password: PASSWORD }
    assert.equal((await teamroom.send('PATCH', '/api/me', taken, { authorization })).status, 200)
    await assertNoMail()
    assert.equal((await confirm(tokenIn(mail))).status, 403)
  })

  it('is registered with on the older path as ever, and a link is mailed', async () => {
    const applicant = { username: `Eve ${ann.username}`, email: next, password: PASSWORD }
    const { status, body } = await teamroom.send('POST', '/register', applicant)
    assert.deepEqual([status, body.message], [200, `User Eve ${ann.username} was created`])
    assert.equal((await confirm(tokenIn(await post.nextTo(next)))).body.user.email, next)
  })

  it('is mailed once for a registration that is sent twice', async () => {
    const applicant = { username: `Eve ${ann.username}`, email: next, password: PASSWORD }
    for (const _time of [1, 2]) {
      const key = { 'idempotency-key': ann.id }
      assert.equal((await teamroom.send('POST', '/api/auth/register', applicant, key)).status, 201)
    }
    await post.nextTo(next)
    await assertNoMail()
  })
})

describe('where no mail is sent', () => {
  it('an address is stored as it is entered, unconfirmed, until an administrator vouches for it', async (t) => {
    const bare = await startTeamroom()
    t.after(() => bare.stop())
    const [office, bea] = [await bare.account('admin'), await bare.account('member')]
    await enterEmail(bare.db, bea, 'bea@example.com')
    const { body } = await bea.send('GET', '/api/me')
    assert.deepEqual([body.email, body.email_confirmed_at, body.email_pending], ['bea@example.com', null, null])
    const { status, body: refusal } = await again(bea)
    assert.equal(status, 409)
    assert.match(refusal.message, /ask an administrator to confirm/)
    assert.equal((await office.send('PATCH', `/api/users/${bea.id}`, { email_confirmed: true })).status, 200)
    assert.notEqual((await bea.send('GET', '/api/me')).body.email_confirmed_at, null)
  })

  it('the first account’s address is its own word, as its owner is the administrator', async (t) => {
    const bare = await startTeamroom()
    t.after(() => bare.stop())
    const applicant = { username: 'Ada', email: 'ada@example.com', password: PASSWORD }
    const { body } = await bare.send('POST', '/api/auth/register', applicant)
    assert.equal(body.user.email_confirmed_at, bare.clock.now.toISOString())
  })
})
