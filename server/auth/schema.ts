import type { Static } from 'typebox'
import { closed, Line, nullable, oneOf } from '../http/shapes.ts'
import { Type } from '../http/type.ts'
import { Email, exampleMe, Me, Password, Username } from './users/schema.ts'

const cookie = Type.Optional(
  Type.Boolean({ description: 'For browsers: the refresh token goes into a cookie instead of the answer.' }),
)

export const Setup = Type.Object(
  {
    needs_first_account: Type.Boolean({ description: 'True until somebody registers, who is then the administrator.' }),
    needs_setup_link: Type.Boolean({
      description: 'True where the first account takes the link that the server printed when it last started.',
    }),
    signup: oneOf(['invite', 'open', 'domains'], { description: 'Who may register after that.' }),
    signup_domains: Type.Array(Type.String(), {
      description: 'Whose addresses may register where `signup` is `domains`: mail domains, else none.',
    }),
    mail: Type.Boolean({
      description: 'True where links for forgotten passwords, and to confirm addresses, come by mail.',
    }),
  },
  {
    title: 'Setup',
    examples: [
      {
        needs_first_account: false,
        needs_setup_link: true,
        signup: 'domains',
        signup_domains: ['example.com'],
        mail: true,
      },
    ],
  },
)

export const Registration = closed(
  {
    username: Username,
    email: Type.Optional(Email),
    password: Password,
    invite: Type.Optional(Line(1, 200, { description: "An invite's token." })),
    setup: Type.Optional(Line(1, 200, { description: 'The token of the link to the first account.' })),
    cookie,
  },
  {
    title: 'Registration',
    examples: [{ username: 'ann', email: 'ann@example.com', password: 'correct horse battery' }],
  },
)
export type Registration = Static<typeof Registration>

export const Login = closed(
  {
    username: Line(1, 254, { description: 'The user name, or the e-mail address.' }),
    password: Type.String({ minLength: 1, maxLength: 256, format: 'text' }),
    cookie,
  },
  { title: 'Login', examples: [{ username: 'ann', password: 'correct horse battery' }] },
)

export const Refresh = nullable(
  closed({
    refresh_token: Type.Optional(Line(1, 2000, { description: 'Left out by browsers, which send the cookie.' })),
    cookie,
  }),
  { examples: [{ refresh_token: 'mJ4T0b1Q9y2vWq6nX3fKzR8sUaLdPcEhGiVoNtYwBx0' }] },
)

export const Tokens = Type.Object(
  {
    access_token: Type.String({ description: 'Send it as `Authorization: Bearer …`.' }),
    refresh_token: Type.Optional(
      Type.String({ description: 'Good for one refresh within 30 days. Absent when it went into the cookie.' }),
    ),
    token_type: Type.Literal('Bearer'),
    expires_in: Type.Integer({ description: 'Seconds until the access token ends.' }),
    user: Me,
  },
  {
    title: 'Tokens',
    examples: [
      {
        access_token: 'eyJhbGciOiJIUzI1NiIsInR5cCI6ImF0K2p3dCIs…',
        refresh_token: 'mJ4T0b1Q9y2vWq6nX3fKzR8sUaLdPcEhGiVoNtYwBx0',
        token_type: 'Bearer',
        expires_in: 900,
        user: exampleMe,
      },
    ],
  },
)
export type Tokens = Static<typeof Tokens>
