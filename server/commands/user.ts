import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { Static } from 'typebox'
import { isCommonPassword } from '../auth/common-passwords.ts'
import { hashPassword } from '../auth/passwords.ts'
import { makeResetLink } from '../auth/resets/actions.ts'
import { checkPassword, usernameKey } from '../auth/rules.ts'
import { isSetUp } from '../auth/setup/store.ts'
import { createUser } from '../auth/users/actions.ts'
import { checkUsername } from '../auth/users/name-rules.ts'
import { setPassword } from '../auth/users/password-actions.ts'
import { nameKeys } from '../auth/users/row-rules.ts'
import { Email, Password, RoleName, Username } from '../auth/users/schema.ts'
import { findUserByKey, requireFreeName, type UserRow } from '../auth/users/store.ts'
import { machineNow } from '../clock.ts'
import type { Config } from '../config.ts'
import type { Db } from '../db/connect.ts'
import { closed } from '../http/shapes.ts'
import { Type } from '../http/type.ts'
import { check, compile } from '../http/validation.ts'
import { CommandError } from '../startup.ts'
import { withDatabase } from './database.ts'

const NewAccount = closed({ username: Username, email: Type.Optional(Email), role: RoleName, password: Password })
const NewPassword = closed({ password: Password })

/** In place of an address, for those who share the passwords' queue. */
const CONSOLE = 'the console'

/**
 * `teamroom user add`: makes an account whose password is typed in, or read from standard input when that is no terminal.
 * Without a role, the first account of all is an administrator's, and any other a member's.
 * @throws CommandError saying what is wrong with the account.
 */
export async function addUser(
  config: Config,
  username: string,
  options: { role?: string; email?: string },
): Promise<void> {
  // Before anybody types a password for nothing. Somebody else may take the name meanwhile, which is noticed then.
  await withDatabase(config, async (db) => {
    checkUsername(username)
    await requireFreeName(db, nameKeys(username))
  })
  const typed = await readPassword()
  await withDatabase(config, async (db) => {
    const wanted = { role: (await isSetUp(db)) ? 'member' : 'admin', ...options, username, password: typed }
    const account = check<Static<typeof NewAccount>>(compile(NewAccount), wanted, 'account')
    const { password, role, email = null } = account
    checkPassword(password, { username, email }, await isCommonPassword(password))
    await createUser(db, { username, email, role, passwordHash: await hashPassword(password, CONSOLE) }, machineNow())
    process.stdout.write(`${username} has an account now (${role}).\n`)
  })
}

/**
 * `teamroom user password`: gives an account another password, for somebody who has forgotten theirs; ends its sessions.
 * @throws CommandError when there is no such account, or the password is refused.
 */
export async function changeUserPassword(config: Config, username: string): Promise<void> {
  const wanted = { password: await readPassword() }
  await withDatabase(config, async (db) => {
    const user = await findByName(db, username)
    const { password } = check<Static<typeof NewPassword>>(compile(NewPassword), wanted, 'account')
    checkPassword(password, user, await isCommonPassword(password))
    await setPassword(db, user.id, await hashPassword(password, CONSOLE), machineNow())
    process.stdout.write(`${user.username} has another password now, and is logged out everywhere.\n`)
  })
}

/**
 * `teamroom user reset`: prints a link by which somebody who has forgotten their password chooses another one.
 * @throws CommandError when there is no such account, or it is disabled.
 */
export async function printResetLink(config: Config, username: string): Promise<void> {
  await withDatabase(config, async (db) => {
    const { id } = await findByName(db, username)
    // As the server says of itself, where nobody said how people reach it.
    const origin = config.publicUrl ?? `http://127.0.0.1:${config.port}`
    if (config.publicUrl === undefined)
      process.stderr.write(
        'PUBLIC_URL is not set here: put the address that people use at the beginning of this link.\n',
      )
    const { url, expires_at } = await makeResetLink(db, undefined, id, origin, machineNow())
    process.stdout.write(`${url}\nGood once, until ${expires_at}.\n`)
  })
}

async function findByName(db: Db, username: string): Promise<UserRow> {
  const user = await findUserByKey(db, { username_key: usernameKey(username) })
  if (!user) throw new CommandError(`Nobody is called ${username}.`)
  return user
}

async function readPassword(): Promise<string> {
  if (!process.stdin.isTTY) return (await text(process.stdin)).replace(/\r?\n$/, '')
  process.stdout.write('Password: ')
  // What is typed is not shown.
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const terminal = createInterface({ input: process.stdin, output: silent, terminal: true })
  const password = await terminal.question('')
  terminal.close()
  process.stdout.write('\n')
  return password
}
