import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { atOnce, countStatuses, giveEmail, PASSWORD } from '../../../test/accounts.ts'
import { startTeamroom, type Teamroom } from '../../../test/harness.ts'
import { type MailServer, startMailServer, tokenIn } from '../../../test/smtp.ts'

const HOUR = 3_600_000

let post: MailServer
let teamroom: Teamroom
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
  await teamroom.account('admin')
})
after(async () => {
  await teamroom.stop()
  await post.stop()
})
beforeEach(async () => {
  teamroom.clock.advance(60_000)
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
describe('POST /api/auth/confirmations: of somebody who has signed up', () => {
  it('takes the password that was chosen, so that nobody gets an account that somebody else has the key to', async () => {
    const token = await signUpAndRead()
    for (let i = 0; i < 5; i++) {
      const { status, body } = await confirm(token, { password: 'another one' })
      assert.deepEqual([status, body.errors.json], [422, { password: ['Wrong password.'] }])
    }
    assert.equal((await confirm(token)).status, 429)
    assert.deepEqual(await accounts(), [])
    teamroom.clock.advance(60_000)
    assert.equal((await confirm(token)).status, 200)
  })

  it('is done once, however often the link is used at once', async () => {
    const token = await signUpAndRead()
    await teamroom.db
      .updateTable('confirmations')
      .set({ password_hash: await cheapHash() })
      .where('email', '=', email)
      .execute()
    const answers = await atOnce(15, () => confirm(token))
    assert.deepEqual(countStatuses(answers), { 200: 1, 403: 14 })
    assert.equal((await accounts()).length, 1)
    assert.equal((await confirm(token)).status, 403)
  })

  it('makes one account of two that are signed up for with one address, and confirmed at once', async () => {
    const tokens = [await signUpAndRead(), await signUpAndRead({ username: `${username} b` })]
    const answers = await Promise.all(tokens.map((token) => confirm(token)))
    assert.deepEqual(countStatuses(answers), { 200: 1, 403: 1 })
    assert.equal((await accounts()).length, 1)
    assert.deepEqual(await teamroom.db.selectFrom('confirmations').selectAll().where('email', '=', email).execute(), [])
  })

  it('says when the name was taken meanwhile, and takes another one', async () => {
    const token = await signUpAndRead()
    await teamroom.account('member', username)
    const { status, body } = await confirm(token)
    assert.deepEqual([status, body.message], [409, 'This user name is taken.'])
    assert.equal((await confirm(token, { username: `${username}@` })).status, 422)
    assert.equal((await confirm(token, { username: `an${'\u202e'}other` })).status, 422)
    const done = await confirm(token, { username: `${username} Two` })
    assert.deepEqual([done.status, done.body.user.username], [200, `${username} Two`])
  })

  it('gives one of two the name that they both chose', async () => {
    const tokens = [await signUpAndRead(), await signUpAndRead({ email: `b-${email}` })]
    const answers = await Promise.all(tokens.map((token) => confirm(token)))
    assert.deepEqual(countStatuses(answers), { 200: 1, 409: 1 })
  })

  it('refuses a link that is old, made up, or of a domain that is no longer let in', async () => {
    const token = await signUpAndRead()
    const { config } = teamroom.deps
    teamroom.deps.config = { ...config, signup: { mode: 'invite' } }
    const closed = await confirm(token)
    teamroom.deps.config = config
    assert.equal(closed.status, 403)
    assert.equal((await confirm('made up')).status, 403)
    teamroom.clock.advance(24 * HOUR)
    assert.equal((await confirm(token)).status, 403)
  })

  it('takes the address from an account that has never confirmed it', async () => {
    const squatter = await teamroom.account('member')
    const claim = { email, email_key: email }
    await teamroom.db.updateTable('users').set(claim).where('id', '=', squatter.id).execute()
    assert.equal((await confirm(await signUpAndRead())).status, 200)
    const { body } = await squatter.send('GET', '/api/me')
    assert.deepEqual([body.email, body.version], [null, 2])
  })

  it('makes an address wait that tries made-up links', async () => {
    const from = { 'x-forwarded-for': '192.0.2.9' }
    const guess = () => teamroom.send('POST', '/api/auth/confirmations', { token: 'guess', password: PASSWORD }, from)
    for (let i = 0; i < 20; i++) assert.equal((await guess()).status, 403)
    assert.equal((await guess()).status, 429)
  })

  it('logs a browser in by its cookie', async () => {
    const { status, headers, body } = await confirm(await signUpAndRead(), { cookie: true })
    assert.deepEqual([status, body.refresh_token], [200, undefined])
    assert.match(String(headers['set-cookie']), /teamroom_refresh=/)
  })
})

/** The hash of `PASSWORD` that other specs give to accounts, which is quickly checked. */
async function cheapHash(): Promise<string> {
  const { id } = await teamroom.account('member')
  await giveEmail(teamroom.db, { id }, `${id}@example.com`)
  const row = teamroom.db.selectFrom('users').select('password_hash').where('id', '=', id)
  return (await row.executeTakeFirstOrThrow()).password_hash
}
