/**
 * npm run test:proxies                      what people do most in the app, through nginx and through Caddy
 * npm run test:proxies -- --only=nginx      through one of them
 * npm run test:proxies -- test/e2e/news     the browser tests whose path begins so
 */
import { spawnSync } from 'node:child_process'
import { clockEnv, PLAIN } from './moments.ts'
import { REAL_PROXIES } from './proxies/real.ts'
import { type Result, runStage } from './runner/stages.ts'
import { summaryOf } from './runner/summary.ts'
import { readWords } from './runner/words.ts'

const MAIN_FLOWS = ['sub-path', 'sessions', 'news', 'surveys', 'answering', 'time-off', 'people', 'settings']

const { paths, flags, options } = readWords(['only'])
const wanted = paths.length > 0 ? paths : MAIN_FLOWS.map((name) => `test/e2e/${name}`)
const results: Result[] = []
const missing: string[] = []
for (const proxy of REAL_PROXIES.filter((name) => options.only === undefined || options.only === name)) {
  if (spawnSync(proxy, [proxy === 'nginx' ? '-v' : 'version']).error) {
    missing.push(proxy)
    continue
  }
  console.log(`\nThrough ${proxy}:`)
  results.push(await runStage('browser', { paths: wanted, flags, env: { ...clockEnv(PLAIN), TEST_PROXY: proxy } }))
}
console.log(`\n${summaryOf(results)}`)
for (const proxy of missing) console.error(`\n✖ ${proxy} is not installed: on Debian, apt-get install ${proxy}.`)
if (missing.length > 0 || results.length === 0 || results.some(({ failures }) => failures.length > 0))
  process.exitCode = 1
