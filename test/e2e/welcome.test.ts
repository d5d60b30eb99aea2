import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { PASSWORD } from '../accounts.ts'
import { type Client, clientOf } from '../harness.ts'
import { startWeb, type Web } from './web.ts'

let web: Web

before(async () => {
  web = await startWeb()
})
afterEach(() => web.assertNoTroubles())
after(() => web.stop())

const steps = (page: Page) => page.getByRole('region', { name: 'Get started' })

/** Which steps the page says are done. */
async function done(page: Page): Promise<string[]> {
  await steps(page).getByRole('listitem').first().waitFor()
  const items = steps(page).getByRole('listitem').filter({ hasText: '(done)' })
  return Promise.all((await items.getByRole('link').all()).map((link) => link.innerText()))
}

const COMPANY = 'Give the company its name, time zone and public holidays'
const PERSON = 'Add the first person'
const POLICY = 'Say how much time off people get'
const INVITE = 'Invite someone'
const POST = 'Write the first news'
const SURVEY = 'Make a survey'

describe('the welcome', () => {
  it('leads the first account through what a company needs, ticks each step off, and goes', async () => {
    const { page, context, go } = await web.visit()
    await go('/')
    await page.getByLabel('User name').fill('Ada')
    await page.locator('input[type=password]').fill(PASSWORD)
    await page.getByRole('button', { name: 'Begin' }).click()
    assert.deepEqual(await done(page), [])
    const links = await steps(page).getByRole('link').all()
    assert.deepEqual(await Promise.all(links.map((link) => link.getAttribute('href'))), [
      ...['/settings/company', '/people', '/people/policies', '/settings/invites', '/news/new', '/surveys'],
    ])

    await steps(page).getByRole('link', { name: COMPANY }).click()
    await page.getByRole('textbox', { name: 'Name' }).fill('Ada & Co.')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved.').waitFor()
    await page.getByRole('link', { name: 'Home' }).click()
    await steps(page).getByText('(done)').waitFor()
    assert.deepEqual(await done(page), [COMPANY])

    await steps(page).getByRole('link', { name: INVITE }).click()
    await page.getByRole('button', { name: 'Create link' }).click()
    await page.getByRole('textbox', { name: 'Invite link' }).waitFor()
    await go('/')
    assert.deepEqual(await done(page), [COMPANY, INVITE])

    const send = await administrator()
    for (const [make, ticked] of [
      [hire, [COMPANY, PERSON, INVITE]],
      [allow, [COMPANY, PERSON, POLICY, INVITE]],
      [write, [COMPANY, PERSON, POLICY, INVITE, POST]],
    ] as const) {
      await make(send)
      await go('/')
      assert.deepEqual(await done(page), ticked)
    }
    await steps(page).getByRole('link', { name: SURVEY }).click()
    await page.getByRole('button', { name: 'Make a survey' }).click()
    await page.waitForURL(/\/surveys\/./)
    await page.getByRole('link', { name: 'Home' }).click()
    await page.getByRole('heading', { name: 'Hello, Ada' }).waitFor()
    await steps(page).waitFor({ state: 'detached' })
    await go('/')
    assert.equal(await steps(page).count(), 0)
    await context.close()
  })

  it('is for administrators, and can be hidden for good', async () => {
    const send = await administrator()
    const [{ id }] = (await send('GET', '/api/surveys')).body
    assert.equal((await send('DELETE', `/api/surveys/${id}`)).status, 204)
    const admin = await web.visit({ as: await web.teamroom.account('admin', 'Bo') })
    await admin.go('/')
    assert.deepEqual(await done(admin.page), [COMPANY, PERSON, POLICY, INVITE, POST])
    await admin.page.getByRole('button', { name: 'Hide' }).click()
    await steps(admin.page).waitFor({ state: 'detached' })
    await admin.go('/')
    assert.equal(await steps(admin.page).count(), 0)
    const manager = await web.visit({ as: await web.teamroom.account('manager') })
    await manager.go('/')
    assert.equal(await steps(manager.page).count(), 0)
    await admin.context.close()
    await manager.context.close()
  })
})

/** A client for the account that was made in the browser, for what has rooms of its own to be tested in. */
async function administrator(): Promise<Client> {
  const { body } = await web.teamroom.send('POST', '/api/auth/login', { username: 'Ada', password: PASSWORD })
  return clientOf(web.teamroom.app, { authorization: `Bearer ${body.access_token}` })
}

async function hire(send: Client): Promise<void> {
  assert.equal((await send('POST', '/api/employees', { name: 'Ada', start_date: '2026-01-01' })).status, 201)
}

async function allow(send: Client): Promise<void> {
  const [type] = (await send('GET', '/api/time-off/leave-types')).body
  const terms = { name: '25 days', leave_type_id: type.id, unit: 'days', allowance: 25, accrual: 'yearly' }
  assert.equal((await send('POST', '/api/time-off/policies', terms)).status, 201)
}

async function write(send: Client): Promise<void> {
  const post = { title: 'Good morning', content: 'This is the first one.', published: true }
  assert.equal((await send('POST', '/api/posts', post)).status, 201)
}
