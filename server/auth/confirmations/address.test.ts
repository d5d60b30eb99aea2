import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { giveEmail, givePassword, PASSWORD } from '../../../test/accounts.ts'
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

describe('another address of an account, where mail is sent', () => {
  it('is the account’s once the link in a mail to it is opened, with the password', async () => {
    const { body, headers } = await move(next)
    assert.deepEqual([body.email, body.email_pending, body.version], [old, next, 3])
    assert.match(headers.etag ?? '', /^"3\..*pending"$/)
    assert.equal((await admin.send('GET', `/api/users/${ann.id}`)).body.email, old)
    const mail = await post.nextTo(next)

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
    const mail = await post.nextTo(old)
    assert.match(mail.text, /^Subject: Your email address was changed$/m)
    assert.doesNotMatch(mail.text, /next-|undefined/)
  })

  it('is waited for until the present one is entered again, or none', async () => {
    const token = await moveAndRead()
    assert.equal((await move(old, ann, { current_password: undefined })).body.email_pending, null)
    assert.equal((await confirm(token)).status, 403)
    const other = await moveAndRead()
    assert.deepEqual((await move(null)).body.email_pending, null)
    await post.nextTo(old)
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
    await post.nextTo(old)
  })

  it('that another account has is answered alike, and its owner is told', async () => {
    const bea = await teamroom.account('member')
    await giveEmail(teamroom.db, bea, next)
    const { status, body } = await move(next)
    assert.deepEqual([status, body.email, body.email_pending], [200, old, next])
    const mail = await post.nextTo(next)
    assert.match(mail.text, /^Subject: You already have an account$/m)
    assert.doesNotMatch(mail.text, /#token=/)
  })

  it('is had by the first of two accounts that confirm it at once', async () => {
    const bea = await teamroom.account('member')
    await givePassword(teamroom.db, bea.id)
    const mine = await moveAndRead()
    await move(next, bea)
    const theirs = tokenIn(await post.nextTo(next))
    const answers = await Promise.all([confirm(mine), confirm(theirs)])
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 403])
    const holders = teamroom.db.selectFrom('users').select('id').where('email', '=', next)
    assert.equal((await holders.execute()).length, 1)
    if (answers[0]?.status === 200) await post.nextTo(old)
    await assertNoMail()
  })

  it('is taken from an account that has never confirmed it', async () => {
    const squatter = await teamroom.account('member')
    await teamroom.db.updateTable('users').set({ email: next, email_key: next }).where('id', '=', squatter.id).execute()
    assert.equal((await confirm(await moveAndRead())).status, 200)
    assert.equal((await me(squatter)).email, null)
    await post.nextTo(old)
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
    await post.nextTo(next)
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
