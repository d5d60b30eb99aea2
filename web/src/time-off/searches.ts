import type { Status } from './queries.ts'
import { STATUSES } from './status.ts'

/** Which requests the page about my time off shows: of a state, of a year. */
export interface RequestSearch {
  status?: Status | undefined
  year?: number | undefined
}

/** Which balance is shown: of whom, of what, on which day. */
export interface BalanceSearch {
  employee?: string | undefined
  type?: string | undefined
  on?: string | undefined
}

/** What an address says of requests; anything else in it is left out. */
export function chosenRequests({ status, year }: Record<string, unknown>): RequestSearch {
  const known = STATUSES.find((one) => one === status)
  const isYear = typeof year === 'number' && year >= 1000 && year <= 9999
  return { ...(known && { status: known }), ...(isYear && { year }) }
}

/** What an address says of a balance; anything else in it is left out. */
export function chosenBalance({ employee, type, on }: Record<string, unknown>): BalanceSearch {
  return {
    ...(typeof employee === 'string' && { employee }),
    ...(typeof type === 'string' && { type }),
    ...(typeof on === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(on) && { on }),
  }
}
