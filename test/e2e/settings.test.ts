import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { giveEmail, givePassword, PASSWORD } from '../accounts.ts'
import type { Account } from '../harness.ts'
import { settle, signIn, startWeb, until, type Visitor, type Web, WIDTHS } from './web.ts'

const ANOTHER = 'staple the horse again'

let web: Web
let ada: Account

before(async () => {
  web = await startWeb()
  ada = await web.teamroom.account('admin', 'Ada')
})
afterEach(() => web.assertNoTroubles())
after(() => web.stop())

const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true })

/** Does something with an account that stands behind its three dots. */
async function more(page: Page, name: string, item: string): Promise<void> {
  await page.getByRole('button', { name: `More for ${name}` }).click()
  await page.getByRole('menuitem', { name: item }).click()
}

/** Chooses one of what a list offers. */
async function choose(page: Page, label: string, option: string): Promise<void> {
  await page
    .getByRole('combobox', { name: label })
    .or(page.getByRole('textbox', { name: label }))
    .click()
  await page.getByRole('option', { name: option, exact: true }).click()
}

describe('my account', () => {
  it('takes another name and address, and says which of them is not possible', async () => {
    const [ann] = [await web.teamroom.account('member', 'Ann'), await web.teamroom.account('member', 'Bea')]
    const { page, context, go } = await web.visit({ as: ann, expects: /(409|422) .*\/api\/me$/ })
    await go('/settings')
    const profile = region(page, 'Profile')
    await profile.getByText('Your role: Member.').waitFor()
    await givePassword(web.teamroom.db, ann.id)
    await profile.getByRole('textbox', { name: 'Email address' }).fill('nowhere')
    await profile.getByRole('button', { name: 'Save' }).click()
    await profile.getByText('Not a valid email address.').waitFor()
    await profile.getByRole('textbox', { name: 'Email address' }).fill('ann@example.com')
    await profile.getByRole('button', { name: 'Save' }).click()
    await profile.getByText('Missing data for required field.').waitFor()
    await profile.getByLabel('Current password').fill('wrong')
    await profile.getByRole('button', { name: 'Save' }).click()
    await profile.getByText('This is not the current password.').waitFor()
    await profile.getByLabel('Current password').fill(PASSWORD)
    await profile.getByLabel('User name').fill('bea')
    await profile.getByRole('button', { name: 'Save' }).click()
    await profile.getByText('This user name is taken.').waitFor()
    await profile.getByLabel('User name').fill('Ann Lee')
    await profile.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved.').waitFor()
    await page.getByRole('banner').getByText('Ann Lee').waitFor()
    await profile.getByLabel('Current password').waitFor({ state: 'detached' })
    await page.reload()
    await profile.getByLabel('User name').waitFor()
    assert.equal(await profile.getByLabel('User name').inputValue(), 'Ann Lee')
    assert.equal(await profile.getByRole('textbox', { name: 'Email address' }).inputValue(), 'ann@example.com')
    await context.close()
  })

  it('keeps what was typed when it was changed elsewhere, and shows the rest as it is now', async () => {
    const cleo = await web.teamroom.account('member', 'Cleo')
    const { page, context, go } = await web.visit({ as: cleo, expects: /412 .*\/api\/me$/ })
    await go('/settings')
    const profile = region(page, 'Profile')
    await profile.getByLabel('User name').fill('Cleo the second')
    await giveEmail(web.teamroom.db, cleo, 'cleo@example.com')
    await profile.getByRole('button', { name: 'Save' }).click()
    await profile.getByText('Someone else just changed this.').waitFor()
    assert.equal(await profile.getByLabel('User name').inputValue(), 'Cleo the second')
    assert.equal(await profile.getByRole('textbox', { name: 'Email address' }).inputValue(), 'cleo@example.com')
    await profile.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved.').waitFor()
    const { body } = await cleo.send('GET', '/api/me')
    assert.deepEqual([body.username, body.email], ['Cleo the second', 'cleo@example.com'])
    await context.close()
  })

  it('has another colour and language at once, and after the page is loaded again', async () => {
    const { page, context, go } = await web.visit({ as: await web.teamroom.account('member', 'Dora') })
    await go('/settings')
    const scheme = () => page.evaluate("document.documentElement.getAttribute('data-mantine-color-scheme')")
    assert.equal(await scheme(), 'light')
    await page.getByText('Dark', { exact: true }).click()
    assert.equal(await scheme(), 'dark')
    await choose(page, 'Language', 'Deutsch')
    await page.getByRole('heading', { name: 'Wo du angemeldet bist' }).waitFor()
    await page.reload()
    await page.getByRole('heading', { name: 'Einstellungen' }).waitFor()
    assert.equal(await scheme(), 'dark')
    await context.close()
  })

  it('leads to the description of the API and to the feed', async () => {
    const { page, context, go } = await web.visit({ as: await web.teamroom.account('member') })
    await go('/settings')
    for (const [name, type] of [
      ['Description of the API', 'text/html'],
      ['Public news as an Atom feed', 'application/atom+xml'],
    ] as const) {
      const href = (await page.getByRole('link', { name }).getAttribute('href')) as string
      let answer = await context.request.get(href)
      // What describes the API may take longer to start than a request may.
      await until(async () => {
        if (answer.status() !== 503) return true
        answer = await context.request.get(href)
        return false
      })
      assert.deepEqual([answer.status(), answer.headers()['content-type']?.split(';')[0]], [200, type])
    }
    assert.equal(await page.getByRole('link', { name: 'Accounts' }).count(), 0)
    await context.close()
  })
})

