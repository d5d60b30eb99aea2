#!/usr/bin/env node
import { parseArgs } from 'node:util'
import { connect } from './db/connect.ts'
import { migrate } from './db/migrate.ts'
import { doctor } from './doctor-command.ts'
import { CommandError, exitCleanly, readSettings } from './startup.ts'
import { addUser, changeUserPassword, printResetLink } from './user-commands.ts'

const USAGE = `teamroom serve                                    migrate, then serve
teamroom migrate                                  bring the database up to date
teamroom user add NAME [--role ROLE] [--email E]  make an account; its password is asked for, or read from a pipe
teamroom user password NAME                       give an account another password
teamroom user reset NAME                          print a link to choose another password by
teamroom doctor                                   prove every balance from the ledger`

await exitCleanly(async () => {
  const { positionals, values } = parseCommand()
  const [command, ...rest] = positionals
  if (command === 'serve' && rest.length === 0) return (await import('./serve.ts')).serve(readSettings())
  if (command === 'migrate' && rest.length === 0) return migrateOnly()
  if (command === 'doctor' && rest.length === 0) return doctor(readSettings())
  const [verb, name, ...more] = rest
  if (command === 'user' && name && more.length === 0) {
    if (verb === 'add') return addUser(readSettings(), name, values)
    if (verb === 'password') return changeUserPassword(readSettings(), name)
    if (verb === 'reset') return printResetLink(readSettings(), name)
  }
  throw new CommandError(USAGE)
})

function parseCommand() {
  try {
    return parseArgs({ allowPositionals: true, options: { role: { type: 'string' }, email: { type: 'string' } } })
  } catch (error) {
    throw new CommandError(`${(error as Error).message}\n${USAGE}`)
  }
}

async function migrateOnly(): Promise<void> {
  const { db, close } = await connect(readSettings().database)
  const applied = await migrate(db)
  await close()
  process.stdout.write(applied.length === 0 ? 'The database is up to date.\n' : `Applied ${applied.join(', ')}.\n`)
}
