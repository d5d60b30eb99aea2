import { type Config, ConfigError, readConfig } from './config.ts'
import { SchemaError } from './db/migrate.ts'

/** A command was called wrongly, or cannot do what it was asked; the message says what to do instead. */
export class CommandError extends Error {}

/** The settings in the environment of this process. @throws ConfigError */
export function readSettings(): Config {
  return readConfig(process.env)
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

function plainWords(error: unknown): string {
  if (error instanceof ConfigError || error instanceof SchemaError || error instanceof CommandError) return error.message
  const { code, address, port, stack } = error as NodeJS.ErrnoException & { address?: string; port?: number }
  if (code === 'EADDRINUSE') return `Port ${port} of ${address} is taken: end what listens there, or set PORT.`
  if (code === 'ECONNREFUSED') return `The database does not answer at ${address}:${port}: see DATABASE_URL.`
  return stack ?? String(error)
}
