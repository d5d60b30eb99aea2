import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { fetchTexts, keepLanguage, type Language } from './catalogues.ts'

/** Begins with the texts that are on their way. */
export async function startTexts(fetched: ReturnType<typeof fetchTexts>): Promise<void> {
  // Every language has every text, and a test sees to it.
  await i18next.use(initReactI18next).init({ fallbackLng: false, resources: {}, interpolation: { escapeValue: false } })
  await showTexts(await fetched)
}

/** Shows everything in another language, and keeps the choice; null: as the browser prefers. */
export async function chooseLanguage(language: Language | null): Promise<void> {
  keepLanguage(language)
  await showTexts(await fetchTexts())
}

async function showTexts({ language, texts }: Awaited<ReturnType<typeof fetchTexts>>): Promise<void> {
  i18next.addResourceBundle(language, 'translation', texts)
  await i18next.changeLanguage(language)
  document.documentElement.lang = language
}

/** How dates and numbers are written: as the browser does, where its language is the one that is shown. */
export function locale(): string {
  const own = navigator.languages.find((tag) => tag.split('-')[0] === i18next.language && isTag(tag))
  return own ?? i18next.language
}

/** Some systems hand the browser names that no standard knows, such as `en-US@posix`. */
function isTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length > 0
  } catch {
    return false
  }
}
