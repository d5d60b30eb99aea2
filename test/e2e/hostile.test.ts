import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { givePassword, PASSWORD } from '../accounts.ts'
import type { Account } from '../harness.ts'
import { openSurvey } from '../surveys.ts'
import { startWeb, until, type Visitor, type Web } from './web.ts'

const TITLE = '<img src=x onerror=alert(1)>=1+1<script>alert(2)</script>'
const LINK = 'javascript:alert(3)'
const MARKDOWN = `${TITLE}\n\n[a link](${LINK}) <a href="${LINK}">another</a> <svg/onload=alert(4)> <b onclick=alert(5)>bold</b>`

let web: Web
let eve: Account

before(async () => {
  web = await startWeb()
  eve = await web.teamroom.account('manager', '<b>Eve</b>')
})
afterEach(() => web.assertNoTroubles())
after(() => web.stop())

/** Somebody signed in whom no dialog may come to. */
async function visitor(how: { as?: Account; expects?: RegExp } = {}): Promise<Visitor & { dialogs: string[] }> {
  const visit = await web.visit({ as: eve, ...how })
  const dialogs: string[] = []
  visit.page.on('dialog', (dialog) => {
    dialogs.push(dialog.message())
    void dialog.dismiss()
  })
  return { ...visit, dialogs }
}

const dangerous = (page: Page) =>
  page.locator('[onerror], [onload], [onclick], [href^="javascript:"], #root script, #answer script').count()

