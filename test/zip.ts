import { inflateRawSync } from 'node:zlib'

const END_OF_DIRECTORY = 0x06054b50

/** The files of a ZIP archive by their names, in their order, as texts. */
export function unzipped(archive: Buffer): Map<string, string> {
  const end = archive.length - 22
  if (archive.readUInt32LE(end) !== END_OF_DIRECTORY) throw new Error('This is no whole ZIP archive.')
  const files = new Map<string, string>()
  let at = archive.readUInt32LE(end + 16)
  for (let i = archive.readUInt16LE(end + 10); i > 0; i--) {
    const [method, packed] = [archive.readUInt16LE(at + 10), archive.readUInt32LE(at + 20)]
    const lengths = [28, 30, 32].map((offset) => archive.readUInt16LE(at + offset)) as [number, number, number]
    const name = archive.toString('utf8', at + 46, at + 46 + lengths[0])
    const local = archive.readUInt32LE(at + 42)
    const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28)
    const bytes = archive.subarray(start, start + packed)
    files.set(name, (method === 0 ? bytes : inflateRawSync(bytes)).toString('utf8'))
    at += 46 + lengths[0] + lengths[1] + lengths[2]
  }
  return files
}
