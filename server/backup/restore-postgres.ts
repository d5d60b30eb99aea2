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
    const { holds, isEmpty } = await store.stateOfSchema(client)
    if (holds !== 'none' && !replaces) {
      const what = holds === 'accounts' ? 'accounts' : 'data of another program'
      throw new CommandError(
        `The database has ${what} in it. --replace keeps all of it in another schema, and restores.`,
      )
    }
    const manifest = await unpackAnywhere(open, folder)
    check(manifest)
    const schema = isEmpty ? undefined : schemaOf(now)
    const known = migrations.filter(({ name }) => manifest.migrations.includes(name))
    const done = await transact(await overClient(client), async (db) => {
      if (schema !== undefined) await store.moveAside(client, schema)
      await migrate(db, known)
      const skipped = await fill(client, await open(), manifest)
      const applied = await migrate(db)
      await prove(db)
      return { applied, skipped }
    })
    return { manifest, ...done, kept: schema && `the schema ${schema}` }
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

/** Gives the tables that are left out: those of another program, which kept them where Teamroom has its own. */
async function fill(client: pg.Client, source: Readable, manifest: Manifest): Promise<string[]> {
  const { closeTables } = await store.openTables(client)
  const own = new Set((await store.countRows(client)).map(({ name }) => name))
  const tables = manifest.tables.filter(({ name }) => own.has(name))
  const skipped = manifest.tables.map(({ name }) => name).filter((name) => !own.has(name))
  const loader = new store.TableLoader(client)
  const columns = new Map(tables.map((table) => [table.name, table.columns ?? []]))
  await readArchive(source, async (name, bytes) => {
    const table = tableOf(name) ?? ''
    if (columns.has(table)) return loader.load(table, columns.get(table) ?? [], bytes)
    if (!skipped.includes(table)) throw new ArchiveError(`${name} does not belong to it.`)
    for await (const _ of bytes);
  })
  await loader.finish()
  await store.setSequences(client, manifest.sequences)
  await closeTables()
  const wrong = compareTables(tables, await store.countRows(client))
  if (wrong.length > 0) throw new ArchiveError(wrong.join('\n'))
  return skipped
}
