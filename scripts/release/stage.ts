import { cpSync, existsSync, lstatSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { noteBuild } from '../../server/built-from.ts'
import { migrations } from '../../server/db/migrations/index.ts'
import { RELEASE, type Release } from '../../server/upgrade/release-rules.ts'
import { closureOf, importsOf, type Lock, packageOf } from './packages.ts'

const ROOT = join(import.meta.dirname, '../..')
const WHOLE = ['bin', 'server', 'dist', 'web/dist', 'docs', 'LICENSE', 'README.md', 'CHANGELOG.md']
/** What tells that the app goes with the server: its pages, which name its files by their content. */
const APP = ['package.json', 'web/dist/index.html', 'web/dist/answer.html']
/** The same of the server as built: its entry, which names its other files by their content. */
const SERVER = ['package.json', 'dist/main.js']

/** Folders of packages that nothing imports, and files that are for people who develop with them; licences stay. */
const LEFT_OUT = /^(tests?|__tests__|benchmarks?|bench|examples?|docs|coverage|\.[^/]*)(\/|$)/
const FOR_DEVELOPERS = /\.(map|md|markdown|flow|[cm]?tsx?)$/i
const LEGAL = /(^|\/)(licen[cs]e|notice|copying|authors)[^/]*$/i

const isSpec = (file: string) => file.endsWith('.test.ts')

/** Puts all that a server needs, apart from Node, into an empty folder. App and server must have been built. */
export function stage(to: string): Release {
  for (const path of WHOLE)
    cpSync(join(ROOT, path), join(to, path), { recursive: true, filter: (file) => !isSpec(file) })
  const own = readJson('package.json')
  const lock: Lock = readJson('package-lock.json').packages
  const direct = [...new Set(importsOf(ROOT).map(packageOf))]
  for (const path of closureOf(direct, lock)) copyPackage(path, to, lock)
  const { name, version, description, license, type, dependencies } = own
  const node: string = dependencies.node
  writeJson(join(to, 'package.json'), {
    name,
    version,
    description,
    license,
    private: true,
    type,
    engines: { node: `>=${node}` },
    bin: { teamroom: 'bin/teamroom' },
    scripts: { start: 'node dist/main.js' },
    dependencies: Object.fromEntries(direct.map((one) => [one, lock[`node_modules/${one}`]?.version])),
  })
  const known = migrations.map((migration) => ({ name: migration.name, checksum: migration.checksum ?? '' }))
  const release: Release = { version, node, migrations: known }
  writeJson(join(to, RELEASE), release)
  noteBuild('web/dist', APP, to)
  noteBuild('dist', SERVER, to)
  return release
}

/** @throws Error where another version is installed than the lock file has. */
function copyPackage(path: string, to: string, lock: Lock): void {
  const from = join(ROOT, path)
  const installed = existsSync(from) ? readJson(join(path, 'package.json')).version : 'missing'
  if (installed !== lock[path]?.version) {
    throw new Error(`${path} is ${installed} and should be ${lock[path]?.version}: run \`npm ci\`.`)
  }
  mkdirSync(join(to, path), { recursive: true })
  cpSync(from, join(to, path), {
    recursive: true,
    filter: (file) => {
      const inside = relative(from, file)
      if (inside === '') return true
      // The packages inside come by themselves, where they are needed.
      if (inside === 'node_modules' || LEFT_OUT.test(inside)) return false
      return lstatSync(file).isDirectory() || LEGAL.test(inside) || !FOR_DEVELOPERS.test(inside)
    },
  })
}

// biome-ignore lint/suspicious/noExplicitAny: these files can hold anything.
function readJson(file: string): any {
  return JSON.parse(readFileSync(join(ROOT, file), 'utf8'))
}

function writeJson(file: string, content: unknown): void {
  writeFileSync(file, `${JSON.stringify(content, undefined, 2)}\n`)
}
