/** Writers that post as fast as they get answers, and a ledger of what each was told. */

import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { call } from './clients.ts'

export interface Draft {
  key: string
  title: string
  content: string
}

type Server = { url: string }
type Headers = Record<string, string>

export class Ledger {
  /** What was acknowledged, by the id it got. */
  readonly kept = new Map<string, Draft>()
  /** What was sent and not answered: only the server knows. */
  unanswered: Draft[] = []
  /** Sent, answered 503, and so not there. */
  refused = 0

  /** Has so many writers post, each one post after the other, until told to end. */
  async write(server: Server, account: Headers, writers: number, end: AbortSignal): Promise<void> {
    const writer = async (): Promise<void> => {
      while (!end.aborted) await this.sendNew(server, account)
    }
    await Promise.all(Array.from({ length: writers }, writer))
  }

  /** Posts once. */
  sendNew(server: Server, account: Headers): Promise<void> {
    return this.send(server, account, newDraft())
  }

  /** Sends again, with the same keys, what was not answered; this time all of it is. */
  async retry(server: Server, account: Headers): Promise<void> {
    const drafts = this.unanswered
    this.unanswered = []
    await Promise.all(drafts.map((draft) => this.send(server, account, draft)))
    assert.deepEqual(this.unanswered, [])
  }

  async send(server: Server, account: Headers, draft: Draft): Promise<void> {
    const { key, title, content } = draft
    const headers = { ...account, 'idempotency-key': key }
    const answer = await call(server, 'POST', '/api/posts', { title, content }, headers).catch(() => undefined)
    if (!answer) return void this.unanswered.push(draft)
    if (answer.status === 503) {
      assert.ok(Number(answer.headers.get('retry-after')) >= 1)
      this.refused++
      return void this.unanswered.push(draft)
    }
    assert.equal(answer.status, 201, answer.text)
    assert.equal(answer.body.title, title)
    assert.equal(this.kept.has(answer.body.id), false, 'an id given twice')
    this.kept.set(answer.body.id, draft)
  }

  /** Every acknowledged post is there, once and as it was sent; and once nothing is unanswered, no other. */
  async check(server: Server, account: Headers): Promise<void> {
    const found = await allPosts(server, account)
    const ids = new Set(found.map(({ id }) => id))
    assert.equal(ids.size, found.length, 'a post is listed twice')
    for (const { id, title, content } of found) {
      const draft = this.kept.get(id)
      assert.deepEqual({ id, title, content }, { id, title: draft?.title, content: draft?.content })
    }
    assert.deepEqual(
      [...this.kept.keys()].filter((id) => !ids.has(id)),
      [],
      'acknowledged and lost',
    )
  }
}

function newDraft(): Draft {
  const word = randomUUID()
  return { key: `key-${word}`, title: `Post ${word}`, content: `What **${word}** has to say. `.repeat(8).trim() }
}

interface Listed {
  id: string
  title: string
  content: string
}

/** Walks the list from its first page to its last. */
async function allPosts(server: Server, headers: Headers): Promise<Listed[]> {
  const posts: Listed[] = []
  for (let path: string | undefined = '/api/posts?limit=200'; path; ) {
    const answer = await call(server, 'GET', path, undefined, headers)
    assert.equal(answer.status, 200, answer.text)
    posts.push(...answer.body)
    const next = answer.headers.get('link')?.match(/<([^>]+)>; rel="next"/)?.[1]
    path = next?.replace(/^https?:\/\/[^/]+/, '')
  }
  return posts
}
