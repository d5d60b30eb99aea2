import { existsSync } from 'node:fs'
import { link, open as openFile, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { connect, type Db } from '../db/connect.ts'
import { migrate } from '../db/migrate.ts'
import { CommandError } from '../startup.ts'
import { keyFileOf } from './backup.ts'
import { openWorkshop, syncFolder } from './folder.ts'
import { KEY_PART, type Manifest, SQLITE_PART } from './manifest-rules.ts'
import { suffixOf } from './name-rules.ts'
import { holdSqlite } from './sqlite-store.ts'
import { unpack } from './verify.ts'

/** What decides whether a backup is restored. */
export interface Steps {
  check(manifest: Manifest): void
  prove(db: Db): Promise<void>
}

interface Options {
  replaces: boolean
  now: Date
}

/**
 * Restores a SQLite file: everything is prepared beside it, and then takes its name in one step. The file that was there
 * is held against every other process until then, and kept.
 */
export async function restoreSqlite(
  file: string,
  open: () => Promise<Readable>,
  options: Options,
  { check, prove }: Steps,
) {
  const workshop = await openWorkshop(dirname(file))
  let release = () => {}
  try {
    release = holdTarget(file, options.replaces)
    const manifest = await unpack(await open(), workshop.path)
    check(manifest)
    const staged = join(workshop.path, SQLITE_PART)
    const applied = await bringUpToDate(staged, prove)
    await flush(staged)
    const kept = await putInPlace(staged, file, suffixOf(options.now))
    await putKeyInPlace(join(workshop.path, KEY_PART), keyFileOf(file), suffixOf(options.now))
    syncFolder(dirname(file))
    return { manifest, applied, skipped: [], kept }
  } finally {
    release()
    await workshop.close()
  }
}

function holdTarget(file: string, replaces: boolean): () => void {
  if (!existsSync(file)) return () => {}
  const hold = holdSqlite(file)
  if (hold === 'in use')
    throw new CommandError(`${file} is in use: stop the server, and whatever else has it open, first.`)
  if (hold === 'unreadable') {
    if (replaces) return () => {}
    throw new CommandError(`${file} is no database that can be read. --replace keeps it beside, and restores.`)
  }
  if (hold.holds === 'none' || replaces) return hold.release
  hold.release()
  const what = hold.holds === 'accounts' ? 'accounts' : 'data of another program'
  throw new CommandError(`${file} has ${what} in it. --replace keeps it beside, and restores.`)
}

async function bringUpToDate(staged: string, prove: (db: Db) => Promise<void>): Promise<string[]> {
  const { db, close } = await connect({ kind: 'sqlite', file: staged })
  try {
    const applied = await migrate(db)
    await prove(db)
    return applied
  } finally {
    // The last connection takes the log into the file as it closes.
    await close()
  }
}

async function flush(file: string): Promise<void> {
  if (existsSync(`${file}-wal`)) throw new Error(`${file} still has a log beside it.`)
  const handle = await openFile(file, 'r+')
  await handle.sync()
  await handle.close()
}

async function putInPlace(staged: string, file: string, suffix: string): Promise<string | undefined> {
  const kept = `${file}${suffix}`
  if (!existsSync(file)) {
    await rm(`${file}-wal`, { force: true })
    await rm(`${file}-shm`, { force: true })
    // Unlike a rename this fails where a server has made a database meanwhile.
    await link(staged, file)
    return undefined
  }
  // Only of a file that could not be read: any other has taken its log in.
  for (const ending of ['-wal', '-shm']) {
    if (existsSync(file + ending)) await rename(file + ending, kept + ending)
  }
  await link(file, kept)
  await rename(staged, file)
  return kept
}

async function putKeyInPlace(staged: string, file: string, suffix: string): Promise<void> {
  if (!existsSync(staged)) return
  if (existsSync(file)) {
    if ((await readFile(file)).equals(await readFile(staged))) return
    await link(file, `${file}${suffix}`)
  }
  await rename(staged, file)
}
