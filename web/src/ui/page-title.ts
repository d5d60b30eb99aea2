import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'

/** Names the browser's tab after what is shown, once that is known, in place of its room. */
export function usePageTitle(title: string | undefined): void {
  const { i18n } = useTranslation()
  // biome-ignore lint/correctness/useExhaustiveDependencies: another language brings back the room's name.
  useEffect(() => {
    if (title !== undefined) document.title = `${title} – Teamroom`
  }, [title, i18n.language])
}
