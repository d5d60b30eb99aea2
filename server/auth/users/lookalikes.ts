import { createRequire } from 'node:module'
import { onDemand } from '../../on-demand.ts'

const require = createRequire(import.meta.url)
/** Unicode's own table of characters that look alike (UTS #39). */
const table = onDemand(() => require('unicode-confusables') as { rectifyConfusion(text: string): string })

/**
 * What a user name looks like: the same text for all names that a reader cannot tell apart, such as `paypal` with a
 * Cyrillic `а`, or `paul` and `pauI`. It is the skeleton of UTS #39, in whatever case, and is never shown.
 */
export function lookalikeKey(username: string): string {
  // Capitals look like other letters than small ones do.
  const seen = skeleton(username.normalize('NFKC')).replace(/\S+/g, capitalsRead)
  return skeleton(seen.toLowerCase())
    .toLowerCase()
    .replace(/(?<!\S)i/g, 'l')
}

/** The skeleton has `l` for a capital `I` too: among several capitals, as where a word begins, readers take it for that. */
function capitalsRead(word: string): string {
  const isOfCapitals = /\p{Lu}.*\p{Lu}/u.test(word) && !/(?!l)\p{Ll}/u.test(word)
  return isOfCapitals ? word.replaceAll('l', 'i') : word
}

function skeleton(text: string): string {
  return table().rectifyConfusion(text.normalize('NFD')).normalize('NFD').replace(/\s+/g, ' ')
}
