import type { Deps } from '../../deps.ts'
import type { App } from '../../http/app-type.ts'
import type { LetIn } from '../resets/routes.ts'
import { Tokens } from '../schema.ts'
import { confirm } from './confirm-actions.ts'
import { Confirmation } from './schema.ts'

/** Where the links lead that are mailed to find out whose an address is. */
export function confirmationRoutes(app: App, deps: Deps, letIn: LetIn): void {
  app.post(
    '/api/auth/confirmations',
    {
      config: { access: 'public' },
      schema: {
        tags: ['Accounts'],
        summary: 'Confirm an e-mail address by a link',
        description:
          'Uses the link up, and logs in. Of somebody who has registered it creates the account; an account that exists has ' +
          'the address from now on, in place of the one before. It takes the password too, so that nobody confirms by ' +
          'mistake what others have entered.',
        body: Confirmation,
        response: { 200: Tokens },
        errors: [403, 409, 429],
      },
    },
    async (request, reply) => {
      const { cookie = false, ...answer } = request.body
      return letIn(request, reply, cookie, (client) => confirm(deps, answer, client))
    },
  )
}
