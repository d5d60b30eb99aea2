import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import type { Download, Page } from 'playwright-core'
import type { Account } from '../harness.ts'
import { choices, EVERY_ANSWER, EVERY_TYPE, makeSurvey, openSurvey, publish, reply, replyTimes } from '../surveys.ts'
import { startWeb, type Web, WIDTHS } from './web.ts'

let web: Web
let olga: Account
let edith: Account

before(async () => {
  web = await startWeb()
  olga = await web.teamroom.account('member', 'Olga')
  edith = await web.teamroom.account('member', 'Edith')
})
afterEach(() => web.assertNoTroubles())
after(() => web.stop())

const survey = async (id: string) => (await olga.send('GET', `/api/surveys/${id}`)).body

/** The lines of the builder, as they stand: headings and questions. */
const linesOf = (page: Page) => page.locator('main ol > li').getByRole('button', { expanded: false }).allInnerTexts()

const contentOf = async (download: Promise<Download>) => {
  const stream = await (await download).createReadStream()
  return Buffer.concat(await stream.toArray()).toString()
}

const TYPE_NAMES = [
  ...['One choice', 'Several choices', 'Short text', 'Long text', 'Rating', 'Recommendation (0–10)'],
  ...['Yes or no', 'Number', 'Day', 'Ranking', 'Grid'],
]

/** What is set of a question, by the name of its type. */
const SETTINGS: Record<string, Record<string, string>> = {
  'Several choices': { 'At least': '1', 'At most': '2' },
  Ranking: { 'At most': '2' },
  'Short text': { 'Shortest answer': '2', 'Longest answer': '50' },
  Rating: { Smallest: '0', Largest: '99999999999', 'The low end means': 'bad', 'The high end means': 'good' },
  Number: { Smallest: '-5', Largest: '5', 'Decimal places': '1' },
  Day: { 'Earliest day': '2026-01-01', 'Latest day': '2026-12-31' },
}

/** Adds a question of a type, with two of everything that it has to choose. */
async function addOf(page: Page, type: string): Promise<void> {
  await page.getByRole('button', { name: 'Add a question' }).click()
  await page.getByLabel('Question', { exact: true }).fill(`A ${type}`)
  await page.getByRole('combobox', { name: 'Type' }).click()
  await page.getByRole('option', { name: type, exact: true }).click()
  for (const name of ['Choices 1', 'Choices 2', 'Rows 1', 'Rows 2', 'Columns 1', 'Columns 2']) {
    const field = page.getByLabel(name)
    if ((await field.count()) > 0) await field.fill(name)
  }
  for (const [label, value] of Object.entries(SETTINGS[type] ?? {}))
    await page.getByLabel(label, { exact: true }).fill(value)
}

