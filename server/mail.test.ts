import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { pino } from 'pino'
import { type MailServer, startMailServer } from '../test/smtp.ts'
import { type Letter, type Mailer, makeMailer } from './mail.ts'

let server: MailServer
let logged: string[]
let mailer: Mailer

before(async () => {
  server = await startMailServer()
})
after(() => server.stop())

/** A mailer whose log is read. */
function start(smtpUrl = server.config.smtpUrl): void {
  logged = []
  const log = pino({ level: 'info' }, { write: (line: string) => void logged.push(JSON.parse(line).msg) })
  mailer = makeMailer({ ...server.config, smtpUrl }, log)
}

const letter = (to: string): Letter => ({ to, subject: 'Grüße', text: 'Hello', html: '<p>Hello</p>' })

describe('a mailer', () => {
  it('sends letters in turn, as text and as HTML', async () => {
    start()
    for (const to of ['ann@example.com', 'bea@example.com']) mailer.post(async () => letter(to))
    const [first, second] = [await server.next(), await server.next()]
    assert.deepEqual([first.to, second.to], ['ann@example.com', 'bea@example.com'])
    assert.match(first.text, /^From: Teamroom <teamroom@example\.com>$/m)
    assert.match(first.text, /^Content-Type: text\/plain/m)
    assert.match(first.text, /^Content-Type: text\/html/m)
    await mailer.close()
  })

  it('goes on after a letter that cannot be written', async () => {
    start()
    mailer.post(() => Promise.reject(new Error('no')))
    mailer.post(async () => undefined)
    mailer.post(async () => letter('ann@example.com'))
    assert.equal((await server.next()).to, 'ann@example.com')
    assert.deepEqual(logged, ['a mail was not sent'])
    await mailer.close()
  })

  it('logs what a server that is down did not take', async () => {
    start('smtp://127.0.0.1:1')
    mailer.post(async () => letter('ann@example.com'))
    await mailer.close()
    assert.deepEqual(logged, ['a mail was not sent'])
  })

  it('takes a hundred that wait, and not more', async () => {
    start()
    const taken = Array.from({ length: 101 }, () => mailer.post(async () => undefined))
    assert.equal(taken.filter(Boolean).length, 100)
    assert.deepEqual(logged, ['a mail was not sent, as too many wait'])
    await mailer.close()
  })

  it('sends what waits before it ends', async () => {
    start()
    mailer.post(async () => letter('ann@example.com'))
    await mailer.close()
    assert.equal((await server.next()).to, 'ann@example.com')
  })
})
