import assert from 'node:assert/strict'
import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { Worker } from 'node:worker_threads'
import { startOfTests } from './moments.ts'
import { launch, temporaryFolder } from './process/server-process.ts'

/** Longer than any test file runs, and shorter than what is between any two of the dates that the tests run under. */
const LONGEST_MS = 15 * 60_000

function assertGoesByTheTests(said: string): void {
  const late = Date.parse(said) - Date.parse(startOfTests())
  // A date as text has no milliseconds.
  assert.ok(late > -1_000 && late < LONGEST_MS, `${said} is not soon after ${startOfTests()}`)
}

describe("the machine's clock, in tests", () => {
  it('begins when the tests do', () => {
    for (const said of [
      new Date().toISOString(),
      new Date(Date.now()).toISOString(),
      new Date(Date()).toISOString(),
      Temporal.Now.instant().toString(),
      Temporal.Now.zonedDateTimeISO('Pacific/Kiritimati').toInstant().toString(),
      `${Temporal.Now.plainDateTimeISO('UTC')}Z`,
      `${Temporal.Now.plainDateISO('UTC')}T${Temporal.Now.plainTimeISO('UTC')}Z`,
    ]) {
      assertGoesByTheTests(said)
    }
  })

  it('goes on from there', () => {
    const before = Date.now()
    for (let turns = 0; Date.now() === before; turns++) assert.ok(turns < 1e9)
    assert.ok(Date.now() > before)
  })

  it('makes the dates that there were: given, inherited from, and made by Node', () => {
    assert.equal(new Date(Date.UTC(2028, 1, 29)).toISOString(), '2028-02-29T00:00:00.000Z')
    assert.equal(new Date('2028-02-29').getTime(), Date.parse('2028-02-29T00:00:00.000Z'))
    assert.ok(new (class Day extends Date {})() instanceof Date)
    assert.ok(statSync('.').mtime instanceof Date)
    assert.equal(new Date().constructor, Date)
    assert.equal(typeof Date(), 'string')
  })

  const SAY = 'console.log(new Date().toISOString())'

  it('is that of every thread', async () => {
    const thread = new Worker(new URL(`data:text/javascript,${SAY}`), { stdout: true })
    let said = ''
    for await (const text of thread.stdout) said += text
    assertGoesByTheTests(said.trim())
  })

  it('is that of every process that a spec starts', async () => {
    const file = join(temporaryFolder(), 'say.mjs')
    writeFileSync(file, SAY)
    await using child = launch([file], {})
    assert.equal(await child.exit, 0, child.stderr)
    assertGoesByTheTests(child.stdout.trim())
  })
})
