import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout } from 'node:timers/promises'
import { send } from './load.ts'
import { type Line, timeLine } from './report.ts'
import { databaseIn, runOurs, type Site, startOurs, withAdmin } from './servers.ts'

const GIGABYTES = Number(process.env.BENCH_GIGABYTES ?? 1)
const ROWS_A_TRANSACTION = 1_000
const POST_BYTES = 8_000
const MAX_SECONDS = 20
const MAX_TIMES_SLOWER = 2
const QUIET_MS = 10_000
const READ_EVERY_MS = 5
const WRITE_EVERY_MS = 50

/** How long a backup of a large database takes while people read and write, and what they notice of it. */
export async function backup(folder: string): Promise<Line[]> {
  const empty = await withAdmin(await startOurs(folder))
  const first = { title: 'As long as a long post', content: 'Words. '.repeat(10) }
  await send(empty.url, { method: 'POST', path: '/api/posts', body: first, headers: empty.headers })
  await empty.stop()
  fill(databaseIn(folder), GIGABYTES * 1e9)
  const site: Site = { ...(await startOurs(folder)), headers: empty.headers }
  const bytes = statSync(databaseIn(folder)).size

  const usual = await during(site, () => setTimeout(QUIET_MS))
  const busy = await during(site, () => runOurs(folder, ['backup', join(folder, 'backups')]))
  await site.stop()
  const [file = ''] = readdirSync(join(folder, 'backups')).filter((name) => name.endsWith('.zst'))
  const saved = statSync(join(folder, 'backups', file)).size
  const gigabytes = (of: number) => `${(of / 1e9).toFixed(2)} GB`
  const times = busy.p99 / usual.p99
  return [
    timeLine(
      `\`teamroom backup\` of ${gigabytes(bytes)} under load, to ${gigabytes(saved)}`,
      busy.seconds,
      MAX_SECONDS,
    ),
    {
      measure: `99 of 100 reads meanwhile (${busy.reads}), and before`,
      ours: `${busy.p99.toFixed(0)} ms, ${usual.p99.toFixed(0)} ms`,
      target: `≤ ${MAX_TIMES_SLOWER} times`,
      reached: times <= MAX_TIMES_SLOWER,
    },
    {
      measure: `Writes refused meanwhile, of ${busy.writes}`,
      ours: String(busy.refused),
      target: 'none',
      reached: busy.refused === 0,
    },
  ]
}

/** Copies the one post until the file is so large; its words are random, so that they compress as words do, not better. */
function fill(file: string, bytes: number): void {
  const database = new DatabaseSync(file, { timeout: 10_000 })
  const columns = database
    .prepare('select name from pragma_table_info(?)')
    .all('posts')
    .map(({ name }) => String(name))
  const values: Record<string, string> = {
    id: 'lower(hex(randomblob(16)))',
    slug: 'lower(hex(randomblob(16)))',
    content: `hex(randomblob(${POST_BYTES / 2}))`,
  }
  const own = columns.filter((name) => name !== 'seq')
  const copied = own.map((name) => values[name] ?? `post.${name}`).join(', ')
  const insert = database.prepare(`
    with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < ?)
    insert into posts (${own.join(', ')}) select ${copied} from numbers, (select * from posts order by seq limit 1) as post`)
  const size = database.prepare('select page_count * page_size as bytes from pragma_page_count, pragma_page_size')
  while (Number(size.get()?.bytes) < bytes) insert.run(ROWS_A_TRANSACTION)
  database.exec('pragma wal_checkpoint(truncate)')
  database.close()
}

/** What readers and writers, who come at a steady pace, notice while something goes on. */
async function during({ url, headers }: Site, work: () => Promise<unknown>) {
  const reads: number[] = []
  const tally = { writes: 0, refused: 0 }
  let isOver = false
  const read = async () => {
    const began = performance.now()
    await (await send(url, { path: '/api/company', headers })).text()
    reads.push(performance.now() - began)
  }
  const body = { title: 'Written meanwhile', content: 'While a backup is made. '.repeat(4) }
  const write = async () => {
    tally.writes++
    const sent = send(url, { method: 'POST', path: '/api/posts', body, headers })
    await sent.then(
      (answer) => answer.text(),
      () => tally.refused++,
    )
  }
  const pacing = async (act: () => Promise<unknown>, everyMs: number) => {
    const under = new Set<Promise<unknown>>()
    while (!isOver) {
      const doing: Promise<unknown> = act().finally(() => under.delete(doing))
      under.add(doing)
      await setTimeout(everyMs)
    }
    await Promise.all(under)
  }
  const users = [pacing(read, READ_EVERY_MS), pacing(write, WRITE_EVERY_MS)]
  const began = performance.now()
  await work()
  const seconds = (performance.now() - began) / 1000
  isOver = true
  await Promise.all(users)
  reads.sort((a, b) => a - b)
  return { seconds, reads: reads.length, p99: reads[Math.floor(reads.length * 0.99)] ?? 0, ...tally }
}
