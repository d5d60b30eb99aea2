import { createInterface } from 'node:readline/promises'
import { usernameKey } from '../auth/rules.ts'
import { machineNow } from '../clock.ts'
import { writeWhole } from '../company-export/place.ts'
import type { Config } from '../config.ts'
import type { Db } from '../db/connect.ts'
import { nameSortKey } from '../folding.ts'
import { erasePerson, previewErasure } from '../privacy/erase-actions.ts'
import { exportPieces } from '../privacy/export-actions.ts'
import { findPerson, listNamed, type Person } from '../privacy/store.ts'
import { CommandError } from '../startup.ts'
import { withDatabase } from './database.ts'

/**
 * `teamroom person export`: writes everything on a person into a ZIP archive that only its owner can read.
 * @throws CommandError when there is nobody, or several people, by that name, or the file is there already.
 */
export async function exportPerson(config: Config, name: string, file: string | undefined): Promise<void> {
  await withDatabase(config, async (db) => {
    const person = await findByName(db, name)
    const target = file ?? `${idOf(person)}.zip`
    await writeWhole(target, exportPieces(config.database, idOf(person), machineNow()))
    process.stdout.write(`Everything on ${person.name} is in ${target}.\n`)
  })
}

/**
 * `teamroom person erase`: says what will happen, has the name typed in, and erases the person. With `yes` it does not ask;
 * without it and without a terminal it only says what would happen.
 * @throws CommandError when there is nobody, or several people, by that name, or they cannot be erased now.
 */
export async function erasePersonAt(config: Config, name: string, { yes = false }: { yes?: boolean }): Promise<void> {
  await withDatabase(config, async (db) => {
    const person = await findByName(db, name)
    const id = idOf(person)
    const eraser = { by: null, way: 'command', now: machineNow() } as const
    const { refusal, counts, namedReplies } = await previewErasure(db, id, eraser)
    if (refusal !== null) throw new CommandError(refusal)
    const lines = Object.entries(counts).map(([kind, count]) => `  ${kind.replace('_', ' ')}: ${count}`)
    process.stdout.write(`Erasing ${person.name} deletes, or takes the name out of:\n${lines.join('\n')}\n`)
    if (counts.survey_replies) process.stdout.write(`Named replies: ${namedReplies}, as the retention settings say.\n`)
    if (!yes && !(await isConfirmed(person.name))) return
    const { pseudonym } = await erasePerson(db, id, { ...eraser, now: machineNow() }, person.name)
    process.stdout.write(`${person.name} is ${pseudonym} now.\n`)
  })
}

/** Whether the name is typed in; where there is no terminal, nobody can. */
async function isConfirmed(name: string): Promise<boolean> {
  if (!process.stdin.isTTY) {
    process.stdout.write('Nothing has been changed. Add --yes to erase them.\n')
    return false
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  const typed = await terminal.question('There is no way back. Type the name to erase them: ')
  terminal.close()
  if (typed.trim() === name) return true
  process.stdout.write('That is another name. Nothing has been changed.\n')
  return false
}

function idOf({ employee, account }: Person): string {
  return (employee ?? account) as string
}

/** A person by the name of the account or the employee, or by the id of either. @throws CommandError */
async function findByName(db: Db, name: string): Promise<Person> {
  const byId = await findPerson(db, name)
  if (byId) return byId
  const ids = await listNamed(db, { username_key: usernameKey(name), name_key: nameSortKey(name) })
  if (ids.length === 0) throw new CommandError(`Nobody is called ${name}.`)
  const [id] = ids as [string]
  if (ids.length > 1) throw new CommandError(`Several people are called ${name}. Say which by id: ${ids.join(', ')}.`)
  return (await findPerson(db, id)) as Person
}
