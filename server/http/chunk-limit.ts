import type { IncomingMessage } from 'node:http'
import type { App } from './app-type.ts'

/** Chunks that a body may come in, whatever its length; and so many bytes more take another one. */
const MOST_CHUNKS = 5_000
const BYTES_A_CHUNK = 64

/**
 * Hangs up on bodies in crumbs, and on those that go on after the answer: each chunk is a call of its own, whatever is in it, so
 * that a megabyte and a half in chunks of one byte would hold everybody up for half a second. To be added before every hook that
 * refuses requests.
 */
export function addChunkLimit(app: App): void {
  app.addHook('onRequest', ({ raw }, reply, done) => {
    if (raw.headers['transfer-encoding'] === undefined) return done()
    countChunks(raw)
    reply.raw.once('finish', () => {
      if (!raw.complete) raw.socket.destroySoon()
    })
    done()
  })
}

/** Node gives whole chunks to `push` alone, before anything that bounds how long a body is. */
function countChunks(body: IncomingMessage): void {
  const push = body.push.bind(body)
  let [chunks, bytes] = [0, 0]
  body.push = (chunk: Buffer | null, encoding) => {
    chunks += 1
    bytes += chunk?.length ?? 0
    if (chunks > MOST_CHUNKS + bytes / BYTES_A_CHUNK) body.socket.destroy()
    return push(chunk, encoding)
  }
}