describe('my password and my sessions', () => {
  it('refuses a wrong password and a weak one in words, and takes another', async () => {
    const eli = await web.teamroom.account('member', 'Eli')
    await givePassword(web.teamroom.db, eli.id)
    const { page, context, go } = await web.visit({ as: eli, expects: /422 .*\/password/ })
    await go('/settings')
    const change = async (current: string, next: string) => {
      await page.getByLabel('Current password').fill(current)
      await page.getByLabel('New password').fill(next)
      await page.getByRole('button', { name: 'Change password' }).click()
    }
    await change('not my password', ANOTHER)
    await page.getByText('This is not the current password.').waitFor()
    await change(PASSWORD, 'password1')
    await page.getByText('This is one of the most common passwords.').waitFor()
    await change(PASSWORD, ANOTHER)
    await page.getByText('Your password is changed.').waitFor()
    assert.equal(await page.getByLabel('New password').inputValue(), '')
    const login = { username: 'Eli', password: ANOTHER }
    assert.equal((await web.teamroom.send('POST', '/api/auth/login', login)).status, 200)
    await context.close()
  })

  it('shows where I am signed in by the name of the device, and ends one session, or all others', async () => {
    const flo = await web.teamroom.account('member', 'Flo')
    await givePassword(web.teamroom.db, flo.id)
    for (const agent of [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0',
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
      'payroll-sync/2.1',
    ]) {
      const login = { username: 'Flo', password: PASSWORD }
      await web.teamroom.send('POST', '/api/auth/login', login, { 'user-agent': agent })
    }
    const { page, context, go } = await web.visit({ as: flo })
    await go('/settings')
    const sessions = region(page, 'Where you are signed in')
    await sessions.getByText('This device').waitFor()
    const firefox = sessions.getByText('Firefox on Windows')
    assert.match((await firefox.getAttribute('title')) ?? '', /rv:140/)
    await sessions.getByText('Safari on iPhone').waitFor()
    await sessions.getByRole('button', { name: 'Sign out: payroll-sync/2.1' }).click()
    await page.getByText('Signed out: payroll-sync/2.1.').waitFor()
    await sessions.getByText('payroll-sync/2.1').waitFor({ state: 'detached' })
    await sessions.getByRole('button', { name: 'Sign out everywhere else' }).click()
    await page.getByText('You’re now signed in on this device only.').waitFor()
    await firefox.waitFor({ state: 'detached' })
    assert.equal((await flo.send('GET', '/api/me')).status, 401)
    assert.equal(await sessions.getByRole('button').count(), 0)
    await context.close()
  })
})

