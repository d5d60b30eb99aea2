import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import { hireAnn, paidTimeOff } from '../company.ts'
import { openSurvey } from '../surveys.ts'
import { june, MONDAY, NEXT_YEAR } from './days.ts'
import { startWeb, type Web } from './web.ts'

const DAY = june(MONDAY)

let web: Web

before(async () => {
  web = await startWeb()
})
afterEach(() => web.assertNoTroubles())
after(() => web.stop())

const inGerman = (expects: RegExp) => ({ locale: 'de-DE', expects })

describe('what the server says to somebody who reads German', () => {
  it('is German in a form, and in what stands in the way of time off', async () => {
    const { ann } = await hireAnn(web.teamroom, { allowance: 2_500 })
    const held = { leave_type_id: await paidTimeOff(web.teamroom.db), start: DAY, start_half: 'afternoon' }
    assert.equal((await ann.send('POST', '/api/time-off/requests', held)).status, 201)
    const { page, context, go } = await web.visit({ as: ann, ...inGerman(/422 .*\/api\//) })
    await go('/settings')
    const profile = page.getByRole('region', { name: 'Profil', exact: true })
    await profile.getByLabel('E-Mail-Adresse').fill('nirgends')
    await profile.getByRole('button', { name: 'Speichern' }).click()
    await profile.getByText('Das ist keine gültige E-Mail-Adresse.').waitFor()

    await go('/time-off')
    const form = page.getByRole('region', { name: 'Abwesenheit beantragen' })
    await form.getByLabel('Erster Tag').fill(DAY)
    const day = await page.evaluate<string>(
      `new Intl.DateTimeFormat('de-DE', { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date('${DAY}'))`,
    )
    await form.getByText(`Das überschneidet sich am ${day} nachmittags mit einem anderen Antrag.`).waitFor()
    await form.getByLabel('Erster Tag').fill(`${NEXT_YEAR}-07-01`)
    await form.getByLabel('Letzter Tag').fill(`${NEXT_YEAR}-10-31`)
    await form.getByText(/^Das kostet \d+ Tage.*, und am .* wären nur .* da: Es fehlen \d+ Tage.*\.$/).waitFor()
    await form.getByLabel('Letzter Tag').fill(`${NEXT_YEAR}-06-01`)
    await form.getByText('Darf nicht vor dem Beginn liegen.').waitFor()
    await context.close()
  })

  it('is German in an import, line by line', async () => {
    const as = await web.teamroom.account('admin')
    const { page, context, go } = await web.visit({ as, ...inGerman(/422 .*\/import/) })
    await go('/people/import')
    const choose = (lines: string[]) =>
      page
        .locator('input[type=file]')
        .setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(lines.join('\n')) })
    await choose(['name,start_date,manager', 'Xenia,nie,', 'Xerxes,2026-01-01,Niemand', ',2026-01-01,'])
    await page.getByRole('row', { name: /^2 start_date .*Das ist kein gültiges Datum\./ }).waitFor()
    await page.getByRole('row', { name: '3 manager Diese Person gibt es nicht.' }).waitFor()
    await page.getByRole('row', { name: '4 name Hier fehlt etwas.' }).waitFor()
    await choose([])
    await page.getByText('Die Datei ist leer.').waitFor()
    await context.close()
  })

  it('is German where a survey is answered, also of answers that no hint speaks of', async () => {
    const questions = ['text', 'date', 'number'].map((type) => ({ id: type, type, title: `The ${type}` }))
    const olga = await web.teamroom.account('manager')
    const { public_key } = await openSurvey(olga, { audience: 'anyone', questions })
    const { page, context, go } = await web.visit(inGerman(/422 .*\/replies/))
    await go(`/s/${public_key}`)
    await page.getByLabel('The text').fill('one\ttwo')
    await page.getByLabel('The date').fill('0201-05-01')
    await page.getByLabel('The number').fill('10.000.000.000.000')
    await page.getByRole('button', { name: 'Absenden' }).click()
    await page.getByText('Darin sind Zeichen, die niemand sieht, etwa Tabulatoren').waitFor()
    await page.getByText('Ein Tag vom 01.01.1900 bis zum 31.12.2999.').waitFor()
    await page.getByText('Eine Zahl von -1.000.000.000.000 bis 1.000.000.000.000.').waitFor()
    await context.close()
  })
})
