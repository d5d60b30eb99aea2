import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, afterEach, before, describe, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { givePassword, PASSWORD } from '../accounts.ts'
import { startBrowser } from '../browser.ts'
import { hireAnn } from '../company.ts'
import type { Account } from '../harness.ts'
import { makeSurvey, openSurvey } from '../surveys.ts'
import { NEXT_YEAR, workday } from './days.ts'
import { settle, signIn, startWeb, until, type Web } from './web.ts'

/** What a server says to those whose session has ended, which is what these tests are about. */
const ENDED = /401 .*\/api\//
const MINUTE_MS = 60_000

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
    const expects = /404 .*(\/api\/(posts|surveys)\/|\/settings\/nowhere$)/
    const { page, context, go } = await web.visit({ as: await web.teamroom.account('member'), expects })
    for (const nowhere of ['/settings/nowhere', `/news/${randomUUID()}`, `/surveys/${randomUUID()}`]) {
      await go(nowhere)
      await page.getByRole('heading', { name: 'There is nothing here' }).waitFor()
    }
    await context.close()
  })

  it('is in German where the browser prefers it, on both pages, and writes days as it does', async () => {
    const bea = await web.teamroom.account('manager', 'Bea')
    // At this hour it is the same day everywhere on Earth.
    const { public_key } = await openSurvey(bea, { audience: 'anyone', due_at: '2099-05-03T08:00:00Z' })
    const { page, context, go } = await web.visit({ as: bea, locale: 'de-DE' })
    const texts: string[] = []
    page.on('request', (request) => {
      const [, language] = request.url().match(/\/assets\/(en|de)-/) ?? []
      if (language !== undefined) texts.push(language)
    })
    await go('/')
    await page.getByRole('heading', { name: 'Hallo, Bea' }).waitFor()
    assert.deepEqual(texts, ['de'])
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
    const phone = await web.visit({ as: carla, expects: ENDED })
    await phone.go('/settings')
    const laptop = await web.visit()
    await laptop.go('/settings')
    await signIn(web.teamroom, laptop.page, carla)
    await laptop.page.getByRole('button', { name: 'Sign out everywhere else' }).click()
    await laptop.page.getByRole('button', { name: 'Sign out everywhere else' }).waitFor({ state: 'detached' })

    const { page } = phone
    await page.getByRole('link', { name: 'News', exact: true }).click()
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

    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await page.evaluate(`new MutationObserver(() => {
      if (document.body.innerText.includes('Only Ann knows')) console.error('Nosy was shown it.')
    }).observe(document, { childList: true, subtree: true, characterData: true })`)
    await signIn(web.teamroom, page, nosy)
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
      assert.deepEqual([url.origin, url.pathname], [web.url, path])
      await context.close()
    }
  })
})

/** Ends all sessions of somebody, as they do on another device by "Sign out everywhere else". */
async function endSessions({ send }: Account): Promise<void> {
  const { body } = await send('GET', '/api/me/sessions?limit=200')
  for (const { id } of body.filter(({ current }: { current: boolean }) => !current)) {
    assert.equal((await send('DELETE', `/api/me/sessions/${id}`)).status, 204)
  }
}

const cover = (page: Page) => page.getByRole('heading', { name: 'Sign in again' })
const typeOfFocused = (page: Page) => page.evaluate<string>('document.activeElement.type')

/** Everything that a screen reader finds on the page. */
async function readOut(page: Page): Promise<string> {
  const devtools = await page.context().newCDPSession(page)
  const { nodes } = await devtools.send('Accessibility.getFullAXTree')
  return JSON.stringify(nodes.filter(({ ignored }) => !ignored).map(({ name, value }) => [name?.value, value?.value]))
}

/** What lies on top, at places all over the window, and is not of the cover. */
const UNCOVERED = `[0.02, 0.3, 0.5, 0.7, 0.98].flatMap((x) => [0.02, 0.3, 0.5, 0.7, 0.98].map((y) =>
  document.elementFromPoint(x * innerWidth, y * innerHeight))).filter((each) => !each?.closest('dialog')).length`

