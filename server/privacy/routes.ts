import type { FastifyReply, FastifyRequest } from 'fastify'
import { ping } from '../db/connect.ts'
import type { Deps } from '../deps.ts'
import { callerOf } from '../http/access.ts'
import type { App } from '../http/app-type.ts'
import { contentTag } from '../http/etag.ts'
import { IdParams } from '../http/shapes.ts'
import { sendPieces } from '../http/streaming.ts'
import { exportPieces, requirePerson, requirePlace } from './export-actions.ts'
import { archiveAnswer } from './schema.ts'

const tags = ['Privacy']

const WHAT =
  'A ZIP archive with each kind of data once as JSON and once as CSV: account, sessions, devices, employment, working ' +
  'patterns, policies, time off with its ledger and decisions, posts and revisions, acknowledgements, surveys, named replies ' +
  '(never anonymous ones), invites and calendar feeds. Without passwords, tokens and other secrets.'

/** Everything on one person, to be saved. */
export function personExportRoutes(app: App, { db, config, now }: Deps): void {
  /** Whether the reader may go on is asked with each piece by their session and role: there is nothing else to ask. */
  const send = async (request: FastifyRequest, reply: FastifyReply, id: string) => {
    await requirePerson(db, id)
    // The archive is read from the file at the database's place.
    await ping(db)
    const { id: account } = callerOf(request)
    requirePlace(account)
    reply
      .type('application/zip')
      .header('content-disposition', 'attachment; filename="person.zip"')
      // So much goes into it that it is another one at each instant.
      .header('etag', contentTag(`${id} ${now().toISOString()}`))
    return sendPieces(request, reply, exportPieces(config.database, id, now(), account), async () => {}) as never
  }

  app.get(
    '/api/people/:id/export',
    {
      config: { access: 'admin', streams: true },
      schema: {
        tags,
        summary: 'Export everything on a person',
        description: `\`id\` is that of the account or of the employee; where the two are linked, both are in it. ${WHAT}`,
        params: IdParams,
        response: { 200: archiveAnswer },
      },
    },
    (request, reply) => send(request, reply as FastifyReply, request.params.id),
  )

  app.get(
    '/api/me/export',
    {
      config: { access: 'member', streams: true },
      schema: { tags, summary: 'Export everything on me', description: WHAT, response: { 200: archiveAnswer } },
    },
    (request, reply) => send(request, reply as FastifyReply, callerOf(request).id),
  )
}
