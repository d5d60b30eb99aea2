import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { FastifyReply } from 'fastify'

/** Where `npm start` puts the browser app. */
export const BUILT = fileURLToPath(new URL('../../web/dist/', import.meta.url))

const CONTENT_POLICY = [
  // Mantine sets colours and sizes by style elements; posts may show pictures from elsewhere.
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: https: http:;",
  "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
].join(' ')

/** The pages that load the browser app, and the one on which a survey is answered. */
export interface Pages {
  app: string
  answer: string
}

/** The pages; undefined where they have not been built. */
export function readPages(): Pages | undefined {
  if (!existsSync(`${BUILT}index.html`)) return undefined
  const read = (name: string) => readFileSync(`${BUILT}${name}.html`, 'utf8')
  return { app: read('index'), answer: read('answer') }
}

/** Answers with the page. It is asked for anew each time: what it loads has another name with each change. */
export function sendPage(reply: FastifyReply, page: string): FastifyReply {
  return reply
    .type('text/html; charset=utf-8')
    .header('content-security-policy', CONTENT_POLICY)
    .header('cache-control', 'no-cache')
    .send(page)
}
