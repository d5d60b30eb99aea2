import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { addDays } from '../../server/time-off/days.ts'
import type { Account } from '../harness.ts'
import { TODAY } from './days.ts'
import { signIn, startWeb, type Web } from './web.ts'

const CONTENT = 'Bring **towels**, and a cake.'

let web: Web
let wanda: Account
let mo: Account

before(async () => {
  web = await startWeb()
  wanda = await web.teamroom.account('manager', 'Wanda')
  mo = await web.teamroom.account('member', 'Mo')
})
afterEach(() => web.assertNoTroubles())
after(() => web.stop())

/** Writes a post as Wanda does it through the API; gives its id. */
async function write(title: string, more: object = {}): Promise<string> {
  const { status, body, text } = await wanda.send('POST', '/api/posts', { title, content: CONTENT, ...more })
  assert.equal(status, 201, text)
  return body.id
}

const contentOf = (page: Page) => page.getByRole('textbox', { name: 'Text', exact: true })
const previewOf = (page: Page) => page.getByRole('region', { name: 'Preview' })
const save = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

/** A moment as a field for dates and times has it. */
const momentIn = (days: number) => `${addDays(TODAY, days)}T10:00`

/** Lets the moment of a scheduled post come. */
async function letComeOut(id: string): Promise<void> {
  const { db, clock } = web.teamroom
  const moment = new Date(clock.now.getTime() - 1_000).toISOString()
  await db
    .updateTable('posts')
    .set({ publish_at: moment, listed_at: moment, version: (eb) => eb('version', '+', 1) })
    .where('id', '=', id)
    .execute()
  await db.updateTable('post_tags').set({ listed_at: moment }).where('post_id', '=', id).execute()
}

