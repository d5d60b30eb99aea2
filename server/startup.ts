import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { type Config, type DatabaseConfig, readConfig } from './config.ts'
import { ConfigError } from './config-error.ts'
import { isDiskFull, isUnavailable } from './db/database-errors.ts'
import { NoDatabase, SchemaError } from './db/migrate.ts'
import { parseDatabaseUrl } from './setting-parsers.ts'
import { readSecretFiles } from './settings-files.ts'

/** A command was called wrongly, or cannot do what it was asked; the message says what to do instead. */
export class CommandError extends Error {}

/** The settings in an environment, that of this process unless told otherwise, and in the files it names. @throws ConfigError */
export function readSettings(env: Record<string, string | undefined> = process.env): Config {
  return readConfig(readSecretFiles(env))
}

/** The environment of this process, with what a file such as systemd's EnvironmentFile sets. @throws CommandError */
export function readEnvironment(file: string | undefined): Record<string, string | undefined> {
  if (file === undefined) return process.env
  try {
    return { ...process.env, ...parseEnv(readFileSync(file, 'utf8')) }
  } catch (error) {
    throw new CommandError(`${file} cannot be read. (${(error as Error).message})`)
  }
}

/** A database by its address, as an option of a command gives it. @throws CommandError */
export function readDatabase(option: string, address: unknown): DatabaseConfig {
  const database = typeof address === 'string' ? parseDatabaseUrl(address.trim()) : undefined
  if (database) return database
  throw new CommandError(
    `${option}: an address like sqlite:///data/teamroom.db or postgres://user:password@host/name is expected.`,
  )
}

/** Runs a command; what the person who started it can mend is said in plain lines, without a stack. */
export async function exitCleanly(command: () => Promise<void>): Promise<void> {
  try {
    await command()
  } catch (error) {
    process.stderr.write(`${plainWords(error)}\n`)
    process.exit(1)
  }
}

/** What a person is told of an error: plain lines where they can mend it, else where it came from. */
export function plainWords(error: unknown): string {
  if (
    error instanceof ConfigError ||
    error instanceof SchemaError ||
    error instanceof CommandError ||
    error instanceof NoDatabase
  )
    return error.message
  const { path, message, stack } = error as NodeJS.ErrnoException
  if (isDiskFull(error)) return `The disk is full: make room where DATABASE_URL and DATA_DIR are. (${message})`
  if (isUnavailable(error)) return `The database does not answer: see DATABASE_URL. (${reasonOf(error)})`
  if (isRefused(error)) return `The database refuses: see DATABASE_URL. (${message})`
  if (path !== undefined) return `${path} cannot be used: see DATABASE_URL and DATA_DIR. (${message})`
  return stack ?? String(error)
}

/** PostgreSQL wants another account, password, database or right; or SQLite another file, or more rights to it. */
function isRefused(error: unknown): boolean {
  const { code, errcode, message } = error as { code?: string; errcode?: number; message?: string }
  if (errcode !== undefined) return UNUSABLE_FILE.has(errcode & 0xff)
  return /^(28|3D|42501)/.test(code ?? '') || /^(SASL|The server does not support SSL)/.test(message ?? '')
}

/** SQLite's codes for a file that may not be used, cannot be read or written, or is no database. */
const UNUSABLE_FILE = new Set([3, 8, 10, 11, 14, 26])

/** A name with several addresses fails with an error for each, and no message of its own. */
function reasonOf(error: unknown): string {
  const reasons = error instanceof AggregateError ? error.errors : [error]
  return reasons.map((reason: Error) => reason.message).join('; ')
}
