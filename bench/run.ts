/**
 * npm run bench              measures the server against the peers and the floor, and writes bench/results.md
 * npm run bench -- --quick   a first look: short rounds, fewer posts; prints the same and writes nothing
 * npm run bench -- hostile   how long the hardest requests hold everybody else up
 * npm run bench -- web       the suites of these names alone; prints the same and writes nothing
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { backup } from './backup.ts'
import { compare, type Suite } from './compare.ts'
import { growth } from './growth.ts'
import { hostile } from './hostile/hostile.ts'
import type { HostileLine } from './hostile/stalls.ts'
import { posts } from './posts.ts'
import { keepAwake, stopAll } from './processes.ts'
import { pto } from './pto.ts'
import { type Line, report, stallTable } from './report.ts'
import type { Pace } from './rounds.ts'
import { buildOurs } from './servers.ts'
import { surveyGrowth } from './survey-growth.ts'
import { surveys } from './surveys.ts'
import { tables } from './tables.ts'
import { timeOff } from './time-off.ts'
import { web } from './web.ts'

const THOROUGH: Pace = { rounds: 5, seconds: 3, warmUpSeconds: 12, manyPosts: 1_000_000, manyReplies: 1_000_000 }
const QUICK: Pace = { rounds: 3, seconds: 1, warmUpSeconds: 1, manyPosts: 50_000, manyReplies: 50_000 }

const words = process.argv.slice(2)
const quick = words.includes('--quick')
const pace = quick ? QUICK : THOROUGH
const notes: string[] = []
const compared = (suite: Suite<unknown>) => (folder: string) => compare(suite, folder, pace, (note) => notes.push(note))
const SUITES: Record<string, (folder: string, pace: Pace) => Promise<Line[]>> = {
  posts: compared(posts),
  pto: compared(pto),
  surveys: compared(surveys),
  growth,
  'time-off': timeOff,
  'survey-growth': surveyGrowth,
  tables,
  web,
  backup,
}
/** Its figures are stalls, and have a table of their own. */
const HOSTILE = 'hostile'
const names = [...Object.keys(SUITES), HOSTILE]
const wanted = words.filter((word) => word !== '--quick')
const unknown = wanted.filter((name) => !names.includes(name))
if (unknown.length > 0) {
  console.error(`There is no suite ${unknown.join(', ')}: there are ${names.join(', ')}.`)
  process.exit(1)
}

const folder = mkdtempSync(join(tmpdir(), 'teamroom-bench-'))
let interrupted = false
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    interrupted = true
    void cleanUp().finally(() => process.exit(1))
  })
}

try {
  keepAwake()
  await buildOurs()
  const lines: Line[] = []
  for (const [name, measure] of Object.entries(SUITES)) {
    if (wanted.length === 0 || wanted.includes(name)) lines.push(...(await measure(emptyFolder(name), pace)))
  }

  const stalls: HostileLine[] =
    wanted.length === 0 || wanted.includes(HOSTILE) ? await hostile(emptyFolder(HOSTILE)) : []
  const results = wanted.join() === HOSTILE ? stallTable(stalls) : report(lines, notes, pace, stalls)
  console.log(results)
  if (!quick && wanted.length === 0) writeFileSync(new URL('results.md', import.meta.url), results)
} catch (error) {
  // A load that was cut off fails, which is nothing to tell then.
  if (!interrupted) throw error
} finally {
  await cleanUp()
}

function emptyFolder(name: string): string {
  const path = join(folder, name)
  // As a server makes its own: the doctor looks.
  mkdirSync(path, { mode: 0o700 })
  return path
}

async function cleanUp(): Promise<void> {
  await stopAll()
  rmSync(folder, { recursive: true, force: true })
}
