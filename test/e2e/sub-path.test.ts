import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import { givePassword } from '../accounts.ts'
import type { Account } from '../harness.ts'
import { openSurvey } from '../surveys.ts'
import { settle, signIn, startWeb, until, type Web, WIDTHS } from './web.ts'

const PATH = '/teamroom'

let web: Web
let olga: Account

before(async () => {
  web = await startWeb({}, PATH)
  olga = await web.teamroom.account('admin', 'Olga')
  await givePassword(web.teamroom.db, olga.id)
})
afterEach(() => web.assertNoTroubles())
after(() => web.stop())

// Whatever leaves the path is a trouble: the browser's own pages note every request outside of it.
describe('Teamroom under a path of a shared host', () => {
  it('keeps people signed in by a cookie that no other program there is sent', async () => {
    const { page, context, go } = await web.visit()
    await go('/news')
    await signIn(web.teamroom, page, olga)
    await page.getByRole('link', { name: 'Write' }).waitFor()
    const [cookie] = (await context.cookies()).filter(({ name }) => name === 'teamroom_refresh')
    assert.equal(cookie?.path, `${PATH}/api/auth`)
    await page.reload()
    await settle(page)
    assert.equal(new URL(page.url()).pathname, `${PATH}/news`)
    await page.getByRole('link', { name: 'Write' }).waitFor()
  })

  it('writes a post and changes it, behind a proxy that weakens tags', async () => {
    const { page, go } = await web.visit({ as: olga })
    await go('/news')
    await page.getByRole('link', { name: 'Write' }).click()
    await page.getByLabel('Title').fill('Summer party')
    await page.getByRole('textbox', { name: 'Text', exact: true }).fill('Bring towels, and a cake.')
    await page.getByRole('button', { name: 'Publish', exact: true }).click()
    await page.getByRole('heading', { name: 'Summer party', level: 1 }).waitFor()
    const address = new URL(page.url()).pathname
    assert.match(address, /^\/teamroom\/news\/[\w-]+$/)
    await go(`${address.slice(PATH.length)}/edit`)
    await page.getByLabel('Title').fill('Winter party')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByRole('heading', { name: 'Winter party', level: 1 }).waitFor()
  })

  it('shows a survey to people who answer it, and its results while they do', async () => {
    const survey = await openSurvey(olga, {
      title: 'Lunch',
      audience: 'anyone',
      anonymous: false,
      questions: [{ id: 'lunch', type: 'text', title: 'Lunch?' }],
    })
    const desk = await web.visit({ as: olga })
    await desk.go(`/surveys/${survey.id}`)
    await desk.page.getByRole('tab', { name: 'Share' }).click()
    const link = `${web.url}/s/${survey.public_key}`
    await until(async () => (await desk.page.getByRole('textbox').first().inputValue()) === link)
    await desk.page.getByRole('tab', { name: 'Results' }).click()
    const phone = await web.visit({ width: WIDTHS.phone })
    await phone.go(`/s/${survey.public_key}`)
    await phone.page.getByLabel('Lunch?').fill('Soup')
    await phone.page.getByRole('button', { name: 'Send' }).click()
    await phone.page.getByText('Thank you, your reply has arrived.').waitFor()
    await desk.page.getByText('Soup').first().waitFor()
  })

  it('leads to sign in from a survey for accounts, and back', async () => {
    const survey = await openSurvey(olga, { title: 'Cake', audience: 'members' })
    const { page } = await web.visit({ expects: /401 .*\/api\/surveys\/public/ })
    await page.goto(`${web.url}/s/${survey.public_key}`)
    await page.getByRole('link').click()
    await signIn(web.teamroom, page, olga)
    await page.getByRole('heading', { name: 'Cake' }).waitFor()
    assert.equal(page.url(), `${web.url}/s/${survey.public_key}`)
  })

  it('leads from signing in to no other program on its host', async () => {
    const stays = ['/other', '/teamrooms/', '/teamroom/%2e%2e/other', 'http://[']
    for (const next of stays) {
      const { page, context, go } = await web.visit()
      await go(`/?next=${encodeURIComponent(next)}`)
      await signIn(web.teamroom, page, olga)
      await page.getByRole('heading', { level: 1, name: 'Hello, Olga' }).waitFor()
      await settle(page)
      const { origin, pathname } = new URL(page.url())
      assert.equal(origin + pathname, `${web.url}/`, next)
      await context.close()
    }
  })

  it('has the documentation there, which sends what is tried to it', async () => {
    const { page } = await web.visit()
    await page.goto(`${web.url}/api/docs/swagger`)
    await page.locator('.opblock').first().waitFor()
    assert.equal(await page.locator('.servers select').inputValue(), PATH)
  })
})

describe('an address that the app does not have', () => {
  it('is 404, with the way home', async () => {
    const { page } = await web.visit({ as: olga, expects: /404 .*\/(nonsense|news\/1\/2)$/ })
    for (const path of ['/nonsense', '/news/1/2']) {
      const answer = await page.goto(web.url + path)
      await settle(page)
      assert.equal(answer?.status(), 404, path)
      await page.getByRole('heading', { level: 1 }).waitFor()
      assert.equal(await page.getByRole('link', { name: 'Home' }).last().getAttribute('href'), `${PATH}/`)
    }
  })
})
