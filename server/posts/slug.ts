import { createRequire } from 'node:module'

const MAX_LENGTH = 80

/** Of these the library makes nothing else than `slugOf` does, and takes as long as storing the post. */
const PLAIN_TITLE = /^[a-z0-9]+(?: [a-z0-9]+)*$/i

// Loaded with the first title that needs it: it compiles the letters of twenty languages, for which no start has to wait.
const require = createRequire(import.meta.url)
let library: typeof import('@sindresorhus/slugify') | undefined

/** A title's name in addresses: lower-case ASCII letters, digits and dashes. */
export function slugOf(title: string): string {
  const name = PLAIN_TITLE.test(title) ? title.toLowerCase().replaceAll(' ', '-') : slugify(title)
  return name.slice(0, MAX_LENGTH).replace(/-+$/, '') || 'post'
}

function slugify(title: string): string {
  library ??= require('@sindresorhus/slugify') as typeof import('@sindresorhus/slugify')
  return library.default(title, { decamelize: false })
}
