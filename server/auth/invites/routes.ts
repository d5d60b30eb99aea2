import type { Deps } from '../../deps.ts'
import { notFound } from '../../errors.ts'
import { type Caller, callerOf } from '../../http/access.ts'
import type { App } from '../../http/app-type.ts'
import { contentTag, requireMatch } from '../../http/etag.ts'
import { create } from '../../http/idempotency.ts'
import { readPage, sendPage } from '../../http/paging.ts'
import { IdParams, NoContent } from '../../http/shapes.ts'
import { newId } from '../../ids.ts'
import { findCompany } from '../../people/company/store.ts'
import { inviteLetter } from '../letters.ts'
import { emailKey, secondsAfter } from '../rules.ts'
import { randomToken, tokenHash } from '../tokens.ts'
import { revokeInvite } from './actions.ts'
import { Invite, InviteInput, InviteList, InviteQuery, NewInvite } from './schema.ts'
import type { InviteRow } from './store.ts'
import * as store from './store.ts'

const INVITE_SECONDS = 7 * 86_400

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
      return sendPage(secrets, request, reply, page, rows, (row) => [row.id]).map(toInvite)
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
          'Good once, for seven days. Pass the link on: the token is not shown again. An invite with an e-mail address is ' +
          'also sent there, where mail is set up (`mail` of `/api/auth/setup`).',
        body: InviteInput,
        response: { 201: NewInvite },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const token = randomToken()
      const row = newInvite(request.body, caller, now())
      const body = { ...toInvite(row), token, url: urlOf(token, row.email) }
      const answer = await create(deps, request, reply, async (trx) => {
        const { created_by_username: _maker, used_by_username: _guest, ...invite } = row
        await store.insertInvite(trx, { ...invite, token_hash: tokenHash(token) })
        return { body, headers: { location: `/api/invites/${row.id}` } }
      })
      const { email } = row
      // A retry gets the answer that was kept, and its mail is on its way already.
      if (email !== null && answer === body) {
        const letter = async () => inviteLetter(await findCompany(db), { inviter: caller.username, email }, body.url)
        deps.mailer?.post(letter)
      }
      return answer
    },
  )

  app.get(
    '/api/invites/:id',
    { config, schema: { tags, summary: 'Get an invite', params: IdParams, response: { 200: Invite } } },
    async (request, reply) => {
      const row = await store.findInvite(db, request.params.id)
      if (!row) throw notFound()
      reply.header('etag', tagOf(row))
      return toInvite(row)
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
      await revokeInvite(db, request.params.id, (current) => requireMatch(request, tagOf(current)))
      return reply.code(204).send(null)
    },
  )
}

function newInvite({ role = 'member', email }: InviteInput, caller: Caller, now: Date): InviteRow {
  return {
    id: newId(),
    role,
    email: email === undefined ? null : emailKey(email),
    created_by: caller.id,
    created_by_username: caller.username,
    created_at: now.toISOString(),
    expires_at: secondsAfter(now, INVITE_SECONDS),
    used_by: null,
    used_by_username: null,
    used_at: null,
  }
}

function toInvite(row: InviteRow): Invite {
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
  }
}

/** The ETag of an invite, which keeps no version. */
function tagOf(row: InviteRow): string {
  return contentTag(JSON.stringify(toInvite(row)))
}

function person(id: string | null, username: string | null) {
  return id === null || username === null ? null : { id, username }
}
