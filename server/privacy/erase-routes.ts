import type { FastifyRequest } from 'fastify'
import type { Deps } from '../deps.ts'
import { callerOf } from '../http/access.ts'
import type { App } from '../http/app-type.ts'
import { contentTag } from '../http/etag.ts'
import { create } from '../http/idempotency.ts'
import { readPage, sendPage } from '../http/paging.ts'
import { IdParams } from '../http/shapes.ts'
import { type Eraser, erasePerson, previewErasure } from './erase-actions.ts'
import { listErasures } from './erase-store.ts'
import { Erasure, ErasureInput, ErasureList, ErasurePreview, ErasureQuery, toErasure, toPreview } from './schema.ts'

const tags = ['Privacy']
const config = { access: 'admin' } as const

/** Erasing people, and the receipts of it. */
export function erasureRoutes(app: App, deps: Deps): void {
  const { db, secrets, now } = deps

  app.get(
    '/api/people/:id/erasure',
    {
      config,
      schema: {
        tags,
        summary: 'Preview erasing a person',
        description:
          'What would be deleted or made nameless. Changes nothing. `id` is the account’s or the employee’s.',
        params: IdParams,
        response: { 200: ErasurePreview },
      },
    },
    async (request, reply) => {
      const preview = toPreview(await previewErasure(db, request.params.id, eraserOf(request, now())))
      reply.header('etag', contentTag(JSON.stringify(preview)))
      return preview
    },
  )

  app.post(
    '/api/people/:id/erasure',
    {
      config,
      schema: {
        tags,
        summary: 'Erase a person, for good',
        description:
          'A pseudonym stands in place of the name everywhere. Address, sessions, devices, feeds, open invites and notes on ' +
          'time off are deleted, named replies as the retention settings say. Balances, totals, posts and results stay. ' +
          'Somebody who works here is given an `end_date` first; nobody erases themselves or the last administrator.',
        params: IdParams,
        body: ErasureInput,
        response: { 201: Erasure },
        errors: [409],
      },
    },
    (request, reply) =>
      create(deps, request, reply, async (trx) => {
        const receipt = await erasePerson(trx, request.params.id, eraserOf(request, now()), request.body.name)
        const body = toErasure({ ...receipt, erased_by_name: callerOf(request).username })
        return { body, headers: { location: '/api/erasures' } }
      }),
  )

  app.get(
    '/api/erasures',
    {
      config,
      schema: {
        tags,
        summary: 'List who erased people and when, newest first',
        description: 'Receipts say nothing of whom they are about.',
        querystring: ErasureQuery,
        response: { 200: ErasureList },
      },
    },
    async (request, reply) => {
      const page = readPage(secrets, request)
      const rows = await listErasures(db, page)
      return sendPage(secrets, request, reply, page, rows, ({ id }) => [id]).map(toErasure)
    },
  )
}

function eraserOf(request: FastifyRequest, now: Date): Eraser {
  return { by: callerOf(request).id, way: 'administrator', now }
}
