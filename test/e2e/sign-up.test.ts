import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { giveEmail, givePassword, PASSWORD } from '../accounts.ts'
import type { Account } from '../harness.ts'
import { type MailServer, startMailServer, tokenIn } from '../smtp.ts'
import { startWeb, type Web } from './web.ts'

let post: MailServer
let web: Web
let admin: Account

before(async () => {
  post = await startMailServer()
  const signup = { mode: 'domains' as const, domains: ['example.com'] }
  web = await startWeb({ signup, mail: post.config, publicUrl: 'http://teamroom.test' })
  admin = await web.teamroom.account('admin', 'Ada')
})
afterEach(() => web.assertNoTroubles())
after(async () => {
  await web.stop()
  await post.stop()
})

async function signUp(page: Page, name: string, email: string): Promise<void> {
  await page.getByRole('button', { name: 'I need an account' }).click()
  await page.getByLabel('User name').fill(name)
  await page.getByRole('textbox', { name: 'Email address' }).fill(email)
  await page.locator('input[type=password]').fill(PASSWORD)
  await page.getByRole('button', { name: 'Create account' }).click()
}

async function confirm(page: Page, password: string): Promise<void> {
  await page.locator('input[type=password]').fill(password)
  await page.getByRole('button', { name: 'Confirm', exact: true }).click()
}

describe('signing up by the domain of an address', () => {
  it('names the domains before anybody tries', async () => {
    const { page, go } = await web.visit()
    await go('/')
    await page.getByRole('button', { name: 'I need an account' }).click()
    await page.getByText('Your address at example.com.').waitFor()
  })

  it('leads to an account once the link in the mail is opened, in any browser', async () => {
    const desk = await web.visit({ expects: /403 .*\/register/ })
    await desk.go('/')
    await signUp(desk.page, 'Nora', 'nora@elsewhere.example')
    await desk.page.getByText('an email address at example.com or an invite').waitFor()
    await desk.page.getByRole('textbox', { name: 'Email address' }).fill('nora@example.com')
    await desk.page.getByRole('button', { name: 'Create account' }).click()
    await desk.page.getByRole('heading', { name: 'Check your email' }).waitFor()
    await desk.page.getByText('We sent a link to nora@example.com.').waitFor()
    await post.next()
    await desk.page.getByRole('button', { name: 'Send again' }).click()
    await desk.page.getByText('Sent again.').waitFor()
    const token = tokenIn(await post.next())
    await desk.page.getByRole('button', { name: 'Use a different address' }).click()
    await desk.page.getByRole('heading', { name: 'Create account' }).waitFor()

    const phone = await web.visit({ expects: /422 .*\/confirmations/ })
    await phone.go(`/confirm#token=${token}`)
    await phone.page.waitForURL('/confirm')
    await confirm(phone.page, 'not the one')
    await phone.page.getByText('Wrong password.').waitFor()
    await confirm(phone.page, PASSWORD)
    await phone.page.getByRole('heading', { name: 'Hello, Nora' }).waitFor()
    assert.equal(new URL(phone.page.url()).pathname, '/')
    await phone.context.close()

    const again = await web.visit({ expects: /403 .*\/confirmations/ })
    await again.go(`/confirm#token=${token}`)
    await confirm(again.page, PASSWORD)
    await again.page.getByText('This link has expired or was already used.').waitFor()
    await again.page.getByRole('link', { name: 'Go to sign-in' }).click()
    await again.page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await again.go('/confirm')
    await again.page.getByText('Open the link in the email we sent you.').waitFor()
    await again.context.close()
    await desk.context.close()
  })

  it('takes another name when somebody else has it by then', async () => {
    const { page, context, go } = await web.visit({ expects: /409 .*\/confirmations/ })
    await go('/')
    await signUp(page, 'Olga', 'olga@example.com')
    await page.getByRole('heading', { name: 'Check your email' }).waitFor()
    const token = tokenIn(await post.next())
    await web.teamroom.account('member', 'Olga')
    await go(`/confirm#token=${token}`)
    await confirm(page, PASSWORD)
    await page.getByText('This user name is taken.').waitFor()
    await page.getByLabel('Another user name').fill('Olga Two')
    await page.getByRole('button', { name: 'Confirm', exact: true }).click()
    await page.getByRole('heading', { name: 'Hello, Olga Two' }).waitFor()
    await context.close()
  })
})

