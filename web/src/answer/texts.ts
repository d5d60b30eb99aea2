import en from './en.json'

export type Texts = typeof en

/** Every text of the page, in the language that the browser prefers of those there are. */
export async function loadTexts(): Promise<Texts> {
  const wanted = navigator.languages.map((tag) => tag.split('-')[0]).find((tag) => tag === 'en' || tag === 'de')
  document.documentElement.lang = wanted ?? 'en'
  return wanted === 'de' ? (await import('./de.json')).default : en
}
