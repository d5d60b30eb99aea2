import { once } from 'node:events'
import { createRequire } from 'node:module'
import { Readable } from 'node:stream'
import { onDemand } from '../on-demand.ts'

const require = createRequire(import.meta.url)
const library = onDemand(() => require('yazl') as typeof import('yazl'))

/** A file of an archive, whose text is made when its turn has come. */
export interface ArchiveFile {
  name: string
  text: () => AsyncIterable<string>
}

/**
 * A ZIP archive, piece by piece, no sooner than what was before has been taken: one file is open at a time, and none is ever
 * whole in memory.
 */
export async function* zipped(files: readonly ArchiveFile[], mtime: Date): AsyncGenerator<Uint8Array> {
  const zip = new (library().ZipFile)()
  const output = zip.outputStream as Readable
  zip.on('error', (error: Error) => output.destroy(error))
  for (const { name, text } of files) {
    zip.addReadStreamLazy(name, { mtime }, (open) => {
      // The library does not listen to it: the failure of a text would end the process.
      const source = Readable.from(text(), { objectMode: false }).on('error', (error) => output.destroy(error))
      open(null, source)
    })
  }
  zip.end()
  try {
    for await (const piece of output) yield piece
  } finally {
    output.destroy()
    if (!output.closed) await once(output, 'close')
  }
}
