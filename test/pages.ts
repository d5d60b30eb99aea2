import assert from 'node:assert/strict'
import type { Answer, Client } from './harness.ts'

/** The address of the next page, as a list's `Link` header has it. */
export function nextPage({ headers }: Answer): string | undefined {
  return headers.link?.match(/^<([^>]+)>; rel="next"$/)?.[1]
}

const MAX_PAGES = 1_000

/** Walks a list by its links; `between` is done after each page but the last. Gives all rows in their order. */
// biome-ignore lint/suspicious/noExplicitAny: lists are of every shape.
export async function walk(send: Client, first: string, between?: () => Promise<unknown>): Promise<any[]> {
  const rows: unknown[] = []
  let pages = 0
  for (let url: string | undefined = first; url !== undefined; ) {
    assert.ok(pages++ < MAX_PAGES, `${first} has no end.`)
    const answer = await send('GET', url)
    assert.equal(answer.status, 200, `${url}: ${answer.text}`)
    rows.push(...answer.body)
    url = nextPage(answer)
    if (url !== undefined) await between?.()
  }
  return rows
}
