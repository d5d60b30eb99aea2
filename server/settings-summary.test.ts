import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readConfig } from './config.ts'
import { summaryOf } from './settings-summary.ts'

const SECRET = 'never-to-be-seen-'.repeat(2)
const FULL = {
  DATABASE_URL: `postgres://ann:${SECRET}@db.example.com:5433/team?password=${SECRET}`,
  JWT_SECRET_KEY: `${SECRET}1,${SECRET}2`,
  PUBLIC_URL: 'https://team.example.com',
  SIGNUP: 'example.com,example.org',
  TRUST_PROXY: '127.0.0.1',
  SMTP_URL: `smtps://ann:${SECRET}@mail.example.com:465/?token=${SECRET}`,
  MAIL_FROM: 'Teamroom <teamroom@example.com>',
}

describe('the summary of the settings', () => {
  it('names what is set, as it would be set', () => {
    const summary = summaryOf(readConfig(FULL))
    assert.equal(summary.DATABASE_URL, 'postgres://ann@db.example.com:5433/team')
    assert.equal(summary.SMTP_URL, 'smtps://ann@mail.example.com:465/')
    assert.equal(summary.JWT_SECRET_KEY, '2 set')
    assert.equal(summary.SIGNUP, 'example.com,example.org')
    assert.equal(summary.DATABASE_POOL, 10)
    assert.equal(
      summaryOf(readConfig({ DATABASE_URL: 'sqlite:////srv/team.db' })).DATABASE_URL,
      'sqlite:////srv/team.db',
    )
  })

  it('holds no secret', () => {
    assert.doesNotMatch(JSON.stringify(summaryOf(readConfig(FULL))), /never-to-be-seen/)
  })
})
