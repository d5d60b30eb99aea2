import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import type { Locator, Page, Route } from 'playwright-core'
import { addDays } from '../../server/time-off/days.ts'
import { hireAnn, paidTimeOff } from '../company.ts'
import type { Account } from '../harness.ts'
import { june, MONDAY, show, TODAY, workday, workdays, YEAR } from './days.ts'
import { startWeb, until, type Visitor, type Web } from './web.ts'

const HOSTILE = '<img src=x onerror=alert(1)>=1+1<script>alert(2)</script>'
const LINK = 'javascript:alert(3)'

let web: Web
let ada: Account

before(async () => {
  web = await startWeb()
  ada = await web.teamroom.account('admin', 'Ada')
})
afterEach(() => web.assertNoTroubles())
after(() => web.stop())

/** An administrator, in whose pages no dialog may come up. */
async function enter(how: { width?: number } = {}): Promise<Visitor> {
  const visit = await web.visit({ as: ada, expects: /(409|412|422) |ERR_FAILED/, ...how })
  visit.page.on('dialog', (dialog) => assert.fail(dialog.message()))
  return visit
}

const field = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true })
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

/** Waits until a field says this beside it. */
async function assertRefused(input: Locator, sentence: string | RegExp): Promise<void> {
  await input.page().getByText(sentence).first().waitFor()
  const ids = (await input.getAttribute('aria-describedby'))?.split(/ +/) ?? []
  const said = await Promise.all(ids.map((id) => input.page().locator(`[id="${id}"]`).innerText()))
  assert.match(said.join(' '), typeof sentence === 'string' ? new RegExp(RegExp.escape(sentence)) : sentence)
}

/** Somebody whom the API adds; gives their id. */
async function add(fields: {
  name: string
  team?: string
  start_date?: string
  end_date?: string
  manager_id?: string
}): Promise<string> {
  const { status, body, text } = await ada.send('POST', '/api/employees', { start_date: `${YEAR}-01-01`, ...fields })
  assert.equal(status, 201, text)
  return body.id
}

/** The server does what it is asked to, and nobody hears of it. */
async function loseAnswer(route: Route): Promise<void> {
  assert.equal((await route.fetch()).status(), 201)
  await route.abort()
}

async function namesBy(query: string): Promise<string[]> {
  const { body } = await ada.send('GET', `/api/employees?limit=200&${query}`)
  return body.map(({ name }: { name: string }) => name)
}

