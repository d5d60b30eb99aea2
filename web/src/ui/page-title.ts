import { useQuery } from '@tanstack/react-query'
import { useLayoutEffect, useSyncExternalStore } from 'react'
import { company, nameOf } from './company.ts'

/** What is named by the parts of the page that are shown; the last one counts. */
let named: readonly { title: string }[] = []
const listeners = new Set<() => void>()

/** What the app is called here: the company's name, if it has given one. Nothing until that is known. */
export function useAppName(): string | undefined {
  const known = useQuery(company)
  return known.isPending ? undefined : ((known.data && nameOf(known.data)) ?? 'Teamroom')
}

/** Names the browser's tab after what is shown, once that is known, in place of its room. */
export function usePageTitle(title: string | undefined): void {
  useLayoutEffect(() => {
    if (title === undefined) return
    const mine = { title }
    name([...named, mine])
    return () => name(named.filter((one) => one !== mine))
  }, [title])
}

/** What the page that is shown is called; undefined where it has no other name than its room. */
export function useNamedPage(): string | undefined {
  return useSyncExternalStore(listen, () => named.at(-1)?.title)
}

function name(next: typeof named): void {
  named = next
  for (const listener of listeners) listener()
}

function listen(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
