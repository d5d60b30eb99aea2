import { createWriteStream, existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { isSound } from '../secret-file.ts'
import { ArchiveError, readArchive } from './archive.ts'
import { compareMigrations, compareTables, KEY_PART, type Manifest, SQLITE_PART } from './manifest-rules.ts'
import { describeSqlite, examineSqlite } from './sqlite-store.ts'

/** The only parts that become files, by these names. */
const FILES = [SQLITE_PART, KEY_PART]
const MAX_KEY_BYTES = 10_000

/**
 * Proves a backup: reads all of it, compares each part with what was written, and opens the database, which it leaves in
 * `workshop` together with the key. PostgreSQL's tables are counted.
 * @throws ArchiveError saying what is wrong with it.
 */
export async function unpack(source: Readable, workshop: string): Promise<Manifest> {
  const lines = new Map<string, number>()
  const manifest = await readArchive(source, async (name, bytes) => {
    if (FILES.includes(name)) {
      if (existsSync(join(workshop, name))) throw new ArchiveError(`It has ${name} twice.`)
      const out = createWriteStream(join(workshop, name), { flags: 'wx', mode: 0o600, highWaterMark: 1 << 20 })
      return pipeline(Readable.from(bytes, { objectMode: false }), out)
    }
    const table = tableOf(name)
    if (table === undefined) throw new ArchiveError(`${name} does not belong to it.`)
    lines.set(table, (lines.get(table) ?? 0) + (await countLines(bytes)))
  })
  const wrong =
    manifest.database === 'sqlite' ? wrongInFile(manifest, join(workshop, SQLITE_PART)) : wrongInTables(manifest, lines)
  wrong.push(...wrongInKey(join(workshop, KEY_PART)))
  if (wrong.length > 0) throw new ArchiveError(wrong.join('\n'))
  return manifest
}

/** `tables/users/000001.copy` is a part of the table `users`. */
export function tableOf(part: string): string | undefined {
  return part.match(/^tables\/([a-z0-9_]+)\/\d+\.copy$/)?.[1]
}

function wrongInFile({ migrations, tables }: Manifest, file: string): string[] {
  if (!existsSync(file)) return [`${SQLITE_PART} is missing.`]
  const wrong = examineSqlite(file)
  if (wrong.length > 0) return wrong
  const found = describeSqlite(file)
  return [...compareMigrations(migrations, found.migrations), ...compareTables(tables, found.tables)]
}

function wrongInTables({ migrations, tables }: Manifest, lines: Map<string, number>): string[] {
  const names = new Set([...tables.map(({ name }) => name), ...lines.keys()])
  const found = [...names].map((name) => ({ name, rows: lines.get(name) ?? 0 }))
  // Which migrations it has had is in a table: whether that is so, `migrate` finds out.
  return [...compareMigrations(migrations, migrations), ...compareTables(tables, found)]
}

/** A server refuses to start with a key that is none, and so would one that is restored. */
function wrongInKey(file: string): string[] {
  if (!existsSync(file)) return []
  const isKey = statSync(file).size <= MAX_KEY_BYTES && isSound(readFileSync(file, 'utf8'))
  return isKey ? [] : [`${KEY_PART} holds no key.`]
}

/** PostgreSQL's COPY has a line for each row: a line break inside a value is written as `\n`. */
async function countLines(bytes: AsyncIterable<Uint8Array>): Promise<number> {
  let lines = 0
  for await (const chunk of bytes) {
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines++
  }
  return lines
}
