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
  return skeleton(skeleton(username.normalize('NFKC')).toLowerCase()).toLowerCase()
}

function skeleton(text: string): string {
  return table().rectifyConfusion(text.normalize('NFD')).normalize('NFD').replace(/\s+/g, ' ')
}
