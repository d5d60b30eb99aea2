import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../deps.ts'
import { invalidField } from '../../errors.ts'
import { callerOf } from '../../http/access.ts'
import type { App } from '../../http/app-type.ts'
import { contentTag, requireMatch } from '../../http/etag.ts'
import { create } from '../../http/idempotency.ts'
import { originOf } from '../../http/origin.ts'
import { readPage, sendPage } from '../../http/paging.ts'
import { closed, IdParams, NoContent } from '../../http/shapes.ts'
import { companyDay } from '../../people/company/store.ts'
import { decode } from '../../tables/decoding.ts'
import { readTable } from '../../tables/reading.ts'
import { type TableKind, TableQuery, tableAnswer, XLSX } from '../../tables/schema.ts'
import { sendTable } from '../../tables/sending.ts'
import { vouches } from '../access.ts'
import { readSurvey } from '../actions.ts'
import { WHO } from '../responses.ts'
import type { PlainSurvey } from '../store.ts'
import * as actions from './actions.ts'
import { makerOf } from './makers-store.ts'
import { type Line, linesOfFile, linesOfList } from './rules.ts'
import {
  Link,
  LinkList,
  LinkParams,
  LinkQuery,
  type LinkState,
  LinksFile,
  LinksInput,
  MAX_LINKS_AT_ONCE,
  NewLinks,
  TakenOver,
} from './schema.ts'
import { type LinkFilter, type LinkRow, listLinks } from './store.ts'

const FILE_EXAMPLE = ['address,link', 'ann@example.com,https://teamroom.example.com/s/mJ4T0b1Q9y2v']
const tags = ['Surveys']
const config = { access: 'member' } as const
/** In bytes: more than as many addresses take as may be sent at once, as long as they may be. */
const LINKS_LIMIT = 1024 * 1024

