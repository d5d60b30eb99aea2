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
  description: 'Unique, whatever its case. No `@`, so that it is never taken for an e-mail address.',
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

export const exampleUser = {
  id: '0197c0de-0000-7aaa-8bbb-3f6c2b7d8e90',
  username: 'ann',
  email: 'ann@example.com',
  role: 'member',
  disabled_at: null,
  version: 1,
  created_at: '2026-06-15T07:30:00.000Z',
  updated_at: '2026-06-15T07:30:00.000Z',
}

const fields = {
  id: Id,
  username: Type.String(),
  email: nullable(Type.String()),
  role: RoleName,
  disabled_at: nullable(Timestamp, { description: 'Since when the account cannot be used; null when it can.' }),
  version: Type.Integer({ description: 'Goes up by one with every change.' }),
  created_at: Timestamp,
  updated_at: Timestamp,
}

export const User = Type.Object(fields, { title: 'User', examples: [exampleUser] })
export type User = Static<typeof User>

/** An account as it is shown: without its password's hash. */
export function toUser(row: Tables['users']): User {
  const { id, username, email, role, disabled_at, version, created_at, updated_at } = row
  return { id, username, email, role, disabled_at, version, created_at, updated_at }
}

export const Me = Type.Object(
  { ...fields, can: Type.Array(Act, { description: 'What I may do here; what every account may do is left out.' }) },
  { title: 'Me', examples: [{ ...exampleUser, can: ['create_post'] }] },
)
export type Me = Static<typeof Me>

/** An account as its owner sees it. */
export function toMe(row: Tables['users'], acts: readonly Act[]): Me {
  return { ...toUser(row), can: [...acts] }
}

export const UserList = Type.Array(User)
export const UserQuery = closed({
  ...PageQuery,
  q: Type.Optional(
    Line(1, 254, {
      description: 'How the user name or the e-mail address begins, whatever its case.',
      examples: ['ann'],
    }),
  ),
})

/** What administrators change of an account. */
export const UserChange = closed(
  {
    role: Type.Optional(RoleName),
    disabled: Type.Optional(Type.Boolean({ description: 'True ends all its sessions.' })),
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