describe('the builder', () => {
  it('makes a question of every type, with every setting, copies one, and takes a removal back', async () => {
    const { id } = await makeSurvey(olga, { questions: [] })
    const { page, context, go } = await web.visit({ as: olga })
    await go(`/surveys/${id}`)
    for (const type of TYPE_NAMES) await addOf(page, type)
    await page.getByRole('button', { name: 'Copy', exact: true }).click()
    await page.getByLabel('Question', { exact: true }).fill('Another grid')
    await page.getByRole('checkbox', { name: 'An answer is needed' }).check()
    await page.getByRole('button', { name: 'Remove', exact: true }).click()
    await page.getByText('“Another grid” is removed.').waitFor()
    await page.getByRole('button', { name: 'Another grid' }).waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('button', { name: '12. Another grid' }).waitFor()
    await page.getByRole('button', { name: 'Publish' }).click()
    await page.getByText('Everything is published.').waitFor()
    const { questions } = await survey(id)
    const settings = Object.fromEntries(questions.map((one: { type: string }) => [one.type, one]))
    assert.deepEqual(
      questions.map(({ title }: { title: string }) => title),
      [...TYPE_NAMES.map((type) => `A ${type}`), 'Another grid'],
    )
    assert.deepEqual([settings.text.min_length, settings.text.max_length], [2, 50])
    assert.deepEqual([settings.multiple_choice.min_choices, settings.multiple_choice.max_choices], [1, 2])
    assert.deepEqual([settings.ranking.min_choices, settings.ranking.max_choices], [null, 2])
    assert.deepEqual([settings.rating.min, settings.rating.max, settings.rating.max_label], [0, 10, 'good'])
    assert.deepEqual([settings.number.min, settings.number.max, settings.number.decimals], [-5, 5, 1])
    assert.deepEqual([settings.date.earliest, settings.date.latest], ['2026-01-01', '2026-12-31'])
    assert.equal(settings.matrix.required, true)
    await context.close()
  })

  it('leads from choice to choice by Enter, saves without those left blank, and forgets what is mended', async () => {
    const { id } = await makeSurvey(olga, { questions: [] })
    const { page, context, go } = await web.visit({ as: olga, expects: /422 .*\/api\/surveys\// })
    await go(`/surveys/${id}`)
    const focused = () => page.evaluate<string>('document.activeElement.value')
    await page.getByRole('button', { name: 'Add a question' }).click()
    await page.keyboard.type('Lunch?')
    assert.equal(await page.getByLabel('Question', { exact: true }).inputValue(), 'Lunch?')
    await page.getByRole('button', { name: 'Save' }).click()
    const problem = page.getByRole('alert').filter({ hasText: 'This does not fit together yet' })
    await problem.waitFor()
    await page.getByLabel('Choices 1').fill('Soup')
    await problem.waitFor({ state: 'detached' })

    await page.getByLabel('Choices 1').press('Enter')
    await page.keyboard.type('Salad')
    assert.equal(await page.getByLabel('Choices 2').inputValue(), 'Salad')
    await page.keyboard.press('Enter')
    await page.keyboard.type('Cake')
    await page.getByLabel('Choices 1').press('Enter')
    assert.equal(await focused(), '')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('button', { name: 'Save' }).and(page.locator(':disabled')).waitFor()
    const [question] = (await survey(id)).questions
    assert.deepEqual(
      question.choices.map(({ label }: { label: string }) => label),
      ['Soup', 'Salad', 'Cake'],
    )
    assert.equal(await page.getByLabel('Choices 4').count(), 0)
    await context.close()
  })

  it('takes numbers as a German types them', async () => {
    const { id } = await makeSurvey(olga, { questions: [{ id: 'n', type: 'number', title: 'Stunden', decimals: 2 }] })
    const { page, context, go } = await web.visit({ as: olga, locale: 'de-DE' })
    await go(`/surveys/${id}`)
    await page.getByLabel('Kleinste').pressSequentially('0,5')
    await page.getByLabel('Größte').pressSequentially('2,50')
    assert.equal(await page.getByLabel('Größte').inputValue(), '2,50')
    await page.getByRole('button', { name: 'Speichern' }).click()
    await page.getByRole('button', { name: 'Speichern' }).and(page.locator(':disabled')).waitFor()
    const [question] = (await survey(id)).questions
    assert.deepEqual([question.min, question.max], [0.5, 2.5])
    await context.close()
  })

  it('orders questions by mouse, by finger and by keyboard, in and out of sections, and says where they are', async () => {
    const questions = ['One', 'Two', 'Three', 'Four'].map((title) => ({
      type: 'yes_no',
      id: title.toLowerCase(),
      title,
    }))
    const { id } = await makeSurvey(olga, { questions })
    const { page, context, go } = await web.visit({ as: olga })
    await go(`/surveys/${id}`)
    await page.getByRole('button', { name: '1. One' }).click()
    await page.getByRole('button', { name: 'Add a section' }).click()
    await page.getByLabel('Heading', { exact: true }).fill('The end')
    await page.getByRole('button', { name: 'The end', exact: true }).click()
    assert.deepEqual(await linesOf(page), ['1. One', '2. Two', '3. Three', '4. Four', 'The end'])

    const grip = (name: string) => page.getByRole('button', { name: `Move ${name}: drag` })
    await grip('Four').focus()
    await page.keyboard.press('ArrowDown')
    await page.getByRole('status').getByText('Four: now 4 of 4, The end').waitFor()
    await page.keyboard.press('ArrowUp')
    await page.getByRole('status').getByText('Four: now 4 of 4, no section').waitFor()
    await page.keyboard.press('ArrowUp')
    assert.deepEqual(await linesOf(page), ['1. One', '2. Two', '3. Four', '4. Three', 'The end'])
    assert.match(await page.evaluate<string>('document.activeElement.ariaLabel'), /^Move Four/)

    await drag(page, 'One', 'The end')
    assert.deepEqual(await linesOf(page), ['1. Two', '2. Four', '3. Three', 'The end', '4. One'])
    await page.getByRole('button', { name: 'Move The end up' }).click()
    assert.deepEqual(await linesOf(page), ['The end', '1. One', '2. Two', '3. Four', '4. Three'])
    // So fast that the browser hears of the pointer only where it ends.
    await drag(page, 'Two', '4. Three', { steps: 1 })
    assert.deepEqual(await linesOf(page), ['The end', '1. One', '2. Four', '3. Three', '4. Two'])
    await drag(page, 'Two', '2. Four', { steps: 1 })
    assert.deepEqual(await linesOf(page), ['The end', '1. One', '2. Two', '3. Four', '4. Three'])
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('button', { name: 'Save' }).and(page.locator(':disabled')).waitFor()
    const saved = await survey(id)
    assert.deepEqual(
      saved.questions.map(({ id: name, section }: { id: string; section: string }) => [name, section !== null]),
      [['one', true], ...['two', 'four', 'three'].map((name) => [name, false])],
    )
    await context.close()

    const phone = await web.visit({ as: olga, width: WIDTHS.phone })
    await phone.go(`/surveys/${id}`)
    await phone.page.getByRole('button', { name: '1. One' }).tap()
    await phone.page.getByRole('button', { name: '4. Three' }).scrollIntoViewIfNeeded()
    await dragByFinger(phone.page, 'Three', '3. Four')
    assert.deepEqual(await linesOf(phone.page), ['The end', '1. One', '2. Two', '3. Three', '4. Four'])
    await phone.context.close()
  })

  it('reads a rule as a sentence, in English and in German, and refuses one in words that lead to it', async () => {
    const rule = (question: string, operator: string, value?: unknown) => ({
      match: 'any',
      conditions: [{ question, operator, ...(value !== undefined && { value }) }],
    })
    const [text, single, several, rating, , yesNo, , day] = EVERY_TYPE.filter(({ type }) => type !== 'long_text')
    const asked = [
      [text, 'not_answered'],
      [single, 'is', 'soup'],
      [several, 'is_not', 'mon'],
      [rating, 'at_least', 4],
      [yesNo, 'is', true],
      [day, 'at_most', '2026-05-03'],
    ] as const
    const ruled = asked.map(([question, operator, value], at) => ({
      ...{ type: 'yes_no', id: `r${at}`, title: `Rule ${at}` },
      shown_if: rule((question as { id: string }).id, operator, value),
    }))
    const { id } = await makeSurvey(olga, { questions: [...EVERY_TYPE, ...ruled] })
    const { page, context, go } = await web.visit({ as: olga, expects: /422 .*\/api\/surveys/ })
    await go(`/surveys/${id}`)
    for (const sentence of [
      'Asked only if “Your name” is not answered.',
      'Asked only if “Lunch” is “The soup”.',
      'Asked only if “Days” does not include “The mon”.',
      'Asked only if “The kitchen” is at least 4.',
      'Asked only if “Again?” is “yes”.',
      'Asked only if “When?” is on or before 3 May 2026.',
    ]) {
      await page.getByText(sentence).waitFor()
    }
    await page.getByRole('button', { name: 'Move Rule 3 down' }).click()
    await page.getByRole('button', { name: '15. Rule 4' }).click()
    await page.getByRole('combobox', { name: 'Condition' }).click()
    await page.getByRole('option', { name: 'is not', exact: true }).click()
    await page.getByRole('button', { name: 'Add a condition' }).click()
    await page.getByRole('combobox', { name: 'How many of the conditions' }).click()
    await page.getByRole('option', { name: 'all of these' }).click()
    await page.getByLabel('Question', { exact: true }).fill(' ')
    await page.getByRole('button', { name: '15.' }).first().click()
    await page.getByText('Asked only if “Again?” is not “yes” and “Rule 2” is answered.').waitFor()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('alert').getByRole('button', { name: /^15\./ }).click()
    await page.getByLabel('Question', { exact: true }).fill('Rule 4')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('button', { name: 'Save' }).and(page.locator(':disabled')).waitFor()
    await context.close()

    const german = await web.visit({ as: olga, locale: 'de-DE' })
    await german.go(`/surveys/${id}`)
    for (const sentence of [
      'Wird nur gestellt, wenn gilt: „Your name“ ist nicht beantwortet.',
      'Wird nur gestellt, wenn gilt: „Days“ enthält nicht „The mon“.',
      'Wird nur gestellt, wenn gilt: „When?“ ist spätestens am 3. Mai 2026.',
    ]) {
      await german.page.getByText(sentence.replace('3. Mai 2026', '03.05.2026')).waitFor()
    }
    await german.context.close()
  })

  it('never overwrites in silence what another editor has saved', async () => {
    const { id } = await makeSurvey(olga)
    await olga.send('POST', `/api/surveys/${id}/editors`, { username: 'Edith' })
    const change = async (fields: object) =>
      assert.equal((await edith.send('PATCH', `/api/surveys/${id}`, fields)).status, 200)
    const { page, context, go } = await web.visit({ as: olga, expects: /412 .*\/api\/surveys/ })
    await go(`/surveys/${id}`)
    const save = page.getByRole('button', { name: 'Save' })
    const title = page.getByLabel('Title')

    await change({ title: 'Supper' })
    await page.getByLabel('Welcome').fill('Hello')
    await save.click()
    await page.getByRole('heading', { level: 1, name: 'Supper' }).waitFor()
    assert.equal(await title.inputValue(), 'Supper')
    assert.deepEqual([(await survey(id)).title, (await survey(id)).welcome], ['Supper', 'Hello'])

    await change({ title: 'Dinner' })
    await title.fill('Breakfast')
    await save.click()
    await page.getByRole('alert').getByText('You have both changed: title.').waitFor()
    assert.equal(await title.inputValue(), 'Breakfast')
    assert.equal((await survey(id)).title, 'Dinner')
    await page.getByRole('button', { name: 'Load theirs' }).click()
    await page.getByText('Theirs is loaded.').waitFor()
    assert.equal(await title.inputValue(), 'Dinner')
    await page.getByRole('button', { name: 'Undo' }).click()
    assert.equal(await title.inputValue(), 'Breakfast')

    await change({ title: 'Tea' })
    await save.click()
    await page.getByRole('button', { name: 'Keep mine' }).click()
    assert.equal((await survey(id)).title, 'Tea')
    await save.click()
    await page.getByRole('heading', { level: 1, name: 'Breakfast' }).waitFor()
    assert.equal((await survey(id)).title, 'Breakfast')
    await context.close()
  })
})

describe('sharing a survey', () => {
  it('gives out links for one reply each, once, as a file; a used or revoked one leads nowhere', async () => {
    const { id } = await openSurvey(olga, { audience: 'invited', anonymous: false })
    const expects = /(404|422) .*\/api\/surveys/
    const { page, context, go } = await web.visit({ as: olga, expects })
    await go(`/surveys/${id}?tab=share`)
    const links = page.getByRole('region', { name: 'Single-use links' })
    await links.getByLabel('Addresses', { exact: true }).fill('ann@example.com\n=1+1@example.com\nann@example.com')
    await links.getByRole('button', { name: 'Make 3 links' }).click()
    await links.getByText('ann@example.com: The same as addresses.0.').waitFor()
    await links.getByLabel('Addresses', { exact: true }).fill('ann@example.com\n\n=1+1@example.com')
    await links.getByRole('button', { name: 'Make 2 links' }).click()
    await links.getByText('2 links are made').waitFor()
    const download = page.waitForEvent('download')
    await links.getByRole('button', { name: 'Save the links as CSV' }).click()
    const file = await contentOf(download)
    const [key = '', other = ''] = [...file.matchAll(/\/s\/([\w-]{22})/g)].map(([, found]) => found)
    assert.match(file, /^\uFEFF?address,link\r\nann@example.com,http:\/\/\S+\r\n'=1\+1@example.com,/)
    assert.equal(await links.getByLabel('ann@example.com', { exact: true }).inputValue(), `${web.url}/s/${key}`)
    await links.getByRole('listitem').filter({ hasText: 'ann@example.com' }).getByText('not used yet').waitFor()

    await links.getByRole('tab', { name: 'For a number of people' }).click()
    // More than a browser's memory holds: refused as it is typed.
    await links.getByLabel('How many').fill('99999999999')
    await links.getByLabel('How many').fill('2')
    await links.getByRole('button', { name: 'Make 2 links' }).click()
    await links.getByRole('listitem').filter({ hasText: 'Guest 2' }).waitFor()

    await links.getByRole('button', { name: 'Revoke the link of =1+1@example.com' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
    await links.getByRole('listitem').filter({ hasText: '=1+1@example.com' }).getByText('revoked').waitFor()

    const guest = await web.visit({ width: WIDTHS.phone, expects })
    await guest.go(`/s/${key}`)
    await guest.page.getByRole('textbox', { name: 'What would you like?' }).fill('Soup')
    await guest.page.getByRole('button', { name: 'Send' }).tap()
    await guest.page.getByText('Your receipt').waitFor()
    await guest.go(`/s/${key}`)
    await guest.page.getByText('You have replied to this survey already.').waitFor()
    const again = await reply(web.teamroom, key)
    assert.equal(again.headers['idempotency-replayed'], 'true')
    assert.equal((await survey(id)).reply_count, 1)
    await guest.go(`/s/${other}`)
    await guest.page.getByText('This address leads to no survey.').waitFor()
    await guest.context.close()
    await page.reload()
    await links
      .getByRole('listitem')
      .filter({ hasText: 'ann@example.com' })
      .getByText('used', { exact: true })
      .waitFor()
    await context.close()
  })

  it('lets somebody else work on it, by name, and no longer', async () => {
    const { id } = await makeSurvey(olga, { title: 'Ours' })
    const { page, context, go } = await web.visit({ as: olga, expects: /422 .*\/editors/ })
    await go(`/surveys/${id}?tab=share`)
    const editors = page.getByRole('region', { name: 'Who works on it' })
    await editors.getByLabel('User name').fill('<b>Nobody</b>')
    await editors.getByRole('button', { name: 'Add as an editor' }).click()
    await editors.getByText('There is no such account.').waitFor()
    await editors.getByLabel('User name').fill('edith')
    await editors.getByRole('button', { name: 'Add as an editor' }).click()
    await editors.getByText('Edith', { exact: true }).waitFor()
    const other = await web.visit({ as: edith })
    await other.go('/surveys')
    await other.page.getByRole('link', { name: 'Ours' }).click()
    await other.page.getByLabel('Title').fill('Theirs')
    await other.page.getByRole('tab', { name: 'Share' }).click()
    await other.page.getByRole('link', { name: 'News', exact: true }).click()
    await other.page.getByRole('dialog').getByRole('button', { name: 'Stay' }).click()
    await other.page.getByText('Olga owns this survey.').waitFor()
    assert.equal(await other.page.getByRole('button', { name: 'Add as an editor' }).count(), 0)
    await editors.getByRole('button', { name: 'Remove Edith' }).click()
    await page.getByText('Edith is no longer an editor.').waitFor()
    assert.equal((await edith.send('GET', `/api/surveys/${id}`)).status, 404)
    await page.getByRole('button', { name: 'Undo' }).click()
    await editors.getByText('Edith', { exact: true }).waitFor()
    await other.page.getByRole('button', { name: 'Remove Edith' }).click()
    await other.page.getByRole('dialog').getByRole('button', { name: 'Leave' }).click()
    await other.page.getByRole('heading', { name: 'Surveys' }).waitFor()
    assert.equal((await edith.send('GET', `/api/surveys/${id}`)).status, 404)
    await other.context.close()
    await context.close()
  })

  it('sets terms, says why some do not fit, closes, opens again, and gives it another address', async () => {
    const { id, public_key } = await openSurvey(olga, { audience: 'anyone' })
    const { page, context, go } = await web.visit({ as: olga, expects: /(404|410|422) .*\/api\/surveys/ })
    await go(`/surveys/${id}?tab=share`)
    await page.getByText('Open until somebody closes it.').waitFor()
    await page.getByLabel('Ends').fill('2020-01-01T10:00')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Must not be in the past.').waitFor()
    await page.getByLabel('Ends').fill('2099-05-03T10:00')
    await page.getByLabel('At most so many replies').fill('7')
    await page.getByRole('checkbox', { name: 'Show it in the list' }).check()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Open until 3 May 2099, 10:00.').waitFor()
    const saved = await survey(id)
    assert.deepEqual([saved.reply_cap, saved.listed, saved.audience], [7, true, 'anyone'])

    await page.getByRole('button', { name: 'Close the survey' }).click()
    await page.getByText('Closed since').waitFor()
    const guest = await web.visit({ locale: 'de-DE', expects: /(404|410) .*\/public\// })
    await guest.page.goto(`/s/${public_key}`)
    await guest.page.getByText('Diese Umfrage ist geschlossen.').waitFor()
    await page.getByRole('button', { name: 'Open it again' }).click()
    await page.getByText('Open until').waitFor()
    await page.getByRole('button', { name: 'New address' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Make a new one' }).click()
    await page.getByText('The survey has a new address.').waitFor()
    await guest.page.goto(`/s/${public_key}`)
    await guest.page.getByText('Zu dieser Adresse gibt es keine Umfrage.').waitFor()
    await guest.context.close()
    await context.close()
  })
})

describe('the list of surveys', () => {
  it('is filtered by state and paged; a survey is saved as a file, opened again, copied and deleted', async () => {
    const otto = await web.teamroom.account('member', 'Otto')
    for (let at = 1; at <= 21; at++) await makeSurvey(otto, { title: `Survey ${at}` })
    const { id } = await openSurvey(otto, { title: 'The open one' })
    const { page, context, go } = await web.visit({ as: otto })
    await go('/surveys')
    await page.getByRole('link', { name: 'Survey 3', exact: true }).waitFor()
    await page.getByRole('button', { name: 'Show more' }).click()
    await page.getByRole('link', { name: 'Survey 1', exact: true }).waitFor()
    await page.getByRole('combobox', { name: 'State' }).click()
    await page.getByRole('option', { name: 'open' }).click()
    await page.getByRole('link', { name: 'Survey 3', exact: true }).waitFor({ state: 'detached' })
    await page.reload()
    await page.getByRole('link', { name: 'The open one' }).click()

    const menu = async (item: string) => {
      await page.getByRole('button', { name: 'More', exact: true }).click()
      await page.getByRole('menuitem', { name: item }).click()
    }
    const download = page.waitForEvent('download')
    await menu('Save as a file')
    const file = await contentOf(download)
    assert.equal(JSON.parse(file).title, 'The open one')
    await menu('Make a copy')
    await page.getByRole('heading', { level: 1, name: 'The open one (copy)' }).waitFor()
    await menu('Delete the survey')
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await page.getByText('“The open one (copy)” is deleted.').waitFor()
    assert.equal((await otto.send('GET', `/api/surveys/${id}`)).status, 200)

    const choose = (name: string, content: string) =>
      page
        .locator('input[type=file]')
        .setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(content) })
    await choose('notes.json', '{"a": 1}')
    await page.getByText('notes.json is no survey file').waitFor()
    await choose('survey.json', file.replace('The open one', '<img src=x onerror=alert(1)>'))
    await page.getByRole('heading', { level: 1, name: '<img src=x onerror=alert(1)>' }).waitFor()
    await context.close()
  })
})

describe('results', () => {
  it('have a chart for each type, are filtered by the address, and say how questions were worded before', async () => {
    const form = { audience: 'anyone', anonymous: false, questions: EVERY_TYPE }
    const { id, public_key } = await openSurvey(olga, form)
    await replyTimes(web.teamroom, public_key, 5, (at) => ({ ...EVERY_ANSWER, rating: 1 + at, nps: 10 - at }))
    const reworded = EVERY_TYPE.map((one) => (one.id === 'yes_no' ? { ...one, title: 'Once more?' } : one))
    await olga.send('PATCH', `/api/surveys/${id}`, { questions: reworded })
    await olga.send('POST', `/api/surveys/${id}/publication`)
    const { page, context, go } = await web.visit({ as: olga })
    await go(`/surveys/${id}?tab=results`)
    const chart = (name: string) => page.getByRole('region', { name, exact: true })
    await chart('Lunch').getByRole('listitem').filter({ hasText: 'The soup' }).getByText('5 · 100%').waitFor()
    await chart('The kitchen').getByText('Mean 3, median 3').waitFor()
    await chart('Would you recommend it?').getByText('Score 20').waitFor()
    await chart('Would you recommend it?').getByText('20% detractors (0–6) · 40% passives (7–8)').waitFor()
    await chart('How many?').getByText('From 2.5 to 2.5').waitFor()
    await chart('When?').getByText('From 2 Mar 2026 to 2 Mar 2026, median 2 Mar 2026').waitFor()
    await chart('In which order?').getByRole('listitem').first().getByText('The c').waitFor()
    await chart('How was it?').getByRole('row', { name: 'The food 5 · 100% 0 · 0%' }).waitFor()
    await chart('Your opinion').getByText('It was warm.').first().waitFor()
    await chart('Once more?').getByText('From version 1 on: Again?').waitFor()
    await page.getByText(/^Version 2, from/).waitFor()

    await page.getByRole('combobox', { name: 'Only those who answered' }).click()
    await page.getByRole('option', { name: '3', exact: true }).first().click()
    await chart('Lunch').getByText('1 of 1 answered').waitFor()
    await page.reload()
    await chart('Lunch').getByText('1 of 1 answered').waitFor()
    await page.goBack()
    await chart('Lunch').getByText('5 of 5 answered').waitFor()
    await chart('Your opinion').getByText('It was warm.').first().waitFor()

    await replyTimes(web.teamroom, public_key, 1, () => ({ long_text: 'It was cold.' }))
    await chart('Your opinion').getByText('6 of 6 answered').waitFor()
    assert.equal(await page.getByText('It was cold.').count(), 0)
    await chart('Your opinion').getByRole('button', { name: 'Show 1 new answer' }).click()
    await page.getByText('It was cold.').waitFor()
    await context.close()
  })

  it('of an anonymous survey come in steps, which is explained', async () => {
    const { id, public_key } = await openSurvey(olga, {
      audience: 'anyone',
      questions: [
        { type: 'single_choice', id: 'lunch', title: 'Lunch', choices: choices('soup', 'salad') },
        { type: 'text', id: 'why', title: 'Why?' },
      ],
    })
    await replyTimes(web.teamroom, public_key, 4, () => ({ lunch: 'soup', why: 'Warm' }))
    const { page, context, go } = await web.visit({ as: olga })
    await go(`/surveys/${id}?tab=results`)
    await page.getByText('No results yet: they appear from 5 replies on').waitFor()
    assert.equal(await page.getByRole('button', { name: 'Save replies' }).count(), 0)
    assert.equal(await page.getByRole('combobox', { name: 'Only those who answered' }).count(), 0)
    await replyTimes(web.teamroom, public_key, 1, () => ({ lunch: 'soup', why: 'Warm' }))
    await page.getByText('5 · 100%').waitFor()
    const why = page.getByRole('region', { name: 'Why?', exact: true })
    await why.getByText('Shown once this question has 10 answers.').waitFor()
    await replyTimes(web.teamroom, public_key, 2, () => ({ lunch: 'salad' }))
    await page.reload()
    await page.getByText('Results of 5 of 7 replies. The next ones come at 10.').waitFor()
    await page.getByText('5 · 100%').waitFor()
    await context.close()
  })

  it('of an anonymous survey can be kept until it closes, which is decided before it opens and final', async () => {
    const { id } = await makeSurvey(olga, {
      audience: 'anyone',
      questions: [{ type: 'yes_no', id: 'again', title: 'Again?' }],
    })
    const { page, context, go } = await web.visit({ as: olga })
    await go(`/surveys/${id}?tab=share`)
    await page.getByRole('radio', { name: 'Only after the survey closes' }).check()
    await page.getByRole('textbox', { name: 'Fewest answers shown together' }).fill('12')
    await page.getByRole('checkbox', { name: 'Whole replies may be read and saved' }).check()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('Saved.').waitFor()
    const { body } = await olga.send('GET', `/api/surveys/${id}`)
    const { threshold, text_threshold, results_when, whole_replies } = body
    assert.deepEqual([threshold, text_threshold, results_when, whole_replies], [12, 12, 'closed', true])
    const { public_key } = await publish(olga, id)
    await replyTimes(web.teamroom, public_key, 12, () => ({ again: true }))
    await page.reload()
    await page.getByText('Publishing has settled this.').waitFor()
    assert.ok(await page.getByRole('radio', { name: 'In steps' }).isDisabled())
    await go(`/surveys/${id}?tab=results`)
    await page.getByText('Results appear once the survey is closed.').waitFor()
    await go(`/surveys/${id}?tab=share`)
    await page.getByRole('button', { name: 'Close the survey' }).click()
    await page.getByRole('dialog').getByText('This survey cannot be opened again.').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Close the survey' }).click()
    await page.getByText('Closed since').waitFor()
    assert.equal(await page.getByRole('button', { name: 'Open it again' }).count(), 0)
    await go(`/surveys/${id}?tab=results`)
    await page.getByText('12 · 100%').waitFor()
    await page.getByRole('button', { name: 'Save replies' }).waitFor()
    await context.close()
  })
})

describe('results of an anonymous survey by group', () => {
  it('are offered by the question that was named before it opened, and say why some are hidden', async () => {
    const { id } = await makeSurvey(olga, {
      audience: 'anyone',
      results_when: 'closed',
      questions: [
        { type: 'single_choice', id: 'team', title: 'Team', choices: choices('bar', 'kitchen', 'office') },
        {
          ...{ type: 'yes_no', id: 'often', title: 'Often?' },
          shown_if: { conditions: [{ question: 'team', operator: 'is', value: 'bar' }] },
        },
        { type: 'rating', id: 'mood', title: 'Mood' },
        { type: 'yes_no', id: 'pay', title: 'Enough pay?' },
      ],
    })
    const { page, context, go } = await web.visit({ as: olga })
    await go(`/surveys/${id}?tab=share`)
    const compare = page.getByRole('combobox', { name: 'Compare by' })
    await compare.click()
    const offered = await page.getByRole('option').allInnerTexts()
    assert.deepEqual(offered, ['Team', 'Mood', 'Enough pay?'])
    await page.getByRole('option', { name: 'Team' }).click()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('Saved.').waitFor()
    const { public_key } = await publish(olga, id)
    const teams = [12, 10, 3].flatMap((count, at) => Array(count).fill(['bar', 'kitchen', 'office'][at]))
    await replyTimes(web.teamroom, public_key, teams.length, (i) => {
      return { team: teams[i], mood: 4, ...((i < 3 || i > 11) && { pay: true }) }
    })
    await olga.send('POST', `/api/surveys/${id}/closure`)
    await go(`/surveys/${id}?tab=results`)
    const choose = async (team: string) => {
      await page.getByRole('combobox', { name: 'Compare by …' }).click()
      await page.getByRole('option', { name: team }).click()
    }
    await choose('The bar')
    await page.getByRole('region', { name: 'Mood', exact: true }).getByText('12 · 100%').waitFor()
    const pay = page.getByRole('region', { name: 'Enough pay?', exact: true })
    await pay.getByText('Not shown for this group: it has fewer than 5 answers to this question').waitFor()
    for (const team of ['The kitchen', 'The office']) {
      await choose(team)
      await page.getByText('Not shown: this group is too small, or showing it would reveal a smaller one.').waitFor()
      assert.equal(await page.getByRole('region', { name: 'Mood', exact: true }).count(), 0)
    }
    await context.close()
  })
})

/** Drags a question by its grip past a line. */
async function drag(page: Page, name: string, past: string, { steps = 50 } = {}): Promise<void> {
  const from = await middleOf(page, `Move ${name}: drag`)
  const to = await middleOf(page, past)
  await page.mouse.move(from.x, from.y)
  await page.mouse.down()
  await page.mouse.move(from.x, to.y > from.y ? to.y + 40 : to.y - 10, { steps })
  await page.mouse.up()
}

/** The same by a finger: what a browser makes of a touch. */
async function dragByFinger(page: Page, name: string, onto: string): Promise<void> {
  const client = await page.context().newCDPSession(page)
  const from = await middleOf(page, `Move ${name}: drag`)
  const to = await middleOf(page, onto)
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', y?: number) =>
    client.send('Input.dispatchTouchEvent', { type, touchPoints: y === undefined ? [] : [{ x: from.x, y }] })
  await touch('touchStart', from.y)
  for (let y = from.y; y > to.y - 10; y -= 5) await touch('touchMove', y)
  await touch('touchEnd')
}

async function middleOf(page: Page, name: string): Promise<{ x: number; y: number }> {
  const box = await page.getByRole('button', { name }).first().boundingBox()
  assert.ok(box)
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}
