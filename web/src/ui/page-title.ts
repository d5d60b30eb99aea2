import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { company, nameOf } from '../settings/queries.ts'

/** What the app is called here: the company's name, if it has given one. Nothing until that is known. */
export function useAppName(): string | undefined {
  const known = useQuery(company)
  return known.isPending ? undefined : ((known.data && nameOf(known.data.data)) ?? 'Teamroom')
}

/** Names the browser's tab after what is shown, once that is known, in place of its room. */
export function usePageTitle(title: string | undefined): void {
  const { i18n } = useTranslation()
  const name = useAppName()
  // biome-ignore lint/correctness/useExhaustiveDependencies: another language brings back the room's name.
  useEffect(() => {
    if (title !== undefined) document.title = `${title} – ${name ?? 'Teamroom'}`
  }, [title, name, i18n.language])
}
