/** Builds the browser app when it is missing or older than what it is made from; `npm start` does so by itself. */
import { globSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { build } from 'vite'
import { noteBuild, stateOfBuild } from '../server/built-from.ts'
import { BUILT } from '../server/web/page.ts'

const ROOT = join(import.meta.dirname, '..')
/** What decides about the build beside the modules that are in it. */
const BESIDE = ['package-lock.json', 'tsconfig.json', 'web/tsconfig.json', 'web/vite.config.ts']

if (stateOfBuild('web/dist') !== 'current') {
  console.log('Building the web app: this takes a moment, once.')
  const modules = new Set<string>()
  const listModules = {
    name: 'teamroom-list-modules',
    moduleParsed: ({ id }: { id: string }) => void modules.add(id.replace(/\?.*$/s, '')),
  }
  await build({ configFile: join(ROOT, 'web/vite.config.ts'), logLevel: 'warn', plugins: [listModules] })
  for (const file of globSync('**/*.{js,css,html}', { cwd: BUILT })) compress(join(BUILT, file))
  noteBuild('web/dist', [...BESIDE, ...[...modules].filter(isOurs).map(pathFromRoot)].sort())
}

/** Neither a package's, which the lock file stands for, nor one that Vite makes up. */
function isOurs(module: string): boolean {
  return (
    module.startsWith(ROOT) &&
    !module.includes('/node_modules/') &&
    statSync(module, { throwIfNoEntry: false })?.isFile() === true
  )
}

function pathFromRoot(file: string): string {
  return relative(ROOT, file).replaceAll(sep, '/')
}

/** Compressed once, here, rather than at each request. */
function compress(file: string): void {
  const content = readFileSync(file)
  writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }))
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11 }
  writeFileSync(`${file}.br`, brotliCompressSync(content, { params }))
}
