import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import { POST, Refusals } from './refusals.ts'

const FAMILY = '👨‍👩‍👧‍👦'
/** One character each to a person, however many code units. */
const CHARACTERS = ['x', 'é', 'e\u0301', '語', '😀', FAMILY, '🇩🇪', '👍🏽']

let refusals: Refusals

before(async () => {
  refusals = await Refusals.start()
})
afterEach(() => refusals.assertUntouched())
after(() => refusals.teamroom.stop())

describe('a field that is not the client’s to send', () => {
  it('is unknown', async () => {
    const kept = [
      'id',
      'author',
      'author_id',
      'created_at',
      'updated_at',
      'version',
      'html',
      'slug',
      'seq',
      'listed_at',
    ]
    for (const field of ['role', ...kept]) {
      for (const value of ['admin', 1, null]) {
        await refusals.refuseFields({ [field]: value }, { [field]: 'Unknown field.' })
      }
    }
  })

  it('is unknown, however it is spelled', async () => {
    for (const field of ['Title', 'title ', 'constructor', 'toString', '', '$where', 'a.b']) {
      await refusals.refuseFields({ [field]: 'x' }, { [field || '_schema']: 'Unknown field.' })
    }
  })

  it('is refused when it would reach for what all objects share', async () => {
    await refusals.refuse(400, '{"title": "Hello there", "content": "Ten characters.", "__proto__": {"role": "admin"}}')
  })

  it('is refused when it is there twice', async () => {
    const twice = await refusals.refuse(400, '{"title": "Hello", "content": "Ten characters.", "title": "Other"}')
    for (const { body } of twice) assert.deepEqual(body.errors, { json: ['The field "title" is there twice.'] })
    await refusals.refuse(400, String.raw`{"title": "Hello", "content": "Ten characters.", "titl\u0065": "Other"}`)
  })

  it('is unknown in an account too', async () => {
    const { teamroom } = refusals
    const member = await teamroom.account('member')
    await refusals.remember()
    for (const field of ['role', 'id', 'disabled', 'password_hash', 'version', 'created_at']) {
      const { status, body } = await member.send('PATCH', '/api/me', { [field]: 'admin' })
      assert.deepEqual([status, body.errors], [422, { json: { [field]: ['Unknown field.'] } }])
    }
    for (const field of ['role', 'id', 'admin', 'created_at']) {
      const registration = { username: 'Eve', password: 'correct horse battery', [field]: 'admin' }
      const { status, body } = await teamroom.send('POST', '/api/auth/register', registration)
      assert.deepEqual([status, body.errors], [422, { json: { [field]: ['Unknown field.'] } }])
    }
  })
})

describe('a text that no one can read', () => {
  const line = 'Not a valid string: it must be one line without control characters.'

  it('is refused with NUL in it, and with half a surrogate pair', async () => {
    for (const part of ['\u0000', '\ud83d', '\ude00', '\ude00\ud83d']) {
      await refusals.refuseFields({ title: `Title${part}` }, { title: line })
      await refusals.refuseFields({ content: `Some content${part}` }, { content: 'Not a valid string.' })
      await refusals.refuseFields({ tags: [`tag${part}`] }, { 'tags.0': line })
    }
  })

  it('is refused as a title of two lines, or with control characters', async () => {
    for (const part of ['\n', '\r\n', '\t', '\u001b', '\u007f', '\u2028']) {
      await refusals.refuseFields({ title: `A${part}title` }, { title: line })
    }
  })
})

describe('a title', () => {
  const wrong = 'Length must be between 3 and 100.'

  it('of 2 or of 101 characters is refused, as a person counts them', async () => {
    for (const character of CHARACTERS) {
      for (const count of [1, 2, 101, 200]) {
        await refusals.refuseFields({ title: character.repeat(count) }, { title: wrong })
      }
    }
  })

  it('of 3 or of 100 characters is taken, and given back as it was', async () => {
    for (const character of CHARACTERS) {
      for (const count of [3, 100]) {
        const title = character.repeat(count)
        for (const [method, path] of refusals.targets) {
          const { body } = await refusals.admin.send(method, path, { ...POST, title })
          assert.equal(body.title, title)
        }
      }
    }
    await refusals.remember()
  })

  it('of nothing, or of nothing but spaces, is blank', async () => {
    await refusals.refuseWith({ title: ['Must not be blank.', wrong] }, { ...POST, title: '' })
    for (const space of [' ', '\u00a0', '\u3000']) {
      await refusals.refuseFields({ title: space.repeat(3) }, { title: 'Must not be blank.' })
    }
  })
})
