import { createRequire } from 'node:module'
import { onDemand } from '../on-demand.ts'

const MAX_LENGTH = 80

/** Of these the library makes nothing else than `slugOf` does, and takes as long as storing the post. */
const PLAIN_TITLE = /^[a-z0-9]+(?: [a-z0-9]+)*$/i

const require = createRequire(import.meta.url)
const library = onDemand(() => require('@sindresorhus/slugify') as typeof import('@sindresorhus/slugify'))

/** A title's name in addresses: lower-case ASCII letters, digits and dashes. */
export function slugOf(title: string): string {
  const name = PLAIN_TITLE.test(title)
    ? title.toLowerCase().replaceAll(' ', '-')
    : library().default(title, { decamelize: false })
  return name.slice(0, MAX_LENGTH).replace(/-+$/, '') || 'post'
}
