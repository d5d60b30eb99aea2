import type { Page } from 'playwright-core'
import type { Web } from '../web.ts'
import { describeLooks } from './looking.ts'

describeLooks(
  'the way in, and of no room',
  async (web) => {
    const boss = await web.teamroom.account('member')
    const lea = await web.teamroom.account('member', 'Lea')
    return [
      { name: 'sign-in', path: '/' },
      { name: 'forgotten', path: '/', open: openForgotten },
      { name: 'reset', path: '/reset#token=nothing', open: useBadLink },
      { name: 'reset-without-link', path: '/reset' },
      { name: 'confirm', path: '/confirm#token=nothing', open: confirmByBadLink },
      { name: 'confirm-without-link', path: '/confirm' },
      { name: 'check-email', path: '/', open: signUp },
      { name: 'join', path: '/join#invite=nothing' },
      { name: 'sign-in-again', path: '/', as: lea, open: (page) => endSession(web, page) },
      { name: 'menu', path: '/news', as: boss, open: openMenu },
      { name: 'missing', path: '/settings/nowhere', as: boss },
      { name: 'answering-missing', path: '/s/nowhere' },
    ]
  },
  /404 .*(\/public\/|\/settings\/nowhere$)|403 .*\/(password-reset|confirmations)|401 .*\/api\//,
)

async function openForgotten(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Forgot your password?' }).click()
  await page.getByRole('heading', { name: 'Forgot your password?' }).waitFor()
}

async function useBadLink(page: Page): Promise<void> {
  await page.getByLabel('New password').fill('correct horse battery')
  await page.getByRole('button', { name: 'Change password' }).click()
  await page.getByText('This link has expired or was already used').waitFor()
}

async function confirmByBadLink(page: Page): Promise<void> {
  await page.locator('input[type=password]').fill('correct horse battery')
  await page.getByRole('button', { name: 'Confirm', exact: true }).click()
  await page.getByText('This link has expired').waitFor()
}

/** As on a server where addresses of the company let people in. */
async function signUp(page: Page): Promise<void> {
  await page.route('**/api/auth/setup', async (route) => {
    const answer = await route.fetch()
    await route.fulfill({
      response: answer,
      json: { ...(await answer.json()), signup: 'domains', signup_domains: ['example.com'], mail: true },
    })
  })
  await page.route('**/api/auth/register', (route) => route.fulfill({ status: 202, json: { message: '' } }))
  await page.reload()
  await page.getByRole('button', { name: 'I need an account' }).click()
  await page.getByLabel('User name').fill('Nora')
  await page.getByRole('textbox', { name: 'Email address' }).fill('nora.with.a.long.address@subdomain.example.com')
  await page.locator('input[type=password]').fill('correct horse battery')
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.getByRole('heading', { name: 'Check your email' }).waitFor()
  await page.unrouteAll()
}

async function endSession({ teamroom }: Web, page: Page): Promise<void> {
  const { db } = teamroom
  const { id } = await db.selectFrom('users').select('id').where('username', '=', 'Lea').executeTakeFirstOrThrow()
  await db.deleteFrom('sessions').where('user_id', '=', id).execute()
  await page.getByText('Surveys', { exact: true }).first().dispatchEvent('click')
  await page.getByRole('heading', { name: 'Sign in again' }).waitFor()
}

/** On a phone; wherever there is room, it stands there. */
async function openMenu(page: Page): Promise<void> {
  const button = page.getByRole('button', { name: 'Menu' })
  if (await button.isVisible()) await button.click()
  await page.getByRole('link', { name: 'Time off' }).waitFor()
}
