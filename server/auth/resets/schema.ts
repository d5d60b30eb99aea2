import { closed, Line, Timestamp } from '../../http/shapes.ts'
import { Type } from '../../http/type.ts'
import { Password } from '../users/schema.ts'

const token = 'T0b1Q9y2vWq6nX3fKzR8sUaLdPcEhGiVoNtYwBx0mJ4'

export const ResetLink = Type.Object(
  {
    token: Type.String({ description: 'Shown this once.' }),
    url: Type.String({ description: 'A link for whose account it is; shown this once.' }),
    expires_at: Timestamp,
  },
  {
    title: 'ResetLink',
    examples: [
      {
        token,
        url: `https://teamroom.example.com/reset#token=${token}`,
        expires_at: '2026-06-16T07:30:00.000Z',
      },
    ],
  },
)

export const ForgottenPassword = closed(
  { username: Line(1, 254, { description: 'The user name, or the e-mail address.' }) },
  { title: 'ForgottenPassword', examples: [{ username: 'ann' }] },
)

export const ForgottenPasswordAnswer = Type.Object(
  { message: Type.String() },
  {
    title: 'ForgottenPasswordAnswer',
    description: 'The same, whether there is such an account or not.',
    examples: [{ message: 'If there is such an account, and its e-mail address is confirmed, a mail is on its way.' }],
  },
)

export const PasswordReset = closed(
  {
    token: Line(1, 200, { description: 'What the link has behind `token=`.' }),
    password: Password,
    cookie: Type.Optional(
      Type.Boolean({ description: 'For browsers: the refresh token goes into a cookie instead of the answer.' }),
    ),
  },
  { title: 'PasswordReset', examples: [{ token, password: 'staple the horse again' }] },
)
