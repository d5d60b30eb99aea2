import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { giveEmail, givePassword, PASSWORD } from '../../test/accounts.ts'
import { type Account, startTeamroom, type Teamroom } from '../../test/harness.ts'
import type { Letter } from '../mail.ts'
import * as letters from './letters.ts'

/** A user name that a mail program would make a link of. */
const HOSTILE = 'https://evil.example/win?x'
const ORIGIN = 'https://teamroom.example.com'
const LINK = new RegExp(`${ORIGIN}/[\\w#=&%.-]*`, 'g')

let teamroom: Teamroom
const sent: Promise<Letter | undefined>[] = []

before(async () => {
  teamroom = await startTeamroom({ signup: { mode: 'domains', domains: ['example.com'] }, publicUrl: ORIGIN })
  teamroom.deps.mailer = { post: (write) => sent.push(write()) > 0, close: async () => {} }
})
after(() => teamroom.stop())

const named = (role: 'member' | 'admin', more: string) => teamroom.account(role, `${HOSTILE}${more}`)
const tokenOf = ({ text }: Letter) => text.match(/#token=([\w-]+)/)?.[1] ?? assert.fail()

/** Everything that is mailed while this is done. */
async function mailsOf(work: () => Promise<unknown>): Promise<Letter[]> {
  sent.splice(0)
  await work()
  return (await Promise.all(sent)).filter((letter) => letter !== undefined)
}

/** Has every mail sent that there is, by people and to people of hostile names. */
async function everyMail(): Promise<Letter[]> {
  const admin = await named('admin', ' 1')
  const member = await named('member', ' 2')
  await giveEmail(teamroom.db, member, 'member@example.org')
  return [
    ...(await mailsOf(() => admin.send('POST', '/api/invites', { email: 'invited@example.org' }))),
    ...(await mailsOf(() => ask('/api/auth/forgotten-password', { username: member.username }))),
    ...(await mailsOf(() => signUp(`${HOSTILE} 3`, 'new@example.com'))),
    ...(await mailsOf(() => move(admin, 'member@example.org'))),
    ...(await moved(member)),
  ]
}

async function moved(member: Account): Promise<Letter[]> {
  const asked = await mailsOf(() => move(member, 'moved@example.org'))
  const [link] = asked
  const confirmed = { token: tokenOf(link ?? assert.fail()), password: PASSWORD }
  return [...asked, ...(await mailsOf(() => ask('/api/auth/confirmations', confirmed)))]
}

async function ask(path: string, body: object): Promise<void> {
  const { status, text } = await teamroom.send('POST', path, body)
  assert.ok(status < 300, text)
}

const signUp = (username: string, email: string) => ask('/api/auth/register', { username, email, password: PASSWORD })

async function move(account: Account, email: string): Promise<void> {
  await givePassword(teamroom.db, account.id)
  const { status, text } = await account.send('PATCH', '/api/me', { email, current_password: PASSWORD })
  assert.equal(status, 200, text)
}

describe('every mail about accounts', () => {
  it('says fixed sentences, and nothing that anybody but an administrator of the company has chosen', async () => {
    const mails = await everyMail()
    for (const { subject, text, html } of mails) {
      for (const part of [subject, text, html]) assert.doesNotMatch(part, /evil/)
    }
    const company = { name: 'Our company', locale: 'en' }
    const fixed = Object.values(letters).map((write) => write(company, { email: '', url: '(link)' }))
    const said = ({ subject, text }: Letter) => `${subject}\n${text.replace(LINK, '(link)')}`
    assert.deepEqual(mails.map(said).sort(), fixed.map(said).sort())
  })

  it('is German for a German company, whose name is text', () => {
    for (const write of Object.values(letters)) {
      const { subject, text, html } = write({ name: '<b>Wir & Co.', locale: 'de-AT' }, { email: '', url: '(link)' })
      assert.match(`${subject} ${text}`, /\b(dein|dich|du)\b/i)
      assert.ok(text.includes('<b>Wir & Co.') && html.includes('&lt;b&gt;Wir &amp; Co.'))
    }
  })
})
