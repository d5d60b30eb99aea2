import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { sql } from 'kysely'
import { freshDatabase } from '../../test/databases.ts'
import { startOfTests } from '../../test/moments.ts'
import { onPostgres, until } from '../../test/process/server-process.ts'
import { addNote, noteIds } from '../../test/scratch-table.ts'
import { connect, type Db } from './connect.ts'
import { PRESENCE } from './dialect.ts'
import { migrate, SchemaError } from './migrate.ts'
import { type Migration, migrations } from './migrations/index.ts'

/** Runs a test on an empty database with so many connections to it. */
async function onEmpty(connections: number, work: (...dbs: Db[]) => Promise<void>): Promise<void> {
  const database = await freshDatabase()
  const opened = await Promise.all(Array.from({ length: connections }, () => connect(database.config)))
  try {
    await work(...opened.map(({ db }) => db))
  } finally {
    await Promise.all(opened.map(({ close }) => close()))
    await database.drop()
  }
}

const notes: Migration = {
  name: '1-notes',
  up: async (trx) => void (await sql`create table notes (id integer primary key, text text)`.execute(trx)),
}
const note = (id: number): Migration => ({ name: `${id}-note`, up: (trx) => addNote(trx, id) })

async function appliedNames(db: Db): Promise<string[]> {
  const rows = await db.selectFrom('schema_migrations').select('name').orderBy('name').execute()
  return rows.map((row) => row.name)
}

describe('migrate', () => {
  it('makes the schema of an empty database, in order, and says what it did', () =>
    onEmpty(1, async (db) => {
      const names = migrations.map(({ name }) => name)
      assert.deepEqual(await migrate(db), names)
      assert.deepEqual(await appliedNames(db), names)
      assert.deepEqual(await db.selectFrom('posts').selectAll().execute(), [])
    }))

  it('does nothing a second time', () =>
    onEmpty(1, async (db) => {
      await migrate(db)
      assert.deepEqual(await migrate(db), [])
    }))

  it('applies what is new, once, in the order of the list', () =>
    onEmpty(1, async (db) => {
      assert.deepEqual(await migrate(db, [notes, note(2)]), ['1-notes', '2-note'])
      assert.deepEqual(await migrate(db, [notes, note(2), note(3), note(4)]), ['3-note', '4-note'])
      assert.deepEqual(await noteIds(db), [2, 3, 4])
    }))

  it('leaves nothing behind of one that fails, and goes on from there', () =>
    onEmpty(1, async (db) => {
      const broken: Migration = {
        name: '3-note',
        up: async (trx) => {
          await addNote(trx, 3)
          await sql`create table half (id integer)`.execute(trx)
          throw new Error('The power went out.')
        },
      }
      await assert.rejects(migrate(db, [notes, note(2), broken, note(4)]), /The power went out/)
      assert.deepEqual(await appliedNames(db), ['1-notes', '2-note'])
      assert.deepEqual(await noteIds(db), [2])
      await assert.rejects(sql`select * from half`.execute(db))
      assert.deepEqual(await migrate(db, [notes, note(2), note(3), note(4)]), ['3-note', '4-note'])
    }))

  it('is done once by many servers that start at the same time', () =>
    onEmpty(4, async (...dbs) => {
      const applied = await Promise.all(dbs.map((db) => migrate(db)))
      assert.deepEqual(
        applied.flat().sort(),
        migrations.map(({ name }) => name),
      )
      assert.deepEqual(
        await appliedNames(dbs[0] as Db),
        migrations.map(({ name }) => name),
      )
    }))

  it('refuses a schema that a newer version has made, says so, and leaves it alone', () =>
    onEmpty(1, async (db) => {
      await migrate(db, [notes, note(2)])
      await assert.rejects(migrate(db, [notes, note(7)].slice(0, 1)), (error) => {
        assert.ok(error instanceof SchemaError)
        assert.match(error.message, /newer Teamroom \(2-note\)/)
        return true
      })
      await assert.rejects(migrate(db, [notes, note(7)]), SchemaError)
      assert.deepEqual(await noteIds(db), [2])
      assert.deepEqual(await appliedNames(db), ['1-notes', '2-note'])
    }))

  it('refuses a migration that was edited after it was applied, says which, and applies no other', () =>
    onEmpty(1, async (db) => {
      await migrate(db, [notes, { ...note(2), checksum: 'as it was' }])
      const edited = [notes, { ...note(2), checksum: 'another' }, note(3)]
      await assert.rejects(migrate(db, edited), (error) => {
        assert.ok(error instanceof SchemaError)
        assert.match(error.message, /^The migration 2-note is not the one .* edited/)
        return true
      })
      assert.deepEqual(await noteIds(db), [2])
      assert.deepEqual(await migrate(db, [notes, { ...note(2), checksum: 'as it was' }, note(3)]), ['3-note'])
    }))

  it('gives a database from before checksums those of what it has had', () =>
    onEmpty(1, async (db) => {
      await sql`create table schema_migrations (name text primary key, applied_at text not null)`.execute(db)
      await sql`insert into schema_migrations values ('1-notes', '2026-01-01T00:00:00.000Z')`.execute(db)
      await notes.up(db, new Date(startOfTests()))
      const known = [{ ...notes, checksum: 'notes' }, { ...note(2), checksum: 'two' }, note(3)]
      assert.deepEqual(await migrate(db, known), ['2-note', '3-note'])
      const rows = await db.selectFrom('schema_migrations').select(['name', 'checksum']).orderBy('name').execute()
      assert.deepEqual(rows, [
        { name: '1-notes', checksum: 'notes' },
        { name: '2-note', checksum: 'two' },
        { name: '3-note', checksum: null },
      ])
    }))
})

