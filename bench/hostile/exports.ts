import { fillCompany } from '../company.ts'
import { get, type HostileCase, json, sendTo, type World } from './cases.ts'
import { marks } from './texts.ts'

const PEOPLE = 500
const REPLIES = 2_000
const CSV = { 'content-type': 'text/csv' }

/** What reads or writes very much at once. */
export async function exportCases({ site, folder, admin, member }: World): Promise<HostileCase[]> {
  const year = new Date().getUTCFullYear()
  const veteran = await fillCompany(folder, { people: PEOPLE, years: 5, longest: 20 })
  const { id, key } = await repliedSurvey(site.url, member)
  const feed = JSON.parse(
    await sendTo(site.url, json('POST', '/api/time-off/feeds', admin, { scope: 'company' }, 201)),
  ) as {
    url: string
  }
  const longPeriod = `from=${year}-01-01&to=${year}-12-31`
  const file = (lines: string[], status: number) => ({
    ...{ method: 'POST', path: '/api/employees/import?dry_run=true', status, body: lines.join('\n') },
    headers: { ...CSV, authorization: `Bearer ${admin}` },
  })
  const header = 'name,manager,team,start_date,holiday_region,working_hours'
  const people = Array.from(
    { length: 1_000 },
    (_, i) => `Person number ${i},${i === 0 ? '' : `Person number ${i - 1}`},Team ${i},2025-01-01,DE-BY,8 8 8 8 8 0 0`,
  )
  const marked = Array.from({ length: 90 }, (_, i) => `P${i}${marks(1_200)},,,2025-01-01,,`)

  return [
    { name: 'Member: calendar of a year', request: () => get(`/api/time-off/calendar?${longPeriod}`, member) },
    { name: 'Admin: calendar of a year', request: () => get(`/api/time-off/calendar?${longPeriod}`, admin) },
    {
      name: 'Admin: calendar of two months',
      request: () => get(`/api/time-off/calendar?from=${year}-06-01&to=${year}-08-01`, admin),
    },
    { name: 'Admin: 200 balances', request: () => get('/api/time-off/balances?limit=200', admin) },
    { name: 'Admin: balances as a file', request: () => get('/api/time-off/balances.csv', admin) },
    {
      name: 'Admin: time off taken in a year as a file',
      request: () => get(`/api/time-off/taken.csv?${longPeriod}`, admin),
    },
    {
      name: 'Admin: balance of 20 years',
      request: () => get(`/api/employees/${veteran}/balance?on=${year + 2}-12-31`, admin),
    },
    { name: 'Admin: 200 employees', request: () => get('/api/employees?limit=200', admin) },
    { name: 'Admin: employees as a file', request: () => get('/api/employees/export.csv', admin) },
    { name: 'Admin: 200 requests', request: () => get('/api/time-off/requests?limit=200', admin) },
    { name: 'Guest: calendar feed of everybody', request: () => get(new URL(feed.url).pathname) },
    { name: 'Admin: import of 1,000 employees', request: () => file([header, ...people], 200) },
    {
      name: 'Admin: import of 1,000 wrong lines',
      request: () => file([header, ...people.map(() => 'x'.repeat(110))], 422),
    },
    {
      name: 'Admin: import of 220,000 empty cells',
      request: () => file([header, ...Array(999).fill(','.repeat(220))], 422),
    },
    { name: 'Admin: import of combining marks', request: () => file([header, ...marked], 422) },
    { name: `Member: ${REPLIES} replies as a file`, request: () => get(`/api/surveys/${id}/replies.csv`, member) },
    { name: `Member: ${REPLIES} replies as JSON`, request: () => get(`/api/surveys/${id}/replies.json`, member) },
    { name: `Member: results of ${REPLIES} replies`, request: () => get(`/api/surveys/${id}/results`, member) },
    {
      name: 'Guest: reply among many',
      request: () => json('POST', `/api/surveys/public/${key}/replies`, undefined, replyOf(0), 201),
    },
  ]
}

const QUESTIONS = Array.from({ length: 100 }, (_, i) => ({ id: `q${i}`, type: 'long_text', title: `Question ${i}` }))

function replyOf(length: number) {
  return {
    submission_id: crypto.randomUUID(),
    answers: QUESTIONS.map(({ id }) => ({ question: id, value: `Because${' of this'.repeat(length)}` })),
  }
}

async function repliedSurvey(url: string, token: string): Promise<{ id: string; key: string }> {
  const input = { title: 'Answered', audience: 'anyone', anonymous: false, one_reply_each: false, questions: QUESTIONS }
  const made = JSON.parse(await sendTo(url, json('POST', '/api/surveys', token, input, 201)))
  await sendTo(url, json('POST', `/api/surveys/${made.id}/publication`, token, undefined, 200))
  const path = `/api/surveys/public/${made.public_key}/replies`
  for (let i = 0; i < REPLIES; i++) await sendTo(url, json('POST', path, undefined, replyOf(i < 200 ? 60 : 1), 201))
  return { id: made.id, key: made.public_key }
}
