import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { PASSWORD } from '../accounts.ts'
import { hireAnn } from '../company.ts'
import { june, MONDAY, YEAR } from './days.ts'
import { startWeb, type Web } from './web.ts'

let web: Web

before(async () => {
  web = await startWeb()
})
afterEach(() => web.assertNoTroubles())
after(() => web.stop())

/** Asks for a long weekend; gives what the page says of its cost. */
async function ask(page: Page): Promise<string[]> {
  const form = page.getByRole('region', { name: 'Ask for time off' })
  await form.getByLabel('First day').fill(june(MONDAY + 4))
  await form.getByLabel('Last day').fill(june(MONDAY + 7))
  const days = form.getByRole('table', { name: 'Day by day' })
  await days.getByRole('cell', { name: /^Mon/ }).waitFor()
  const cost = [await form.getByText('This takes').innerText()]
  for (const row of await days.getByRole('row').all()) cost.push(await row.getByRole('cell').last().innerText())
  await form.getByRole('button', { name: 'Ask', exact: true }).click()
  await page.getByText('Your request is on its way.').waitFor()
  return cost
}

const COST = ['This takes 2 days. After it you have 23 days.', '1 day', 'no working day', 'no working day', '1 day']

describe('the app, from its first start', () => {
  it('leads from the first account to a request that is seen day by day, sent, approved, and taken back', async () => {
    const { page, context, go } = await web.visit({ expects: /422 .*\/register/ })
    await go('/')
    await page.getByRole('heading', { name: 'Welcome to Teamroom' }).waitFor()
    await page.getByLabel('User name').fill('Ada')
    await page.locator('input[type=password]').fill('short')
    await page.getByRole('button', { name: 'Begin' }).click()
    await page.getByText('Shorter than minimum length 8.').or(page.getByText('Length must be')).waitFor()
    await page.locator('input[type=password]').fill(PASSWORD)
    await page.getByRole('button', { name: 'Begin' }).click()
    await page.getByRole('heading', { name: 'Hello, Ada' }).waitFor()
    await page.getByText('Nobody has put you on the list of employees yet.').waitFor()
    await employ(page, 'Ada')

    await go('/time-off')
    assert.deepEqual(await ask(page), COST)
    const mine = page.getByRole('region', { name: 'My requests' })
    await mine.getByText('waiting').waitFor()
    await mine.getByRole('link', { name: 'Decide' }).click()
    await page.getByRole('button', { name: 'Approve' }).click()
    await page.getByText('approved', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('waiting', { exact: true }).first().waitFor()
    await page.getByRole('button', { name: 'Approve' }).waitFor()
    await context.close()
  })
})

describe('time off', () => {
  it('goes from an employee’s phone to their manager and back', async () => {
    const { ann, boss } = await hireAnn(web.teamroom, { allowance: 2_500 })
    const phone = await web.visit({ as: ann, width: 360 })
    await phone.go('/time-off')
    assert.deepEqual(await ask(phone.page), COST)

    const desk = await web.visit({ as: boss })
    await desk.go('/')
    await desk.page.getByText(ann.username).first().waitFor()
    await desk.page.getByRole('button', { name: 'Reject' }).click()
    await desk.page.getByText(`${ann.username}’s request is rejected.`).waitFor()
    await desk.page.getByRole('button', { name: 'Reject' }).waitFor({ state: 'detached' })
    await phone.go('/time-off')
    await phone.page.getByRole('article').getByText('rejected').waitFor()
    await phone.page.getByRole('link', { name: /^25 days/ }).waitFor()

    assert.deepEqual(await ask(phone.page), COST)
    await desk.go('/')
    await desk.page.getByRole('button', { name: 'Approve' }).click()
    await desk.page.getByText(`${ann.username}’s request is approved.`).waitFor()
    await phone.go('/time-off')
    await phone.page.getByRole('article').getByText('approved').waitFor()
    await phone.context.close()
    await desk.context.close()
  })
})

/** Follows the welcome: puts the first account on the list of people, and gives them 25 days a year. */
async function employ(page: Page, name: string): Promise<void> {
  const january = `${YEAR}-01-01`
  const press = (button: string) => page.getByRole('button', { name: button, exact: true }).click()
  await page.getByRole('link', { name: 'Add the first person' }).click()
  await page.getByRole('link', { name: 'Add a person' }).click()
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(name)
  await page.getByLabel('First day of employment').fill(january)
  await page.getByRole('combobox', { name: 'Account' }).click()
  await page.getByRole('option', { name }).click()
  await press('Add a person')
  await page.getByRole('heading', { level: 1, name }).waitFor()

  await page.getByRole('link', { name: 'Policies' }).click()
  await press('Make a policy')
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('25 days')
  await page.getByText('25 days a year, given on 1 January.').waitFor()
  await press('Save')
  await press('Assign to people')
  await page.getByRole('checkbox', { name }).check()
  await page.getByLabel('From').fill(january)
  await press('Assign to 1 person')
  await page.getByText('Assigned to 1 person').waitFor()
}
