import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { atOnce, countStatuses, giveEmail, givePassword, logIn, PASSWORD } from '../../test/accounts.ts'
import { type Account, type Answer, startTeamroom, type Teamroom } from '../../test/harness.ts'

const SECOND = 1_000
let teamroom: Teamroom
let ann: Account

before(async () => {
  teamroom = await startTeamroom({ trustProxy: ['127.0.0.1'] })
})
after(() => teamroom.stop())

let names = 0
beforeEach(async () => {
  // What one test has counted against its address is over by the next.
  teamroom.clock.advance(60 * SECOND)
  ann = await teamroom.account('member', `Ann ${++names}`)
  await givePassword(teamroom.db, ann.id)
})

const wrong = () => logIn(teamroom, ann.username, { password: 'wrong' })
const right = () => logIn(teamroom, ann.username)
const from = (address: string, username: string, password: string) =>
  teamroom.send('POST', '/api/auth/login', { username, password }, { 'x-forwarded-for': address })

describe('POST /api/auth/login', () => {
  it('gives tokens for the right password', async () => {
    const { status, headers, body } = await right()
    assert.equal(status, 200)
    assert.equal(headers['cache-control'], 'no-store')
    assert.equal(body.user.id, ann.id)
    const me = await teamroom.send('GET', '/api/me', undefined, { authorization: `Bearer ${body.access_token}` })
    assert.equal(me.status, 200)
  })

  it('knows a name in any case, and an e-mail address', async () => {
    assert.equal((await logIn(teamroom, ann.username.toUpperCase())).status, 200)
    await giveEmail(teamroom.db, ann, `Ann${names}@Example.com`)
    assert.equal((await logIn(teamroom, `ann${names}@example.COM`)).status, 200)
  })

  it('says the same of a wrong password, an unknown name, an unknown address and a disabled account', async () => {
    const disabled = await teamroom.account('member')
    await givePassword(teamroom.db, disabled.id)
    const admin = await teamroom.account('admin')
    await admin.send('PATCH', `/api/users/${disabled.id}`, { disabled: true })
    const answers = [
      await wrong(),
      await logIn(teamroom, 'nobody at all'),
      await logIn(teamroom, 'nobody@example.com'),
      await logIn(teamroom, disabled.username),
    ]
    for (const { status, text, headers } of answers) {
      assert.deepEqual([status, text], [401, answers[0]?.text])
      assert.equal(headers['www-authenticate'], 'Bearer')
    }
  })

  it('names what is missing or wrong', async () => {
    const { status, body } = await teamroom.send('POST', '/api/auth/login', { password: 1, role: 'admin' })
    assert.equal(status, 422)
    assert.deepEqual(body.errors.json, {
      username: ['Missing data for required field.'],
      password: ['Not a valid string.'],
      role: ['Unknown field.'],
    })
  })
})

describe('POST /api/auth/login: guessing', () => {
  it('makes an account wait after five wrong passwords, longer every time', async () => {
    for (let i = 0; i < 5; i++) assert.equal((await wrong()).status, 401)
    for (const seconds of [30, 60, 120]) {
      const { status, headers } = await right()
      assert.deepEqual([status, headers['retry-after']], [429, String(seconds)])
      teamroom.clock.advance(seconds * SECOND)
      assert.equal((await wrong()).status, 401)
    }
  })

  it('forgets what was wrong once the right one comes', async () => {
    for (let i = 0; i < 4; i++) await wrong()
    assert.equal((await right()).status, 200)
    for (let i = 0; i < 5; i++) assert.equal((await wrong()).status, 401)
    assert.equal((await right()).status, 429)
    teamroom.clock.advance(30 * SECOND)
    assert.equal((await right()).status, 200)
    assert.equal((await wrong()).status, 401)
  })

  it('treats a name that nobody has the same way', async () => {
    const answers: Answer[] = []
    for (let i = 0; i < 7; i++) answers.push(await logIn(teamroom, `nobody ${names}`))
    assert.deepEqual(countStatuses(answers), { 401: 5, 429: 2 })
  })

  it('looks at five of a hundred guesses sent at once', async () => {
    const answers = await atOnce(100, (i) => logIn(teamroom, ann.username, { password: `guess ${i}` }))
    assert.deepEqual(countStatuses(answers), { 401: 5, 429: 95 })
  })

  it('looks at twenty of fifty guesses sent at once from one address, each for another account', async () => {
    const answers = await atOnce(50, (i) => from('192.0.2.1', `somebody ${i}`, PASSWORD))
    assert.deepEqual(countStatuses(answers), { 401: 20, 429: 30 })
    assert.equal((await from('192.0.2.1', ann.username, PASSWORD)).status, 429)
    assert.equal((await from('192.0.2.2', ann.username, PASSWORD)).status, 200)
    teamroom.clock.advance(60 * SECOND)
    assert.equal((await from('192.0.2.1', ann.username, PASSWORD)).status, 200)
  })

  it('takes the addresses of one IPv6 network for one', async () => {
    for (let i = 0; i < 20; i++) await from(`2001:db8:1:2::${i}`, `somebody ${i}`, PASSWORD)
    assert.equal((await from('2001:db8:1:2:ffff::1', ann.username, PASSWORD)).status, 429)
    assert.equal((await from('2001:db8:1:3::1', ann.username, PASSWORD)).status, 200)
  })

  it('counts no right password, however many come at once', async () => {
    assert.deepEqual(countStatuses(await atOnce(40, right)), { 200: 40 })
  })

  it('does not let an attempt at a waiting account use up the address', async () => {
    for (let i = 0; i < 30; i++) await from('192.0.2.9', ann.username, 'wrong')
    const bea = await teamroom.account('member')
    await givePassword(teamroom.db, bea.id)
    assert.equal((await from('192.0.2.9', bea.username, PASSWORD)).status, 200)
  })
})

describe('POST /api/auth/login: behind no proxy', () => {
  it('believes no forwarding header', async (t) => {
    const bare = await startTeamroom()
    t.after(() => bare.stop())
    const answers = await atOnce(30, (i) =>
      bare.send(
        'POST',
        '/api/auth/login',
        { username: `somebody ${i}`, password: 'x' },
        { 'x-forwarded-for': `192.0.2.${i}` },
      ),
    )
    assert.deepEqual(countStatuses(answers), { 401: 20, 429: 10 })
  })
})
