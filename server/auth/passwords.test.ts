import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { AppError } from '../errors.ts'
import { isCommonPassword } from './common-passwords.ts'
import { hashPassword, verifyPassword } from './passwords.ts'

const HERE = '192.0.2.1'
const ELSEWHERE = '192.0.2.2'

describe('hashPassword', () => {
  it('gives an Argon2id PHC string that only the password fits', async () => {
    const stored = await hashPassword('correct horse battery', HERE)
    assert.match(stored, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
    assert.equal(await verifyPassword('correct horse battery', stored, { address: HERE }), true)
    assert.equal(await verifyPassword('correct horse batterz', stored, { address: HERE }), false)
  })

  it('never gives the same string twice', async () => {
    assert.notEqual(
      await hashPassword('correct horse battery', HERE),
      await hashPassword('correct horse battery', HERE),
    )
  })
})

describe('verifyPassword', () => {
  it('takes a password for the same, however its accents are composed', async () => {
    assert.equal(
      await verifyPassword('cafe\u0301 cre\u0300me', await hashPassword('caf\u00e9 cr\u00e8me', HERE), {
        address: HERE,
      }),
      true,
    )
  })

  it('honours the parameters in the string', async () => {
    // From the reference implementation: echo -n password | argon2 somesalt -id -t 2 -m 16 -p 1
    const stored = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'
    assert.equal(await verifyPassword('password', stored, { address: HERE }), true)
  })

  it('is false where there is no account', async () => {
    assert.equal(await verifyPassword('correct horse battery', undefined, { address: HERE }), false)
  })

  it('refuses when too many wait', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 300 }, () => verifyPassword('x', undefined, { address: HERE })),
    )
    const refused = results.filter(({ status }) => status === 'rejected')
    assert.ok(refused.length >= 38 && refused.length <= 44, String(refused.length))
    const { reason } = refused[0] as PromiseRejectedResult
    assert.ok(reason instanceof AppError && reason.kind === 'unavailable' && reason.retryAfter)
  })

  it('is not refused for the many who register', async () => {
    const registering = Promise.allSettled(Array.from({ length: 90 }, () => hashPassword('x', ELSEWHERE)))
    assert.equal(await verifyPassword('x', undefined, { address: HERE }), false)
    assert.equal(await verifyPassword('x', undefined, { address: ELSEWHERE }), false)
    assert.ok((await registering).some(({ status }) => status === 'rejected'))
  })
})

describe('isCommonPassword', () => {
  it('knows the first that anyone would try', async () => {
    for (const password of ['password', '12345678', 'Passw0rd', 'iloveyou', 'QWERTYUIOP']) {
      assert.equal(await isCommonPassword(password), true, password)
    }
    assert.equal(await isCommonPassword('correct horse battery'), false)
  })
})
