import { constants, copyFileSync, existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Config, DatabaseConfig } from '../config.ts'
import { copyDatabase } from '../copy/actions.ts'
import type { CopiedTable } from '../copy/compare.ts'
import { readSecretFile } from '../settings-files.ts'
import { CommandError, readDatabase } from '../startup.ts'
import type { Options } from './command.ts'
import { doctor } from './doctor.ts'

/** Tables with fewer rows are done before anybody asks. */
const TOLD_EVERY = 50_000

/**
 * `teamroom copy`: copies the database into another, compares them, examines the copy, and says what to set.
 * @throws CommandError
 */
export async function copy(config: Config, to: DatabaseConfig): Promise<void> {
  let told = 0
  await copyDatabase(config.database, to, {
    resumed: () => process.stderr.write('Going on where the copy was interrupted.\n'),
    added: (table, rows) => {
      const hundreds = Math.floor(rows / TOLD_EVERY)
      if (hundreds > 0 && hundreds !== told) process.stderr.write(`${table}: ${rows} rows copied\n`)
      told = hundreds
    },
    compared: ({ name, rows, sha256 }: CopiedTable) => {
      const count = `${rows} row${rows === 1 ? '' : 's'}`
      process.stdout.write(`${name}: ${count}, the same in both databases (sha256 ${sha256.slice(0, 16)})\n`)
    },
  })
  const key = keyAdvice(config, to)
  if (!(await doctor(() => ({ ...config, database: to }), {}))) throw new CommandError('Do not use the copy as it is.')
  process.stdout.write(`The copy is whole. To use it, set DATABASE_URL to its address.\n${key}\n`)
}

/**
 * Where to: an address, or the file that it stands in, as what is typed stands in the list of processes, with its password.
 * @throws CommandError, ConfigError
 */
export function readTarget({ to, 'to-file': file }: Options): DatabaseConfig {
  if (file === undefined) return readDatabase('--to', to)
  if (to !== undefined) throw new CommandError('--to is given, too: leave out one of them.')
  return readDatabase('--to-file', readSecretFile('--to-file', String(file)))
}

/** What keeps people signed in: the key that signs access tokens. Copies the file that holds it, where another one is read. */
function keyAdvice({ database, jwtSecretKeys }: Config, to: DatabaseConfig): string {
  if (jwtSecretKeys.length > 0 || database.kind !== 'sqlite') {
    return 'Keep JWT_SECRET_KEY as it is, so that everybody stays signed in.'
  }
  const file = keyBeside(database.file)
  if (!existsSync(file)) return 'Nobody has signed in yet, so there is no key to keep.'
  const advice = `Set JWT_SECRET_KEY to what is in ${file}, or JWT_SECRET_KEY_FILE=${file}, so that everybody stays signed in.`
  if (to.kind !== 'sqlite') return advice
  const beside = keyBeside(to.file)
  if (existsSync(beside)) {
    return readFileSync(beside, 'utf8') === readFileSync(file, 'utf8') ? 'Everybody stays signed in.' : advice
  }
  copyFileSync(file, beside, constants.COPYFILE_EXCL)
  return `The key that signs access tokens is in ${beside}, so that everybody stays signed in.`
}

function keyBeside(file: string): string {
  return join(dirname(resolve(file)), 'jwt-secret.key')
}
