import { createWriteStream, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { pack } from 'tar-stream'

export interface Packing {
  /** The time of every file in it. */
  mtime: Date
  /** Of gzip: 9 takes longest. */
  level: number
}

/** Writes a folder's files to `archive`, below `name`: the same files come to the same bytes, on every machine. */
export async function packFolder(folder: string, name: string, archive: string, how: Packing): Promise<number> {
  const { mtime, level } = how
  const tar = pack()
  const written = pipeline(tar, createGzip({ level }), createWriteStream(archive))
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  let bytes = 0
  for (const path of ['', ...paths].sort()) {
    const file = join(folder, path)
    const at = `${name}/${path.replaceAll(sep, '/')}`
    if (statSync(file).isDirectory()) tar.entry({ name: at, type: 'directory', mode: 0o755, mtime })
    else {
      const content = readFileSync(file)
      bytes += content.length
      const mode = path.startsWith(`bin${sep}`) ? 0o755 : 0o644
      await new Promise<void>((done, fail) =>
        tar.entry({ name: at, mode, mtime }, content, (error) => (error ? fail(error) : done())),
      )
    }
  }
  tar.finalize()
  await written
  return bytes
}