describe('people', () => {
  it('are added, given hours and a policy, and then have the balance that the API works out', async () => {
    const { page, context, go } = await enter()
    await go('/people')
    await page.getByText('Nobody is on the list yet').waitFor()
    await page.getByRole('link', { name: 'Add a person' }).click()
    await press(page, 'Add a person')
    await assertRefused(field(page, 'Name'), /Length must be|Must not be blank/)
    await field(page, 'Name').fill('Zoe Lee')
    await page.getByRole('combobox', { name: 'Team' }).fill('Bakery')
    await page.getByLabel('First day of employment').fill(`${YEAR}-01-01`)
    await page.getByLabel('Last day of employment').fill(`${YEAR - 1}-01-01`)
    await page.getByLabel('Mon').fill('25')
    await press(page, 'Add a person')
    await assertRefused(page.getByLabel('Mon'), /less than or equal to 24/)
    await press(page, 'Full time (5 × 8 h)')
    await press(page, 'Add a person')
    await assertRefused(page.getByLabel('Last day of employment'), 'Must not be before the first day of employment.')
    await page.getByLabel('Last day of employment').fill('')
    await press(page, 'Add a person')
    await page.getByRole('heading', { name: 'Zoe Lee' }).waitFor()
    const person = page.url()

    const hours = page.getByRole('region', { name: 'Working hours' })
    await press(page, 'Other hours from a day on')
    await press(page, 'Four days (4 × 8 h)')
    await hours.getByLabel('From').fill(`${YEAR - 1}-01-01`)
    await press(page, 'Set these hours')
    await assertRefused(hours.getByLabel('From'), 'Must not be before the first day of employment')
    await hours.getByLabel('From').fill(`${YEAR + 1}-01-01`)
    await press(page, 'Set these hours')
    await hours.getByText('(32 h a week)').waitFor()

    await page.getByRole('link', { name: 'Policies' }).click()
    await press(page, 'Make a policy')
    await field(page, 'Name').fill('30 days')
    await field(page, 'Allowance a year').fill('400')
    await press(page, 'Save')
    await assertRefused(field(page, 'Allowance a year'), 'Must be less than or equal to 366 days.')
    await field(page, 'Allowance a year').fill('30')
    await page.getByText('30 days a year, given on 1 January.').waitFor()
    await press(page, 'Save')
    await page.getByRole('region', { name: '30 days' }).getByText('Assigned to nobody').waitFor()
    await press(page, 'Assign to people')
    await press(page, 'Assign')
    await page.getByText(/Length must be|Shorter than/).waitFor()
    await page.getByLabel('Zoe Lee').check()
    await page.getByLabel('From').fill(`${YEAR}-01-01`)
    await press(page, 'Assign to 1 person')
    await page.getByText('Assigned to 1 person').waitFor()

    await go(person)
    const balances = page.getByRole('region', { name: 'Balances' })
    await balances.getByText('30 days', { exact: true }).waitFor()
    await press(page, 'Adjust a balance')
    await balances.getByLabel('Hours').fill('0')
    await balances.getByLabel('Why').fill('Brought along.')
    await press(page, 'Adjust')
    await assertRefused(balances.getByLabel('Hours'), 'Must not be 0.')
    await balances.getByLabel('Hours').fill('4')
    await page.route('**/adjustments', loseAnswer, { times: 1 })
    await press(page, 'Adjust')
    await balances.getByRole('alert').waitFor()
    await press(page, 'Adjust')
    await balances.getByText('30 days 4 h', { exact: true }).waitFor()
    const { body } = await ada.send('GET', `/api/time-off/balances?employee_id=${person.split('/').at(-1)}`)
    assert.equal(body[0].balances[0].hours, 244)

    const policies = page.getByRole('region', { name: 'Policies' })
    await policies.getByRole('button', { name: 'Remove 30 days' }).click()
    await policies.getByText('No policy:').waitFor()
    await press(page, 'Undo')
    await policies.getByText('30 days').waitFor()
    await balances.getByText('30 days 4 h', { exact: true }).waitFor()

    await page.getByRole('link', { name: 'People' }).last().click()
    await page.getByRole('row', { name: /Zoe Lee.*Bakery.*30 days 4 h/ }).waitFor()
    await context.close()
  })

  it('are found by name and team in the address, also those who have left, and removed after a question', async () => {
    await add({ name: 'Quentin', team: 'Quay' })
    await add({ name: 'Quinn', team: 'Quay', start_date: '2020-01-01', end_date: addDays(TODAY, -1) })
    const { page, context, go } = await enter({ width: 360 })
    await go('/people?name=qu&team=Quay')
    await page.getByRole('link', { name: 'Quentin' }).waitFor()
    assert.equal(await page.getByRole('link', { name: 'Quinn' }).count(), 0)
    await page.getByLabel('Also those who have left').check()
    await page.getByRole('link', { name: 'Quinn' }).waitFor()
    await page.getByText('has left', { exact: true }).waitFor()
    await page.getByLabel('Name begins with').fill('qui')
    await page.getByRole('link', { name: 'Quentin' }).waitFor({ state: 'detached' })
    await page.waitForURL(/name=qui/)
    await page.getByRole('link', { name: 'Quinn' }).click()
    await press(page, 'Remove')
    const question = page.getByRole('dialog')
    await question.getByRole('button', { name: 'Cancel' }).click()
    await question.waitFor({ state: 'detached' })
    assert.deepEqual(await namesBy('q=Quinn'), ['Quinn'])
    await press(page, 'Remove')
    await question.getByRole('button', { name: 'Remove' }).click()
    await page.getByText('Quinn is removed.').waitFor()
    assert.deepEqual(await namesBy('q=Quinn'), [])
    await context.close()
  })

  it('are chosen as managers by typing, which replaces whom the field shows', async () => {
    const [ida, otto] = [await add({ name: 'Ida Boss' }), await add({ name: 'Otto Boss' })]
    const id = await add({ name: 'Managed', manager_id: ida })
    const { page, context, go } = await enter()
    await go(`/people/${id}`)
    const manager = page.getByRole('combobox', { name: 'Manager' })
    const isShown = (name: string) => until(async () => (await manager.inputValue()) === name)
    await isShown('Ida Boss')
    await manager.click()
    await page.keyboard.type('ott')
    assert.equal(await manager.inputValue(), 'ott')
    await page.getByRole('option', { name: 'Ida Boss' }).waitFor({ state: 'detached' })
    await page.keyboard.press('o')
    await page.keyboard.press('Enter')
    await isShown('Otto Boss')
    // Enter has chosen, and the field still has the focus.
    assert.equal(await page.getByText('Saved.').count(), 0)
    await page.keyboard.type('ida')
    await page.getByRole('option', { name: 'Ida Boss' }).click()
    await isShown('Ida Boss')
    await page.keyboard.type('otto')
    await page.getByRole('option', { name: 'Otto Boss' }).click()
    await isShown('Otto Boss')
    const form = page.locator('form').filter({ has: manager })
    await form.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved.').waitFor()
    assert.equal((await ada.send('GET', `/api/employees/${id}`)).body.manager_id, otto)
    await context.close()
  })

  it('are on the list as soon as they are added, those who begin later too', async () => {
    const { page, context, go } = await enter()
    await go('/people/new')
    await field(page, 'Name').fill('Emil Early')
    await page.getByLabel('First day of employment').fill(addDays(TODAY, 7))
    await press(page, 'Add a person')
    await page.getByText('Emil Early is on the list now.').waitFor()
    await page.getByRole('link', { name: 'People', exact: true }).first().click()
    const row = page.getByRole('row').filter({ hasText: 'Emil Early' })
    await row.getByText('not begun yet').waitFor()
    await context.close()
  })

  it('have only time off to come that they may take, to the half day', async () => {
    const { boss, ann, annId } = await hireAnn(web.teamroom, { allowance: 2_500 })
    const leave_type_id = await paidTimeOff(web.teamroom.db)
    const [first, second, third] = workdays(june(MONDAY), 3) as [string, string, string]
    const ask = async (start: string, more: object = {}): Promise<string> => {
      const { body, text } = await ann.send('POST', '/api/time-off/requests', { leave_type_id, start, ...more })
      assert.ok(body.id, text)
      return `/api/time-off/requests/${body.id}`
    }
    await ask(first, { end_half: 'morning' })
    await boss.send('POST', `${await ask(second)}/rejection`)
    await ann.send('POST', `${await ask(third)}/cancellation`)
    const { page, context, go } = await enter()
    await go(`/people/${annId}`)
    const toCome = page.getByRole('region', { name: 'Time off to come' })
    await toCome.getByRole('link', { name: `${show(first)}, morning` }).waitFor()
    assert.equal(await toCome.getByRole('link').count(), 1)
    await context.close()
  })

  it('keep what was typed when somebody else changed them meanwhile', async () => {
    const id = await add({ name: 'Wim', team: 'Bakery' })
    const { page, context, go } = await enter()
    await go(`/people/${id}`)
    await field(page, 'Name').fill('Willem')
    await ada.send('PATCH', `/api/employees/${id}`, { team: 'Kitchen' })
    await press(page, 'Save')
    await page.getByText('Someone else just changed this.').waitFor()
    assert.equal(await field(page, 'Name').inputValue(), 'Willem')
    assert.equal(await page.getByRole('combobox', { name: 'Team' }).inputValue(), 'Kitchen')
    assert.deepEqual(await namesBy('q=Wi'), ['Wim'])
    await press(page, 'Save')
    await page.getByRole('heading', { name: 'Willem' }).waitFor()
    const { body } = await ada.send('GET', `/api/employees/${id}`)
    assert.deepEqual([body.name, body.team], ['Willem', 'Kitchen'])

    await ada.send('PATCH', `/api/employees/${id}`, { team: 'Attic' })
    await press(page, 'Remove')
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    await page.getByText('Check how it looks now, then try again.').waitFor()
    assert.deepEqual(await namesBy('q=Wi'), ['Willem'])
    await context.close()
  })

  it('are not left half written without a question, be it on a page or in a form over one', async () => {
    const { page, context, go } = await enter()
    const answer = (name: string) => page.locator('dialog').getByRole('button', { name }).click()
    await go('/people/new')
    await field(page, 'Name').fill('Nearly lost')
    await page.getByRole('link', { name: 'Policies' }).click()
    await answer('Stay')
    assert.equal(await field(page, 'Name').inputValue(), 'Nearly lost')
    await page.getByRole('link', { name: 'Policies' }).click()
    await answer('Leave')
    await press(page, 'Make a policy')
    await field(page, 'Name').fill('Half a policy')
    await press(page, 'Close')
    await answer('Stay')
    assert.equal(await field(page, 'Name').inputValue(), 'Half a policy')
    await press(page, 'Close')
    await answer('Leave')
    await field(page, 'Name').waitFor({ state: 'detached' })
    await press(page, 'Make a policy')
    await press(page, 'Close')
    await field(page, 'Name').waitFor({ state: 'detached' })
    await context.close()
  })

  it('are no business of members, who are told so', async () => {
    const { page, context, go } = await web.visit({ as: await web.teamroom.account('member') })
    for (const path of ['/people', '/people/import']) {
      await go(path)
      await page.getByRole('heading', { name: 'This room is for administrators' }).waitFor()
      assert.equal(await page.getByRole('link', { name: 'People' }).count(), 0)
    }
    await context.close()
  })
})

