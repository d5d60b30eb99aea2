import type { Readable } from 'node:stream'
import type pg from 'pg'
import { overClient } from '../db/connect.ts'
import { migrate } from '../db/migrate.ts'
import { migrations } from '../db/migrations/index.ts'
import { transact } from '../db/transact.ts'
import { CommandError } from '../startup.ts'
import { ArchiveError, readArchive } from './archive.ts'
import { openWorkshop } from './folder.ts'
import { compareTables, type Manifest } from './manifest-rules.ts'
import { schemaOf } from './name-rules.ts'
import * as store from './postgres-restore-store.ts'
import { withClient } from './postgres-store.ts'
import type { Steps } from './restore-sqlite.ts'
import { tableOf, unpack } from './verify.ts'

interface Options {
  replaces: boolean
  now: Date
}

/**
 * Restores a PostgreSQL database in one transaction: the tables that are there move to a schema of their own, the
 * migrations that the backup has make them anew, and its rows are put in.
 */
export function restorePostgres(
  url: string,
  folder: string,
  open: () => Promise<Readable>,
  { replaces, now }: Options,
  { check, prove }: Steps,
) {
  return withClient(url, async (client) => {
    if (!(await store.holdPostgres(client))) {
      throw new CommandError('A server runs on this database, or another restore: stop it first.')
    }
    const state = await store.stateOfSchema(client)
    if (state === 'in use' && !replaces) {
      throw new CommandError('The database has accounts in it. --replace keeps them in another schema, and restores.')
    }
    const manifest = await unpackAnywhere(open, folder)
    check(manifest)
    const schema = state === 'empty' ? undefined : schemaOf(now)
    const known = migrations.filter(({ name }) => manifest.migrations.includes(name))
    const applied = await transact(await overClient(client), async (db) => {
      if (schema !== undefined) await store.moveAside(client, schema)
      await migrate(db, known)
      await fill(client, await open(), manifest)
      const applied = await migrate(db)
      await prove(db)
      return applied
    })
    return { manifest, applied, kept: schema && `the schema ${schema}` }
  })
}

async function unpackAnywhere(open: () => Promise<Readable>, folder: string): Promise<Manifest> {
  const workshop = await openWorkshop(folder)
  try {
    return await unpack(await open(), workshop.path)
  } finally {
    await workshop.close()
  }
}

async function fill(client: pg.Client, source: Readable, manifest: Manifest): Promise<void> {
  const { closeTables } = await store.openTables(client)
  const loader = new store.TableLoader(client)
  const columns = new Map(manifest.tables.map((table) => [table.name, table.columns ?? []]))
  await readArchive(source, async (name, bytes) => {
    const table = tableOf(name)
    if (table === undefined || !columns.has(table)) throw new ArchiveError(`${name} does not belong to it.`)
    await loader.load(table, columns.get(table) ?? [], bytes)
  })
  await loader.finish()
  await store.setSequences(client, manifest.sequences)
  await closeTables()
  const wrong = compareTables(manifest.tables, await store.countRows(client))
  if (wrong.length > 0) throw new ArchiveError(wrong.join('\n'))
}
