import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ArchiveError, readArchive } from './archive.ts'
import { compareTables, KEY_PART, type Manifest, SQLITE_PART } from './manifest-rules.ts'
import { describeSqlite, examineSqlite } from './sqlite-store.ts'

/** The only parts that become files, by these names. */
const FILES = [SQLITE_PART, KEY_PART]

/**
 * Proves a backup: reads all of it, compares each part with what was written, and opens the database, which it leaves in
 * `workshop` together with the key. PostgreSQL's tables are counted.
 * @throws ArchiveError saying what is wrong with it.
 */
export async function unpack(source: Readable, workshop: string): Promise<Manifest> {
  const lines = new Map<string, number>()
  const manifest = await readArchive(source, async (name, bytes) => {
    if (FILES.includes(name)) {
      const out = createWriteStream(join(workshop, name), { flags: 'wx', mode: 0o600, highWaterMark: 1 << 20 })
      return pipeline(Readable.from(bytes, { objectMode: false }), out)
    }
    const table = tableOf(name)
    if (table === undefined) throw new ArchiveError(`${name} does not belong to it.`)
    lines.set(table, (lines.get(table) ?? 0) + (await countLines(bytes)))
  })
  const wrong =
    manifest.database === 'sqlite' ? wrongInFile(manifest, join(workshop, SQLITE_PART)) : wrongInTables(manifest, lines)
  if (wrong.length > 0) throw new ArchiveError(wrong.join('\n'))
  return manifest
}

/** `tables/users/000001.copy` is a part of the table `users`. */
export function tableOf(part: string): string | undefined {
  return part.match(/^tables\/([a-z0-9_]+)\/\d+\.copy$/)?.[1]
}

function wrongInFile(manifest: Manifest, file: string): string[] {
  const wrong = examineSqlite(file)
  return wrong.length > 0 ? wrong : compareTables(manifest.tables, describeSqlite(file).tables)
}

function wrongInTables({ tables }: Manifest, lines: Map<string, number>): string[] {
  const found = tables.map(({ name }) => ({ name, rows: lines.get(name) ?? 0 }))
  return compareTables(tables, found)
}

/** PostgreSQL's COPY has a line for each row: a line break inside a value is written as `\n`. */
async function countLines(bytes: AsyncIterable<Uint8Array>): Promise<number> {
  let lines = 0
  for await (const chunk of bytes) {
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines++
  }
  return lines
}
