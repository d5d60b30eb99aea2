import type { Deps } from '../deps.ts'
import { notFound } from '../errors.ts'
import { callerOf } from '../http/access.ts'
import type { App } from '../http/app-type.ts'
import { create } from '../http/idempotency.ts'
import { linkNext, readPage, sendPage } from '../http/paging.ts'
import { IdParams } from '../http/shapes.ts'
import { Type } from '../http/type.ts'
import { findFor, readerOf, TAKES } from './access.ts'
import { acknowledgePost } from './actions.ts'
import * as history from './history-store.ts'
import { Acknowledgement, AcknowledgementCount, AcknowledgementQuery, Revision, RevisionQuery } from './schema.ts'

/** What belongs to one post: its earlier versions, and who has acknowledged it. */
export function postHistoryRoutes(app: App, deps: Deps): void {
  const { db, secrets, now } = deps
  const tags = ['Posts']

  app.get(
    '/api/posts/:id/revisions',
    {
      config: { access: TAKES.write },
      schema: {
        tags,
        summary: 'List the versions that were replaced',
        description:
          'Newest first; the newest fifty are kept. A page of very long ones has fewer of them than asked for.',
        params: IdParams,
        querystring: RevisionQuery,
        response: { 200: Type.Array(Revision) },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      await findFor(db, readerOf(request.caller, now()), 'see_versions', id)
      const page = readPage(secrets, request)
      const { revisions, hasOlder } = await history.listRevisions(db, id, page)
      const last = revisions.at(-1)
      if (hasOlder && last) linkNext(secrets, request, reply, page.limit, [String(last.version)])
      return revisions
    },
  )

  app.post(
    '/api/posts/:id/acknowledgement',
    {
      config: { access: TAKES.acknowledge },
      schema: {
        tags,
        summary: 'Acknowledge a must-read post',
        description: 'Once is enough: again, it answers with the first acknowledgement.',
        params: IdParams,
        response: { 200: Acknowledgement, 201: Acknowledgement },
        errors: [409],
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const reader = { ...readerOf(request.caller, now()), userId: callerOf(request).id }
      return create(deps, request, reply, async (trx) => {
        const isFirst = await acknowledgePost(trx, reader, id)
        const row = await history.findAcknowledgement(trx, id, reader.userId)
        if (!row) throw notFound()
        const headers = { location: `/api/posts/${id}/acknowledgement` }
        return { body: toAcknowledgement(row), status: isFirst ? 201 : 200, headers }
      })
    },
  )

  app.get(
    '/api/posts/:id/acknowledgement',
    {
      config: { access: TAKES.acknowledge },
      schema: {
        tags,
        summary: 'My acknowledgement of a post',
        description: '404 as long as there is none.',
        params: IdParams,
        response: { 200: Acknowledgement },
      },
    },
    async (request) => {
      const { id } = request.params
      await findFor(db, readerOf(request.caller, now()), 'read', id)
      const row = await history.findAcknowledgement(db, id, callerOf(request).id)
      if (!row) throw notFound()
      return toAcknowledgement(row)
    },
  )

  app.get(
    '/api/posts/:id/acknowledgements',
    {
      config: { access: TAKES.write },
      schema: {
        tags,
        summary: 'Who has acknowledged a post, and who has not',
        params: IdParams,
        querystring: AcknowledgementQuery,
        response: { 200: Type.Array(Acknowledgement) },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      await findFor(db, readerOf(request.caller, now()), 'see_readers', id)
      const page = readPage(secrets, request)
      const rows = await history.listAcknowledgements(db, id, request.query.acknowledged, page)
      return sendPage(secrets, request, reply, page, rows, (row) => [row.name_key, row.id]).map(toAcknowledgement)
    },
  )

  app.get(
    '/api/posts/:id/acknowledgements/count',
    {
      config: { access: TAKES.write },
      schema: {
        tags,
        summary: 'How many have acknowledged a post, and how many have not',
        params: IdParams,
        response: { 200: AcknowledgementCount },
      },
    },
    async (request) => {
      const { id } = request.params
      await findFor(db, readerOf(request.caller, now()), 'see_readers', id)
      return history.countAcknowledgements(db, id)
    },
  )
}

function toAcknowledgement(row: {
  id: string
  username: string
  version: number | null
  acknowledged_at: string | null
}) {
  return { user: { id: row.id, username: row.username }, version: row.version, acknowledged_at: row.acknowledged_at }
}
