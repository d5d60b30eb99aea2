/**
 * npm run test:dates                              every test, on every date, each in one of the zones
 * npm run test:dates -- --all                     on every date in every zone: hours
 * npm run test:dates -- leap-day UTC sqlite       one date in one zone, on one database (also several, and paths of tests)
 */
import { clockEnv, everyDate, everyDateInEveryZone, type Moment, nameOf } from './moments.ts'
import { type Result, runStage, stagesFor } from './runner/stages.ts'
import { linesOf, summaryOf } from './runner/summary.ts'
import { readWords } from './runner/words.ts'

const { stages: wanted, dates, zones, paths, flags, options } = readWords(['all'])
// What is checked without running the server is the same on every day.
const stages = stagesFor(paths, wanted).filter((stage) => stage !== 'check')
const runs: { moment: Moment; results: Result[] }[] = []

for (const moment of moments()) {
  console.log(`\nTests begin at --date=${nameOf(moment)}.`)
  const results: Result[] = []
  for (const stage of stages) results.push(await runStage(stage, { paths, flags, env: clockEnv(moment) }))
  runs.push({ moment, results })
  console.log(`\n${summaryOf(results)}`)
}

const isGreen = ({ failures }: Result) => failures.length === 0
console.log()
for (const { moment, results } of runs) {
  console.log(`${results.every(isGreen) ? '✔' : '✖'} ${nameOf(moment)}`)
  for (const result of results) if (!isGreen(result)) console.log(linesOf(result).join('\n'))
}
const failed = runs.find(({ results }) => !results.every(isGreen))
if (failed || runs.length === 0) process.exitCode = 1
if (failed) console.log(`\nAgain under one of them: npm test -- --date=${nameOf(failed.moment)}`)

function moments(): Moment[] {
  if (options.all !== undefined) return everyDateInEveryZone()
  if (dates.length + zones.length === 0) return everyDate()
  return everyDateInEveryZone().filter(
    ({ date, zone }) => (dates.length === 0 || dates.includes(date)) && (zones.length === 0 || zones.includes(zone)),
  )
}
