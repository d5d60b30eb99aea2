/** The locale by which the reader writes numbers: as the browser says, also where the page has no texts in its language. */
export function readerLocale(): string {
  return navigator.languages.find(isTag) ?? 'en'
}

/** Some systems hand the browser names that no standard knows, such as `en-US@posix`. */
function isTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length > 0
  } catch {
    return false
  }
}
