import type { Deps } from '../../deps.ts'
import { notFound } from '../../errors.ts'
import { callerOf } from '../../http/access.ts'
import type { App } from '../../http/app-type.ts'
import { contentTag, requireMatch } from '../../http/etag.ts'
import { create } from '../../http/idempotency.ts'
import { readPage, sendPage } from '../../http/paging.ts'
import { IdParams, NoContent } from '../../http/shapes.ts'
import { actsOnInvite, requireAct } from '../access.ts'
import { invite, mailInvite, type NewInvite as NewRow, revokeInvite } from './actions.ts'
import { Invite, type InviteAct, InviteInput, InviteList, InviteQuery, NewInvite } from './schema.ts'
import type { InviteRow } from './store.ts'
import * as store from './store.ts'

/** `/api/invites`: links that let somebody register, for administrators. */
export function inviteRoutes(app: App, deps: Deps): void {
  const { db, secrets, now, config: settings } = deps
  const tags = ['Accounts']
  const config = { access: 'admin' } as const
  // With the address that it is for, so that whoever follows it need not know which one was meant.
  const urlOf = (token: string, email: string | null) =>
    `${settings.publicUrl ?? ''}/join#${new URLSearchParams({ invite: token, ...(email !== null && { email }) })}`

  app.get(
    '/api/invites',
    {
      config,
      schema: { tags, summary: 'List invites, newest first', querystring: InviteQuery, response: { 200: InviteList } },
    },
    async (request, reply) => {
      const page = readPage(secrets, request)
      const rows = await store.listInvites(db, page)
      return sendPage(secrets, request, reply, page, rows, (row) => [row.id]).map((row) =>
        toInvite(row, actsOnInvite(callerOf(request), row)),
      )
    },
  )

  app.post(
    '/api/invites',
    {
      config,
      schema: {
        tags,
        summary: 'Invite somebody',
        description:
          'Good once, for seven days, while you may invite. Pass the link on: the token is not shown again. An invite with ' +
          'an e-mail address is also sent there, where mail is set up (`mail` of `/api/auth/setup`).',
        body: InviteInput,
        response: { 201: NewInvite },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      let made: NewRow | undefined
      const answer = await create(deps, request, reply, async (trx) => {
        made = await invite(trx, caller, request.body, now())
        const { row, token } = made
        const body = { ...toInvite(row, actsOnInvite(caller, row)), token, url: urlOf(token, row.email) }
        return { body, headers: { location: `/api/invites/${row.id}` } }
      })
      // A retry gets the answer that was kept, and its mail is on its way already.
      if (made && answer.id === made.row.id) mailInvite(deps, made, answer.url)
      return answer
    },
  )

  app.get(
    '/api/invites/:id',
    { config, schema: { tags, summary: 'Get an invite', params: IdParams, response: { 200: Invite } } },
    async (request, reply) => {
      const row = await store.findInvite(db, request.params.id)
      if (!row) throw notFound()
      const acts = actsOnInvite(callerOf(request), row)
      reply.header('etag', tagOf(row, acts))
      return toInvite(row, acts)
    },
  )

  app.delete(
    '/api/invites/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Revoke an invite',
        description: 'An account that came of it stays.',
        params: IdParams,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      await revokeInvite(db, request.params.id, (current) => {
        requireAct(caller, { act: 'revoke', invite: current })
        requireMatch(request, tagOf(current, actsOnInvite(caller, current)))
      })
      return reply.code(204).send(null)
    },
  )
}

function toInvite(row: InviteRow, acts: readonly InviteAct[]): Invite {
  const { id, role, email, created_at, expires_at, used_at } = row
  return {
    id,
    role,
    email,
    created_by: person(row.created_by, row.created_by_username),
    created_at,
    expires_at,
    used_by: person(row.used_by, row.used_by_username),
    used_at,
    can: [...acts],
  }
}

/** The ETag of an invite, which keeps no version. */
function tagOf(row: InviteRow, acts: readonly InviteAct[]): string {
  return contentTag(JSON.stringify(toInvite(row, acts)))
}

function person(id: string | null, username: string | null) {
  return id === null || username === null ? null : { id, username }
}
