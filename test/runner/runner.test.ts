import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { temporaryFolder } from '../process/server-process.ts'
import { runFiles } from './files.ts'
import { summaryOf } from './summary.ts'

const folder = temporaryFolder()

/** Writes a module. */
function fileOf(name: string, text: string): string {
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}

const suite = (tests: string) => `import { before, describe, it } from 'node:test'\ndescribe('news', () => {${tests}})`

const good = fileOf('good.mjs', suite(`it('is good', () => {})`))
const bad = fileOf('bad.mjs', suite(`\ndescribe('of today', () => {\nit('is bad', () => { throw 'bad' })\n})`))
const hook = fileOf('hook.mjs', suite(`before(() => { throw 'bad' })\nit('is not run', () => {})`))
const broken = fileOf('broken.mjs', `import './nothing.mjs'`)
const loose = fileOf(
  'loose.mjs',
  suite(`it('leaves something behind', async () => {
    await null
    setImmediate(() => { throw new Error('loose') })
    await new Promise((done) => setImmediate(() => setImmediate(done)))
  })`),
)
const crash = fileOf('crash.mjs', suite(`it('crashes', () => process.exit(1))`))

describe('a run of tests', () => {
  it('names what failed: its file, its line and all its names', async () => {
    const failures = await runFiles([broken, bad, good, hook], { flags: [], env: {}, quiet: true })
    assert.deepEqual(
      failures.map(({ file, line, test }) => [file, file === broken ? 0 : line, test]),
      [
        [broken, 0, 'can be loaded'],
        [bad, 4, 'news › of today › is bad'],
        [hook, 3, 'news › is not run'],
        [hook, 2, 'news'],
      ],
    )
  })

  it('fails where an error is thrown that nobody waits for', async () => {
    const failures = await runFiles([good, loose, bad], { flags: [], env: {}, quiet: true })
    assert.deepEqual(
      failures.map(({ file, test }) => [file, test]),
      [
        [loose, 'an error nobody caught while it ran'],
        [bad, 'news › of today › is bad'],
      ],
    )
  })

  it('names a file whose process ends early, also where the tests are chosen by a flag', async () => {
    for (const flags of [[], ['--test-name-pattern=crashes']]) {
      const failures = await runFiles([crash, good], { flags, env: {}, quiet: true })
      assert.deepEqual(failures, [{ file: crash, test: 'did not come to its end' }])
    }
  })
})

describe('the end of the output', () => {
  it('has every stage, and under it what failed in each', () => {
    const check = { stage: 'check', seconds: 20, failures: [{ file: 'npm run check', test: 'lint' }] } as const
    const sqlite = { stage: 'sqlite', seconds: 60.04, failures: [] } as const
    const browser = {
      stage: 'browser',
      seconds: 99,
      failures: [{ file: 'a.test.ts', line: 7, test: 'a › b' }],
    } as const
    assert.equal(
      summaryOf([check, sqlite, browser]),
      `✖ check 20.0 s   ✔ sqlite 60.0 s   ✖ browser 99.0 s

  check: 1 failed
    npm run check  lint

  browser: 1 failed
    a.test.ts:7  a › b`,
    )
  })
})
