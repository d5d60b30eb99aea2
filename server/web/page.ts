import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { FastifyReply } from 'fastify'

/** Where `npm start` puts the browser app. */
export const BUILT = fileURLToPath(new URL('../../web/dist/', import.meta.url))

/** A page, and what it may load from where, as its `Content-Security-Policy` says it. */
export interface Page {
  html: string
  policy: string
}

/** The pages that load the browser app, and the one on which a survey is answered. */
export interface Pages {
  app: Page
  answer: Page
}

/** Where the pages say which path people find the server under, and what they load from there. */
const BASE_PATH = '<meta name="base-path" content=""'
const ASSETS = '"./assets/'

/**
 * The pages; undefined where they have not been built. `basePath` is the path that people find the server under: '' or such as
 * '/teamroom'. `pictures` is where pictures in news may come from. The answering
 * page loads none from elsewhere: whoever keeps them would learn who answers, from where and when.
 */
export function readPages(pictures: readonly string[], basePath = ''): Pages | undefined {
  if (!existsSync(`${BUILT}index.html`)) return undefined
  const read = (name: string) =>
    readFileSync(`${BUILT}${name}.html`, 'utf8')
      .replace(BASE_PATH, BASE_PATH.replace('""', `"${basePath}"`))
      .replaceAll(ASSETS, `"${basePath}/assets/`)
  return {
    app: { html: read('index'), policy: contentPolicy(pictures) },
    answer: { html: read('answer'), policy: contentPolicy([]) },
  }
}

/** Answers with the page, with status 200 unless another was set. It is asked for anew each time: what it loads has another name with each change. */
export function sendPage(reply: FastifyReply, { html, policy }: Page): FastifyReply {
  return (
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', policy)
      // Looking up where a link leads, before it is followed, would tell that somebody sees it.
      .header('x-dns-prefetch-control', 'off')
      .header('cache-control', 'no-cache')
      .send(html)
  )
}

function contentPolicy(pictures: readonly string[]): string {
  return [
    // Mantine sets colours and sizes by style elements.
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'",
    ["img-src 'self' data:", ...pictures].join(' '),
    "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  ].join('; ')
}
