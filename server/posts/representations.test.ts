import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { KyselyPlugin } from 'kysely'
import { pino } from 'pino'
import { type Account, type Client, clientOf, startTeamroom, type Teamroom } from '../../test/harness.ts'
import { nextPage, walk } from '../../test/pages.ts'
import { buildApp } from '../app.ts'
import type { App } from '../http/app-type.ts'

let teamroom: Teamroom
let editor: Account
let app: App
let send: Client
/** Called with the keys of each page, before its posts are read. */
let meanwhile: (seqs: number[]) => Promise<unknown> = async () => {}

before(async () => {
  teamroom = await startTeamroom()
  editor = await teamroom.account('manager')
  const betweenTheReads: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    transformResult: async ({ result }) => {
      await meanwhile(result.rows.map((row) => Number(row.seq)))
      return result
    },
  }
  const reader = teamroom.deps.reader.withPlugin(betweenTheReads)
  app = await buildApp({ ...teamroom.deps, reader }, pino({ level: 'silent' }))
  send = clientOf(app, {})
})
after(async () => {
  await app.close()
  await teamroom.stop()
})

/** Writes posts with this word, and gives their titles, newest first. */
async function write(word: string, count: number): Promise<string[]> {
  const titles: string[] = []
  for (let i = 0; i < count; i++) {
    teamroom.clock.advance(1_000)
    titles.unshift(`${word} ${i}`)
    const { status } = await editor.send('POST', '/api/posts', { title: titles[0], content: 'Ten characters.' })
    assert.equal(status, 201)
  }
  return titles
}

const remove = (seqs: number[]) => teamroom.db.deleteFrom('posts').where('seq', 'in', seqs).execute()

/** What `work` does, once. */
function once(work: (seqs: number[]) => Promise<unknown>): typeof meanwhile {
  let isDone = false
  return async (seqs) => {
    if (isDone) return
    isDone = true
    await work(seqs)
  }
}

const titlesOf = (posts: { title: string }[]) => posts.map(({ title }) => title)

// Words are searched for by the connection that reads beside the others, where the test can come between.
describe('a page of posts that are deleted while it is read', () => {
  it('goes on with those that follow when all of them are', async () => {
    const titles = await write('vanishing', 5)
    meanwhile = once((seqs) => remove(seqs.slice(0, 2)))
    const page = await send('GET', '/api/posts?q=vanishing&limit=2')
    assert.deepEqual([page.status, titlesOf(page.body)], [200, titles.slice(2, 4)])
    assert.deepEqual(titlesOf(await walk(send, nextPage(page) ?? '')), titles.slice(4))
  })

  it('leaves out those that are', async () => {
    const titles = await write('fading', 3)
    meanwhile = once((seqs) => remove(seqs.slice(0, 1)))
    const page = await send('GET', '/api/posts?q=fading&limit=2')
    assert.deepEqual(titlesOf(page.body), titles.slice(1, 2))
    assert.deepEqual(titlesOf(await walk(send, nextPage(page) ?? '')), titles.slice(2))
  })

  it('is empty, and the last, when none follow', async () => {
    await write('ending', 2)
    meanwhile = once(remove)
    const { status, body, headers } = await send('GET', '/api/posts?q=ending&limit=2')
    assert.deepEqual([status, body, headers.link], [200, [], undefined])
  })

  it('is 503 with Retry-After when they are time and again', async () => {
    await write('fleeting', 7)
    meanwhile = (seqs) => remove(seqs.slice(0, 1))
    const { status, headers, body } = await send('GET', '/api/posts?q=fleeting&limit=1')
    assert.deepEqual([status, headers['retry-after'], body.message], [503, '1', 'The list is changing too fast.'])
    meanwhile = async () => {}
    assert.equal((await send('GET', '/api/posts?q=fleeting&limit=1')).body.length, 1)
  })
})
