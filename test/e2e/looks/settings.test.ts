import type { Page } from 'playwright-core'
import { giveEmail } from '../../accounts.ts'
import type { Account } from '../../harness.ts'
import type { Web } from '../web.ts'
import { describeLooks } from './looking.ts'

describeLooks('settings', async (web) => {
  const ada = await administrator(web)
  const pia = await web.teamroom.account('member')
  await waitForAddress(web, pia)
  return [
    { name: 'settings-address', path: '/settings', as: pia, open: sendMail },
    { name: 'settings', path: '/settings', as: await web.teamroom.account('member') },
    { name: 'settings-users', path: '/settings/users', as: ada },
    { name: 'settings-user-delete', path: '/settings/users', as: ada, open: askToDelete },
    { name: 'reset-link', path: '/settings/users', as: ada, open: makeResetLink },
    { name: 'settings-invites', path: '/settings/invites', as: ada, open: makeInvite },
    { name: 'settings-company', path: '/settings/company', as: ada },
    { name: 'welcome', path: '/', as: ada, open: beginAgain },
  ]
})

/** Somebody whose lists hold one of everything. */
async function administrator({ teamroom }: Web): Promise<Account> {
  const admin = await teamroom.account('admin', 'Ada')
  const { id } = await teamroom.account('member', 'a-long-name-such-as-machines-give-to-people@'.slice(0, -1))
  await admin.send('PATCH', `/api/users/${id}`, { disabled: true })
  await giveEmail(teamroom.db, admin, 'ada.with.a.long.address@subdomain.example.com')
  await admin.send('POST', '/api/invites', { email: 'somebody.else@subdomain.example.com', role: 'admin' })
  const { body } = await admin.send('POST', '/api/invites', {})
  const registration = { username: 'Jule', password: 'correct horse battery', invite: body.token }
  await teamroom.send('POST', '/api/auth/register', registration)
  const settings = { name: 'Ada & Daughters', time_zone: 'Europe/Berlin', holiday_region: 'DE-BY' }
  await admin.send('PATCH', '/api/company', settings)
  return admin
}

/** Somebody who has entered another address, and has not opened the link in the mail. */
async function waitForAddress({ teamroom }: Web, { id }: Account): Promise<void> {
  const { db, clock } = teamroom
  await giveEmail(db, { id }, 'pia@example.com')
  const email = 'pia.with.a.long.address@subdomain.example.com'
  const expires_at = new Date(clock.now.getTime() + 86_400_000).toISOString()
  const row = { token_hash: 'nothing', email, email_key: email, user_id: id, username: null, password_hash: null }
  await db
    .insertInto('confirmations')
    .values({ ...row, expires_at })
    .execute()
}

/** As on a server that sends mail. */
async function sendMail(page: Page): Promise<void> {
  await page.route('**/api/auth/setup', async (route) => {
    const answer = await route.fetch()
    await route.fulfill({ response: answer, json: { ...(await answer.json()), mail: true } })
  })
  await page.reload()
  await page.getByRole('button', { name: 'Send again' }).waitFor()
  await page.unrouteAll()
}

/** As a company finds the app that has neither surveys nor news yet. */
async function beginAgain(page: Page): Promise<void> {
  const firsts = /\/api\/(surveys|posts)\?limit=1$/
  await page.route(firsts, (route) => route.fulfill({ json: [] }))
  await page.reload()
  await page.getByRole('region', { name: 'Get started' }).waitFor()
  await page.unroute(firsts)
}

async function askToDelete(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'More for Jule' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).waitFor()
}

async function makeInvite(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Create link' }).click()
  await page.getByRole('textbox', { name: 'Invite link' }).waitFor()
}

async function makeResetLink(page: Page): Promise<void> {
  await page
    .getByRole('button', { name: /^More for/ })
    .first()
    .click()
  await page.getByRole('menuitem', { name: 'Create reset link' }).click()
  await page.getByRole('button', { name: 'Create reset link' }).click()
  await page.getByRole('textbox', { name: 'Link' }).waitFor()
}
