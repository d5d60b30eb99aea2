import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { hireAnn, paidTimeOff } from '../company.ts'
import type { Account } from '../harness.ts'
import { june, MONDAY } from './days.ts'
import { startWeb, until, type Web } from './web.ts'

let web: Web
let admin: Account
let ann: Account
let boss: Account
let annId: string

before(async () => {
  web = await startWeb()
  admin = await web.teamroom.account('admin')
  ;({ ann, boss, annId } = await hireAnn(web.teamroom, { allowance: 2_500 }))
})
afterEach(() => web.assertNoTroubles())
after(() => web.stop())

/** What the focus is on, in words. */
const focused = (page: Page) => page.locator(':focus').innerText()

describe('the keyboard', () => {
  it('gets past the menu with its first step', async () => {
    const { page, context, go } = await web.visit({ as: ann })
    await go('/time-off')
    await page.keyboard.press('Tab')
    assert.equal(await focused(page), 'Skip to content')
    await page.keyboard.press('Enter')
    await page.locator('main:focus').waitFor()
    await page.keyboard.press('Tab')
    assert.equal(await focused(page), 'Team calendar')
    assert.ok(!page.url().includes('#'))
    await context.close()
  })

  it('is where it was sent from, once the form is empty again', async () => {
    const { page, context, go } = await web.visit({ as: ann })
    await go('/time-off')
    const form = page.getByRole('region', { name: 'Ask for time off' })
    await form.getByLabel('First day').fill(june(MONDAY))
    await form.getByText('This takes 1 day.').waitFor()
    await form.getByRole('button', { name: 'Ask', exact: true }).focus()
    await page.keyboard.press('Enter')
    await page.getByText('Your request is on its way.').waitFor()
    await page.getByRole('heading', { name: 'Ask for time off' }).and(page.locator(':focus')).waitFor()
    await context.close()
  })

  it('stays among what is to be decided, and is at the head of the page when nothing is left', async () => {
    const leave_type_id = await paidTimeOff(web.teamroom.db)
    for (const day of [MONDAY + 1, MONDAY + 2]) {
      assert.equal((await ann.send('POST', '/api/time-off/requests', { leave_type_id, start: june(day) })).status, 201)
    }
    const { page, context, go } = await web.visit({ as: boss })
    await go('/time-off')
    const cards = page.getByRole('region', { name: 'Waiting for your decision' }).getByRole('article')
    await cards.first().waitFor()
    for (let left = (await cards.count()) - 1; left >= 0; left--) {
      await cards.first().getByRole('button', { name: 'Approve' }).focus()
      await page.keyboard.press('Enter')
      await until(async () => (await cards.count()) === left)
      const heading = left > 0 ? 'Waiting for your decision' : 'Time off'
      await page.getByRole('heading', { name: heading, exact: true }).and(page.locator(':focus')).waitFor()
    }
    await context.close()
  })
})

describe('every page', () => {
  it('has a title of its own', async () => {
    const { body: request } = await ann.send('POST', '/api/time-off/requests', {
      leave_type_id: await paidTimeOff(web.teamroom.db),
      start: june(MONDAY + 3),
    })
    const { body: post } = await admin.send('POST', '/api/posts', { title: 'A post', content: 'Long enough for one.' })
    const { body: survey } = await admin.send('POST', '/api/surveys', { title: 'A survey' })
    const paths = [
      ...['/', '/time-off', '/time-off/calendar', `/time-off/balance?employee=${annId}`],
      ...[
        `/time-off/requests/${request.id}`,
        '/news',
        '/news/new',
        `/news/${post.id}`,
        '/surveys',
        `/surveys/${survey.id}`,
      ],
      ...['/people', '/people/new', '/people/import', '/people/policies', '/people/leave-types', '/people/holidays'],
      ...[
        `/people/${annId}`,
        '/settings',
        '/settings/users',
        '/settings/invites',
        '/settings/company',
        '/settings/privacy',
      ],
      '/nonsense',
    ]
    const { page, context, go } = await web.visit({ as: admin, expects: /404 .*\/nonsense/ })
    const titles = new Map<string, string>()
    for (const path of paths) {
      await go(path)
      const others = [...titles.values()]
      await until(async () => !others.includes(await page.title())).catch(async () =>
        assert.fail(`${path}: ${await page.title()}`),
      )
      titles.set(path, await page.title())
    }
    await context.close()
  })
})
