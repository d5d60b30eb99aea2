import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { enterEmail, giveEmail, givePassword, PASSWORD } from '../../../test/accounts.ts'
import { type Account, startTeamroom, type Teamroom } from '../../../test/harness.ts'
import { type MailServer, startMailServer, tokenIn } from '../../../test/smtp.ts'
import { LIMITS } from '../../limits/rules.ts'

const HOUR = 3_600_000

let post: MailServer
let teamroom: Teamroom
let admin: Account
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
  admin = await teamroom.account('admin')
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
  return tokenIn(await mailTo(email))
}
/** The next mail to an address; others are passed over. */
const mailTo = async (address: string) => {
  for (;;) {
    const mail = await post.next()
    if (mail.to === address) return mail
  }
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

describe('another address of an account, where mail is sent', () => {
  it('is the account’s once the link in a mail to it is opened, with the password', async () => {
    const { body, headers } = await move(next)
    assert.deepEqual([body.email, body.email_pending, body.version], [old, next, 3])
    assert.match(headers.etag ?? '', /^"3\..*pending"$/)
    assert.equal((await admin.send('GET', `/api/users/${ann.id}`)).body.email, old)
    const mail = await mailTo(next)

    const { status, body: refusal } = await confirm(tokenIn(mail), 'another one')
    assert.deepEqual([status, refusal.errors.json], [422, { password: ['Wrong password.'] }])
    assert.equal((await me()).email, old)
    const confirmed = await confirm(tokenIn(mail))
    assert.deepEqual([confirmed.status, confirmed.body.user.id], [200, ann.id])
    const { email, email_pending, email_confirmed_at } = await me()
    assert.deepEqual([email, email_pending, email_confirmed_at], [next, null, teamroom.clock.now.toISOString()])
    assert.equal((await confirm(tokenIn(mail))).status, 403)
  })

  it('is told to the one before then, without saying which it is', async () => {
    const token = await moveAndRead()
    assert.equal((await confirm(token)).status, 200)
    const mail = await mailTo(old)
    assert.match(mail.text, /^Subject: Your email address was changed$/m)
    assert.doesNotMatch(mail.text, /next-|undefined/)
  })

  it('is waited for until the present one is entered again, or none', async () => {
    const token = await moveAndRead()
    assert.equal((await move(old, ann, { current_password: undefined })).body.email_pending, null)
    assert.equal((await confirm(token)).status, 403)
    const other = await moveAndRead()
    assert.deepEqual((await move(null)).body.email_pending, null)
    await mailTo(old)
    assert.equal((await confirm(other)).status, 403)
    assert.equal((await me()).email, null)
    await assertNoMail()
  })

  it('is not waited for by a change of the name', async () => {
    await moveAndRead()
    const { body } = await ann.send('PATCH', '/api/me', { username: `${ann.username} 2` })
    assert.equal(body.email_pending, next)
  })

  it('is one at a time: the latest', async () => {
    const first = await moveAndRead()
    const second = await moveAndRead(`b-${next}`)
    assert.equal((await confirm(first)).status, 403)
    assert.equal((await confirm(second)).status, 200)
    await mailTo(old)
  })

  it('that another account has is answered alike, and its owner is told', async () => {
    const bea = await teamroom.account('member')
    await giveEmail(teamroom.db, bea, next)
    const { status, body } = await move(next)
    assert.deepEqual([status, body.email, body.email_pending], [200, old, next])
    const mail = await mailTo(next)
    assert.match(mail.text, /^Subject: You already have an account$/m)
    assert.doesNotMatch(mail.text, /#token=/)
  })

  it('is had by the first of two accounts that confirm it at once', async () => {
    const bea = await teamroom.account('member')
    await givePassword(teamroom.db, bea.id)
    const mine = await moveAndRead()
    await move(next, bea)
    const theirs = tokenIn(await mailTo(next))
    const answers = await Promise.all([confirm(mine), confirm(theirs)])
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 403])
    const holders = teamroom.db.selectFrom('users').select('id').where('email', '=', next)
    assert.equal((await holders.execute()).length, 1)
    if (answers[0]?.status === 200) await mailTo(old)
    await assertNoMail()
  })

  it('is taken from an account that has never confirmed it', async () => {
    const squatter = await teamroom.account('member')
    await teamroom.db.updateTable('users').set({ email: next, email_key: next }).where('id', '=', squatter.id).execute()
    assert.equal((await confirm(await moveAndRead())).status, 200)
    assert.equal((await me(squatter)).email, null)
    await mailTo(old)
  })

  it('is forgotten with the password, and with the right to log in', async () => {
    const endings: (() => Promise<unknown>)[] = [
      async () => {
        const { body } = await admin.send('POST', `/api/users/${ann.id}/password-reset`)
        await teamroom.send('POST', '/api/auth/password-reset', {
          token: body.token,
          password: 'staple the horse again',
        })
        await givePassword(teamroom.db, ann.id)
      },
      () => admin.send('PATCH', `/api/users/${ann.id}`, { disabled: true }),
    ]
    for (const end of endings) {
      ann = await teamroom.account('member')
      await givePassword(teamroom.db, ann.id)
      const token = await moveAndRead(`${ann.username}@example.com`)
      await end()
      await admin.send('PATCH', `/api/users/${ann.id}`, { disabled: false })
      assert.equal((await confirm(token)).status, 403)
    }
  })

  it('is mailed three times an hour and no more, whoever asks', async () => {
    for (let i = 0; i < 3; i++) await moveAndRead()
    const bea = await teamroom.account('member')
    await givePassword(teamroom.db, bea.id)
    for (const account of [ann, bea]) {
      const { status, headers } = await move(next.toUpperCase(), account)
      assert.deepEqual([status, headers['retry-after']], [429, '3600'])
    }
    assert.equal((await me(bea)).email_pending, null)
    teamroom.clock.advance(HOUR)
    const cleo = await teamroom.account('member')
    await givePassword(teamroom.db, cleo.id)
    assert.equal((await move(next, cleo)).status, 200)
    await mailTo(next)
  })

  it('is mailed so often from one address, and no more', async () => {
    const { most, sentence } = LIMITS.confirmations
    await moveAndRead()
    await teamroom.db.updateTable('allowances').set({ used: most }).execute()
    const { status, body } = await move(`b-${next}`)
    assert.deepEqual([status, body.message], [429, sentence])
    await teamroom.db.deleteFrom('allowances').execute()
  })
})

