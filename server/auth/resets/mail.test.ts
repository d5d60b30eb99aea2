import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { giveEmail } from '../../../test/accounts.ts'
import { type Account, startTeamroom, type Teamroom } from '../../../test/harness.ts'
import { type MailServer, startMailServer, tokenIn } from '../../../test/smtp.ts'
import type { Letter } from '../../mail.ts'

const HOUR = 3_600_000

let post: MailServer
let teamroom: Teamroom
let admin: Account
let ann: Account

before(async () => {
  post = await startMailServer()
  const proxies = { trustProxy: ['127.0.0.1'] }
  teamroom = await startTeamroom({ mail: post.config, publicUrl: 'https://teamroom.example.com', ...proxies })
})
after(async () => {
  await teamroom.stop()
  await post.stop()
})
beforeEach(async () => {
  teamroom.clock.advance(60_000)
  admin = await teamroom.account('admin')
  ann = await person()
})

const addressOf = ({ username }: Account) => `${username}@example.com`
const ask = (username: string, headers: Record<string, string> = {}) =>
  teamroom.send('POST', '/api/auth/forgotten-password', { username }, headers)
const reset = (token: string) =>
  teamroom.send('POST', '/api/auth/password-reset', { token, password: 'staple the horse again' })

/** Somebody with an account and an address. */
async function person(): Promise<Account> {
  const account = await teamroom.account('member')
  await giveEmail(teamroom.db, account, addressOf(account))
  return account
}

/** Nobody is written to by what was asked before, which is seen by the next mail that somebody does get. */
async function assertNoMail(): Promise<void> {
  const other = await person()
  await ask(other.username)
  assert.equal((await post.next()).to, addressOf(other))
}

