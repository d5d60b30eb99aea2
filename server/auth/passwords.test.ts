import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { AppError } from '../errors.ts'
import { isCommonPassword } from './common-passwords.ts'
import { hashPassword, verifyPassword } from './passwords.ts'

describe('hashPassword', () => {
  it('gives an Argon2id PHC string that only the password fits', async () => {
    const stored = await hashPassword('correct horse battery')
    assert.match(stored, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
    assert.equal(await verifyPassword('correct horse battery', stored), true)
    assert.equal(await verifyPassword('correct horse batterz', stored), false)
  })

  it('never gives the same string twice', async () => {
    assert.notEqual(await hashPassword('correct horse battery'), await hashPassword('correct horse battery'))
  })
})

describe('verifyPassword', () => {
  it('takes a password for the same, however its accents are composed', async () => {
    assert.equal(await verifyPassword('cafe\u0301 cre\u0300me', await hashPassword('caf\u00e9 cr\u00e8me')), true)
  })

  it('honours the parameters in the string', async () => {
    // From the reference implementation: echo -n password | argon2 somesalt -id -t 2 -m 16 -p 1
    const stored = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'
    assert.equal(await verifyPassword('password', stored), true)
  })

  it('is false where there is no account', async () => {
    assert.equal(await verifyPassword('correct horse battery', undefined), false)
  })

  it('refuses when too many wait', async () => {
    const results = await Promise.allSettled(Array.from({ length: 100 }, () => verifyPassword('x', undefined)))
    const refused = results.filter(({ status }) => status === 'rejected')
    assert.ok(refused.length >= 30 && refused.length <= 36, String(refused.length))
    const { reason } = refused[0] as PromiseRejectedResult
    assert.ok(reason instanceof AppError && reason.kind === 'unavailable' && reason.retryAfter)
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