describe('a page without TLS, as in a company’s own network', () => {
  let browser: Browser
  before(async () => {
    browser = await startBrowser(['--host-resolver-rules=MAP office.example 127.0.0.1'])
  })
  after(() => browser.close())

  it('is signed in to, loaded again in two tabs at once, and worked in', async () => {
    const vera = await web.teamroom.account('admin', 'Vera')
    const context = await browser.newContext({ baseURL: web.url.replace('127.0.0.1', 'office.example') })
    const wrong: string[] = []
    context.on('weberror', (error) => wrong.push(String(error.error().stack)))
    const [page, tab] = [await context.newPage(), await context.newPage()]
    await page.goto('/surveys')
    assert.equal(await page.evaluate('isSecureContext'), false)
    assert.equal(await page.evaluate(`'locks' in navigator || 'randomUUID' in crypto`), false)
    await signIn(web.teamroom, page, vera)
    await page.getByRole('heading', { level: 1, name: 'Surveys' }).waitFor()
    const count = async () => (await vera.send('GET', '/api/surveys?limit=200')).body.length
    const before = await count()
    await Promise.all([page.reload(), tab.goto('/news')])
    await tab.getByRole('heading', { level: 1, name: 'News' }).waitFor()
    await page.getByRole('button', { name: 'Make a survey' }).click()
    await page.getByLabel('Title').waitFor()
    assert.equal(await count(), before + 1)
    await tab.goto('/settings/invites')
    await tab.getByRole('button', { name: 'Create link' }).click()
    await tab.getByRole('button', { name: 'Copy' }).click()
    await tab.getByRole('button', { name: 'Copied' }).waitFor()
    await tab.getByRole('textbox', { name: 'Email address' }).fill('')
    await tab.keyboard.press('ControlOrMeta+V')
    assert.equal(
      await tab.getByRole('textbox', { name: 'Email address' }).inputValue(),
      await tab.getByRole('textbox', { name: 'Invite link' }).inputValue(),
    )
    assert.deepEqual(wrong, [])
  })
})

