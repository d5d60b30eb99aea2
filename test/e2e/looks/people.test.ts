import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { paidTimeOff } from '../../company.ts'
import { YEAR } from '../days.ts'
import { settle } from '../web.ts'
import { describeLooks } from './looking.ts'

/** People, terms and days, and the forms that open among them. */
describeLooks(
  'people',
  async (web) => {
    const as = await web.teamroom.account('admin', 'Adam')
    const post = async (url: string, input: object) => {
      const { status, body, text } = await as.send('POST', url, input)
      assert.ok(status < 300, text)
      return body
    }
    const start_date = `${YEAR}-01-01`
    const name = 'Friederike-Charlotte von Hohenstein-Ingelheim'
    const person = await post('/api/employees', { name, team: 'Kitchen', start_date })
    await post('/api/employees', { name: 'Cem', team: 'Bakery', start_date: `${YEAR + 2}-01-01` })
    const care = await post('/api/time-off/leave-types', {
      name: 'Care leave',
      colour: '#e03131',
      floor_hours: null,
    })
    const terms = { unit: 'days', allowance: 28, accrual: 'yearly', carry_over: { cap: 5, expires_after_months: 3 } }
    const policy = await post('/api/time-off/policies', {
      name: '28 days',
      leave_type_id: await paidTimeOff(web.teamroom.db),
      ...terms,
    })
    await post(`/api/time-off/policies/${policy.id}/assignments`, {
      employee_ids: [person.id],
      effective_from: start_date,
    })
    await post(`/api/employees/${person.id}/adjustments`, {
      leave_type_id: care.id,
      hours: -12,
      note: 'A week at home.',
    })
    await post('/api/company/holidays', { date: `${YEAR}-12-24`, name: 'Christmas Eve', off: 'afternoon' })
    const press = (button: string, shown: string) => async (page: Page) => {
      await page.getByRole('button', { name: button }).click()
      await page.getByText(shown).first().waitFor()
      await settle(page)
    }
    return [
      { name: 'people', path: '/people?all=yes', as },
      { name: 'people-new', path: '/people/new', as, open: press('Add a person', 'Must not be blank.') },
      { name: 'person', path: `/people/${person.id}`, as, open: press('Other hours', 'Set these hours') },
      { name: 'person-adjusting', path: `/people/${person.id}`, as, open: press('Adjust a balance', 'Counts from') },
      { name: 'people-import', path: '/people/import', as, open: chooseFaultyFile },
      { name: 'policies', path: '/people/policies', as },
      { name: 'policy-new', path: '/people/policies?edit=new', as },
      { name: 'policy-assigning', path: `/people/policies?assign=${policy.id}`, as },
      { name: 'leave-types', path: '/people/leave-types', as },
      { name: 'leave-type', path: `/people/leave-types?edit=${care.id}`, as, open: press('Add days', 'Reason') },
      { name: 'holidays', path: '/people/holidays?region=DE-BY', as },
      { name: 'holiday-new', path: '/people/holidays?edit=new', as },
      { name: 'people-closed', path: '/people', as: await web.teamroom.account('member') },
    ]
  },
  /(404|422) .*\/employees/,
)

async function chooseFaultyFile(page: Page): Promise<void> {
  const buffer = Buffer.from('name,start_date,manager\nXenia,never,\nXerxes,2026-01-01,Nobody\n')
  await page.locator('input[type=file]').setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer })
  await page.getByText('There is no such employee.').waitFor()
}
