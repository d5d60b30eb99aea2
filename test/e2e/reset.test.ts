import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { giveEmail } from '../accounts.ts'
import type { Account } from '../harness.ts'
import { type MailServer, startMailServer, tokenIn } from '../smtp.ts'
import { startWeb, type Web } from './web.ts'

const NEW = 'staple the horse again'

let post: MailServer
let web: Web
let admin: Account

before(async () => {
  post = await startMailServer()
  web = await startWeb({ mail: post.config, publicUrl: 'http://teamroom.test' })
  admin = await web.teamroom.account('admin')
})
afterEach(() => web.assertNoTroubles())
after(async () => {
  await web.stop()
  await post.stop()
})

async function choose(page: Page, password: string): Promise<void> {
  await page.getByLabel('New password').fill(password)
  await page.getByRole('button', { name: 'Change password' }).click()
}

describe('a link for a forgotten password', () => {
  it('lets whoever has it choose another one, in any browser, once', async () => {
    await web.teamroom.account('member', 'Nora')
    const office = await web.visit({ as: admin })
    await office.go('/settings/users')
    await office.page.getByRole('button', { name: /Nora/ }).click()
    await office.page.getByRole('menuitem', { name: 'Create reset link' }).click()
    await office.page.getByRole('button', { name: 'Create reset link' }).click()
    const { pathname, hash } = new URL(await office.page.getByRole('textbox', { name: 'Link' }).inputValue())
    await office.page.getByRole('button', { name: 'Close' }).click()
    await office.page.getByRole('textbox', { name: 'Link' }).waitFor({ state: 'detached' })
    await office.context.close()
    const first = await web.visit({ expects: /422 .*\/password-reset/ })
    await first.go(pathname + hash)
    await first.page.waitForURL('/reset')
    await choose(first.page, 'password')
    await first.page.getByText('This is one of the most common passwords.').waitFor()
    await choose(first.page, NEW)
    await first.page.getByRole('heading', { name: 'Hello, Nora' }).waitFor()
    assert.equal(new URL(first.page.url()).pathname, '/')
    await first.context.close()

    const second = await web.visit({ expects: /403 .*\/password-reset/ })
    await second.go(pathname + hash)
    await choose(second.page, `${NEW} and again`)
    await second.page.getByText('This link has expired or was already used').waitFor()
    await second.page.getByRole('link', { name: 'Go to sign-in' }).click()
    await second.page.getByLabel('User name').fill('Nora')
    await second.page.locator('input[type=password]').fill(NEW)
    await second.page.getByRole('button', { name: 'Sign in' }).click()
    await second.page.getByRole('heading', { name: 'Hello, Nora' }).waitFor()
    await second.context.close()
  })

  it('comes by mail to whoever says their name, and what is said is the same for every name', async () => {
    const olga = await web.teamroom.account('member', 'Olga')
    await giveEmail(web.teamroom.db, olga, 'olga@example.com')
    const { page, context, go } = await web.visit()
    for (const name of ['<img src=x onerror=alert(1)>', 'olga@example.com']) {
      await go('/')
      await page.getByRole('button', { name: 'Forgot your password?' }).click()
      await page.getByLabel('User name').fill(name)
      await page.getByRole('button', { name: 'Email me a link' }).click()
      await page.getByText('If that account has an email address').waitFor()
    }
    const mail = await post.next()
    assert.equal(mail.to, 'olga@example.com')
    await go(`/reset#token=${tokenIn(mail)}`)
    await choose(page, NEW)
    await page.getByRole('heading', { name: 'Hello, Olga' }).waitFor()
    await context.close()
  })

  it('is an administrator’s to give where no mail is sent', async () => {
    const { deps } = web.teamroom
    const { mailer } = deps
    delete deps.mailer
    const { page, context, go } = await web.visit()
    try {
      await go('/')
      await page.getByRole('button', { name: 'Forgot your password?' }).click()
      await page.getByText('Ask an administrator for a link').waitFor()
      assert.equal(await page.getByRole('button', { name: 'Email me a link' }).count(), 0)
      await page.getByRole('button', { name: 'Back to sign-in' }).click()
      await page.getByRole('heading', { name: 'Sign in' }).waitFor()
      await go('/reset')
      await page.getByText('Open the link you were given').waitFor()
    } finally {
      deps.mailer = mailer
      await context.close()
    }
  })
})

describe('an invite', () => {
  it('leads to a page on which whoever has it makes an account', async () => {
    const { body } = await admin.send('POST', '/api/invites', { email: 'pia@example.com' })
    assert.ok((await post.next()).text.includes(body.url))
    const { pathname, hash } = new URL(body.url)
    const { page, context, go } = await web.visit()
    await go(pathname + hash)
    await page.getByLabel('User name').fill('Pia')
    await page.locator('input[type=password]').fill(NEW)
    await page.getByRole('button', { name: 'Create account' }).click()
    await page.getByRole('heading', { name: 'Hello, Pia' }).waitFor()
    assert.equal((await admin.send('GET', '/api/users?limit=1')).body[0].email, 'pia@example.com')
    assert.equal(new URL(page.url()).pathname, '/')
    await context.close()
  })
})
