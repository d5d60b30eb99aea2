import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { countStatuses, givePassword, logIn, PASSWORD } from '../../../test/accounts.ts'
import { type Account, type Answer, startTeamroom, type Teamroom } from '../../../test/harness.ts'
import { deleteExpired } from '../housekeeping.ts'
import { createUser } from '../users/actions.ts'

/* What strangers fail at neither locks the owner of an account out, nor is it forgotten when somebody else is right. */

const SECOND = 1_000
const DAY = 86_400 * SECOND
const HOME = '192.0.2.10'
const ELSEWHERE = '198.51.100.20'

let teamroom: Teamroom
let ann: Account

before(async () => {
  teamroom = await startTeamroom({ trustProxy: ['127.0.0.1'] })
})
after(() => teamroom.stop())
beforeEach(async () => {
  teamroom.clock.advance(60 * SECOND)
  ann = await teamroom.account('member')
  await givePassword(teamroom.db, ann.id)
})

interface Guess {
  username?: string
  password?: string
  address?: string
  /** What a browser sends; undefined for a program, which keeps no cookies. */
  cookie?: string
}

const guess = ({ username = ann.username, password = 'wrong', address = ELSEWHERE, cookie }: Guess = {}) =>
  teamroom.send(
    'POST',
    '/api/auth/login',
    { username, password, ...(cookie !== undefined && { cookie: true }) },
    { 'x-forwarded-for': address, ...(cookie && { cookie }) },
  )
const right = (from: Guess) => guess({ ...from, password: PASSWORD })
/** The cookie by which a browser is known that has logged in. */
const deviceOf = (answer: Answer) =>
  String([answer.headers['set-cookie']].flat().find((cookie) => cookie?.includes('teamroom_device'))).split(';')[0]
const statusOf = async (answer: Promise<Answer>) => (await answer).status
const knownBrowser = async (address = HOME, username = ann.username) =>
  deviceOf(await right({ address, username, cookie: '' })) as string

async function lockOut(): Promise<void> {
  for (let i = 0; i < 5; i++) assert.equal(await statusOf(guess()), 401)
  assert.equal(await statusOf(guess()), 429)
}

describe('an account that strangers guess at', () => {
  it('lets a browser in that has logged in before, from wherever', async () => {
    const cookie = await knownBrowser()
    await lockOut()
    assert.equal(await statusOf(right({ address: HOME, cookie })), 200)
    assert.equal(await statusOf(right({ address: '203.0.113.5', cookie })), 200)
    assert.equal(await statusOf(right({ address: HOME, cookie: '' })), 429)
  })

  it('lets a program in from the address that it has logged in from before', async () => {
    assert.equal(await statusOf(right({ address: HOME })), 200)
    await lockOut()
    assert.equal(await statusOf(right({ address: HOME })), 200)
    assert.equal(await statusOf(right({ address: '203.0.113.5' })), 429)
  })

  it('lets its owner change the password in a session', async () => {
    await lockOut()
    const change = { current_password: PASSWORD, new_password: 'staple the horse again' }
    assert.equal((await ann.send('PUT', '/api/me/password', change)).status, 204)
  })

  it('goes on counting them while its owner logs in', async () => {
    const cookie = await knownBrowser()
    for (let i = 0; i < 4; i++) await guess()
    assert.equal(await statusOf(right({ address: HOME, cookie })), 200)
    assert.equal(await statusOf(right({ address: '203.0.113.6' })), 200)
    assert.deepEqual([await statusOf(guess()), await statusOf(guess())], [401, 429])
  })

  it('counts them whatever accounts they log in to, be their names as like its own as can be', async () => {
    const email = `victim-${ann.username}@example.com`
    await ann.send('PATCH', '/api/me', { email, current_password: PASSWORD })
    const eve = { username: email.replace('@', '＠'), email: null, passwordHash: '', role: 'member' as const }
    const { id } = await createUser(teamroom.db, eve, teamroom.clock.now)
    await givePassword(teamroom.db, id)
    const answers: Answer[] = []
    for (let i = 0; i < 5; i++) {
      for (let j = 0; j < 4; j++) answers.push(await guess({ username: email }))
      assert.equal(await statusOf(right({ username: eve.username })), 200)
      teamroom.clock.advance(60 * SECOND)
    }
    // Five are free; a minute later the first wait is over, then the second, and after that two minutes are to wait.
    assert.deepEqual(countStatuses(answers), { 401: 7, 429: 13 })
  })

  it('counts guesses by name and by address together', async () => {
    const email = `${ann.username}@example.com`
    await ann.send('PATCH', '/api/me', { email, current_password: PASSWORD })
    for (let i = 0; i < 5; i++) await guess({ username: i % 2 ? email : ann.username })
    assert.deepEqual([await statusOf(guess()), await statusOf(guess({ username: email }))], [429, 429])
  })
})