describe('a post', () => {
  it('is drafted with a preview, scheduled, read, and acknowledged, as its writer sees', async () => {
    const desk = await web.visit({ as: wanda, expects: /422 .*\/api\/posts/ })
    const { page } = desk
    await desk.go('/news')
    await page.getByRole('link', { name: 'Write' }).click()
    await page.getByLabel('Title').fill('Hi')
    await contentOf(page).fill('Friday')
    await save(page, 'Publish')
    await page.getByText('Length must be between 3 and 100.').waitFor()
    await page.getByText('Length must be between 10 and 100000.').waitFor()
    assert.equal(await page.locator('input:focus').inputValue(), 'Hi')

    await contentOf(page).press('ControlOrMeta+A')
    await contentOf(page).press('ControlOrMeta+B')
    assert.equal(await contentOf(page).inputValue(), '**Friday**')
    await previewOf(page).locator('strong', { hasText: 'Friday' }).waitFor()
    await contentOf(page).press('ControlOrMeta+Z')
    assert.equal(await contentOf(page).inputValue(), 'Friday')
    await contentOf(page).fill('First line\nSecond line')
    await contentOf(page).press('ControlOrMeta+A')
    await page.getByRole('button', { name: 'Numbered list' }).click()
    assert.equal(await contentOf(page).inputValue(), '1. First line\n2. Second line')
    await previewOf(page).getByRole('listitem').nth(1).getByText('Second line').waitFor()

    await page.getByLabel('Title').fill('Summer swim')
    await page.getByRole('combobox', { name: 'Tags' }).fill('Water')
    await page.getByRole('combobox', { name: 'Tags' }).press('Enter')
    await page.getByLabel('Must read').check()
    await save(page, 'Save as a draft')
    await page.waitForURL(/\/news\/[^/]+\/edit$/)
    const id = page.url().split('/').at(-2) as string
    const phone = await web.visit({ as: mo, width: 360, expects: /404 .*\/api\/posts\// })
    await phone.go('/news')
    assert.equal(await phone.page.getByText('Summer swim').count(), 0)
    await phone.go(`/news/${id}`)
    await phone.page.getByRole('heading', { name: 'Nothing here' }).waitFor()

    await page.getByLabel('Later').check()
    await save(page, 'Schedule')
    await page.getByText('When is it to come out?').waitFor()
    await page.getByLabel('Date and time').fill(momentIn(-3))
    await save(page, 'Schedule')
    await page.getByText('Must not be in the past.').waitFor()
    await page.getByLabel('Date and time').fill(momentIn(3))
    await save(page, 'Schedule')
    await page.getByRole('heading', { level: 1, name: 'Summer swim' }).waitFor()
    await page.getByText('scheduled', { exact: true }).waitFor()
    await desk.go('/news?show=scheduled')
    await page.getByRole('link', { name: 'Summer swim' }).waitFor()
    await phone.go('/news')
    assert.equal(await phone.page.getByText('Summer swim').count(), 0)

    await letComeOut(id)
    await phone.go('/news?show=unread')
    await phone.page.getByRole('link', { name: 'Summer swim' }).click()
    await phone.page.getByRole('button', { name: 'I have read this' }).click()
    await phone.page.getByText('You read this on').waitFor()
    assert.equal(await phone.page.title(), 'Summer swim – Teamroom')
    assert.equal(await phone.page.getByRole('link', { name: 'Edit' }).count(), 0)
    await phone.page.emulateMedia({ media: 'print' })
    assert.equal(await phone.page.getByRole('banner').isVisible(), false)
    await phone.go('/news/new')
    await phone.page.getByRole('heading', { name: 'Nothing here' }).waitFor()

    await desk.go(`/news/${id}`)
    await page.getByRole('tab', { name: 'Who has read it' }).click()
    await page.reload()
    await page.getByRole('region', { name: '1 person has read it' }).getByText('Mo').waitFor()
    await page.getByRole('region', { name: '1 person has not read it' }).getByText('Wanda').waitFor()
    await desk.context.close()
    await phone.context.close()
  })

  it('that two people edit at once is not overwritten unasked, and an older version comes back', async () => {
    const id = await write('Parking rules')
    const desk = await web.visit({ as: wanda, expects: /412 .*\/api\/posts\// })
    const { page } = desk
    await desk.go(`/news/${id}/edit`)
    await contentOf(page).fill('Bring **towels**, and no cake.')
    const other = await web.teamroom.account('admin')
    await other.send('PATCH', `/api/posts/${id}`, { title: 'Parking rules of the house' })
    await save(page, 'Save')
    const conflict = page.getByRole('alert', { name: 'Somebody else has saved this post meanwhile' })
    await conflict.locator('ins', { hasText: 'no' }).waitFor()
    await conflict.locator('del', { hasText: 'of the house' }).waitFor()
    assert.equal(await contentOf(page).inputValue(), 'Bring **towels**, and no cake.')
    await page.getByRole('button', { name: 'Take theirs instead' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'Save mine over theirs' }).click()
    await page.getByRole('heading', { level: 1, name: 'Parking rules', exact: true }).waitFor()
    await page.getByText('and no cake.').waitFor()

    await page.getByRole('tab', { name: 'Versions' }).click()
    await page.getByRole('button', { name: /^Version 2,/ }).click()
    await page.waitForURL(/version=2/)
    await page.reload()
    await page.locator('ins', { hasText: 'no' }).waitFor()
    await page.getByRole('button', { name: 'Bring this version back' }).click()
    await page.getByText('That version is back.').waitFor()
    await page.getByRole('heading', { level: 1, name: 'Parking rules of the house' }).waitFor()
    const { body } = await wanda.send('GET', `/api/posts/${id}`)
    assert.deepEqual([body.title, body.content, body.version], ['Parking rules of the house', CONTENT, 4])

    await page.getByRole('button', { name: /^Version 1,/ }).click()
    await page.locator('ins', { hasText: 'of the house' }).waitFor()
    await other.send('PATCH', `/api/posts/${id}`, { must_read: true })
    await page.getByRole('button', { name: 'Bring this version back' }).click()
    await page.getByText('Someone else just changed this.').waitFor()
    await desk.context.close()
  })

  it('goes back to the drafts, and is deleted, when its writer says so twice', async () => {
    const id = await write('A mistake')
    const { page, context, go } = await web.visit({ as: wanda, expects: /404 .*\/api\/posts\// })
    await go(`/news/${id}`)
    await page.getByRole('link', { name: 'Edit' }).click()
    await save(page, 'Take back to draft')
    await page.getByText('Saved as a draft.').waitFor()
    assert.equal((await mo.send('GET', `/api/posts/${id}`)).status, 404)
    await page.getByRole('link', { name: 'To the post' }).click()
    await save(page, 'Delete')
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await save(page, 'Delete')
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await page.waitForURL('/news')
    await page.getByText('“A mistake” is deleted.').waitFor()
    assert.equal((await wanda.send('GET', `/api/posts/${id}`)).status, 404)
    await context.close()
  })

  it('is not lost when its writer leaves, or when their session ends', async () => {
    const writer = await web.teamroom.account('manager', 'Will')
    const { page, context, go } = await web.visit({ as: writer, expects: /401 / })
    await go('/news')
    await page.getByRole('link', { name: 'Write' }).click()
    await page.getByLabel('Title').fill('Nearly forgotten')
    await contentOf(page).fill(CONTENT)
    await previewOf(page).getByText('towels').waitFor()
    for (const leave of [
      () => page.getByRole('link', { name: 'Surveys', exact: true }).click(),
      () => page.evaluate('history.back()'),
    ]) {
      await leave()
      await page.getByRole('dialog').getByRole('button', { name: 'Stay' }).click()
      await page.getByRole('dialog').waitFor({ state: 'detached' })
    }
    await page.waitForURL('/news/new')
    await web.teamroom.db.deleteFrom('sessions').where('user_id', '=', writer.id).execute()
    await save(page, 'Save as a draft')
    await page.getByRole('heading', { name: 'Sign in again' }).waitFor()
    await page.locator('input[type=password]').waitFor()
    await signIn(web.teamroom, page, writer)
    await page.getByRole('heading', { name: 'Sign in again' }).waitFor({ state: 'detached' })
    assert.equal(await contentOf(page).inputValue(), CONTENT)
    await save(page, 'Save as a draft')
    await page.getByText('Saved as a draft.').waitFor()
    await page.getByLabel('Title').fill('Forgotten after all')
    await page.getByRole('link', { name: 'Surveys', exact: true }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Leave' }).click()
    await page.waitForURL('/surveys')
    await context.close()
  })
})

describe('the list of news', () => {
  it('is found again at its address: words, tags and states', async () => {
    await write('Lunch in spring', { tags: ['food'] })
    await write('Lunch in autumn', { tags: ['food', '2026'], pinned: true })
    await write('A lift', { tags: ['house'], published: false })
    const { page, context, go } = await web.visit({ as: wanda })
    const titles = () =>
      page
        .getByRole('article')
        .getByRole('link', { name: /^[A-Z]/ })
        .allInnerTexts()
    await go('/news')
    assert.deepEqual((await titles()).slice(0, 3), ['Lunch in autumn', 'A lift', 'Lunch in spring'])
    await page.getByRole('searchbox', { name: 'Search' }).fill('spring ')
    await page.waitForURL('/news?q=spring')
    await page.getByText('Lunch in autumn').waitFor({ state: 'detached' })
    await page.getByRole('link', { name: '#food' }).click()
    await page.waitForURL('/news?tag=food')
    await page.getByText('Lunch in autumn').waitFor()
    assert.equal(await page.getByRole('searchbox', { name: 'Search' }).inputValue(), '')
    await page.goBack()
    await page.getByText('Lunch in autumn').waitFor({ state: 'detached' })
    assert.equal(await page.getByRole('searchbox', { name: 'Search' }).inputValue(), 'spring')
    await page.reload()
    await page.getByText('Lunch in spring').waitFor()
    assert.deepEqual(await titles(), ['Lunch in spring'])

    await go('/news?tag=2026')
    await page.getByText('Lunch in autumn').waitFor()
    assert.deepEqual(await titles(), ['Lunch in autumn'])
    await page.getByRole('button', { name: 'Any tag' }).click()
    await page.getByText('Lunch in spring').waitFor()
    await page.getByText('Drafts').click()
    await page.waitForURL('/news?show=drafts')
    await page.getByText('Lunch in spring').waitFor({ state: 'detached' })
    await page.getByText('A lift').waitFor()
    await page.getByRole('searchbox', { name: 'Search' }).fill('???')
    await page.getByText('No news is like that.').waitFor()
    await page.getByRole('searchbox', { name: 'Search' }).fill('lift')
    await page.getByText('A lift').waitFor()
    await context.close()
  })

  it('comes in pages', async () => {
    for (let i = 1; i <= 21; i++) await write(`Weekly ${i}`, { tags: ['weekly'] })
    const { page, context, go } = await web.visit({ as: mo })
    await go('/news?tag=weekly')
    assert.equal(await page.getByRole('article').count(), 20)
    await page.getByRole('button', { name: 'Show more' }).click()
    await page.getByRole('link', { name: 'Weekly 1', exact: true }).waitFor()
    assert.equal(await page.getByRole('article').count(), 21)
    assert.equal(await page.getByRole('button', { name: 'Show more' }).count(), 0)
    await context.close()
  })
})

describe('the headings of a post', () => {
  it('are below its title, and as many levels apart as they were written', async () => {
    const content = '# First\n\nA line.\n\n## Second\n\n###### Sixth\n\n`<h1>` is a tag.'
    const id = await write('A long read', { content })
    const { page, context, go } = await web.visit({ as: mo })
    await go(`/news/${id}`)
    await page.getByRole('heading', { name: 'First' }).waitFor()
    const headings = await page.locator('article').locator('h1, h2, h3, h4, h5, h6').all()
    const found = await Promise.all(
      headings.map(async (one) => [
        await one.evaluate((element) => (element as { tagName: string }).tagName),
        await one.innerText(),
      ]),
    )
    assert.deepEqual(found, [
      ['H1', 'A long read'],
      ['H2', 'First'],
      ['H3', 'Second'],
      ['H6', 'Sixth'],
    ])
    assert.equal(await page.locator('h1').count(), 1)
    await page.getByText('<h1>', { exact: true }).waitFor()
    const { body } = await mo.send('GET', `/api/posts/${id}`)
    assert.match(body.html, /^<h1>First<\/h1>/)
    await context.close()
  })
})

describe('those who have not read a must-read post', () => {
  it('come in pages', async () => {
    for (let i = 1; i <= 21; i++) await web.teamroom.account('member', `Zoe ${String(i).padStart(2, '0')}`)
    const id = await write('Fire drill', { must_read: true })
    const { page, context, go } = await web.visit({ as: wanda })
    await go(`/news/${id}?tab=readers`)
    await page.getByText('Nobody has said so yet.').waitFor()
    assert.equal(await page.getByText('Zoe 21').count(), 0)
    await page.getByRole('button', { name: 'Show more' }).click()
    await page.getByText('Zoe 21').waitFor()
    await context.close()
  })
})
