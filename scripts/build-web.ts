/** Builds the browser app when it is missing or older than what it is made from; `npm start` does so by itself. */
import { hash } from 'node:crypto'
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { build } from 'vite'

const root = new URL('..', import.meta.url)
const stamp = new URL('web/dist/.built-from', root)

const sources = [
  'package-lock.json',
  ...globSync('web/{*.html,vite.config.ts,src/**/*}', { cwd: root, exclude: ['web/src/api/schema.d.ts'] }),
]
const madeFrom = hash('sha256', sources.sort().map(contentOf).join('\n'))

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== madeFrom) {
  console.log('Building the web app: this takes a moment, once.')
  await build({ configFile: new URL('web/vite.config.ts', root).pathname, logLevel: 'warn' })
  for (const file of globSync('web/dist/**/*.{js,css,html}', { cwd: root })) compress(new URL(file, root))
  writeFileSync(stamp, madeFrom)
}

function contentOf(path: string): string {
  const file = new URL(path, root)
  try {
    return `${path}\n${readFileSync(file, 'utf8')}`
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EISDIR') return ''
    throw error
  }
}

/** Compressed once, here, rather than at each request. */
function compress(file: URL): void {
  const content = readFileSync(file)
  writeFileSync(`${file.pathname}.gz`, gzipSync(content, { level: 9 }))
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11 }
  writeFileSync(`${file.pathname}.br`, brotliCompressSync(content, { params }))
}
