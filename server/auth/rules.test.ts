import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Signup } from '../config.ts'
import { AppError } from '../errors.ts'
import { checkPassword, checkSignup, emailKey, loginKey, usernameKey } from './rules.ts'

const forbidden = (error: unknown) => error instanceof AppError && error.kind === 'forbidden'
const invalid = (error: unknown) => error instanceof AppError && error.kind === 'invalid'

describe('usernameKey', () => {
  it('is the same for every way to write a name', () => {
    const names = ['Zoë', 'zoë', 'ZOË', 'Zoe\u0308', 'ｚｏë']
    assert.deepEqual(new Set(names.map(usernameKey)), new Set(['zoë']))
  })
})

describe('loginKey', () => {
  it('takes what has an @ for an e-mail address', () => {
    assert.deepEqual(loginKey('Ann@Example.com'), { email_key: emailKey('ann@example.com') })
    assert.deepEqual(loginKey('Ann'), { username_key: 'ann' })
  })
})

describe('checkPassword', () => {
  const ann = { username: 'annabella', email: 'ann@example.com' }

  it('lets a password through that nobody would guess', () => {
    checkPassword('correct horse battery', ann, false)
  })

  it('refuses a common one, the user name and the e-mail address, in any case', () => {
    assert.throws(() => checkPassword('password1', ann, true), invalid)
    assert.throws(() => checkPassword('AnnaBella', ann, false), invalid)
    assert.throws(() => checkPassword('ANN@example.com', ann, false), invalid)
  })
})

describe('checkSignup', () => {
  const domains: Signup = { mode: 'domains', domains: ['example.com', 'example.org'] }

  it('lets anyone in when it is open, and nobody without an invite by default', () => {
    checkSignup({ mode: 'open' }, null)
    assert.throws(() => checkSignup({ mode: 'invite' }, 'ann@example.com'), forbidden)
  })

  it('lets addresses of the listed domains in, and no others', () => {
    checkSignup(domains, 'Ann@Example.ORG')
    for (const email of [
      null,
      'ann@example.net',
      'ann@sub.example.com',
      'ann@notexample.com',
      'example.com@evil.test',
    ]) {
      assert.throws(() => checkSignup(domains, email), forbidden, String(email))
    }
  })
})