describe('POST /api/auth/forgotten-password', () => {
  it('mails a link to whoever is named, or whose address is', async () => {
    for (const name of [ann.username, addressOf(ann).toUpperCase()]) {
      const { status, headers } = await ask(name)
      assert.deepEqual([status, headers['cache-control']], [202, 'no-store'])
      const mail = await post.next()
      assert.deepEqual([mail.from, mail.to], ['teamroom@example.com', addressOf(ann)])
      assert.match(mail.text, /^Subject: Choose a new password$/m)
      assert.match(mail.text, /https:\/\/teamroom\.example\.com\/reset#token=/)
      const { status: done, body } = await reset(tokenIn(mail))
      assert.deepEqual([done, body.user.id], [200, ann.id])
    }
  })

  it('writes in the language of the company, and what people typed as text', async () => {
    const [{ body: company }, english] = [
      await admin.send('GET', '/api/company'),
      { name: 'Our company', locale: 'en' },
    ]
    assert.equal(company.name, english.name)
    await admin.send('PATCH', '/api/company', { name: '<b>Müller & Söhne', locale: 'de-AT' })
    await ask(ann.username)
    const { text } = await post.next()
    await admin.send('PATCH', '/api/company', english)
    assert.match(text, /bei <b>Müller & Söhne ein neues Passwort angefordert/)
    assert.match(text, /bei &lt;b&gt;Müller &amp; Söhne ein neues Passwort angefordert/)
  })

  it('answers the same where nobody is to be written to: no account, none with a confirmed address, a disabled one', async () => {
    const [without, disabled, unconfirmed] = [await teamroom.account('member'), await person(), await person()]
    await admin.send('PATCH', `/api/users/${disabled.id}`, { disabled: true })
    await teamroom.db.updateTable('users').set({ email_confirmed_at: null }).where('id', '=', unconfirmed.id).execute()
    const { text } = await ask(ann.username)
    await post.next()
    for (const name of [
      ...['nobody', 'nobody@example.com', without.username, disabled.username, addressOf(disabled)],
      ...[unconfirmed.username, addressOf(unconfirmed)],
    ]) {
      const answer = await ask(name)
      assert.deepEqual([answer.status, answer.text], [202, text])
    }
    await assertNoMail()
  })

  it('looks at no account before it has answered, so that all answers take as long', async () => {
    const { deps } = teamroom
    const { mailer } = deps
    const writes: (() => Promise<Letter | undefined>)[] = []
    deps.mailer = { post: (write) => writes.push(write) > 0, close: async () => {} }
    const rows = () => teamroom.db.selectFrom('password_resets').selectAll().where('user_id', '=', ann.id).execute()
    try {
      for (const name of [ann.username, 'nobody']) assert.equal((await ask(name)).status, 202)
    } finally {
      deps.mailer = mailer
    }
    assert.deepEqual(await rows(), [])
    const letters = await Promise.all(writes.map((write) => write()))
    assert.deepEqual(
      letters.map((letter) => letter?.to),
      [addressOf(ann), undefined],
    )
    assert.equal((await rows()).length, 1)
  })

  it('sends an account three mails an hour and no more, and says nothing of it', async () => {
    for (let i = 0; i < 3; i++) await ask(ann.username)
    const mails = [await post.next(), await post.next(), await post.next()]
    assert.ok(mails.every(({ to }) => to === addressOf(ann)))
    assert.equal((await ask(addressOf(ann))).status, 202)
    await assertNoMail()
    assert.equal((await reset(tokenIn(mails[1] ?? assert.fail()))).status, 403)
    assert.equal((await reset(tokenIn(mails[2] ?? assert.fail()))).status, 200)
    teamroom.clock.advance(HOUR)
    await ask(ann.username)
    assert.equal((await post.next()).to, addressOf(ann))
  })

  it("voids no administrator's link, but one use voids both", async () => {
    const { body } = await admin.send('POST', `/api/users/${ann.id}/password-reset`)
    await ask(ann.username)
    const mail = await post.next()
    assert.equal((await reset(body.token)).status, 200)
    assert.equal((await reset(tokenIn(mail))).status, 403)
  })

  it('makes an address wait that asks too often', async () => {
    const from = (address: string) => ask('nobody', { 'x-forwarded-for': address })
    for (let i = 0; i < 20; i++) assert.equal((await from('192.0.2.1')).status, 202)
    assert.equal((await from('192.0.2.1')).status, 429)
    assert.equal((await from('192.0.2.2')).status, 202)
  })

  it('names what is missing or wrong', async () => {
    const { status, body } = await teamroom.send('POST', '/api/auth/forgotten-password', { email: 'a@example.com' })
    assert.equal(status, 422)
    assert.deepEqual(Object.keys(body.errors.json).sort(), ['email', 'username'])
  })

  it('says so where too many mails wait', async () => {
    const { deps } = teamroom
    const { mailer } = deps
    deps.mailer = { post: () => false, close: async () => {} }
    const { status, headers } = await ask(ann.username)
    deps.mailer = mailer
    assert.deepEqual([status, headers['retry-after']], [503, '60'])
  })
})

describe('a server', () => {
  it('says whether it sends mail, and where it does not, whom to ask', async (t) => {
    const bare = await startTeamroom()
    t.after(() => bare.stop())
    assert.equal((await bare.send('GET', '/api/auth/setup')).body.mail, false)
    assert.equal((await teamroom.send('GET', '/api/auth/setup')).body.mail, true)
    const { status, body } = await bare.send('POST', '/api/auth/forgotten-password', { username: 'ann' })
    assert.equal(status, 409)
    assert.match(body.message, /ask an administrator/)
  })

  it('answers as ever while its mail server is down', async (t) => {
    const mail = { ...post.config, smtpUrl: 'smtp://127.0.0.1:1' }
    const cutOff = await startTeamroom({ mail, publicUrl: 'https://teamroom.example.com' })
    t.after(() => cutOff.stop())
    const bea = await cutOff.account('member')
    await giveEmail(cutOff.db, bea, addressOf(bea))
    for (let i = 0; i < 3; i++) {
      const { status } = await cutOff.send('POST', '/api/auth/forgotten-password', { username: bea.username })
      assert.equal(status, 202)
    }
    assert.equal((await cutOff.send('GET', '/readyz')).status, 200)
  })
})

describe('an invite', () => {
  it('is mailed to the address that it is for, once', async () => {
    const key = { 'idempotency-key': 'once' }
    const { body } = await admin.send('POST', '/api/invites', { email: 'new@example.com' }, key)
    await admin.send('POST', '/api/invites', { email: 'new@example.com' }, key)
    const mail = await post.next()
    assert.equal(mail.to, 'new@example.com')
    assert.ok(mail.text.includes(body.url))
    await assertNoMail()
  })

  it('that is for whoever has the link is mailed to nobody', async () => {
    await admin.send('POST', '/api/invites', {})
    await assertNoMail()
  })
})