describe('the import', () => {
  const choose = (page: Page, ...lines: string[]) =>
    page
      .locator('input[type=file]')
      .setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(lines.join('\n')) })

  it('tries a file first, names every faulty line, and changes nothing until it is told to', async () => {
    const { page, context, go } = await enter()
    await go('/people/import')
    const download = page.waitForEvent('download')
    await press(page, 'Download a template')
    const template = Buffer.concat(await (await (await download).createReadStream()).toArray()).toString()
    await choose(page, 'name,start_date,manager', 'Xaver,2026-01-01,', 'Xenia,never,', 'Xerxes,2026-01-01,Nobody')
    await page.getByRole('row', { name: /^3 start_date .*date/ }).waitFor()
    await page.getByRole('row', { name: '4 manager There is no such employee.' }).waitFor()
    assert.equal(await page.getByRole('button', { name: /^Import/ }).count(), 0)
    assert.deepEqual(await namesBy('q=X'), [])

    await choose(page, 'name,start_date,manager', 'Xaver,2026-01-01,', `Xenia ${HOSTILE},2026-01-01,Xaver`)
    await page.getByText('It would add 2 and change 0. Unchanged: 0. Nothing has been changed yet.').waitFor()
    assert.deepEqual(await namesBy('q=X'), [])
    await press(page, 'Import 2 people')
    await page.getByText('Added: 2. Changed: 0.').waitFor()
    assert.deepEqual(await namesBy('q=X'), ['Xaver', `Xenia ${HOSTILE}`])

    await choose(page, ...template.trim().split('\r\n'))
    await page.getByText('It would add 1 and change 0.').waitFor()
    await context.close()
  })

  it('takes a file as payroll saves it, and asks which of day and month comes first', async () => {
    const { page, context, go } = await enter()
    await go('/people/import')
    const buffer = Buffer.from('Name;Eintritt;Kostenstelle\nYürgen;03/04/2026;4711\n', 'latin1')
    await page.locator('input[type=file]').setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer })
    await page.getByText('Left out: Kostenstelle').waitFor()
    await page.getByRole('row', { name: '2 Eintritt Day or month first? Choose a date format.' }).waitFor()
    await page.getByLabel('03/04 (day first)').check()
    await press(page, 'Import 1 person')
    await page.getByText('Added: 1. Changed: 0.').waitFor()
    const { body } = await ada.send('GET', '/api/employees?q=Y')
    assert.deepEqual([body[0].name, body[0].start_date], ['Yürgen', '2026-04-03'])
    await context.close()
  })

  it('says of a file in another encoding that it is none it can read', async () => {
    const { page, context, go } = await enter()
    await go('/people/import')
    const buffer = Buffer.from([0x93, 0x63, 0x92, 0x86, 0x81, 0x40])
    await page.locator('input[type=file]').setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer })
    await page.getByText('This file’s encoding isn’t supported. Save it as UTF-8 and try again.').waitFor()
    await context.close()
  })
})

