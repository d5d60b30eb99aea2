import type { Deps } from '../../deps.ts'
import type { App } from '../../http/app-type.ts'
import { findCompany } from '../../people/company/store.ts'
import { viewerIn } from '../../people/viewer.ts'
import { calendarFor, checkPeriod, isLong } from './rules.ts'
import { Calendar, CalendarQuery } from './schema.ts'
import { listCalendar } from './store.ts'

/** `/api/time-off/calendar`: who is away. */
export function calendarRoutes(app: App, { db, reader: longReads, now }: Deps): void {
  app.get(
    '/api/time-off/calendar',
    {
      config: { access: 'member' },
      schema: {
        tags: ['Time off'],
        summary: 'See who is away',
        description:
          'Everybody with approved time off in the period, by name. Of one’s own time off, of that of the people one ' +
          'decides for, and to administrators, also what is pending, which type it is, and the request.',
        querystring: CalendarQuery,
        response: { 200: Calendar },
      },
    },
    async (request) => {
      const { team, ...period } = request.query
      checkPeriod(period)
      const company = await findCompany(db)
      const viewer = viewerIn(company, request, now())
      const rows = await listCalendar(isLong(period) ? longReads : db, period, viewer, team)
      return calendarFor(viewer, rows, company.shows_leave_types === 1)
    },
  )
}