describe('the list of migrations', () => {
  it('is numbered without a gap, as its files are', () => {
    for (const [i, { name }] of migrations.entries()) {
      assert.match(name, new RegExp(`^${String(i + 1).padStart(4, '0')}-[a-z-]+$`))
    }
  })

  it('has a checksum of each', () => {
    for (const { name, checksum } of migrations) assert.match(checksum ?? '', /^[\w-]{43}$/, name)
  })
})

if (onPostgres)
  describe('migrate, while servers run', () => {
    it('lets them have a table between its tries to get it', () =>
      onEmpty(4, async (db, holder, reader, watcher) => {
        await migrate(db, [notes])
        const reading = await holding(holder, noteIds)
        const changing: Migration = {
          name: '2-changing',
          up: async (trx) => void (await sql`alter table notes add column more text`.execute(trx)),
        }
        const migrating = migrate(db, [notes, changing])
        await until('the migration waits for the table', async () => (await waitingFor(watcher)) > 0)
        // Comes behind the migration, and would be given up if that waited for as long as it takes.
        assert.deepEqual(await noteIds(reader), [])
        await reading.end()
        assert.deepEqual(await migrating, ['2-changing'])
      }))

    it('refuses what they could not go on with, until they have stopped', () =>
      onEmpty(2, async (db, server) => {
        const ending: Migration = { ...note(2), needsStop: true }
        await migrate(db, [notes])
        const running = await holding(server, async (trx) => {
          await sql`select pg_advisory_xact_lock_shared(${PRESENCE})`.execute(trx)
        })
        await assert.rejects(migrate(db, [notes, ending]), /after the migration 2-note: stop every server/)
        assert.deepEqual(await noteIds(db), [])
        await running.end()
        assert.deepEqual(await migrate(db, [notes, ending]), ['2-note'])
      }))
  })

/** Does something in a transaction that stays open until it is told to end. */
async function holding(db: Db, work: (trx: Db) => Promise<unknown>): Promise<{ end(): Promise<void> }> {
  const [done, told] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const transaction = db.transaction().execute(async (trx) => {
    await work(trx)
    done.resolve()
    await told.promise
  })
  await Promise.race([done.promise, transaction])
  return {
    end: () => {
      told.resolve()
      return transaction
    },
  }
}

/** How many sessions wait for a table alone. */
async function waitingFor(db: Db): Promise<number> {
  const { rows } = await sql`select 1 from pg_locks where not granted and mode = 'AccessExclusiveLock'`.execute(db)
  return rows.length
}
