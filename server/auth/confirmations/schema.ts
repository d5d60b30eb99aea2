import { closed, Line } from '../../http/shapes.ts'
import { Type } from '../../http/type.ts'
import { Username } from '../users/schema.ts'

const token = 'T0b1Q9y2vWq6nX3fKzR8sUaLdPcEhGiVoNtYwBx0mJ4'

/** What is said of every registration that waits for its address to be confirmed. */
export const CHECK_EMAIL =
  'Check your email: we have sent a link to this address. Open it to finish creating your account.'

export const PendingRegistration = Type.Object(
  { message: Type.String() },
  {
    title: 'PendingRegistration',
    description: 'There is no account yet. The same, whether an account has this address or not.',
    examples: [{ message: CHECK_EMAIL }],
  },
)

export const Confirmation = closed(
  {
    token: Line(1, 200, { description: 'What the link has behind `token=`.' }),
    password: Type.String({
      minLength: 1,
      maxLength: 256,
      format: 'text',
      description: 'The password of the account, or the one that was chosen when registering.',
    }),
    username: Type.Optional({
      ...Username,
      description: 'For a new account: another user name, where the one that was chosen is taken by now (409).',
    }),
    cookie: Type.Optional(
      Type.Boolean({ description: 'For browsers: the refresh token goes into a cookie instead of the answer.' }),
    ),
  },
  { title: 'Confirmation', examples: [{ token, password: 'correct horse battery' }] },
)

export const ConfirmationSent = Type.Object(
  { message: Type.String() },
  { title: 'ConfirmationSent', examples: [{ message: 'We have sent a link to ann@example.com.' }] },
)
