import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { makeSecrets } from './secrets.ts'

const SECRET = 'a key for tests only, of 32 characters or more'

describe('secrets', () => {
  const secrets = makeSecrets(SECRET)

  it('seal the same text the same way on every server that has the same secret', () => {
    assert.equal(secrets.seal('cursor', 'text'), makeSecrets(SECRET).seal('cursor', 'text'))
    assert.notEqual(secrets.seal('cursor', 'text'), makeSecrets(`${SECRET}!`).seal('cursor', 'text'))
  })

  it('seal every text and every purpose differently', () => {
    const seals = [secrets.seal('a', 'x'), secrets.seal('a', 'y'), secrets.seal('b', 'x'), secrets.seal('a', '')]
    assert.equal(new Set(seals).size, seals.length)
  })

  it('seal in characters that an address may hold, 256 bits of them', () => {
    assert.match(secrets.seal('cursor', 'text'), /^[\w-]{43}$/)
  })

  it('give a key for a cipher that only who holds the value can have', () => {
    const key = secrets.cipherKey('idempotency', 'held')
    assert.equal(key.length, 32)
    assert.deepEqual(key, makeSecrets(SECRET).cipherKey('idempotency', 'held'))
    assert.notDeepEqual(key, secrets.cipherKey('idempotency', 'other'))
    assert.notDeepEqual(key, secrets.cipherKey('other', 'held'))
    assert.notDeepEqual(key, makeSecrets(`${SECRET}!`).cipherKey('idempotency', 'held'))
  })
})
