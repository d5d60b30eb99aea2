import type { Suite } from './compare.ts'
import { type Request, send } from './load.ts'
import type { Site } from './servers.ts'

const EMPLOYEES = 100
const HOURS = 0.05
/** More than all rounds together book. */
const HOURS_BALANCE = 100_000

/** What a booking needs to be told: who may book, and for whom. */
interface Booking {
  headers: Site['headers']
  employeeIds: unknown[]
}

/** Time off, against the PTO seed. */
export const pto: Suite<Booking> = {
  peer: 'pto_flask',

  async fill(site) {
    const headers = site.kind === 'peer' ? await logIn(site) : site.headers
    for (let i = 0; i < EMPLOYEES; i++) {
      const body = { name: `Person ${i}`, hours_balance: HOURS_BALANCE }
      await send(site.url, { method: 'POST', path: '/employees', body, headers })
    }
    const employees = await send(site.url, { path: '/employees', headers })
    return { headers, employeeIds: ((await employees.json()) as { id: unknown }[]).map(({ id }) => id) }
  },

  measures: [
    {
      name: `Book hours, for ${EMPLOYEES} people in turn`,
      timesPeer: 10,
      request: (_, { headers, employeeIds }): Request => ({
        method: 'POST',
        path: '/pto',
        bodies: employeeIds.map((employee_id) => ({ hours: HOURS, employee_id })),
        headers,
      }),
    },
  ],
}

/** Opens an account on the peer; gives the headers with its token. */
async function logIn({ url }: Site): Promise<Site['headers']> {
  const body = { username: 'bench', password: 'correct horse battery staple' }
  await send(url, { method: 'POST', path: '/register', body })
  const response = await send(url, { method: 'POST', path: '/login', body })
  const { access_token } = (await response.json()) as { access_token: string }
  return { authorization: `Bearer ${access_token}` }
}
