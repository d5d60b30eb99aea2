import { hash } from 'node:crypto'
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { packFolder } from '../../scripts/release/pack.ts'
import { migrations } from '../../server/db/migrations/index.ts'
import { temporaryFolder } from './server-process.ts'

const ROOT = join(import.meta.dirname, '../..')
const isSpec = (file: string) => file.endsWith('.test.ts')

/** How a release differs from this checkout. */
export interface Differences {
  version: string
  /** It brings a migration, which makes the table `added`. */
  migrates?: boolean
  /** It never gets further than its migrations, and says so. */
  hangs?: boolean
}

/** Releases as they lie on a server: `releases/1.0.0`, to which `current` leads. Packages are found further out. */
export function layOut(): string {
  const base = join(temporaryFolder(), 'Team röom 100%')
  mkdirSync(join(base, 'releases'), { recursive: true })
  symlinkSync(join(ROOT, 'node_modules'), join(base, 'node_modules'))
  fill(join(base, 'releases/1.0.0'), { version: '1.0.0' })
  symlinkSync('releases/1.0.0', join(base, 'current'))
  return base
}

/** Packs a release without packages, with its checksums beside it; returns its file. */
export async function packSmall(differences: Differences): Promise<string> {
  const [staged, made] = [join(temporaryFolder(), 'staged'), temporaryFolder()]
  fill(staged, differences)
  const name = `teamroom-${differences.version}`
  const file = join(made, `${name}.tar.gz`)
  await packFolder(staged, name, file, { mtime: new Date(0), level: 1 })
  writeFileSync(join(made, 'SHA256SUMS'), `${hash('sha256', readFileSync(file))}  ${basename(file)}\n`)
  return file
}

function fill(folder: string, { version, migrates = false, hangs = false }: Differences): void {
  mkdirSync(folder)
  for (const path of ['bin', 'server']) {
    cpSync(join(ROOT, path), join(folder, path), { recursive: true, filter: (file) => !isSpec(file) })
  }
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ version, type: 'module' }))
  const known = migrations.map(({ name, checksum }) => ({ name, checksum }))
  if (migrates) known.push({ name: ADDED, checksum: undefined })
  writeFileSync(join(folder, 'release.json'), JSON.stringify({ version, node: '26.0.0', migrations: known }))
  if (migrates) change(join(folder, 'server/db/migrations/index.ts'), ' = steps.map(', ` = [...steps, ${STEP}].map(`)
  if (hangs) {
    change(join(folder, 'server/serve.ts'), '    return await app.listen(', `    ${HANG}\n    return await app.listen(`)
  }
}

const ADDED = '9999-added'
const STEP = `{ name: '${ADDED}', up: (trx: Db) => trx.schema.createTable('added').addColumn('id', 'text').execute() }`
const HANG = `await new Promise(() => setInterval(() => process.stdout.write('It hangs.\\n'), 100))`

function change(file: string, from: string, to: string): void {
  const text = readFileSync(file, 'utf8')
  if (text.split(from).length !== 2) throw new Error(`${file} does not have ${JSON.stringify(from)} once.`)
  writeFileSync(
    file,
    text.replace(from, () => to),
  )
}
