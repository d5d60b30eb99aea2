import { locale } from '../i18n/index.ts'

/**
 * In the order of names that the reader's language has: `Łukasz` beside `Luis`, and where it ends with them, `Åsa` after
 * `Zoe`. For lists that are here as a whole; what comes page by page is in the order that the API gives it.
 */
export function byName<Item>(items: readonly Item[], nameOf: (item: Item) => string): Item[] {
  const { compare } = new Intl.Collator(locale(), { numeric: true })
  return items.toSorted((a, b) => compare(nameOf(a), nameOf(b)))
}