describe('a session that ends while somebody types', () => {
  it('is begun again over the page, which is out of reach until then, and goes on with what was typed', async () => {
    const { ann } = await hireAnn(web.teamroom, { allowance: 2_500 })
    await givePassword(web.teamroom.db, ann.id)
    const { page, context, go } = await web.visit({ as: ann, expects: ENDED })
    await go('/time-off')
    const note = page.getByLabel('Note')
    await page.getByLabel('First day').fill(workday(`${NEXT_YEAR}-03-03`))
    await page.getByText('This takes').waitFor()
    await note.fill('A wedding')
    assert.match(await readOut(page), /A wedding/)
    await endSessions(ann)
    await page.getByRole('button', { name: 'Ask', exact: true }).click()
    await cover(page).waitFor()

    await until(async () => (await typeOfFocused(page)) === 'password')
    assert.equal(await page.getByLabel('User name').inputValue(), ann.username)
    assert.equal(await page.evaluate(UNCOVERED), 0)
    assert.doesNotMatch(await readOut(page), /A wedding|This takes|My requests/)
    for (let i = 0; i < 12; i++) {
      await page.keyboard.press('Tab')
      assert.ok(
        await page.evaluate(`document.activeElement === document.body || !!document.activeElement.closest('dialog')`),
      )
    }
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await page.locator('input[type=password]').fill('not the one')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('Wrong user name or password.').waitFor()

    await signIn(web.teamroom, page, ann)
    await cover(page).waitFor({ state: 'detached' })
    assert.equal(new URL(page.url()).pathname, '/time-off')
    assert.equal(await note.inputValue(), 'A wedding')
    await page.getByText('Your session had ended. Please try again.').waitFor()
    await page.getByRole('button', { name: 'Ask', exact: true }).click()
    // A notice under the mouse stays.
    const notice = page.getByText('Your request is on its way.')
    await notice.hover()
    await page.getByRole('button', { name: 'Sign out' }).press('Enter')
    await notice.waitFor({ state: 'detached' })
    assert.equal((await ann.send('GET', '/api/time-off/requests')).body.length, 1)
    await context.close()
  })

  it('keeps what is not saved yet of a survey, to be saved then', async () => {
    const eve = await web.teamroom.account('manager')
    const { id } = await makeSurvey(eve, { title: 'Before' })
    const { page, context, go } = await web.visit({ as: eve, expects: ENDED })
    await go(`/surveys/${id}`)
    await page.getByLabel('Title').fill('After')
    await endSessions(eve)
    const save = page.getByRole('button', { name: 'Save', exact: true })
    await save.click()
    await cover(page).waitFor()
    await signIn(web.teamroom, page, eve)
    await cover(page).waitFor({ state: 'detached' })
    assert.equal(await page.getByLabel('Title').inputValue(), 'After')
    await save.click()
    await page.getByRole('heading', { level: 1, name: 'After' }).waitFor()
    assert.equal((await eve.send('GET', `/api/surveys/${id}`)).body.title, 'After')
    await context.close()
  })

  it('leaves nothing of it to somebody else who signs in instead, in any tab', async () => {
    const [ann, nosy] = [await web.teamroom.account('manager'), await web.teamroom.account('manager')]
    const { id } = await makeSurvey(ann, { title: 'Only Ann knows' })
    const { page, context, go } = await web.visit({ as: ann, expects: /(401|404) .*\/api\// })
    await go(`/surveys/${id}`)
    await page.getByLabel('Welcome').fill('Between us')
    const tab = await context.newPage()
    await tab.goto('/news')
    await settle(tab)
    await endSessions(ann)
    await tab.getByRole('link', { name: 'Surveys', exact: true }).click()
    await cover(tab).waitFor()
    await signIn(web.teamroom, tab, nosy)

    await tab.getByText('You have made no survey yet.').waitFor()
    await page.getByRole('heading', { name: 'There is nothing here' }).waitFor()
    for (const one of [page, tab]) assert.doesNotMatch(await one.content(), /Only Ann knows|Between us/)
    await page.getByRole('link', { name: 'Surveys', exact: true }).click()
    await page.getByText('You have made no survey yet.').waitFor()
    await context.close()
  })

  it('saves no file in the name of somebody else, who has signed in meanwhile', async () => {
    const [ann, nosy] = [await web.teamroom.account('manager'), await web.teamroom.account('manager')]
    const { id } = await makeSurvey(ann)
    const { page, context, go } = await web.visit({ as: ann, expects: /(401|404) .*\/api\// })
    await go(`/surveys/${id}`)
    await page.getByRole('button', { name: 'More', exact: true }).click()
    await givePassword(web.teamroom.db, nosy.id)
    // By the browser, which alone knows by its own clock how long a cookie is good.
    const other = { username: nosy.username, password: PASSWORD, cookie: true }
    const login = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(other) }
    const status = `fetch('/api/auth/login', ${JSON.stringify(login)}).then(({ status }) => status)`
    assert.equal(await page.evaluate(status), 200)
    await endSessions(ann)
    let asked = 0
    page.on('request', (request) => {
      if (request.url().endsWith('/file')) asked++
    })
    await page.getByRole('menuitem', { name: 'Save as a file' }).click()
    await page.getByRole('banner').getByText(nosy.username).waitFor()
    await settle(page)
    assert.equal(asked, 1)
    await context.close()
  })

  it('comes back by itself in the other tabs, once it has in one', async () => {
    const bea = await web.teamroom.account('member')
    const { page, context, go } = await web.visit({ as: bea, expects: ENDED })
    await go('/')
    const tab = await context.newPage()
    await tab.goto('/news')
    await settle(tab)
    await endSessions(bea)
    for (const one of [page, tab]) {
      await one.getByRole('link', { name: 'Surveys', exact: true }).click()
      await cover(one).waitFor()
    }
    await signIn(web.teamroom, tab, bea)
    for (const one of [tab, page]) {
      await cover(one).waitFor({ state: 'detached' })
      await one.getByRole('heading', { level: 1, name: 'Surveys' }).waitFor()
    }
    await context.close()
  })
})

describe('an access token', () => {
  it('that has expired is renewed without a word, and a session that is idle for longer still ends by its button', async () => {
    const dan = await web.teamroom.account('member')
    const { page, context, go } = await web.visit({ as: dan, expects: ENDED })
    await go('/')
    const count = async () =>
      (await web.teamroom.db.selectFrom('sessions').select('id').where('user_id', '=', dan.id).execute()).length
    assert.equal(await count(), 2)
    const asked: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).pathname))
    await web.advance(16 * MINUTE_MS)
    await page.getByRole('link', { name: 'Surveys', exact: true }).click()
    await page.getByText('You have made no survey yet.').waitFor()
    assert.ok(asked.includes('/api/auth/refresh'))
    await web.advance(16 * MINUTE_MS)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    assert.equal(await count(), 1)
    await context.close()
  })
})
