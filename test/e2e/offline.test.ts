import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import { hireAnn } from '../company.ts'
import type { Account } from '../harness.ts'
import { june, MONDAY } from './days.ts'
import { startWeb, type Web } from './web.ts'

let web: Web
let ann: Account

before(async () => {
  web = await startWeb()
  ;({ ann } = await hireAnn(web.teamroom, { allowance: 2_500 }))
})
afterEach(() => web.assertNoTroubles())
after(() => web.stop())

const UNREACHABLE = 'The server cannot be reached.'

describe('a browser without a connection', () => {
  it('says so at once, and sends nothing later that it could not send', async () => {
    const { page, context, go } = await web.visit({ as: ann, expects: /ERR_INTERNET_DISCONNECTED/ })
    await go('/time-off')
    const form = page.getByRole('region', { name: 'Ask for time off' })
    await form.getByLabel('First day').fill(june(MONDAY))
    await form.getByText('This takes 1 day.').waitFor()
    await context.setOffline(true)
    await page.getByRole('status').getByText('You’re offline.').waitFor()
    const ask = form.getByRole('button', { name: 'Ask', exact: true })
    await ask.click()
    await form.getByRole('alert').getByText(UNREACHABLE).waitFor()
    assert.ok(await ask.isEnabled())
    await context.setOffline(false)
    await page.getByText('You’re offline.').waitFor({ state: 'detached' })
    // Reading goes on by itself; a whole way to the server later, nothing was asked for.
    await form.getByLabel('Last day').fill(june(MONDAY + 1))
    await form.getByText('This takes 2 days.').waitFor()
    assert.deepEqual((await ann.send('GET', '/api/time-off/requests')).body, [])
    await ask.click()
    await page.getByText('Your request is on its way.').waitFor()
    assert.equal((await ann.send('GET', '/api/time-off/requests')).body.length, 1)
    await context.close()
  })

  it('shows that a page could not be loaded, and loads it when the connection is back', async () => {
    const { page, context, go } = await web.visit({ as: ann, expects: /ERR_INTERNET_DISCONNECTED/ })
    await go('/time-off/calendar')
    await context.setOffline(true)
    await page.getByRole('link', { name: 'Next month' }).click()
    await page.getByRole('alert').getByText(UNREACHABLE).first().waitFor()
    await context.setOffline(false)
    await page.getByRole('alert').first().waitFor({ state: 'detached' })
    await context.close()
  })
})