describe('a device that is known', () => {
  it('is made to wait for its own wrong passwords', async () => {
    const cookie = await knownBrowser()
    for (let i = 0; i < 5; i++) assert.equal(await statusOf(guess({ address: HOME, cookie })), 401)
    assert.equal(await statusOf(right({ address: HOME, cookie })), 429)
    teamroom.clock.advance(30 * SECOND)
    assert.equal(await statusOf(right({ address: HOME, cookie })), 200)
    assert.equal(await statusOf(guess({ address: HOME, cookie })), 401)
  })

  it('is a stranger to every other account', async () => {
    const eve = await teamroom.account('member')
    await givePassword(teamroom.db, eve.id)
    const cookie = await knownBrowser(ELSEWHERE, eve.username)
    await lockOut()
    assert.equal(await statusOf(right({ address: ELSEWHERE, cookie })), 429)
  })

  it('does not wait for what others at its address have failed at', async () => {
    const cookie = await knownBrowser()
    for (let i = 0; i < 20; i++) await guess({ username: `somebody ${i}`, address: HOME })
    assert.equal(await statusOf(guess({ username: 'somebody else', address: HOME })), 429)
    assert.equal(await statusOf(right({ address: HOME, cookie })), 200)
  })

  it('is one of twenty, of which the one longest unused is forgotten', async () => {
    const first = await knownBrowser()
    for (let i = 0; i < 20; i++) {
      teamroom.clock.advance(SECOND)
      await knownBrowser('203.0.113.9')
    }
    const rows = await teamroom.db.selectFrom('known_devices').selectAll().where('user_id', '=', ann.id).execute()
    assert.equal(rows.length, 20)
    await lockOut()
    assert.equal(await statusOf(right({ address: HOME, cookie: first })), 429)
  })

  it('is forgotten half a year after its last login, and with a new password', async () => {
    const cookie = await knownBrowser()
    teamroom.clock.advance(179 * DAY)
    await deleteExpired(teamroom.db, teamroom.clock.now)
    await lockOut()
    assert.equal(await statusOf(right({ address: HOME, cookie })), 200)
    teamroom.clock.advance(181 * DAY)
    await deleteExpired(teamroom.db, teamroom.clock.now)
    await lockOut()
    assert.equal(await statusOf(right({ address: HOME, cookie })), 429)

    teamroom.clock.advance(3_600 * SECOND)
    const known = await knownBrowser()
    const admin = await teamroom.account('admin')
    const { body } = await admin.send('POST', `/api/users/${ann.id}/password-reset`)
    const reset = { token: body.token, password: PASSWORD.toUpperCase() }
    assert.equal((await teamroom.send('POST', '/api/auth/password-reset', reset)).status, 200)
    for (let i = 0; i < 5; i++) await guess()
    assert.equal(await statusOf(guess({ password: reset.password, address: HOME, cookie: known })), 429)
  })

  it('is kept as a hash, and its cookie is for nobody but the server', async () => {
    const answer = await right({ address: HOME, cookie: '' })
    const cookie = [answer.headers['set-cookie']].flat().find((each) => each?.includes('teamroom_device'))
    assert.match(
      String(cookie),
      /^teamroom_device=[\w-]{43}; Max-Age=15552000; Path=\/api\/auth; HttpOnly; SameSite=Strict$/,
    )
    const rows = JSON.stringify(await teamroom.db.selectFrom('known_devices').selectAll().execute())
    assert.ok(!rows.includes(HOME) && !rows.includes(String(deviceOf(answer)).split('=')[1] as string))
    assert.equal((await logIn(teamroom, ann.username)).headers['set-cookie'], undefined)
  })
})
