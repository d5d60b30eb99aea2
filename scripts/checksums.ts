/**
 * `npm run checksums` writes down what each migration does; with `--check` it only says what is not written down. It never
 * changes what main has: databases have been migrated with that.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { CHECKSUMS } from '../server/db/migrations/checksums.ts'
import { migrations } from '../server/db/migrations/index.ts'
import { checksumOf, listEdited } from './migration-checksums.ts'

const FILE = 'server/db/migrations/checksums.ts'
const MAIN = ['main', 'origin/main']

const actual: Record<string, string> = {}
for (const migration of migrations) actual[migration.name] = await checksumOf(migration)
const released = MAIN.map(checksumsOn).find((checksums) => checksums !== undefined) ?? CHECKSUMS
const problems = listEdited(actual, released).map(
  (name) => `${name} is on main, so databases have run it: put it back as it was there, and add another migration.`,
)

if (problems.length === 0 && !process.argv.includes('--check')) {
  const lines = Object.entries(actual).map(([name, checksum]) => `  '${name}': '${checksum}',\n`)
  writeFileSync(FILE, readFileSync(FILE, 'utf8').replace(/\{[^{}]*\}\s*$/, `{\n${lines.join('')}}\n`))
} else if (problems.length === 0 && JSON.stringify(actual) !== JSON.stringify(CHECKSUMS)) {
  problems.push(`${FILE} does not have what the migrations do: run \`npm run checksums\`, and commit what it writes.`)
}
if (problems.length > 0) {
  console.log(problems.join('\n'))
  process.exitCode = 1
}

/** Undefined where there is no such branch, or no Git. */
function checksumsOn(branch: string): Record<string, string> | undefined {
  try {
    const text = execFileSync('git', ['show', `${branch}:${FILE}`], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    return Object.fromEntries([...text.matchAll(/'([^']+)': '([^']+)'/g)].map(([, name, checksum]) => [name, checksum]))
  } catch {
    return undefined
  }
}
