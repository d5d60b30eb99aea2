import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import type { Account } from '../harness.ts'
import { choices, EVERY_TYPE, openSurvey, storedReplies } from '../surveys.ts'
import { startWeb, type Web, WIDTHS } from './web.ts'

let web: Web
let olga: Account

before(async () => {
  web = await startWeb()
  olga = await web.teamroom.account('manager', 'Olga')
})
afterEach(() => web.assertNoTroubles())
after(() => web.stop())

const THANKS = 'Thank you, your reply has arrived.'

/** Opens a survey on a phone. */
async function onPhone(key: string, expects?: RegExp) {
  const { page, context, go } = await web.visit({ width: WIDTHS.phone, ...(expects && { expects }) })
  await go(`/s/${key}`)
  return { page, context, send: page.getByRole('button', { name: 'Send' }) }
}

/** What somebody has answered so far. */
const answersOn = (page: Page) =>
  page.evaluate<string[]>(`Array.from(document.querySelectorAll('input, textarea, [aria-pressed]'), (input) =>
    input.name + ' ' + (input.matches('[type=radio], [type=checkbox]') ? input.checked : input.value) + input.textContent)`)

describe('a survey', () => {
  it('is built, published, answered on three phones, and its results change while they are looked at', async () => {
    const { page, context, go } = await web.visit({ as: olga })
    await go('/surveys')
    await page.getByRole('button', { name: 'Make a survey' }).click()
    await page.getByLabel('Title').fill('Lunch')
    await page.getByRole('button', { name: 'Add a question' }).click()
    await page.getByLabel('Question', { exact: true }).fill('What shall we cook?')
    await page.getByLabel('Choices 1').fill('Soup')
    await page.getByLabel('Choices 2').fill('Salad')
    await page.getByLabel('Choices 2').press('Enter')
    await page.getByLabel('Choices 3').fill('Cake')
    await page.getByRole('button', { name: 'Add a question' }).click()
    await page.getByLabel('Question', { exact: true }).fill('How hungry are you?')
    await page.getByRole('combobox', { name: 'Type' }).click()
    await page.getByRole('option', { name: 'Rating' }).click()
    await page.getByRole('region', { name: 'Preview' }).getByText('5', { exact: true }).waitFor()

    await page.getByRole('tab', { name: 'Share' }).click()
    await page.getByRole('radio', { name: 'Anyone with the link' }).check()
    await page.getByRole('checkbox', { name: 'Anonymous' }).uncheck()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved.').waitFor()
    await page.getByRole('tab', { name: 'Questions' }).click()
    await page.getByRole('button', { name: 'Publish' }).click()
    await page.getByText('Everything is published.').waitFor()
    await page.getByRole('tab', { name: 'Share' }).click()
    const address = new URL(await page.getByLabel('Public address').inputValue())
    await page.getByRole('tab', { name: 'Results' }).click()
    await page.getByText('0 of 0 answered').first().waitFor()

    for (const [before, dish] of ['Soup', 'Cake', 'Soup'].entries()) {
      const phone = await onPhone(address.pathname.slice('/s/'.length))
      await phone.page.getByRole('radio', { name: dish }).check()
      await phone.page.getByRole('radio', { name: '4' }).check()
      await phone.send.tap()
      await phone.page.getByText(THANKS).waitFor()
      await phone.context.close()
      await page
        .getByText(`${before + 1} of ${before + 1} answered`)
        .first()
        .waitFor()
    }
    await page.getByText('2 · 67%').waitFor()
    await page.getByText('1 · 33%').waitFor()
    await page.getByText('Mean 4, median 4').waitFor()
    await context.close()
  })

  it('asks before what is not saved is lost', async () => {
    const { id } = await openSurvey(olga)
    const { page, context, go } = await web.visit({ as: olga })
    await go(`/surveys/${id}`)
    await page.getByLabel('Title').fill('Something else')
    await page.getByRole('link', { name: 'News' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Stay' }).click()
    assert.equal(await page.getByLabel('Title').inputValue(), 'Something else')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { name: 'Something else' }).waitFor()
    await page.getByRole('link', { name: 'News' }).click()
    await page.getByRole('heading', { level: 1, name: 'News' }).waitFor()
    await context.close()
  })
})

describe('a reply', () => {
  it('is stored once when an impatient finger taps twice', async () => {
    const { id, public_key } = await openSurvey(olga, { audience: 'anyone' })
    const { page, context, send } = await onPhone(public_key as string)
    await page.getByRole('textbox', { name: 'What would you like?' }).fill('Soup')
    await send.dblclick()
    await page.getByText(THANKS).waitFor()
    assert.equal((await storedReplies(web.teamroom.db, id)).length, 1)
    await context.close()
  })

  it('is stored once, with its receipt, when the connection ends before the answer is there', async () => {
    const { id, public_key } = await openSurvey(olga, { audience: 'anyone' })
    const { page, context, send } = await onPhone(public_key as string, /ERR_FAILED/)
    await page.getByRole('textbox', { name: 'What would you like?' }).fill('Soup')
    await page.route('**/replies', async (route) => {
      await route.fetch()
      await route.abort()
    })
    await send.tap()
    await page.getByText('The connection was lost.').waitFor()
    assert.equal((await storedReplies(web.teamroom.db, id)).length, 1)
    await page.unroute('**/replies')
    await page.reload()
    await send.tap()
    await page.getByText(THANKS).waitFor()
    await page.getByText(/^Your receipt: \S{20,}$/).waitFor()
    assert.equal((await storedReplies(web.teamroom.db, id)).length, 1)
    await context.close()
  })

  it('is stored once when the connection ends before it has arrived, and nothing has to be typed again', async () => {
    const { id, public_key } = await openSurvey(olga, { audience: 'anyone' })
    const { page, context, send } = await onPhone(public_key as string, /ERR_INTERNET_DISCONNECTED/)
    await page.getByRole('textbox', { name: 'What would you like?' }).fill('Soup')
    await context.setOffline(true)
    await send.tap()
    await page.getByText('The connection was lost.').waitFor()
    assert.equal((await storedReplies(web.teamroom.db, id)).length, 0)
    await context.setOffline(false)
    await send.dblclick()
    await page.getByText(THANKS).waitFor()
    assert.equal((await storedReplies(web.teamroom.db, id)).length, 1)
    await context.close()
  })

  it('is told what is missing, in German and by keyboard alone, on a phone however narrow', async () => {
    const long = 'Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen'
    const questions = EVERY_TYPE.map((question) => ({
      ...{ ...question, section: 'all', title: `${question.title} ${long}`, text: `Mehr **${long}**` },
      required: ['ranking', 'matrix', 'multiple_choice'].includes(question.type),
      ...(question.type === 'multiple_choice' && { min_choices: 2 }),
    }))
    const sections = [{ id: 'all', title: long, text: long }]
    const { id, public_key } = await openSurvey(olga, { audience: 'anyone', title: long, questions, sections })
    const { page, context, go } = await web.visit({ width: 320, locale: 'de-DE', expects: /422 .*\/replies/ })
    await go(`/s/${public_key}`)
    const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth')
    assert.ok(overflow <= 0, `It is ${overflow} pixels too wide.`)
    await page.getByText('Wähle mindestens 2.').waitFor()
    await page.getByRole('checkbox', { name: 'The mon' }).press('Space')
    await page.getByRole('button', { name: 'Absenden' }).press('Enter')
    const summary = page.getByRole('alert').filter({ hasText: 'Bitte sieh dir diese Fragen an:' })
    await summary.waitFor()
    assert.equal(await summary.getByRole('link').count(), 3)
    assert.equal(await page.evaluate<string>('document.activeElement.className'), 'summary')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    assert.equal(await page.evaluate<string>('document.activeElement.value'), 'mon')
    await page.getByRole('checkbox', { name: 'The tue' }).press('Space')
    for (const choice of ['b', 'c', 'a']) await page.getByRole('button', { name: `The ${choice}` }).press('Enter')
    assert.match(await page.evaluate<string>('document.activeElement.textContent'), /^3\s*The a$/)
    for (const row of ['The food', 'The room']) {
      await page.getByRole('group', { name: row }).getByRole('radio').first().press('Space')
    }
    await page.getByRole('button', { name: 'Absenden' }).press('Enter')
    await page.getByText('Danke, deine Antwort ist angekommen.').waitFor()
    const [stored] = await storedReplies(web.teamroom.db, id)
    assert.deepEqual(stored?.answers.ranking, ['b', 'c', 'a'])
    await context.close()
  })

  it('has the numbers that a German writes, or is asked for them again', async () => {
    const questions = [
      { id: 'hours', type: 'number', title: 'Stunden' },
      { id: 'price', type: 'number', title: 'Preis' },
      { id: 'people', type: 'number', title: 'Menschen', decimals: 0 },
    ]
    const { id, public_key } = await openSurvey(olga, { audience: 'anyone', questions })
    const { page, context, go } = await web.visit({ locale: 'de-DE' })
    await go(`/s/${public_key}`)
    const write = (name: string, typed: string) => page.getByRole('textbox', { name }).pressSequentially(typed)
    const send = page.getByRole('button', { name: 'Absenden' })
    await write('Stunden', '3,5')
    await write('Preis', '2,50')
    await write('Menschen', '1.0.0')
    await send.click()
    await page.getByText('Schreib eine Zahl, zum Beispiel 1.234.').waitFor()
    await page.getByRole('textbox', { name: 'Menschen' }).fill('1.000')
    await page.getByText('Schreib eine Zahl').waitFor({ state: 'detached' })
    await page.reload()
    await send.waitFor()
    assert.equal(await page.getByRole('textbox', { name: 'Stunden' }).inputValue(), '3,5')
    await send.click()
    await page.getByText('Danke, deine Antwort ist angekommen.').waitFor()
    const [stored] = await storedReplies(web.teamroom.db, id)
    assert.deepEqual(stored?.answers, { hours: 3.5, price: 2.5, people: 1000 })
    await context.close()
  })

  it('may be as long as people count, and says what is too much of it', async () => {
    const questions = [{ id: 'word', type: 'text', title: 'A word', max_length: 5 }]
    const { id, public_key } = await openSurvey(olga, { audience: 'anyone', questions })
    const { page, context, send } = await onPhone(public_key as string)
    const word = page.getByRole('textbox', { name: 'A word' })
    await word.fill('🎉🎉🎉👨‍👩‍👧‍👦👍🏽!')
    await send.tap()
    const problem = page.locator('.problem').getByText('At most 5 characters.')
    await problem.waitFor()
    await word.fill('🎉🎉🎉👨‍👩‍👧‍👦👍🏽')
    await problem.waitFor({ state: 'detached' })
    await send.tap()
    await page.getByText(THANKS).waitFor()
    const [stored] = await storedReplies(web.teamroom.db, id)
    assert.deepEqual(stored?.answers, { word: '🎉🎉🎉👨‍👩‍👧‍👦👍🏽' })
    await context.close()
  })

  it('is asked what else, where something else is ticked and nothing said', async () => {
    const soup = [{ id: 'soup', label: 'Soup' }]
    const questions = [
      { id: 'one', type: 'single_choice', title: 'One', choices: soup, other: true },
      { id: 'more', type: 'multiple_choice', title: 'More', choices: soup, other: true },
    ]
    const { id, public_key } = await openSurvey(olga, { audience: 'anyone', questions })
    for (const [locale, send, sentence, label] of [
      ['en-GB', 'Send', 'Say what else.', 'Something else:'],
      ['de-DE', 'Absenden', 'Schreib dazu, was du meinst.', 'Etwas anderes:'],
    ] as const) {
      const { page, context, go } = await web.visit({ locale })
      await go(`/s/${public_key}`)
      await page.getByRole('group', { name: 'One' }).getByRole('radio', { name: label }).check()
      await page.getByRole('group', { name: 'More' }).getByRole('checkbox', { name: label }).check()
      await page.getByRole('group', { name: 'More' }).getByRole('checkbox', { name: 'Soup' }).check()
      await page.getByRole('button', { name: send }).click()
      await page.locator('.problem').getByText(sentence).nth(1).waitFor()
      await page.getByRole('group', { name: 'One' }).getByRole('textbox').fill('Stew')
      await page.getByRole('group', { name: 'More' }).getByRole('textbox').fill('Cake')
      await page.getByRole('button', { name: send }).click()
      await page.getByText(/Thank you, your reply|Danke, deine Antwort/).waitFor()
      await context.close()
    }
    const replies = await storedReplies(web.teamroom.db, id)
    assert.deepEqual(
      replies.map(({ answers }) => answers),
      Array.from({ length: 2 }, () => ({ one: { other: 'Stew' }, more: ['soup', { other: 'Cake' }] })),
    )
  })

  it('is counted as begun once, by its first answer, also where it is never sent', async () => {
    const { id, public_key } = await openSurvey(olga, { audience: 'anyone', anonymous: false, questions: EVERY_TYPE })
    const begun = async () => (await olga.send('GET', `/api/surveys/${id}/results`)).body.begun_count
    const { page, context, send } = await onPhone(public_key as string)
    assert.equal(await begun(), 0)
    const counted = page.waitForResponse(/\/begun$/)
    await page.getByRole('textbox', { name: 'Your name' }).fill('Ann')
    assert.equal((await counted).status(), 204)
    await page.getByRole('textbox', { name: 'Your opinion' }).fill('Well.')
    await page.reload()
    await page.getByRole('textbox', { name: 'Your name' }).fill('Anne')
    assert.equal(await begun(), 1)
    const other = await onPhone(public_key as string)
    const countedAgain = other.page.waitForResponse(/\/begun$/)
    await other.page.getByRole('radio', { name: 'Yes' }).check()
    await countedAgain
    await other.context.close()
    await send.tap()
    await page.getByText(THANKS).waitFor()
    const { body } = await olga.send('GET', `/api/surveys/${id}/results`)
    assert.deepEqual([body.begun_count, body.completion], [2, 0.5])
    await context.close()
  })

  it('is asked for in the language of the survey, and helped along in that of the reader', async () => {
    const questions = [
      { id: 'plats', type: 'single_choice', title: 'Quel plat ?', choices: choices('soupe'), other: true },
    ]
    const fields = {
      audience: 'anyone',
      title: 'Déjeuner',
      welcome: 'Bonjour',
      thanks: 'Merci',
      language: 'fr',
      questions,
    }
    const { public_key } = await openSurvey(olga, fields)
    const { page, context, go } = await web.visit({ locale: 'de-DE' })
    await go(`/s/${public_key}`)
    const languageOf = (text: string) =>
      page.getByText(text).evaluate((element) => element.closest('[lang]')?.getAttribute('lang'))
    assert.equal(await page.evaluate<string>('document.documentElement.lang'), 'de')
    for (const text of ['Déjeuner', 'Bonjour', 'Quel plat ?', 'The soupe'])
      assert.equal(await languageOf(text), 'fr', text)
    for (const text of ['(freiwillig)', 'Etwas anderes:', 'Absenden']) assert.equal(await languageOf(text), 'de', text)
    await page.getByRole('radio', { name: 'Etwas anderes:' }).check()
    await page.getByRole('button', { name: 'Absenden' }).click()
    await page.locator('.problem').getByText('Schreib dazu').waitFor()
    assert.equal(await languageOf('Schreib dazu, was du meinst.'), 'de')
    await page.getByRole('radio', { name: 'The soupe' }).check()
    await page.getByRole('button', { name: 'Absenden' }).click()
    await page.getByText('Merci').waitFor()
    assert.equal(await languageOf('Merci'), 'fr')
    await context.close()
  })

  it('ranks as many as a question asks for, by mouse, by finger and by keyboard', async () => {
    const ranked = choices('a', 'b', 'c', 'd', 'e')
    const questions = [
      { id: 'top', type: 'ranking', title: 'Your best two', choices: ranked, min_choices: 2, max_choices: 2 },
    ]
    const { id, public_key } = await openSurvey(olga, { audience: 'anyone', questions })
    const ways = {
      mouse: (button: Locator) => button.click(),
      finger: (button: Locator) => button.tap(),
      keyboard: (button: Locator) => button.press('Enter'),
    }
    for (const [way, press] of Object.entries(ways)) {
      const { page, context, go } = await web.visit({ width: way === 'finger' ? WIDTHS.phone : WIDTHS.desktop })
      await go(`/s/${public_key}`)
      await page.locator('.hint').getByText('Choose 2.').waitFor()
      const choose = (name: string) => press(page.getByRole('button', { name: `The ${name}` }))
      const send = page.getByRole('button', { name: 'Send' })
      await choose('d')
      await press(send)
      const problem = page.locator('.problem').getByText('Choose 2.')
      await problem.waitFor()
      await choose('b')
      await problem.waitFor({ state: 'detached' })
      await press(send)
      await page.getByText(THANKS).waitFor()
      await context.close()
    }
    const replies = await storedReplies(web.teamroom.db, id)
    assert.deepEqual(
      replies.map(({ answers }) => answers.top),
      Array.from({ length: 3 }, () => ['d', 'b']),
    )
  })

  it('is kept through a reload until it is sent, and asks on a narrow phone for nothing wider', async () => {
    const { public_key } = await openSurvey(olga, { audience: 'anyone', questions: EVERY_TYPE })
    const { page, context, send } = await onPhone(public_key as string)
    await page.getByRole('textbox', { name: 'Your name' }).fill('Ann')
    await page.getByRole('textbox', { name: 'Your opinion' }).fill('Well.\nIt was warm.')
    await page.getByRole('group', { name: 'Lunch' }).getByRole('textbox').fill('Stew')
    await page.getByRole('checkbox', { name: 'The tue' }).check()
    await page.getByRole('group', { name: 'The kitchen' }).getByRole('radio', { name: '3' }).check()
    await page.getByRole('radio', { name: 'Yes' }).check()
    await page.getByRole('textbox', { name: 'How many?' }).fill('2')
    await page.getByLabel('When?').fill('2026-05-01')
    for (const choice of ['c', 'a', 'b']) await page.getByRole('button', { name: `The ${choice}` }).tap()
    await page.getByRole('group', { name: 'The food' }).getByRole('radio', { name: 'The good' }).check()
    const given = await answersOn(page)
    await page.reload()
    await send.waitFor()
    assert.deepEqual(await answersOn(page), given)
    const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth')
    assert.ok(overflow <= 0, `It is ${overflow} pixels too wide.`)
    await send.tap()
    await page.getByText(THANKS).waitFor()
    await page.reload()
    await send.waitFor()
    assert.notDeepEqual(await answersOn(page), given)
    await context.close()
  })

  it('comes from who is signed in, once, where a survey is for people with an account', async () => {
    const { public_key, title } = await openSurvey(olga, { title: 'For members' })
    const ann = await web.teamroom.account('member', 'Ann')
    const stranger = await onPhone(public_key as string, /401 .*\/api\/surveys\/public/)
    await stranger.page.getByRole('link', { name: 'Sign in' }).click()
    await stranger.page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await stranger.context.close()

    const { page, context, go } = await web.visit({ as: ann, expects: /401 .*\/api\/surveys\/public/ })
    await go('/')
    await page.getByRole('link', { name: title }).click()
    await page.getByRole('textbox', { name: 'What would you like?' }).fill('Soup')
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByText(THANKS).waitFor()
    await page.reload()
    await page.getByText('You have replied to this survey already.').waitFor()
    await context.close()
  })
})
