import { join } from 'node:path'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendPage } from '../server/http/paging.ts'
import { makeSecrets } from '../server/http/secrets.ts'
import { keysetOf, type NewPost } from '../server/posts/store.ts'
import { fillDatabase } from './fill.ts'
import { load } from './load.ts'
import { growthLine, type Line, timeLine } from './report.ts'
import { median, type Pace, takeTurns } from './rounds.ts'
import { SECRET, startOurs } from './servers.ts'

const FEW_POSTS = 1_000
const PAGE = 20
const STARTS = 5
const MAX_START_SECONDS = 0.5

/** How much slower a list is when there are many posts, and how long the server takes to start on them. */
export async function growth(folder: string, pace: Pace): Promise<Line[]> {
  const few = await prepare(join(folder, 'few'), FEW_POSTS)
  const many = await prepare(join(folder, 'many'), pace.manyPosts)

  const latencies = (page: 'first' | 'deep') =>
    takeTurns([few, many], pace, async ({ site, ...pages }, seconds) => {
      const { latency } = await load(site.url, { path: pages[page] }, 1, seconds)
      return latency
    }) as Promise<[number, number]>
  const first = await latencies('first')
  const deep = await latencies('deep')
  await few.site.stop()
  await many.site.stop()

  return [
    growthLine(`First page of ${show(pace.manyPosts)}, against ${show(FEW_POSTS)}`, first),
    growthLine('Page in their middle, likewise', deep),
    timeLine(`Start on ${show(pace.manyPosts)}`, await startTime(many.folder), MAX_START_SECONDS),
  ]
}

async function prepare(folder: string, count: number) {
  const middle = await fillDatabase(folder, count)
  return { folder, first: '/api/posts', deep: pageBehind(middle), site: await startOurs(folder) }
}

/** The address that the server itself gives for the next page, at the end of a page that this post closes. */
function pageBehind(post: NewPost): string {
  const headers = new Headers()
  const reply = { header: (name: string, value: string) => headers.set(name, value) } as unknown as FastifyReply
  const request = { url: '/api/posts' } as FastifyRequest
  const rows = Array(PAGE + 1).fill(post)
  sendPage(makeSecrets(SECRET), request, reply, { limit: PAGE, after: undefined }, rows, keysetOf)
  return headers.get('link')?.match(/<(.*)>/)?.[1] as string
}

async function startTime(folder: string): Promise<number> {
  const seconds: number[] = []
  for (let i = 0; i < STARTS; i++) {
    const began = performance.now()
    const site = await startOurs(folder)
    seconds.push((performance.now() - began) / 1000)
    await site.stop()
  }
  return median(seconds)
}

function show(posts: number): string {
  return `${posts.toLocaleString('en')} posts`
}
