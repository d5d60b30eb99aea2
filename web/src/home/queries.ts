import { queryOptions } from '@tanstack/react-query'
import { addDays } from '../../../server/time-off/days.ts'
import { allOf, api, bodyOf, pageOf } from '../api/client.ts'
import { me } from '../time-off/queries.ts'
import { taggedCompany } from '../ui/company.ts'
import { dayIn, isDue } from '../ui/now.ts'

const WEEK = 7
const YEAR = 366
/** More posts and surveys than anybody reads at once. */
const MANY = 20

/** Who is away today, and who will be in the seven days after it. What is pending takes nobody away yet. */
export const awaySoon = queryOptions({
  queryKey: ['calendar', 'soon'],
  queryFn: async ({ client }) => {
    const today = dayIn((await client.ensureQueryData(taggedCompany)).data.time_zone)
    const to = addDays(today, WEEK)
    const people = await bodyOf(api.GET('/api/time-off/calendar', { params: { query: { from: today, to } } }))
    const absences = people.flatMap(({ employee, absences }) =>
      absences.filter(({ status }) => status === 'approved').map((absence) => ({ employee, absence })),
    )
    const isToday = ({ absence }: (typeof absences)[number]) => absence.start <= today
    return {
      today: { day: today, absences: absences.filter(isToday) },
      week: { from: addDays(today, 1), to, absences: absences.filter((one) => !isToday(one)) },
    }
  },
})

/** My time off that is approved and not over, the soonest; null when there is none, or when I am no employee. */
export const myNextTimeOff = queryOptions({
  queryKey: ['requests', 'mine', 'next'],
  queryFn: async ({ client }) => {
    const employee = await client.ensureQueryData(me)
    if (!employee) return null
    const from = dayIn((await client.ensureQueryData(taggedCompany)).data.time_zone)
    const wanted = { employee_id: employee.id, status: 'approved', from } as const
    const requests = await allOf((page) =>
      api.GET('/api/time-off/requests', { params: { query: { ...wanted, ...page } } }),
    )
    return requests.sort((a, b) => (a.start < b.start ? -1 : 1))[0] ?? null
  },
})

/** The next holiday where I work, within a year; the company's when I am no employee. */
export const myNextHoliday = queryOptions({
  queryKey: ['holidays', 'mine', 'next'],
  queryFn: async ({ client }) => {
    const employee = await client.ensureQueryData(me)
    const from = dayIn((await client.ensureQueryData(taggedCompany)).data.time_zone)
    const query = { from, to: addDays(from, YEAR), limit: 1 }
    const sent = employee
      ? api.GET('/api/employees/{id}/holidays', { params: { path: { id: employee.id }, query } })
      : api.GET('/api/holidays', { params: { query } })
    return (await pageOf(sent)).rows[0] ?? null
  },
})

/** The must-read posts that I have not acknowledged; of very many, the first page and that there are more. */
export const mustReads = queryOptions({
  queryKey: ['posts', 'unread'],
  queryFn: async () => {
    const query = { acknowledged: false, published: true, limit: MANY }
    const { rows, next } = await pageOf(api.GET('/api/posts', { params: { query } }))
    // Editors are shown what is scheduled, too.
    const due = rows.filter(({ publish_at }) => publish_at !== null && isDue(publish_at))
    return { posts: due, isAll: next === undefined }
  },
})

/** The surveys that I may reply to and have not; of very many, the first page and that there are more. */
export const surveysForMe = queryOptions({
  queryKey: ['surveys', 'open'],
  queryFn: async () => {
    const { rows, next } = await pageOf(api.GET('/api/surveys/open', { params: { query: { limit: MANY } } }))
    return { surveys: rows.filter(({ replied }) => !replied), isAll: next === undefined }
  },
})

/** How the backups went that the server makes by itself; for administrators. */
export const backups = queryOptions({
  queryKey: ['backups'],
  queryFn: () => bodyOf(api.GET('/api/backups', {})),
})
