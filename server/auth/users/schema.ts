import type { Static } from 'typebox'
import type { Tables } from '../../db/tables.ts'
import { Act } from '../../http/acts.ts'
import { closed, Id, Line, nullable, oneOf, PageQuery, Timestamp } from '../../http/shapes.ts'
import { Type } from '../../http/type.ts'

export const Username = Type.String({
  minLength: 1,
  maxLength: 120,
  format: 'line',
  pattern: '^[^@\\s]([^@]*[^@\\s])?$',
  'x-sentence': 'Must not have an @, nor a space at its ends.',
  description:
    'Unique, whatever its case, and told apart from all others at a glance: no invisible characters, letters of one ' +
    'alphabet, and none that looks like another name. No `@`, so that it is never taken for an e-mail address.',
})

export const Email = Type.String({ format: 'email', maxLength: 254 })

export const Password = Type.String({
  minLength: 8,
  maxLength: 256,
  format: 'text',
  description: 'Not one of the most common ones, nor the user name or e-mail address.',
})

export const RoleName = oneOf(['member', 'manager', 'admin'], {
  description: 'A manager also writes posts; an admin does everything.',
})

const exampleUser = {
  id: '0197c0de-0000-7aaa-8bbb-3f6c2b7d8e90',
  username: 'ann',
  email: 'ann@example.com',
  email_confirmed_at: '2026-06-15T07:30:00.000Z',
  role: 'member',
  disabled_at: null,
  version: 1,
  created_at: '2026-06-15T07:30:00.000Z',
  updated_at: '2026-06-15T07:30:00.000Z',
}

/** What administrators do with accounts. */
export const USER_ACTS = ['change_role', 'disable', 'enable', 'delete', 'reset_password', 'confirm_email'] as const
export type UserAct = (typeof USER_ACTS)[number]

const fields = {
  id: Id,
  username: Type.String(),
  email: nullable(Type.String()),
  email_confirmed_at: nullable(Timestamp, {
    description:
      'Since when it is known whose address it is: the link in a mail to it was opened, or an administrator vouched for it. ' +
      'Nothing goes by an address that is not confirmed, and nothing is mailed there but the link that confirms it.',
  }),
  role: RoleName,
  disabled_at: nullable(Timestamp, { description: 'Since when the account cannot be used; null when it can.' }),
  version: Type.Integer({ description: 'Goes up by one with every change.' }),
  created_at: Timestamp,
  updated_at: Timestamp,
}

export const User = Type.Object(
  { ...fields, can: Type.Array(oneOf(USER_ACTS), { description: 'What I can do with it now.' }) },
  { title: 'User', examples: [{ ...exampleUser, can: ['change_role', 'disable', 'delete', 'reset_password'] }] },
)
export type User = Static<typeof User>

/** An account as it is shown to who can do this with it. */
export function toUser(row: Tables['users'], acts: readonly UserAct[]): User {
  return { ...shown(row), can: [...acts] }
}

/** Without the password's hash. */
function shown(row: Tables['users']) {
  const { id, username, email, email_confirmed_at, role, disabled_at, version, created_at, updated_at } = row
  return { id, username, email, email_confirmed_at, role, disabled_at, version, created_at, updated_at }
}

export const exampleMe = { ...exampleUser, email_pending: null, can: ['create_post'] }

export const Me = Type.Object(
  {
    ...fields,
    email_pending: nullable(Type.String(), {
      description:
        'The address that the account has once the link in a mail to it is opened; null while it waits for none.',
    }),
    can: Type.Array(Act, { description: 'What I may do here; what every account may do is left out.' }),
  },
  { title: 'Me', examples: [exampleMe] },
)
export type Me = Static<typeof Me>

/** An account as its owner sees it, who may have an address yet to confirm. */
export function toMe(row: Tables['users'], email_pending: string | null, acts: readonly Act[]): Me {
  return { ...shown(row), email_pending, can: [...acts] }
}

export const UserList = Type.Array(User)
export const UserQuery = closed({
  ...PageQuery,
  q: Type.Optional(
    Line(1, 254, {
      description: 'How the user name or the e-mail address begins, whatever its case and accents.',
      examples: ['ann'],
    }),
  ),
})

/** What administrators change of an account. */
export const UserChange = closed(
  {
    role: Type.Optional(RoleName),
    disabled: Type.Optional(Type.Boolean({ description: 'True ends all its sessions.' })),
    email_confirmed: Type.Optional(
      Type.Literal(true, { description: 'You vouch that the e-mail address belongs to whose account it is.' }),
    ),
  },
  { title: 'UserChange', minProperties: 1, examples: [{ role: 'manager' }] },
)

const CurrentPassword = Type.String({ minLength: 1, maxLength: 256, format: 'text' })

/** What people change of their own account. */
export const ProfileChange = closed(
  {
    username: Type.Optional(Username),
    email: Type.Optional(nullable(Email, { description: 'Null to have none.' })),
    current_password: Type.Optional({ ...CurrentPassword, description: 'Needed for another e-mail address.' }),
  },
  {
    title: 'ProfileChange',
    minProperties: 1,
    examples: [{ email: 'ann@example.com', current_password: 'correct horse battery' }],
  },
)
export type ProfileChange = Static<typeof ProfileChange>

export const PasswordChange = closed(
  { current_password: CurrentPassword, new_password: Password },
  {
    title: 'PasswordChange',
    examples: [{ current_password: 'correct horse battery', new_password: 'staple the horse again' }],
  },
)
