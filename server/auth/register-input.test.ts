import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { atOnce, countStatuses, PASSWORD } from '../../test/accounts.ts'
import { startTeamroom, type Teamroom } from '../../test/harness.ts'

const URL = '/api/auth/register'
let teamroom: Teamroom
let names = 0

const input = (more: Record<string, unknown> = {}) => ({ username: `person ${++names}`, password: PASSWORD, ...more })
const register = (body: unknown) => teamroom.send('POST', URL, body)

describe('POST /api/auth/register: input', () => {
  before(async () => {
    teamroom = await startTeamroom({ signup: { mode: 'open' } })
    await teamroom.account('admin', 'Zoë')
    await register(input({ email: 'zoe@example.com' }))
  })
  after(() => teamroom.stop())

  it('refuses a name or address that somebody has, in whatever case', async () => {
    for (const username of ['Zoë', 'zoë', 'ｚOË']) {
      const { status, body } = await register(input({ username }))
      assert.deepEqual([status, body.message], [409, 'This user name is taken.'])
    }
    const { status, body } = await register(input({ email: 'ZOE@example.com' }))
    assert.deepEqual([status, body.message], [409, 'This email address is taken.'])
  })

  it('makes one account for a name that fifty want at once', async () => {
    const answers = await atOnce(50, () => register(input({ username: 'wanted' })))
    assert.deepEqual(countStatuses(answers), { 201: 1, 409: 49 })
  })

  const wrong: [string, Record<string, unknown>, string][] = [
    ['no username', { username: undefined }, 'Missing data for required field.'],
    ['an empty username', { username: '' }, 'Length must be between 1 and 120.'],
    ['a username of 121 characters', { username: 'x'.repeat(121) }, 'Length must be between 1 and 120.'],
    ['a username with an @', { username: 'ann@home' }, 'Must not have an @, nor a space at its ends.'],
    ['a username that begins with a space', { username: ' ann' }, 'Must not have an @, nor a space at its ends.'],
    ['a number for a username', { username: 1 }, 'Not a valid string.'],
    ['no password', { password: undefined }, 'Missing data for required field.'],
    ['a password of 7 characters', { password: 'a🦄cdefg' }, 'Length must be between 8 and 256.'],
    ['a password of 257 characters', { password: 'é'.repeat(257) }, 'Length must be between 8 and 256.'],
    ['a common password', { password: 'Password1' }, 'This is one of the most common passwords.'],
    ['NUL in the password', { password: 'correct\0horse' }, 'Not a valid string.'],
    ['half a surrogate pair in the password', { password: 'correct\ud83dhorse' }, 'Not a valid string.'],
    ['an e-mail address without an @', { email: 'ann' }, 'Not a valid email address.'],
    ['null for an e-mail address', { email: null }, 'Field may not be null.'],
    ['a role', { role: 'admin' }, 'Unknown field.'],
    ['an id', { id: '0197c0de-5a1e-7c3f-9a41-3f6c2b7d8e90' }, 'Unknown field.'],
    ['a time of creation', { created_at: '2020-01-01T00:00:00.000Z' }, 'Unknown field.'],
  ]
  for (const [name, more, said] of wrong) {
    it(`refuses ${name}`, async () => {
      const { status, body } = await register(input(more))
      assert.equal(status, 422)
      const [field] = Object.keys(more)
      assert.ok(body.errors.json[field as string].includes(said), JSON.stringify(body.errors))
    })
  }

  it('refuses the user name and the e-mail address as passwords', async () => {
    const said = { password: ['Must not be the user name or email address.'] }
    assert.deepEqual(
      (await register(input({ username: 'Annabel Lee', password: 'annabel lee' }))).body.errors.json,
      said,
    )
    const email = 'annabel@example.com'
    assert.deepEqual((await register(input({ email, password: email }))).body.errors.json, said)
  })

  it('takes a password of eight emoji', async () => {
    assert.equal((await register(input({ password: '🦄🐴🔋📎🌵🎲🧭👩‍🚀' }))).status, 201)
  })

  it('refuses what is no JSON object', async () => {
    for (const body of ['[]', '"text"', '1']) assert.equal((await register(body)).status, 422)
    assert.equal((await register('{"username": "x"')).status, 400)
    assert.equal((await teamroom.send('POST', URL, 'a=b', { 'content-type': 'text/plain' })).status, 415)
    assert.equal((await teamroom.send('POST', URL)).status, 422)
  })
})
