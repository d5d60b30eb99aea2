/**
 * npm test                                the check, then every test: on SQLite, on PostgreSQL, in the browser
 * npm test -- server/posts                the tests whose path begins so, on both databases
 * npm run test:sqlite -- server/posts     the same on SQLite alone (also test:postgres, test:browser)
 * npm test -- --date=leap-day@UTC         on that day, in that zone; without it, the whole suite takes another one every minute
 * npm test -- server/posts/posts.test.ts --test-name-pattern='title of 2'
 */
import { clockEnv, everyDateInEveryZone, type Moment, momentOf, nameOf, PLAIN } from './moments.ts'
import { type Result, runStage, stagesFor } from './runner/stages.ts'
import { summaryOf } from './runner/summary.ts'
import { readWords } from './runner/words.ts'

const { stages: wanted, paths, flags, options } = readWords(['date'])
const stages = stagesFor(paths, wanted)
if (stages.length === 0) {
  console.error(`No test's path begins with ${paths.join(' or ')}.`)
  process.exit(1)
}

const { env, when } = clockOfRun()
console.log(`Tests begin at ${when}.`)
const results: Result[] = []
for (const stage of stages) results.push(await runStage(stage, { paths, flags, env }))
console.log(`\n${summaryOf(results)}`)
console.log(`\nTests began at ${when}.`)
if (results.some(({ failures }) => failures.length > 0)) process.exitCode = 1

/** The environment may say when and where, or the command; a part of the suite runs on a plain day. */
function clockOfRun(): { env: Record<string, string>; when: string } {
  const { TEST_NOW, TZ = 'UTC' } = process.env
  if (TEST_NOW !== undefined) return { env: { TEST_NOW, TZ }, when: `TEST_NOW=${TEST_NOW} TZ=${TZ}` }
  const isWhole = paths.length + flags.length === 0
  const moment = options.date !== undefined ? momentOf(options.date) : isWhole ? momentInTurn() : PLAIN
  return { env: clockEnv(moment), when: `--date=${nameOf(moment)}` }
}

/** Fresh checkouts remember nothing, so that the machine's clock says whose turn it is. */
function momentInTurn(): Moment {
  const moments = everyDateInEveryZone()
  return moments[Math.floor(Date.now() / 60_000) % moments.length] as Moment
}
