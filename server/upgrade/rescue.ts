import { existsSync, lchownSync, statSync } from 'node:fs'
import { keyFileOf, writeBackup } from '../backup/backup.ts'
import { readPlace } from '../backup/name-rules.ts'
import { openAt, saveAt, type Written } from '../backup/place.ts'
import { restore } from '../backup/restore.ts'
import { machineNow } from '../clock.ts'
import type { Config } from '../config.ts'
import { CommandError } from '../startup.ts'

/** Backs the database up into a folder. */
export function saveBefore(config: Config, folder: string): Promise<Written> {
  const now = machineNow()
  return saveAt({ kind: 'folder', path: folder }, config.s3, {
    scratch: folder,
    now,
    keep: undefined,
    write: async (out, workshop) => void (await writeBackup(config, workshop, out, now)),
  })
}

/**
 * Puts the backup in the place of the database, which is kept beside; returns where.
 * @throws CommandError while a server runs on it.
 */
export async function putBack(config: Config, backup: string): Promise<string | undefined> {
  const place = readPlace(backup)
  if (!place) throw new CommandError(`There is no backup at ${backup}.`)
  const giveBack = rememberOwners(config)
  const options = { replaces: true, acceptsFindings: true, now: machineNow() }
  const { kept } = await restore(config, () => openAt(place, config.s3), options)
  giveBack()
  return kept
}

/** What the superuser writes belongs to the superuser, and the server could not open it: its owner stays who it was. */
function rememberOwners({ database }: Config): () => void {
  if (database.kind !== 'sqlite' || process.geteuid?.() !== 0) return () => {}
  const files = [database.file, keyFileOf(database.file)].filter((file) => existsSync(file))
  const owners = files.map((file) => ({ file, ...statSync(file) }))
  return () => {
    // Whatever that account may have put in their places meanwhile: a link is given back, and not what it leads to.
    for (const { file, uid, gid } of owners) lchownSync(file, uid, gid)
  }
}
