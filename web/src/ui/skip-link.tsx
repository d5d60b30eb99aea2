import { useTranslation } from 'react-i18next'
import styles from './skip-link.module.css'

/** Leads the keyboard past what stands around every page: the first thing that it comes to. */
export function SkipLink() {
  const { t } = useTranslation()
  return (
    // biome-ignore lint/a11y/useValidAnchor: it leads to a place on the page, whose address stays as it is.
    <a
      href="#content"
      className={styles.link}
      onClick={(event) => {
        event.preventDefault()
        document.querySelector<HTMLElement>('main')?.focus()
      }}
    >
      {t('shell.skip')}
    </a>
  )
}