describe('the profile', () => {
  it('says which address waits, sends the link again, keeps the present one, and takes the new one by its link', async () => {
    const pia = await web.teamroom.account('member', 'Pia')
    await giveEmail(web.teamroom.db, pia, 'pia@example.com')
    const { page, context, go } = await web.visit({ as: pia })
    const change = async () => {
      const profile = page.getByRole('region', { name: 'Profile', exact: true })
      await profile.getByRole('textbox', { name: 'Email address' }).fill('pia.lee@example.com')
      await profile.getByLabel('Current password').fill(PASSWORD)
      await profile.getByRole('button', { name: 'Save' }).click()
      await page.getByText('We sent a link to pia.lee@example.com.').waitFor()
      assert.equal((await post.next()).to, 'pia.lee@example.com')
    }
    await go('/settings')
    await change()
    assert.equal(await page.getByRole('textbox', { name: 'Email address' }).inputValue(), 'pia@example.com')
    await page.getByRole('button', { name: 'Keep current address' }).click()
    await page.getByText('We sent a link to').waitFor({ state: 'detached' })
    await change()
    await page.getByRole('button', { name: 'Send again' }).click()
    const token = tokenIn(await post.next())
    await go(`/confirm#token=${token}`)
    await confirm(page, PASSWORD)
    await page.getByRole('heading', { name: 'Hello, Pia' }).waitFor()
    await go('/settings')
    assert.equal(await page.getByRole('textbox', { name: 'Email address' }).inputValue(), 'pia.lee@example.com')
    assert.equal((await post.next()).to, 'pia@example.com')
    await context.close()
  })

  it('has a link sent to an address that is not confirmed, or sends people to an administrator', async () => {
    const { db, deps } = web.teamroom
    const quin = await web.teamroom.account('member', 'Quin')
    await giveEmail(db, quin, 'quin@example.com')
    await db.updateTable('users').set({ email_confirmed_at: null }).where('id', '=', quin.id).execute()
    const { mailer } = deps
    delete deps.mailer
    const { page, context, go } = await web.visit({ as: quin })
    try {
      await go('/settings')
      await page.getByText('Ask an administrator to confirm it.').waitFor()
      assert.equal(await page.getByRole('button', { name: 'Send link' }).count(), 0)
    } finally {
      deps.mailer = mailer
    }
    await go('/settings')
    await page.getByRole('button', { name: 'Send link' }).click()
    await page.getByText('We sent a link to quin@example.com.').waitFor()
    assert.equal((await post.next()).to, 'quin@example.com')
    await context.close()
  })
})

describe('the accounts', () => {
  it('say whose address is not confirmed, which an administrator can do', async () => {
    const { db } = web.teamroom
    for (const account of [await web.teamroom.account('member', 'Rosa'), admin]) {
      await giveEmail(db, account, `${account.username}@example.com`)
      await givePassword(db, account.id)
      await db.updateTable('users').set({ email_confirmed_at: null }).where('id', '=', account.id).execute()
    }
    const { page, context, go } = await web.visit({ as: admin })
    await go('/settings/users')
    for (const name of ['Rosa', 'Ada']) {
      await page.getByText(`${name}@example.com (not confirmed)`).waitFor()
      await page.getByRole('button', { name: `More for ${name}` }).click()
      await page.getByRole('menuitem', { name: 'Confirm email address' }).click()
      await page.getByText(`${name}’s email address is confirmed.`).waitFor()
      await page.getByText(`${name}@example.com (not confirmed)`).waitFor({ state: 'detached' })
    }
    await context.close()
  })
})
