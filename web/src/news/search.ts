/** Which posts a list shows, as the API is asked for them. */
export const SHOWN = {
  all: {},
  unread: { acknowledged: false },
  drafts: { published: false },
  scheduled: { scheduled: true },
} as const
export type Shown = keyof typeof SHOWN

/** What the address of the list says: words, a tag, a state. */
export interface NewsSearch {
  q?: string | undefined
  tag?: string | undefined
  show?: Shown | undefined
}

/** The same, from what is written in an address. */
export function newsSearch({ q, tag, show }: Record<string, unknown>): NewsSearch {
  return {
    ...(isWord(q) && { q: String(q) }),
    ...(isWord(tag) && { tag: String(tag) }),
    ...(typeof show === 'string' && show !== 'all' && Object.hasOwn(SHOWN, show) && { show: show as Shown }),
  }
}

/** The router takes a year for a number. */
function isWord(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value) && value !== ''
}