describe('the terms', () => {
  it('are edited: a policy, a leave type and its overdraft, an archived one taken back', async () => {
    const terms = { unit: 'days', allowance: 20, accrual: 'yearly', leave_type_id: await paidTimeOff(web.teamroom.db) }
    await ada.send('POST', '/api/time-off/policies', { name: 'Part time', ...terms })
    const { page, context, go } = await enter()
    await go('/people/policies')
    await page.getByRole('region', { name: 'Part time' }).getByRole('button', { name: 'Change' }).click()
    await page.getByLabel('A twelfth at the end of each month').check()
    await page.getByLabel('is carried over, up to a limit').check()
    await field(page, 'Carried over at most (days)').fill('4')
    await page.getByLabel('expires if it is not used').check()
    await field(page, 'Expires after (months)').fill('13')
    await press(page, 'Save')
    await assertRefused(field(page, 'Expires after (months)'), /less than or equal to 12/)
    await field(page, 'Expires after (months)').fill('2')
    await press(page, 'Save')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.getByText('up to 4 days are carried over. That expires after 2 months').waitFor()
    const [policy] = (await ada.send('GET', '/api/time-off/policies?limit=1')).body.slice(-1)
    assert.ok(policy)

    await go('/people/leave-types')
    await press(page, 'Make a leave type')
    await press(page, 'Save')
    await assertRefused(field(page, 'Name'), /Length must be|Must not be blank/)
    await field(page, 'Name').fill('Parental')
    await field(page, 'Colour in calendars').fill('#123456')
    await page.getByLabel('Below 0, down to a limit').check()
    await field(page, 'Lowest balance, in hours').fill('-40')
    await press(page, 'Add days')
    await page.getByLabel('First day').fill(`${YEAR}-12-20`)
    await page.getByLabel('Last day').fill(`${YEAR}-12-19`)
    await page.getByLabel('Reason').fill('Stocktaking')
    await press(page, 'Save')
    await page.getByText(/Must not be before/).waitFor()
    await page.getByLabel('Last day').fill(`${YEAR}-12-24`)
    await press(page, 'Save')
    const parental = page.getByRole('region', { name: 'Parental' })
    await parental.getByText('A balance may be overdrawn by 5 days.').waitFor()
    await parental.getByText('Stocktaking').waitFor()
    await parental.getByRole('button', { name: 'Archive' }).click()
    await parental.getByText('archived', { exact: true }).waitFor()
    await press(page, 'Undo')
    await parental.getByText('archived', { exact: true }).waitFor({ state: 'detached' })
    await parental.getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await parental.waitFor({ state: 'detached' })
    await context.close()
  })

  it('are given to everybody at once, from their first day to those who start later, with what is left of the year', async () => {
    const [here, later] = [
      await add({ name: 'Here Already' }),
      await add({ name: 'Later On', start_date: addDays(TODAY, 7) }),
    ]
    const { body: policy } = await ada.send('POST', '/api/time-off/policies', {
      name: '28 days for all',
      leave_type_id: await paidTimeOff(web.teamroom.db),
      unit: 'days',
      allowance: 28,
      accrual: 'yearly',
    })
    const { page, context, go } = await enter()
    await go(`/people/policies?assign=${policy.id}`)
    const from = page.getByRole('dialog').locator('input[type=date]')
    await from.fill(`${YEAR}-12-02`)
    await page.getByText(`people get 2.3 of 28 days in this leave year. Choose ${show(`${YEAR}-01-01`)}`).waitFor()
    await from.fill(`${YEAR}-01-01`)
    await page.getByText('in this leave year. Choose').waitFor({ state: 'detached' })
    for (const name of ['Here Already', 'Later On']) await page.getByRole('checkbox', { name, exact: true }).check()
    await press(page, 'Assign to 2 people')
    await page.getByText('2 people have the policy.').waitFor()
    const begin = async (id: string) => (await ada.send('GET', `/api/employees/${id}/policies`)).body[0].effective_from
    assert.deepEqual([await begin(here), await begin(later)], [`${YEAR}-01-01`, addDays(TODAY, 7)])
    await context.close()
  })

  it('show what a new holiday gives back to an approved request, and what deleting it takes again', async () => {
    const { ann, boss } = await hireAnn(web.teamroom, { allowance: 2_500 })
    const day = workday(`${YEAR + 1}-03-03`)
    const leave_type_id = await paidTimeOff(web.teamroom.db)
    const asked = await ann.send('POST', '/api/time-off/requests', { leave_type_id, start: day })
    assert.equal(asked.status, 201, asked.text)
    const request = `/api/time-off/requests/${asked.body.id}`
    await boss.send('POST', `${request}/approval`, {})
    const { page, context, go } = await enter()
    await go('/people/holidays')
    await press(page, 'Add a holiday')
    await field(page, 'Name').fill('Founders’ day')
    await press(page, 'Save')
    await assertRefused(page.getByRole('dialog').getByLabel('Day'), 'Not a valid date.')
    await page.getByRole('dialog').getByLabel('Day').fill(day)
    await press(page, 'Save')
    await page.getByText('1 request costs something else now').waitFor()
    await page.getByText('so 1 day go back to the balance.').waitFor()
    assert.equal((await ann.send('GET', request)).body.cost_hours, 0)
    await press(page, 'Delete Founders’ day')
    await page.getByText('so 1 day more are taken from the balance.').waitFor()
    await page.getByRole('combobox', { name: 'Country' }).fill('Germ')
    await page.getByRole('option', { name: 'Germany' }).click()
    await page
      .getByRole('cell', { name: /Weihnachtstag/ })
      .first()
      .waitFor()
    await page.waitForURL(/region=DE/)
    await context.close()
  })

  it('run nothing that somebody typed into names, teams, notes, reasons and days', async () => {
    const id = await add({ name: HOSTILE, team: HOSTILE.slice(0, 80) })
    const type = {
      name: HOSTILE.slice(0, 60),
      colour: '#2f9e44',
      blackouts: [{ start: '2026-12-20', end: '2026-12-24', reason: LINK }],
    }
    const { body } = await ada.send('POST', '/api/time-off/leave-types', type)
    const terms = { unit: 'hours', allowance: 100, accrual: 'monthly', leave_type_id: body.id }
    await ada.send('POST', '/api/time-off/policies', { name: HOSTILE.slice(0, 60), ...terms })
    await ada.send('POST', '/api/company/holidays', { date: `${YEAR}-02-02`, name: HOSTILE })
    await ada.send('POST', `/api/employees/${id}/adjustments`, { leave_type_id: body.id, hours: 8, note: HOSTILE })
    const { page, context, go } = await enter()
    const paths = ['/people', `/people/${id}`, '/people/policies', '/people/leave-types', '/people/holidays']
    for (const path of paths) {
      await go(path)
      await page.getByText('<img src=x onerror').first().waitFor()
      assert.equal(await page.locator('[onerror], [href^="javascript:"], #root script').count(), 0)
    }
    await context.close()
  })
})
