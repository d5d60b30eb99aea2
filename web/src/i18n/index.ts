import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import en from './en.json'

/** Each language is one file beside this one; the others are fetched when somebody reads in them. */
const CATALOGUES = { en: async () => en, de: async () => (await import('./de.json')).default }
export type Language = keyof typeof CATALOGUES
export const LANGUAGES = Object.keys(CATALOGUES) as Language[]

const CHOICE = 'teamroom language'

/** The language that was chosen here; null when the browser's own decides. */
export function chosenLanguage(): Language | null {
  const chosen = localStorage.getItem(CHOICE)
  return LANGUAGES.find((language) => language === chosen) ?? null
}

function preferredLanguage(): Language {
  const wanted = navigator.languages.map((tag) => tag.split('-')[0])
  return LANGUAGES.find((language) => language === wanted.find((one) => LANGUAGES.includes(one as Language))) ?? 'en'
}

/** Begins with the language that was chosen here, or that the browser prefers. */
export async function startTexts(): Promise<void> {
  await i18next.use(initReactI18next).init({
    fallbackLng: 'en',
    resources: { en: { translation: en } },
    interpolation: { escapeValue: false },
  })
  await showLanguage(chosenLanguage() ?? preferredLanguage())
}

/** Shows everything in another language, and keeps the choice; null: as the browser prefers. */
export async function chooseLanguage(language: Language | null): Promise<void> {
  if (language === null) localStorage.removeItem(CHOICE)
  else localStorage.setItem(CHOICE, language)
  await showLanguage(language ?? preferredLanguage())
}

async function showLanguage(language: Language): Promise<void> {
  i18next.addResourceBundle(language, 'translation', await CATALOGUES[language]())
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
