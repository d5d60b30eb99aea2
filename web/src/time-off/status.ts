import type { Status } from './queries.ts'

/** Every state of a request, in the order in which lists offer them. */
export const STATUSES: readonly Status[] = ['pending', 'approved', 'rejected', 'cancelled']

/** The colours of badges. */
export const STATUS_COLOURS: Record<Status, string> = {
  pending: 'yellow',
  approved: 'green',
  rejected: 'red',
  cancelled: 'gray',
}
