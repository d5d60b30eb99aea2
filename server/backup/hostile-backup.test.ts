import assert from 'node:assert/strict'
import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream, existsSync, rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { after, before, describe, it } from 'node:test'
import { createZstdCompress, createZstdDecompress } from 'node:zlib'
import { extract, pack } from 'tar-stream'
import { freshDatabase, ROOM } from '../../test/databases.ts'
import { startTeamroom, type Teamroom } from '../../test/harness.ts'
import { ArchiveError } from './archive.ts'
import { writeBackup } from './backup.ts'
import { KEY_PART, MANIFEST, type Manifest, SQLITE_PART } from './manifest-rules.ts'
import { openAt } from './place.ts'
import { restore } from './restore.ts'

interface Entry {
  name: string
  bytes: Buffer
}

let room: string
let teamroom: Teamroom
let manifest: Manifest
let parts: Entry[]

before(async () => {
  room = await mkdtemp(join(ROOM, 'teamroom-hostile-'))
  teamroom = await startTeamroom()
  await teamroom.account('admin', 'anna')
  const file = join(room, 'good')
  manifest = await writeBackup(teamroom.deps.config, room, createWriteStream(file), teamroom.deps.now())
  parts = (await entriesOf(file)).filter(({ name }) => name !== MANIFEST)
})
after(async () => {
  await teamroom.stop()
  rmSync(room, { recursive: true })
})

async function entriesOf(file: string): Promise<Entry[]> {
  const archive = extract()
  const fed = pipeline(createReadStream(file), createZstdDecompress(), archive)
  const entries: Entry[] = []
  for await (const entry of archive) entries.push({ name: entry.header.name, bytes: await buffer(entry) })
  await fed
  return entries
}

/** Restores what somebody has put together into an empty database. */
async function restoring(entries: readonly Entry[]): Promise<void> {
  const path = join(room, `${randomUUID()}.tar.zst`)
  const archive = pack()
  for (const { name, bytes } of entries) archive.entry({ name }, bytes)
  archive.finalize()
  await pipeline(archive, createZstdCompress(), createWriteStream(path))
  const target = await freshDatabase()
  const config = { ...teamroom.deps.config, database: target.config, dataDir: room }
  const options = { replaces: false, acceptsFindings: false, now: teamroom.deps.now() }
  try {
    await restore(config, () => openAt({ kind: 'file', path }, undefined), options)
  } finally {
    if (target.config.kind === 'sqlite') assert.equal(existsSync(target.config.file), false, 'nothing is left behind')
    await target.drop()
  }
}

const listed = ({ name, bytes }: Entry) => ({
  name,
  size: bytes.length,
  sha256: createHash('sha256').update(bytes).digest('hex'),
})
const manifestOf = (change: object): Entry => ({
  name: MANIFEST,
  bytes: Buffer.from(JSON.stringify({ ...manifest, ...change })),
})
/** Other parts, with a manifest that knows them. */
const withParts = (others: Entry[], change = {}) => [...others, manifestOf({ parts: others.map(listed), ...change })]
const refused = (entries: readonly Entry[], reason: RegExp) =>
  assert.rejects(restoring(entries), (error: Error) => {
    assert.ok(error instanceof ArchiveError, String(error.stack))
    assert.match(error.message, reason)
    return true
  })

describe('a backup that somebody has changed is refused in words', () => {
  const isDamaged = /^Its manifest is damaged\.$/
  const changes: object[] = [
    ...['parts', 'tables', 'migrations', 'sequences', 'database', 'format'].map((field) => ({ [field]: undefined })),
    { format: 0 },
    { database: 'mysql' },
    { parts: [null] },
    { parts: [{ name: 'x', size: -1, sha256: '' }] },
    { tables: [{ name: 'users', rows: '1' }] },
    { tables: [{ name: 'users', rows: 1, columns: [1] }] },
    { migrations: [7] },
    { sequences: [{ name: 'x', value: 1, is_called: true }] },
  ]
  for (const change of changes) {
    it(`where its manifest says ${JSON.stringify(change)} of ${Object.keys(change)}`, () =>
      refused([...parts, manifestOf(change)], isDamaged))
  }

  it('where a name leads out of it, or into a file of the system', async () => {
    for (const name of ['../../evil', '/tmp/evil', 'tables/../evil/1.copy', 'database.sqlite-wal']) {
      const evil = { name, bytes: Buffer.from('evil') }
      await refused(withParts([evil, ...parts]), /does not belong to it/)
    }
  })

  it('where it has no database in it', () => refused(withParts([], { tables: [] }), /missing|does not belong to it/))

  it('where its database is not Teamroom’s', async () => {
    const reason = /^It has no database of Teamroom in it\.$/m
    if (manifest.database === 'sqlite') {
      await refused(withParts([{ name: SQLITE_PART, bytes: Buffer.alloc(0) }], { tables: [] }), reason)
    }
    await refused(withParts(parts, { migrations: [] }), manifest.database === 'sqlite' ? /other migrations/ : reason)
  })

  it('where a table is not in its manifest', async () => {
    const tables = manifest.tables.filter(({ name }) => name !== 'users')
    await refused(withParts(parts, { tables }), /^The table users does not belong to it\.$/)
  })

  it('where its key is none', () => {
    const others = parts.filter(({ name }) => name !== KEY_PART)
    const key = { name: KEY_PART, bytes: Buffer.from('short') }
    return refused(withParts([...others, key]), /^jwt-secret\.key holds no key\.$/)
  })

  it('where something is in it twice', async () => {
    await refused([...withParts(parts), manifestOf({})], /manifest\.json twice/)
    const key = { name: KEY_PART, bytes: Buffer.alloc(64, 'k') }
    await refused(withParts([...parts, key, key]), /jwt-secret\.key twice/)
  })
})

describe('a backup', () => {
  it('is not made of a database that is not Teamroom’s', async () => {
    const other = await freshDatabase()
    if (other.config.kind === 'sqlite') createWriteStream(other.config.file).end()
    const folder = await mkdtemp(join(room, 'empty-'))
    const made = writeBackup(
      { database: other.config },
      folder,
      createWriteStream(join(folder, 'file')),
      teamroom.deps.now(),
    )
    await assert.rejects(made, /nothing of Teamroom in the database/)
    await other.drop()
  })
})