describe('accounts', () => {
  it('have controls on a phone that a finger does not miss', async () => {
    const { page, go } = await web.visit({ as: ada, width: WIDTHS.phone })
    await web.teamroom.account('member', 'Fay')
    await go('/settings/users?q=fay')
    for (const control of [
      page.getByRole('button', { name: 'More for Fay' }),
      page.getByLabel('Role of Fay').first(),
    ]) {
      assert.ok(((await control.boundingBox())?.height ?? 0) >= 44)
    }
  })

  it('count at once for those whom they are changed of, and what was changed can be taken back', async () => {
    const [gus, hana] = [await web.teamroom.account('member', 'Gus'), await web.teamroom.account('member', 'Hana')]
    const desk = await web.visit({ as: ada })
    await desk.go('/settings/users')
    await desk.page.getByLabel('Search').fill('gu')
    await region(desk.page, 'Hana').waitFor({ state: 'detached' })
    await desk.page.waitForURL('/settings/users?q=gu')
    await choose(desk.page, 'Role of Gus', 'Administrator')
    await desk.page.getByText('Gus: Administrator from now on.').waitFor()
    const other = await web.visit({ as: gus, expects: /40[13] .*\/api\// })
    await other.go('/settings/users')
    await region(other.page, 'Hana').waitFor()
    assert.equal(await region(other.page, 'Gus').getByRole('button').count(), 0)

    await desk.page.getByRole('button', { name: 'Undo' }).click()
    await desk.page.getByText('Gus: Member from now on.').waitFor()
    await more(other.page, 'Hana', 'Disable')
    await other.page.getByRole('alert').waitFor()
    await other.page.reload()
    await other.page.getByText('These settings are for administrators.').waitFor()
    assert.equal((await hana.send('GET', '/api/me')).status, 200)

    await more(desk.page, 'Gus', 'Disable')
    await desk.page.getByText('Gus is signed out everywhere and can no longer sign in.').waitFor()
    await region(desk.page, 'Gus').getByText('disabled').waitFor()
    await other.page.getByRole('link', { name: 'News' }).click()
    await other.page.getByRole('heading', { name: 'Sign in again' }).waitFor()
    await desk.page.getByRole('button', { name: 'Undo' }).last().click()
    await desk.page.getByText('Gus can sign in again.').waitFor()
    await signIn(web.teamroom, other.page, gus)
    await other.page.getByRole('heading', { level: 1, name: 'News' }).waitFor()
    await other.context.close()
    await desk.context.close()
  })

  it('are deleted once asked, and not when somebody else has changed them meanwhile', async () => {
    const ivo = await web.teamroom.account('member', 'Ivo')
    const { page, context, go } = await web.visit({ as: ada, expects: /412 .*\/api\/users\// })
    await go('/settings/users?q=ivo')
    const remove = async () => {
      await more(page, 'Ivo', 'Delete')
      const question = page.getByRole('dialog', { name: 'Delete Ivo’s account?' })
      await question.getByText('News and surveys stay').waitFor()
      await question.getByRole('button', { name: 'Delete' }).click()
    }
    await region(page, 'Ivo').waitFor()
    await ada.send('PATCH', `/api/users/${ivo.id}`, { role: 'manager' })
    await remove()
    await page.getByText('Someone else just changed Ivo’s account.').waitFor()
    await region(page, 'Ivo').locator('input[value=Manager]').waitFor()
    await remove()
    await page.getByText('No account with this name or email address.').waitFor()
    assert.equal((await ivo.send('GET', '/api/me')).status, 401)
    await context.close()
  })

  it('keep their last administrator', async () => {
    const { page, context, go } = await web.visit({ as: ada })
    await go('/settings/users?q=ada')
    const role = region(page, 'Ada').locator('input[value=Administrator]')
    await role.waitFor()
    assert.equal(await role.isDisabled(), true)
    await context.close()
  })

  it('come a page at a time', async () => {
    for (let i = 0; i < 21; i++) await web.teamroom.account('member', `many-${i}`)
    const { page, context, go } = await web.visit({ as: ada })
    await go('/settings/users?q=many')
    await region(page, 'many-20').waitFor()
    assert.equal(await region(page, 'many-0').count(), 0)
    await page.getByRole('button', { name: 'Show more' }).click()
    await region(page, 'many-0').waitFor()
    await page.getByRole('button', { name: 'Show more' }).waitFor({ state: 'detached' })
    await context.close()
  })
})

describe('an invite', () => {
  it('is a link that is shown once, makes an account in another browser, and is then used up', async () => {
    const desk = await web.visit({ as: ada, expects: /422 .*\/invites/ })
    const { page } = desk
    await desk.go('/settings/invites')
    await page.getByText('a link that works once, for seven days').waitFor()
    await page.getByText('Nobody has been invited yet.').waitFor()
    await page.getByRole('textbox', { name: 'Email address' }).fill('nobody')
    await page.getByRole('button', { name: 'Create link' }).click()
    await page.getByText('Not a valid email address.').waitFor()
    await page.getByRole('textbox', { name: 'Email address' }).fill('')
    await choose(page, 'Role', 'Manager')
    await page.getByRole('button', { name: 'Create link' }).click()
    const link = await page.getByRole('textbox', { name: 'Invite link' }).inputValue()
    await page.getByRole('img', { name: 'QR code of the invite link' }).waitFor()
    await page.getByText('good until').waitFor()

    await joinBy(link, await web.visit())
    await page.reload()
    await page.getByText('used by Jule').waitFor()
    assert.equal(await page.getByRole('textbox', { name: 'Invite link' }).count(), 0)
    assert.equal(await page.getByRole('button', { name: 'Revoke' }).count(), 0)
    await desk.context.close()
  })

  it('is good for nothing once it is revoked', async () => {
    const { page, context, go } = await web.visit({ as: ada })
    const { body } = await ada.send('POST', '/api/invites', { email: 'kim@example.com' })
    await go('/settings/invites')
    await page.getByText('kim@example.com').waitFor()
    await page.getByRole('button', { name: 'Revoke' }).first().click()
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
    await page.getByText('The invite is revoked.').waitFor()
    await page.getByText('kim@example.com').waitFor({ state: 'detached' })
    const registration = { username: 'Kim', email: 'kim@example.com', password: PASSWORD, invite: body.token }
    assert.equal((await web.teamroom.send('POST', '/api/auth/register', registration)).status, 403)
    await context.close()
  })
})

/** Makes an account for Jule by an invite's link. */
async function joinBy(link: string, { page, context }: Visitor): Promise<void> {
  await page.goto(link)
  await page.getByRole('heading', { name: 'Create account' }).waitFor()
  await page.getByLabel('User name').fill('Jule')
  await page.locator('input[type=password]').fill(PASSWORD)
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.getByRole('heading', { name: 'Hello, Jule' }).waitFor()
  await page.goto('/settings')
  await page.getByText('Your role: Manager.').waitFor()
  await context.close()
}

describe('the company', () => {
  it('gets its name, time zone, week, holidays and language, and shows its name above every page', async () => {
    const { page, context, go } = await web.visit({ as: ada, expects: /422 .*\/api\/company/ })
    await go('/settings/company')
    assert.equal(await page.title(), 'Company – Teamroom')
    await page.getByLabel('Name').fill(' ')
    await page.getByRole('combobox', { name: 'Language and country' }).fill('not a language')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Must not be blank.').waitFor()
    await page.getByLabel('Name').fill('Ada & Co.')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Not a language tag').waitFor()
    await page.getByRole('combobox', { name: 'Language and country' }).fill('de-DE')
    await page.getByRole('combobox', { name: 'Time zone' }).fill('berl')
    await page.getByRole('option', { name: 'Europe/Berlin' }).click()
    await choose(page, 'The week begins on', 'Sunday')
    await page.getByRole('combobox', { name: 'Public holidays' }).fill('germ')
    await page.getByRole('option', { name: 'Germany' }).click()
    await choose(page, 'State or region', 'Bayern')
    await page.getByLabel('Holidays as is customary in each country').uncheck()
    await page.getByLabel('Bank holidays').check()
    await page.getByLabel('Colleagues see what an absence is').check()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved.').waitFor()
    await page.getByRole('banner').getByText('Ada & Co.').waitFor()
    await page.getByRole('link', { name: 'News' }).click()
    await until(async () => (await page.title()) === 'News – Ada & Co.')
    const { version: _version, updated_at: _at, ...settings } = (await ada.send('GET', '/api/company')).body
    assert.deepEqual(settings, {
      ...{ name: 'Ada & Co.', time_zone: 'Europe/Berlin', first_day_of_week: 7, holiday_region: 'DE-BY' },
      ...{ holiday_kinds: ['public', 'bank'], locale: 'de-DE', shows_leave_types: true },
    })
    await context.close()
  })

  it('gets its time zone by typing a part of its name', async () => {
    const { page, context, go } = await web.visit({ as: ada })
    await go('/settings/company')
    const zone = page.getByRole('combobox', { name: 'Time zone' })
    await zone.click()
    await page.keyboard.type('berl')
    assert.equal(await zone.inputValue(), 'berl')
    await page.getByRole('option', { name: 'Europe/Berlin' }).click()
    await until(async () => (await zone.inputValue()) === 'Europe/Berlin')
    await context.close()
  })

  it('is not overwritten when somebody else has changed it meanwhile', async () => {
    const { page, context, go } = await web.visit({ as: ada, expects: /412 .*\/api\/company/ })
    await go('/settings/company')
    await page.getByLabel('Name').fill('Ada & Daughters')
    const theirs = { first_day_of_week: 6, time_zone: 'Europe/Paris' }
    assert.equal((await ada.send('PATCH', '/api/company', theirs)).status, 200)
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Someone else just changed this.').waitFor()
    assert.equal(await page.getByLabel('Name').inputValue(), 'Ada & Daughters')
    assert.equal(await page.getByRole('combobox', { name: 'Time zone' }).inputValue(), 'Europe/Paris')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved.').waitFor()
    const { body } = await ada.send('GET', '/api/company')
    assert.deepEqual([body.name, body.first_day_of_week, body.time_zone], ['Ada & Daughters', 6, 'Europe/Paris'])
    await context.close()
  })
})

describe('the settings, in German', () => {
  it('are German on every page', async () => {
    const { page, context, go } = await web.visit({ as: ada, locale: 'de-DE' })
    await go('/settings')
    for (const [link, said] of [
      ['Mein Konto', 'Wo du angemeldet bist'],
      ['Konten', 'Alle, die sich anmelden können. Änderungen gelten sofort.'],
      ['Einladungen', 'Jemanden einladen'],
      ['Firma', 'Die Woche beginnt am'],
    ] as const) {
      await page.getByRole('navigation', { name: 'Einstellungen' }).getByRole('link', { name: link }).click()
      await page.getByText(said).first().waitFor()
      await settle(page)
    }
    assert.match(await page.getByLabel('Die Woche beginnt am').first().inputValue(), /(tag|woch)$/)
    await context.close()
  })
})
