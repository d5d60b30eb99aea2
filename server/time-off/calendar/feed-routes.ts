import { randomToken, tokenHash } from '../../auth/tokens.ts'
import type { Deps } from '../../deps.ts'
import { notFound } from '../../errors.ts'
import { callerOf } from '../../http/access.ts'
import type { App } from '../../http/app-type.ts'
import { requireMatch, versionTag } from '../../http/etag.ts'
import { create } from '../../http/idempotency.ts'
import { originOf } from '../../http/origin.ts'
import { readPage, sendPage } from '../../http/paging.ts'
import { IdParams, NoContent } from '../../http/shapes.ts'
import { today as dayOf } from '../../people/company/rules.ts'
import { findCompany } from '../../people/company/store.ts'
import { findEmployeeOfUser } from '../../people/employees/store.ts'
import { addFeed } from './feed-actions.ts'
import { eventsOf, FEED_NAMES, feedPeriod } from './feed-rules.ts'
import { Feed, FeedInput, FeedList, FeedQuery, FeedTokenParams, ICalendar, NewFeed } from './feed-schema.ts'
import type { FeedRow } from './feed-store.ts'
import * as store from './feed-store.ts'
import { calendarFile } from './ical.ts'
import { listFeed } from './store.ts'

const tags = ['Time off']
const config = { access: 'member' } as const
const MAX_EVENTS = 5_000

/** A feed is made and deleted, and never changed. */
const FEED_TAG = versionTag(1)

/** `/api/time-off/feeds`: one's own secret addresses for calendar programs. */
export function feedRoutes(app: App, deps: Deps): void {
  const { db, secrets, config: settings, now } = deps

  app.get(
    '/api/time-off/feeds',
    {
      config,
      schema: {
        tags,
        summary: 'List one’s own calendar feeds, newest first',
        querystring: FeedQuery,
        response: { 200: FeedList },
      },
    },
    async (request, reply) => {
      const page = readPage(secrets, request)
      const rows = await store.listFeeds(db, callerOf(request).id, page)
      return sendPage(secrets, request, reply, page, rows, (row) => [row.id]).map(toFeed)
    },
  )

  app.post(
    '/api/time-off/feeds',
    {
      config,
      schema: {
        tags,
        summary: 'Make a calendar feed',
        description:
          'An address for a calendar program, which needs no login: whoever has it reads. It ends when the account is ' +
          'disabled or deleted, and when its password is reset. At most 20.',
        body: FeedInput,
        response: { 201: NewFeed },
        errors: [409],
      },
    },
    async (request, reply) => {
      const { id: userId } = callerOf(request)
      const token = randomToken()
      const origin = originOf(request, settings.publicUrl)
      return create(deps, request, reply, async (trx) => {
        const feed = await addFeed(trx, userId, request.body.scope, token, now())
        const url = `${origin}/api/time-off/feeds/${token}/calendar.ics`
        const headers = { location: `/api/time-off/feeds/${feed.id}`, etag: FEED_TAG }
        return { body: { ...toFeed(feed), url }, headers }
      })
    },
  )

  app.get(
    '/api/time-off/feeds/:id',
    {
      config,
      schema: { tags, summary: 'Get one of one’s own calendar feeds', params: IdParams, response: { 200: Feed } },
    },
    async (request, reply) => {
      const feed = await store.findFeed(db, callerOf(request).id, request.params.id)
      if (!feed) throw notFound()
      reply.header('etag', FEED_TAG)
      return toFeed(feed)
    },
  )

  app.delete(
    '/api/time-off/feeds/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Revoke a calendar feed',
        description: 'Its address is not found from then on.',
        params: IdParams,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      const { id: userId } = callerOf(request)
      const feed = await store.findFeed(db, userId, request.params.id)
      if (feed) requireMatch(request, FEED_TAG)
      if (!feed || !(await store.deleteFeed(db, userId, feed.id))) throw notFound()
      return reply.code(204).send(null)
    },
  )
}

/** What calendar programs read, with nothing but the address. */
export function feedFileRoute(app: App, { db, reader: longReads, now }: Deps): void {
  app.get(
    // Some programs take only what ends with `.ics`, and some name the calendar after that last part: not the secret.
    '/api/time-off/feeds/:token/calendar.ics',
    {
      config: { access: 'public' },
      schema: {
        tags,
        summary: 'A calendar feed as an iCalendar file',
        description:
          'One all-day event for each time off, from 90 days ago to two years ahead. Other people’s are approved ones, ' +
          'without their type unless the company shows it; nothing in them tells when they were asked for.',
        params: FeedTokenParams,
        response: { 200: ICalendar },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'private, no-cache')
      const feed = await store.findFeedByToken(db, tokenHash(request.params.token))
      if (!feed) throw notFound()
      const { scope, user_id: id, role } = feed
      const company = await findCompany(db)
      const employee = await findEmployeeOfUser(db, id)
      const viewer = { id, role, today: dayOf(company, now()) }
      const rows = await listFeed(longReads, viewer, { scope, employee }, feedPeriod(viewer.today), MAX_EVENTS)
      const events = eventsOf(rows, feed, company.shows_leave_types === 1)
      return reply.type('text/calendar; charset=utf-8').send(await calendarFile(FEED_NAMES[scope], events))
    },
  )
}

function toFeed({ id, scope, created_at }: FeedRow): Feed {
  return { id, scope, created_at }
}
