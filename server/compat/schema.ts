import { RoleName } from '../auth/users/schema.ts'
import { closed, Id, nullable, PageQuery } from '../http/shapes.ts'
import { Type } from '../http/type.ts'

/** What most of the older paths answer. */
export const Message = Type.Object(
  { message: Type.String() },
  { title: 'Message', examples: [{ message: 'Logged out successfully!' }] },
)
export const LegacyTokens = Type.Object(
  { message: Type.String(), access_token: Type.String(), refresh_token: Type.String() },
  {
    title: 'LegacyTokens',
    examples: [{ message: 'Logged in as ann', access_token: 'eyJhbGciOiJI…', refresh_token: 'mJ4T0b1Q9y2vWq6nX3f…' }],
  },
)
export const AccessToken = Type.Object(
  { access_token: Type.String() },
  { title: 'AccessToken', examples: [{ access_token: 'eyJhbGciOiJI…' }] },
)
export const LegacyUsers = Type.Object(
  {
    users: Type.Array(Type.Object({ id: Id, username: Type.String(), email: nullable(Type.String()), role: RoleName })),
  },
  {
    title: 'LegacyUsers',
    examples: [
      { users: [{ id: '0197c0de-0000-7aaa-8bbb-3f6c2b7d8e90', username: 'ann', email: null, role: 'admin' }] },
    ],
  },
)
export const UsersQuery = closed({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 200 })),
  cursor: PageQuery.cursor,
})
