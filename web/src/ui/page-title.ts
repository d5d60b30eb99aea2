import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'

/** Names the browser's tab after what is shown, in place of its room. */
export function usePageTitle(title: string): void {
  const { i18n } = useTranslation()
  // biome-ignore lint/correctness/useExhaustiveDependencies: another language brings back the room's name.
  useEffect(() => {
    document.title = `${title} – Teamroom`
  }, [title, i18n.language])
}