describe('what somebody typed', () => {
  it('runs nothing in a survey: not where it is built, answered, or counted', async () => {
    const { page, context, go, dialogs } = await visitor()
    await go('/surveys')
    await page.getByRole('button', { name: 'Make a survey' }).click()
    await page.getByLabel('Title').fill(TITLE)
    await page.getByLabel('Welcome').fill(MARKDOWN)
    await page.getByLabel('Thank-you').fill(MARKDOWN)
    await page.getByLabel('Description').fill(TITLE)
    await page.getByRole('button', { name: 'Add a section' }).click()
    await page.getByLabel('Heading', { exact: true }).fill(TITLE)
    await page.getByLabel('Text under the heading').fill(MARKDOWN)
    await page.getByRole('button', { name: 'Add a question' }).click()
    await page.getByLabel('Question', { exact: true }).fill(TITLE)
    await page.getByLabel('More about it').fill(MARKDOWN)
    await page.getByLabel('Choices 1').fill(TITLE)
    await page.getByLabel('Choices 2').fill(LINK)
    await page.getByRole('region', { name: 'Preview' }).getByText(TITLE).first().waitFor()
    await page.getByRole('button', { name: 'Publish' }).click()
    await page.getByText('Everything is published.').waitFor()
    await page.getByRole('heading', { name: TITLE }).waitFor()
    assert.equal(await dangerous(page), 0)
    await page.getByRole('tab', { name: 'Share' }).click()
    await page.getByRole('radio', { name: 'Invited people' }).check()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByLabel('Addresses', { exact: true }).fill(`${TITLE}\n${LINK}`)
    await page.getByRole('button', { name: 'Make 2 links' }).click()
    await page.getByRole('listitem').filter({ hasText: LINK }).waitFor()
    assert.equal(await dangerous(page), 0)
    const key = new URL(await page.getByRole('textbox', { name: LINK }).inputValue()).pathname
    await go(key)
    await page.getByRole('heading', { name: TITLE }).first().waitFor()
    assert.equal(await dangerous(page), 0)
    await context.close()
    assert.deepEqual(dialogs, [])
  })

  it('is text to those who answer, and to those who read the results', async () => {
    const questions = [
      { type: 'text', id: 'words', title: TITLE, text: MARKDOWN },
      { type: 'single_choice', id: 'pick', title: LINK, choices: [{ id: 'a', label: TITLE }], other: true },
    ]
    const form = { audience: 'anyone', anonymous: false, description: TITLE, welcome: MARKDOWN, thanks: MARKDOWN }
    const { id, public_key } = await openSurvey(eve, { title: TITLE, questions, ...form })
    const { page, context, go, dialogs } = await visitor()
    await go(`/s/${public_key}`)
    await page.getByRole('heading', { name: TITLE }).first().waitFor()
    assert.equal(await dangerous(page), 0)
    await page.getByRole('textbox', { name: TITLE }).fill(`=cmd|'/C calc'!A0 ${TITLE}`)
    await page.getByRole('group', { name: LINK }).getByRole('textbox').fill(LINK)
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByText('Your receipt').waitFor()
    assert.equal(await dangerous(page), 0)

    await go(`/surveys/${id}?tab=results`)
    await page.getByText(`=cmd|'/C calc'!A0 ${TITLE}`).waitFor()
    await page.getByRole('region', { name: LINK }).getByText(LINK).last().waitFor()
    assert.equal(await dangerous(page), 0)
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Save replies' }).click()
    await page.getByRole('menuitem', { name: 'CSV (commas)' }).click()
    const file = await (await download).createReadStream()
    const csv = Buffer.concat(await file.toArray()).toString()
    assert.match(csv, /'=cmd/)
    await context.close()
    assert.deepEqual(dialogs, [])
  })

  it('runs nothing where a post is written, previewed, listed by its tags, and compared with what it was', async () => {
    const { page, context, go, dialogs } = await visitor()
    await go('/news/new')
    const preview = page.getByRole('region', { name: 'Preview' })
    await page.getByLabel('Title').fill(TITLE)
    await page.getByRole('textbox', { name: 'Text', exact: true }).fill(MARKDOWN)
    for (const tag of ['<img src=x onerror=alert(1)>', LINK]) {
      await page.getByRole('combobox', { name: 'Tags' }).fill(tag)
      await page.getByRole('combobox', { name: 'Tags' }).press('Enter')
    }
    await preview.getByText('a link').click()
    await preview.getByText(TITLE).first().waitFor()
    assert.equal(await dangerous(page), 0)
    await page.getByRole('button', { name: 'Save as a draft' }).click()
    await page.waitForURL(/\/edit$/)
    await page.getByRole('textbox', { name: 'Text', exact: true }).fill(`${MARKDOWN} ${LINK}`)
    await page.getByRole('button', { name: 'Publish' }).click()
    await page.getByRole('heading', { level: 1, name: TITLE }).waitFor()
    assert.equal(await page.title(), `${TITLE} – Teamroom`)
    await page.getByRole('tab', { name: 'Versions' }).click()
    await page.getByRole('button', { name: /^Version 1,/ }).click()
    await page.locator('ins', { hasText: LINK }).waitFor()
    assert.equal(await dangerous(page), 0)
    await page.getByRole('tab', { name: 'Post' }).click()
    await page.getByRole('link', { name: `#${LINK}` }).click()
    await page.waitForURL(/\/news\?tag=javascript/)
    await page.getByRole('link', { name: TITLE }).waitFor()
    await page.reload()
    await page.getByRole('link', { name: TITLE }).waitFor()
    assert.equal(await dangerous(page), 0)
    await page.getByRole('button', { name: 'Any tag' }).click()
    await page.getByRole('searchbox', { name: 'Search' }).fill(TITLE.slice(0, 30))
    await page
      .getByText('Nothing')
      .or(page.getByRole('link', { name: TITLE }))
      .first()
      .waitFor()
    assert.equal(await dangerous(page), 0)
    await context.close()
    assert.deepEqual(dialogs, [])
  })

  it('runs nothing in a post, nor in its title', async () => {
    const content = `${MARKDOWN}\n\n![x](${LINK})`
    const { body } = await eve.send('POST', '/api/posts', { title: TITLE, content, published: true, must_read: true })
    const { page, context, go, dialogs } = await visitor()
    for (const path of ['/', '/news', `/news/${body.id}`]) {
      await go(path)
      await page.getByText(TITLE).first().waitFor()
      assert.equal(await dangerous(page), 0)
    }
    await page.getByText('a link').click()
    await page.getByText('bold').click()
    await page.getByRole('button', { name: 'I have read this' }).click()
    await page.getByText('You read this on').waitFor()
    await page.reload()
    await page.getByText('You read this on').waitFor()
    await context.close()
    assert.deepEqual(dialogs, [])
  })

  it('runs nothing in the settings: neither in a field, nor in an address, nor where others read it', async () => {
    const admin = await web.teamroom.account('admin', 'Root')
    await givePassword(web.teamroom.db, admin.id)
    const login = { username: 'Root', password: PASSWORD }
    await web.teamroom.send('POST', '/api/auth/login', login, { 'user-agent': TITLE })
    const { page, context, go, dialogs } = await visitor({ as: admin, expects: /422 .*\/api\// })
    const save = (within: string) =>
      page
        .getByRole('region', { name: within })
        .getByRole('button', { name: /Save|Change|Create/ })
        .click()
    await go('/settings')
    await page.getByText(TITLE).waitFor()
    await page.getByRole('textbox', { name: 'Email address' }).fill(`"${TITLE}"@example.com`)
    await save('Profile')
    await page.getByText('Not a valid email address.').waitFor()
    await page.getByRole('textbox', { name: 'Email address' }).fill('')
    await page.getByLabel('User name').fill(TITLE)
    await save('Profile')
    await page.getByRole('banner').getByText(TITLE).waitFor()
    await page.getByLabel('Current password').fill(TITLE)
    await page.getByLabel('New password').fill(LINK)
    await save('Password')
    await page.getByText('This is not the current password.').waitFor()
    await page.getByRole('button', { name: `Sign out: ${TITLE}` }).click()
    await page.getByText(`Signed out: ${TITLE}.`).waitFor()
    assert.equal(await dangerous(page), 0)

    await go('/settings/company')
    await page.getByRole('textbox', { name: 'Name' }).fill(TITLE)
    await page.getByRole('combobox', { name: 'Language and country' }).fill(LINK)
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Not a language tag').waitFor()
    await page.getByRole('combobox', { name: 'Language and country' }).fill('en')
    await page.getByRole('combobox', { name: 'Time zone' }).fill(TITLE)
    await page.getByText('Nothing found').waitFor()
    await page.getByRole('textbox', { name: 'Name' }).focus()
    await page.getByRole('button', { name: 'Save' }).click()
    await until(async () => (await page.title()).endsWith(TITLE))
    assert.equal(await dangerous(page), 0)

    await go('/settings/invites')
    await page.getByRole('textbox', { name: 'Email address' }).fill(TITLE)
    await save('Invite someone')
    await page.getByText('Not a valid email address.').waitFor()

    for (const q of [LINK, TITLE]) {
      await go(`/settings/users?q=${encodeURIComponent(q)}`)
      assert.equal(await page.getByLabel('Search').inputValue(), q)
      await page.getByLabel('Search').fill(TITLE)
      await page.getByRole('region', { name: TITLE }).waitFor()
    }
    await page.getByLabel('Search').fill('<b>Eve')
    await page.getByRole('button', { name: 'More for <b>Eve</b>' }).click()
    await page.getByRole('menuitem', { name: 'Disable' }).click()
    await page.getByText('<b>Eve</b> is signed out everywhere').waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('<b>Eve</b> can sign in again.').waitFor()
    assert.equal(await dangerous(page), 0)
    await go(`/join#invite=${encodeURIComponent(TITLE)}`)
    await page.getByRole('heading', { name: `Hello, ${TITLE}` }).waitFor()
    assert.equal(await dangerous(page), 0)
    await context.close()
    assert.deepEqual(dialogs, [])
  })
})
