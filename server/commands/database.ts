import type { Config } from '../config.ts'
import type { Db } from '../db/connect.ts'
import { AppError, type FieldErrors } from '../errors.ts'
import { openDatabase } from '../open-database.ts'
import { CommandError } from '../startup.ts'

/**
 * Runs a command on the database, brought up to date, and closes it.
 * @throws CommandError in place of an AppError, with its sentences.
 */
export async function withDatabase(config: Config, command: (db: Db) => Promise<void>): Promise<void> {
  const { db, close } = await openDatabase(config)
  try {
    await command(db)
  } catch (error) {
    throw error instanceof AppError ? new CommandError(inWords(error)) : error
  } finally {
    await close()
  }
}

function inWords({ message, errors }: AppError): string {
  if (message) return message
  const fields = Object.values(errors as FieldErrors).flatMap((place) => Object.entries(place))
  return fields.map(([field, sentences]) => `${field}: ${sentences.join(' ')}`).join('\n')
}
