import en from './en.json'

/** The page's own texts, and the language that they are in. */
export type Texts = typeof en & { language: 'en' | 'de' }

/** Every text of the page, in the language that the browser prefers of those there are. */
export async function loadTexts(): Promise<Texts> {
  const wanted = navigator.languages.map((tag) => tag.split('-')[0]).find((tag) => tag === 'en' || tag === 'de')
  if (wanted !== 'de') return { ...en, language: 'en' }
  return { ...(await import('./de.json')).default, language: 'de' }
}
