import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, afterEach, before, describe, it } from 'node:test'
import { openSurvey } from '../surveys.ts'
import { settle, signIn, startWeb, type Web } from './web.ts'

let web: Web

before(async () => {
  web = await startWeb()
})
afterEach(() => web.assertNoTroubles())
after(() => web.stop())

describe('the app, at its addresses', () => {
  it('asks a browser that never signed in to do so, and asks the server nothing that it would refuse', async () => {
    await web.teamroom.account('admin')
    const { page, context, go } = await web.visit()
    await go('/settings')
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await context.close()
  })

  it('is where a browser that comes to the front door ends up', async () => {
    const { page, context, go } = await web.visit({ as: await web.teamroom.account('member', 'Nora') })
    await go('/')
    await page.getByRole('heading', { name: 'Hello, Nora' }).waitFor()
    assert.equal(new URL(page.url()).pathname, '/')
    await context.close()
  })

  it('goes back, forward, and to the same place when it is loaded again', async () => {
    const ann = await web.teamroom.account('manager', 'Ann')
    const survey = await openSurvey(ann)
    const { page, context, go } = await web.visit({ as: ann })
    const isOn = async (title: string, path: string) => {
      await page.getByRole('heading', { level: 1, name: title }).waitFor()
      await page.waitForURL(path)
    }
    await go('/')
    await page.getByRole('link', { name: 'Surveys', exact: true }).click()
    await isOn('Surveys', '/surveys')
    await page.getByRole('link', { name: survey.title }).click()
    await page.getByRole('tab', { name: 'Share' }).click()
    await page.waitForURL(`/surveys/${survey.id}?tab=share`)
    await page.reload()
    await page.getByRole('textbox', { name: 'Public address' }).waitFor()
    assert.equal(await page.getByRole('tab', { name: 'Share' }).getAttribute('aria-selected'), 'true')
    await page.goBack()
    await page.goBack()
    await isOn('Surveys', '/surveys')
    await page.goForward()
    await isOn(survey.title, `/surveys/${survey.id}`)
    await context.close()
  })

  it('says so at an address that leads nowhere', async () => {
    const expects = /404 .*\/api\/(posts|surveys)\//
    const { page, context, go } = await web.visit({ as: await web.teamroom.account('member'), expects })
    for (const nowhere of ['/settings/nowhere', `/news/${randomUUID()}`, `/surveys/${randomUUID()}`]) {
      await go(nowhere)
      await page.getByRole('heading', { name: 'There is nothing here' }).waitFor()
    }
    await context.close()
  })

  it('is in German where the browser prefers it, on both pages, and writes days as it does', async () => {
    const bea = await web.teamroom.account('manager', 'Bea')
    const { public_key } = await openSurvey(bea, { audience: 'anyone', due_at: '2099-05-03T10:00:00Z' })
    const { page, context, go } = await web.visit({ as: bea, locale: 'de-DE' })
    await go('/')
    await page.getByRole('heading', { name: 'Hallo, Bea' }).waitFor()
    assert.equal(await page.evaluate('document.documentElement.lang'), 'de')
    await go(`/s/${public_key}`)
    await page.getByRole('button', { name: 'Absenden' }).waitFor()
    await page.getByText('Bis 3. Mai 2099').or(page.getByText('Bis 03.05.2099')).waitFor()
    await context.close()
  })
})

describe('a session', () => {
  it('asks to sign in again when it was ended from another device, and returns to the page', async () => {
    const carla = await web.teamroom.account('manager', 'Carla')
    const phone = await web.visit({ as: carla, expects: /401 .*\/api\// })
    await phone.go('/settings')
    const laptop = await web.visit()
    await laptop.go('/settings')
    await signIn(web.teamroom, laptop.page, carla)
    await laptop.page.getByRole('button', { name: 'Sign out everywhere else' }).click()
    await laptop.page.getByRole('button', { name: 'Sign out everywhere else' }).waitFor({ state: 'detached' })

    const { page } = phone
    await page.getByRole('link', { name: 'News' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await signIn(web.teamroom, page, carla)
    await page.getByRole('heading', { level: 1, name: 'News' }).waitFor()
    assert.equal(new URL(page.url()).pathname, '/news')
    await phone.context.close()
    await laptop.context.close()
  })

  it('ends in every tab of a browser, and leaves nothing for the next person to see', async () => {
    const [ann, nosy] = [await web.teamroom.account('member'), await web.teamroom.account('member', 'nosy')]
    await openSurvey(ann, { title: 'Only Ann knows' })
    const { page, context, go } = await web.visit({ as: ann })
    await go('/surveys')
    await page.getByText('Only Ann knows').waitFor()
    const tab = await context.newPage()
    await tab.goto('/news')
    await settle(tab)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await tab.getByRole('heading', { name: 'Sign in' }).waitFor()

    const shown = page.getByText('Only Ann knows').waitFor({ timeout: 2_000 })
    await Promise.all([assert.rejects(shown), signIn(web.teamroom, page, nosy)])
    await page.getByText('You have made no survey yet.').waitFor()
    await tab.getByRole('heading', { name: 'News' }).waitFor()
    await context.close()
  })

  it('goes on, once begun, to the address that asked for it, and never to another site', async () => {
    const dora = await web.teamroom.account('member', 'Dora')
    for (const [next, path] of [
      ['/surveys', '/surveys'],
      ['javascript:alert(1)', '/'],
      ['//evil.example/', '/'],
      ['https://evil.example/', '/'],
    ] as const) {
      const { page, context, go } = await web.visit()
      await go(`/?next=${encodeURIComponent(next)}`)
      await signIn(web.teamroom, page, dora)
      await page.getByRole('heading', { level: 1, name: path === '/' ? 'Hello, Dora' : 'Surveys' }).waitFor()
      const url = new URL(page.url())
      assert.deepEqual([url.origin, url.pathname], [web.origin, path])
      await context.close()
    }
  })
})