describe('POST /api/me/email-confirmation', () => {
  it('mails another link to the address that is waited for, in place of the one before', async () => {
    const first = await moveAndRead()
    const { status, body } = await again()
    assert.deepEqual([status, body.message], [202, `We have sent a link to ${next}.`])
    const mail = await mailTo(next)
    assert.equal((await confirm(first)).status, 403)
    assert.equal((await confirm(tokenIn(mail))).status, 200)
    await mailTo(old)
  })

  it('mails one to an address that the account has, and has not confirmed', async () => {
    await teamroom.db.updateTable('users').set({ email_confirmed_at: null }).where('id', '=', ann.id).execute()
    assert.equal((await again()).status, 202)
    assert.equal((await me()).email_pending, old)
    const mail = await mailTo(old)
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
    const mail = await mailTo(next)
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
    assert.equal((await confirm(tokenIn(await mailTo(next)))).body.user.email, next)
  })

  it('is mailed once for a registration that is sent twice', async () => {
    const applicant = { username: `Eve ${ann.username}`, email: next, password: PASSWORD }
    for (const _time of [1, 2]) {
      const key = { 'idempotency-key': ann.id }
      assert.equal((await teamroom.send('POST', '/api/auth/register', applicant, key)).status, 201)
    }
    await mailTo(next)
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
