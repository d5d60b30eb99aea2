import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createSigner } from 'fast-jwt'
import { AppError } from '../errors.ts'
import { makeSigner, makeVerifier, successorOf } from './tokens.ts'

const KEY = 'a key for tests only, of 32 characters or more'
const OTHER_KEY = 'another key, which this server has never seen before'
const NOW = new Date('2026-03-02T09:00:00.000Z')
const IAT = NOW.getTime() / 1000
const CLAIMS = { sub: 'ann', sid: 'session', gen: 3 }
const WHOLE = { iss: 'teamroom', aud: 'teamroom', ...CLAIMS, jti: 'x', iat: IAT, exp: IAT + 900 }

const sign = makeSigner([KEY])
const verify = makeVerifier([KEY])
const token = sign(CLAIMS, NOW)
const [header, payload, signature] = token.split('.') as [string, string, string]

const refused = (error: unknown) => error instanceof AppError && error.kind === 'unauthenticated'
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const ownHeader = JSON.parse(Buffer.from(header, 'base64url').toString())
const signed = (claims: object, more: object = {}) =>
  createSigner({ key: KEY, algorithm: 'HS256', header: { ...ownHeader, ...more } })(claims)

describe('makeVerifier', () => {
  it('takes what this server has signed', () => {
    const { sub, sid, gen } = verify(token, NOW)
    assert.deepEqual({ sub, sid, gen }, CLAIMS)
  })

  it('refuses a token from its expiry on, every time', () => {
    assert.ok(verify(token, new Date(NOW.getTime() + 899_999)))
    for (let i = 0; i < 2; i++) {
      assert.throws(() => verify(token, new Date(NOW.getTime() + 900_000)), /Token has expired/)
    }
  })

  const forgeries: [string, string][] = [
    ['unsigned, by its own word', `${encode({ alg: 'none', typ: 'at+jwt' })}.${payload}.`],
    ['unsigned, in our name', `${header}.${payload}.`],
    ['signed by a foreign key', makeSigner([OTHER_KEY])(CLAIMS, NOW)],
    [
      'signed by a foreign key, in our name',
      `${header}.${makeSigner([OTHER_KEY])(CLAIMS, NOW).split('.').slice(1).join('.')}`,
    ],
    [
      'another algorithm',
      createSigner({ key: KEY, algorithm: 'HS512', header: { ...ownHeader, alg: 'HS512' } })(WHOLE),
    ],
    ['another type', signed(WHOLE, { typ: 'JWT' })],
    ['altered', `${header}.${encode({ ...WHOLE, sub: 'eve' })}.${signature}`],
    ['another issuer', signed({ ...WHOLE, iss: 'elsewhere' })],
    ['another audience', signed({ ...WHOLE, aud: 'elsewhere' })],
    ...Object.keys(WHOLE)
      .filter((claim) => claim !== 'iat')
      .map((claim): [string, string] => [`without ${claim}`, signed({ ...WHOLE, [claim]: undefined })]),
    ['no JWT', 'mJ4T0b1Q9y2vWq6nX3fKzR8sUaLdPcEhGiVoNtYwBx0'],
    ['nothing', ''],
  ]
  for (const [name, forgery] of forgeries) {
    it(`refuses a token: ${name}`, () => {
      assert.throws(() => verify(forgery, NOW), refused)
    })
  }

  it('goes on taking what an older key has signed while that key is listed', () => {
    const rotated = [OTHER_KEY, KEY]
    assert.ok(makeVerifier(rotated)(token, NOW))
    assert.ok(makeVerifier([OTHER_KEY])(makeSigner(rotated)(CLAIMS, NOW), NOW))
    assert.throws(() => makeVerifier([OTHER_KEY])(token, NOW), refused)
  })
})

describe('successorOf', () => {
  it('takes the token and the salt, and is as long as they are', () => {
    assert.equal(successorOf('token', 'salt'), successorOf('token', 'salt'))
    assert.notEqual(successorOf('token', 'salt'), successorOf('token', 'pepper'))
    assert.notEqual(successorOf('token', 'salt'), successorOf('other', 'salt'))
    assert.equal(Buffer.from(successorOf('token', 'salt'), 'base64url').length, 32)
  })
})
