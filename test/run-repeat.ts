/**
 * npm run test:repeat -- 20                       the tests on SQLite so often, each time in another order, on another date
 *                                                 and with other random inputs, and every other time with all cores kept
 *                                                 busy by other processes
 * npm run test:repeat -- --seed=7 --busy          one such run again, busy or not
 * npm run test:repeat -- 20 server/posts          the tests whose path begins so
 */
import { type ChildProcess, fork } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { clockEnv, everyDateInEveryZone, type Moment, nameOf } from './moments.ts'
import { type Result, runStage } from './runner/stages.ts'
import { linesOf } from './runner/summary.ts'
import { readWords } from './runner/words.ts'

const { paths: rest, flags, options } = readWords(['seed', 'busy'])
const count = Number(rest.find((word) => /^\d+$/.test(word)) ?? 1)
const paths = rest.filter((word) => !/^\d+$/.test(word))
const firstSeed = Number(options.seed ?? randomInt(1_000_000))
const runs: { name: string; result: Result }[] = []

for (let at = 0; at < count; at++) {
  const seed = firstSeed + at
  const isBusy = options.seed !== undefined && count === 1 ? options.busy !== undefined : at % 2 === 1
  const name = `--seed=${seed}${isBusy ? ' --busy' : ''}`
  const moment = momentFor(seed)
  console.log(`\nRun ${at + 1} of ${count}: ${name}, at ${nameOf(moment)}`)
  const others = isBusy ? keepBusy() : []
  const result = await runStage('sqlite', { paths, flags, env: { ...clockEnv(moment), TEST_SEED: `${seed}` }, seed })
  for (const other of others) other.kill()
  runs.push({ name, result })
}

console.log()
for (const { name, result } of runs) {
  console.log(`${result.failures.length === 0 ? '✔' : '✖'} ${name}  ${result.seconds.toFixed(1)} s`)
  if (result.failures.length > 0) console.log(linesOf(result).join('\n'))
}
const failed = runs.find(({ result }) => result.failures.length > 0)
if (failed) {
  console.log(`\nOne of them again: npm run test:repeat -- ${failed.name}`)
  process.exitCode = 1
}

function momentFor(seed: number): Moment {
  const moments = everyDateInEveryZone()
  return moments[seed % moments.length] as Moment
}

/** A process for every core that does nothing but take its time. */
function keepBusy(): ChildProcess[] {
  return Array.from({ length: availableParallelism() }, () => fork(new URL('runner/busy.ts', import.meta.url)))
}
