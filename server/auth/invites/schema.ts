import type { Static } from 'typebox'
import { closed, Id, nullable, oneOf, PageQuery, Timestamp } from '../../http/shapes.ts'
import { Type } from '../../http/type.ts'
import { Email, RoleName } from '../users/schema.ts'

const Person = (description: string) =>
  Type.Unsafe<{ id: string; username: string } | null>({
    type: ['object', 'null'],
    properties: { id: Id, username: Type.String() },
    required: ['id', 'username'],
    description,
  })

/** What administrators do with an invite. */
export const INVITE_ACTS = ['revoke'] as const
export type InviteAct = (typeof INVITE_ACTS)[number]

const fields = {
  id: Id,
  role: RoleName,
  email: nullable(Type.String(), { description: 'The only address that may use it; null for whoever has the link.' }),
  created_by: Person('Null when the account is gone.'),
  created_at: Timestamp,
  expires_at: Timestamp,
  used_by: Person('Null when nobody has used it, or the account is gone.'),
  used_at: nullable(Timestamp),
  can: Type.Array(oneOf(INVITE_ACTS), { description: 'What I can do with it now.' }),
}

const example = {
  id: '0197c0de-2222-7aaa-8bbb-3f6c2b7d8e90',
  role: 'member',
  email: null,
  created_by: { id: '0197c0de-0000-7aaa-8bbb-3f6c2b7d8e90', username: 'ann' },
  created_at: '2026-06-15T07:30:00.000Z',
  expires_at: '2026-06-22T07:30:00.000Z',
  used_by: null,
  used_at: null,
  can: ['revoke'],
}

export const Invite = Type.Object(fields, { title: 'Invite', examples: [example] })
export type Invite = Static<typeof Invite>

const token = 'T0b1Q9y2vWq6nX3fKzR8sUaLdPcEhGiVoNtYwBx0mJ4'

export const NewInvite = Type.Object(
  {
    ...fields,
    token: Type.String({ description: 'Shown this once.' }),
    url: Type.String({ description: 'A link for the person invited; shown this once.' }),
  },
  {
    title: 'NewInvite',
    examples: [{ ...example, token, url: `https://teamroom.example.com/join#invite=${token}` }],
  },
)

export const InviteInput = closed(
  { role: Type.Optional(RoleName), email: Type.Optional(Email) },
  {
    title: 'InviteInput',
    description: 'Left out: the role `member`, for whoever has the link.',
    examples: [{ role: 'manager' }],
  },
)
export type InviteInput = Static<typeof InviteInput>

export const InviteList = Type.Array(Invite)
export const InviteQuery = closed(PageQuery)