/** `/api/surveys/:id/links`: single-use links. */
export function linkRoutes(app: App, deps: Deps): void {
  const { db, secrets, config: settings, now } = deps

  app.get(
    '/api/surveys/:id/links',
    {
      config,
      schema: {
        tags,
        summary: 'List the single-use links of a survey, the newest first',
        description: `${WHO} Where they lead is not shown again.`,
        params: IdParams,
        querystring: LinkQuery,
        response: { 200: LinkList },
      },
    },
    async (request, reply) => {
      const page = readPage(secrets, request)
      const { survey } = await readSurvey(db, callerOf(request), request.params.id, 'manage_links')
      const rows = await listLinks(db, survey.id, await filterOf(survey, request.query.state), page)
      const shown = sendPage(secrets, request, reply, page, rows, ({ id }) => [id])
      return shown.map((row) => toLink(survey, row))
    },
  )

  const filterOf = async (survey: PlainSurvey, state: LinkState | undefined): Promise<LinkFilter> => {
    if (state === undefined) return {}
    if (state === 'revoked') return { revoked: true }
    const { working, onHold } = await actions.sortMakers(db, survey)
    return { revoked: false, madeBy: state === 'working' ? working : onHold }
  }

  app.post(
    '/api/surveys/:id/links/takeover',
    {
      config,
      schema: {
        tags,
        summary: 'Take over the single-use links of a survey that are on hold',
        description: `${WHO} They work again, as the caller’s own from then on.`,
        params: IdParams,
        response: { 200: TakenOver },
      },
    },
    async (request) => ({ taken_over: await actions.takeOver(db, callerOf(request), request.params.id) }),
  )

  app.register(async (files: App) => {
    files.addContentTypeParser('text/csv', { parseAs: 'buffer' }, async (_request: unknown, body: Buffer) =>
      decode(body),
    )

    files.post(
      '/api/surveys/:id/links',
      {
        config,
        bodyLimit: LINKS_LIMIT,
        schema: {
          tags,
          summary: 'Make single-use links for a list of addresses',
          description:
            `${WHO} Each is good for one reply. All of them are made, or none when a line is wrong. Where they lead is ` +
            'shown this once: as JSON, or as a file to those who accept `text/csv` or an Excel workbook. At most 2,000 at once, and 10,000 of a ' +
            'survey.',
          params: IdParams,
          querystring: closed(TableQuery),
          body: { content: { 'application/json': { schema: LinksInput }, 'text/csv': { schema: LinksFile } } },
          response: {
            201: {
              description: 'The links.',
              content: {
                'application/json': { schema: NewLinks },
                ...tableAnswer('csv', ...FILE_EXAMPLE).content,
                ...tableAnswer('xlsx').content,
              },
            },
          },
          errors: [409],
        },
      },
      async (request, reply) => {
        const lines = linesOf(request.body)
        const origin = originOf(request, settings.publicUrl)
        const made = await actions.makeLinks(lines)
        const { id } = request.params
        const shown = await create(deps, request, reply as FastifyReply, async (trx) => {
          await actions.addLinks(trx, callerOf(request), id, lines, made, now().toISOString())
          const body = made.map(({ id: linkId, address, key }) => ({
            ...{ id: linkId, address, key, url: `${origin}/s/${key}` },
          }))
          return { body, headers: { location: `/api/surveys/${id}/links` } }
        })
        const kind = kindWanted(request)
        if (kind === undefined) return shown
        const { title } = (await readSurvey(db, callerOf(request), id, 'manage_links')).survey
        const table = { title: `${title} links`, day: await companyDay(db, now()), columns: ['address', 'link'] }
        const rows = shown.map(({ address, url }) => [address, url])
        return sendTable(request, reply as FastifyReply, kind, table, rows)
      },
    )
  })

  app.get(
    '/api/surveys/:id/links/:link',
    {
      config,
      schema: {
        ...{ tags, summary: 'Get a single-use link of a survey', description: WHO },
        params: LinkParams,
        response: { 200: Link },
      },
    },
    async (request, reply) => {
      const { survey, link } = await actions.readLink(db, callerOf(request), request.params.id, request.params.link)
      reply.header('etag', tagOf(survey, link))
      return toLink(survey, link)
    },
  )

  app.delete(
    '/api/surveys/:id/links/:link',
    {
      config,
      schema: {
        tags,
        summary: 'Revoke a single-use link of a survey',
        description: `${WHO} It leads nowhere from then on; a reply that came by it stays.`,
        params: LinkParams,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      const { id, link } = request.params
      const guard = (survey: PlainSurvey, current: LinkRow) => requireMatch(request, tagOf(survey, current))
      await actions.revokeLink(db, callerOf(request), id, link, guard, now().toISOString())
      return reply.code(204).send(null)
    },
  )
}

/** The addresses that were sent, as a list or as a file. */
function linesOf(body: unknown): Line[] {
  const lines =
    typeof body === 'string'
      ? linesOfFile(readTable(body))
      : linesOfList((body as { addresses: string[] } | undefined)?.addresses ?? [])
  if (lines.length === 0) throw invalidField('addresses', 'Missing data for required field.')
  if (lines.length > MAX_LINKS_AT_ONCE) {
    throw invalidField('addresses', `At most ${MAX_LINKS_AT_ONCE} at once: send the others afterwards.`)
  }
  return lines
}

/** The kind of file that a client asks for by `Accept`, in place of JSON. */
function kindWanted({ headers }: FastifyRequest): TableKind | undefined {
  if (headers.accept?.includes('text/csv')) return 'csv'
  return headers.accept?.includes(XLSX) ? 'xlsx' : undefined
}

function toLink(survey: PlainSurvey, link: LinkRow): Link {
  const { id, address, created_at, revoked_at, replied } = link
  const isWorking = vouches(makerOf(link), survey)
  const state = revoked_at !== null ? 'revoked' : isWorking ? 'working' : 'on_hold'
  return { id, address, state, created_at, revoked_at, replied: survey.anonymous === 1 ? null : replied === 1 }
}

/** The ETag of a link, which keeps no version. */
function tagOf(survey: PlainSurvey, link: LinkRow): string {
  return contentTag(JSON.stringify(toLink(survey, link)))
}
