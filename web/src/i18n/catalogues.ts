/** Each language is one file beside this one, fetched when somebody reads in it. */
const CATALOGUES = { en: () => import('./en.json'), de: () => import('./de.json') }
export type Language = keyof typeof CATALOGUES
export const LANGUAGES = Object.keys(CATALOGUES) as Language[]

const CHOICE = 'teamroom language'

/** The language that was chosen here; null when the browser's own decides. */
export function chosenLanguage(): Language | null {
  const chosen = localStorage.getItem(CHOICE)
  return LANGUAGES.find((language) => language === chosen) ?? null
}

/** Keeps the choice; null: as the browser prefers. */
export function keepLanguage(language: Language | null): void {
  if (language === null) localStorage.removeItem(CHOICE)
  else localStorage.setItem(CHOICE, language)
}

/** The language that was chosen here, or that the browser prefers, with every text in it. */
export async function fetchTexts(): Promise<{ language: Language; texts: object }> {
  const language = chosenLanguage() ?? preferredLanguage()
  return { language, texts: (await CATALOGUES[language]()).default }
}

function preferredLanguage(): Language {
  const wanted = navigator.languages.map((tag) => tag.split('-')[0])
  return LANGUAGES.find((language) => language === wanted.find((one) => LANGUAGES.includes(one as Language))) ?? 'en'
}
