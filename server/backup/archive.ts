import { createHash } from 'node:crypto'
import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { constants, createZstdCompress, createZstdDecompress } from 'node:zlib'
import { extract, pack } from 'tar-stream'
import { compareParts, MANIFEST, type Manifest, type Part, readManifest } from './manifest-rules.ts'

const MAX_MANIFEST_BYTES = 16_000_000
/** Of zstd: more would take longer than the disk, for little. */
const LEVEL = 1

/** A part as it is put in: its size must be known before its bytes. */
export interface NewPart {
  name: string
  size: number
  bytes: AsyncIterable<Uint8Array>
}

/** A backup cannot be read: it is damaged, unfinished, or none. */
export class ArchiveError extends Error {}

/**
 * Writes a backup: what `parts` gives, then the manifest that `describe` makes of them. Parts are pulled as fast as `out`
 * takes them, so that memory stays the same whatever their size.
 */
export async function writeArchive(
  out: Writable,
  parts: AsyncIterable<NewPart>,
  describe: (parts: Part[]) => Manifest,
): Promise<Manifest> {
  const archive = pack()
  const compress = createZstdCompress({
    chunkSize: 1 << 17,
    params: { [constants.ZSTD_c_compressionLevel]: LEVEL, [constants.ZSTD_c_checksumFlag]: 1 },
  })
  const sent = pipeline(archive, compress, out)
  const put = async (name: string, size: number, bytes: AsyncIterable<Uint8Array>) => {
    await pipeline(Readable.from(bytes, { objectMode: false }), archive.entry({ name, size, mode: 0o600 }))
  }
  const filled = async () => {
    const written: Part[] = []
    for await (const { name, size, bytes } of parts) {
      const hash = createHash('sha256')
      await put(name, size, hashing(bytes, hash))
      written.push({ name, size, sha256: hash.digest('hex') })
    }
    const manifest = describe(written)
    const text = Buffer.from(`${JSON.stringify(manifest, undefined, 2)}\n`)
    await put(MANIFEST, text.length, oneChunk(text))
    archive.finalize()
    return manifest
  }
  const filling = filled().catch((error) => {
    archive.destroy(error)
    throw error
  })
  // Where the receiving end fails, what fills the archive fails too, with less to say.
  const [manifest] = await Promise.all([sent.then(() => filling), sent, Promise.race([filling, sent])])
  return manifest
}

/**
 * Reads a backup from its beginning to its end, and hands the bytes of each part over as they come.
 * @throws ArchiveError unless it is all there, and each part is what was written.
 */
export async function readArchive(
  source: Readable,
  take: (name: string, bytes: AsyncIterable<Uint8Array>) => Promise<void>,
): Promise<Manifest> {
  const archive = extract()
  const fed = pipeline(source, createZstdDecompress(), archive)
  fed.catch(() => {})
  const found: Part[] = []
  let manifest: Manifest | undefined
  try {
    for await (const entry of archive) {
      const { name, size = 0 } = entry.header
      if (name === MANIFEST) {
        if (manifest) throw new ArchiveError(`It has ${MANIFEST} twice.`)
        manifest = await manifestFrom(entry as AsyncIterable<Uint8Array>)
        continue
      }
      const hash = createHash('sha256')
      await take(name, hashing(entry as AsyncIterable<Uint8Array>, hash))
      found.push({ name, size, sha256: hash.digest('hex') })
    }
    await fed
  } catch (error) {
    if (!(error instanceof ArchiveError) && isDamage(error))
      throw new ArchiveError(`It is damaged, or no backup. (${(error as Error).message})`)
    throw error
  }
  if (!manifest) throw new ArchiveError('It has no manifest: it was never finished, or is no backup.')
  const wrong = compareParts(manifest.parts, found)
  if (wrong.length > 0) throw new ArchiveError(wrong.join('\n'))
  return manifest
}

/** True of what zstd and tar say of bytes that are not theirs. */
function isDamage(error: unknown): boolean {
  const { code = '', message } = error as { code?: string; message: string }
  return (
    /^(ZSTD_|Z_|ERR__ZSTD|ERR_ZSTD)/.test(code) || /tar|unexpected end|Unexpected end|frame|checksum/i.test(message)
  )
}

async function manifestFrom(entry: AsyncIterable<Uint8Array>): Promise<Manifest> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of entry) {
    size += chunk.length
    if (size > MAX_MANIFEST_BYTES) throw new ArchiveError('Its manifest is damaged.')
    chunks.push(chunk)
  }
  const manifest = readManifest(Buffer.concat(chunks).toString('utf8'))
  if (typeof manifest === 'string') throw new ArchiveError(manifest)
  return manifest
}

async function* hashing(bytes: AsyncIterable<Uint8Array>, hash: ReturnType<typeof createHash>) {
  for await (const chunk of bytes) {
    hash.update(chunk)
    yield chunk
  }
}

async function* oneChunk(bytes: Uint8Array) {
  yield bytes
}
