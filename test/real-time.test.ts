import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'

/** What reads the time, waits for it, or leaves something to luck: the files that do so, and why that cannot fail them. */
const REAL: Record<string, string> = {
  'server/http/streaming.test.ts':
    'Looks again until bytes have stopped, or a stream has ended, however long that takes.',
  'server/idle-thread.test.ts': 'Waits for a flag that a thread raises once it is free, however long that takes.',
  'server/ids.test.ts': 'Compares an id with the clock that the spec has stopped.',
  'server/surveys/answering/races.test.ts':
    'Sends requests a random moment apart: whichever comes first, both ends are right.',
  'server/surveys/export/routes.test.ts': 'Looks again until connections are closed, however long that takes.',
  'test/e2e/clock.ts': 'Stands for the clock of pages.',
  'test/e2e/docs.test.ts': 'Gives a page that scrolls the time to show what has come into sight.',
  'test/e2e/web.ts': 'Looks again at a page until something is so, for a minute.',
  'test/linking.ts': 'Guesses where it has no clue; what guessing finds is reckoned with.',
  'test/machine-clock.test.ts': 'Is about the clock of processes.',
  'test/machine-clock.ts': 'Stands for the clock of processes.',
  'test/nodes/balancer.ts': 'Asks servers again whether they are ready, as proxies do.',
  'test/process/backup.test.ts': 'Kills backups at any moment, and has writers pause between two posts.',
  'test/process/hostile-clients.test.ts': 'Clients who are slow, or many, are cut off neither early nor never.',
  'test/process/kill.test.ts': 'Kills servers at random moments.',
  'test/process/lost-database.test.ts':
    'Ends connections at random moments, and holds a lock for longer than writers wait for it.',
  'test/process/migrations.test.ts':
    'Gives a server that has to wait the time not to; and writes the date of a migration.',
  'test/process/server-process.ts': 'Looks again until something is so, for a minute.',
  'test/process/shutdown.test.ts': 'A server that is told to end does so in time, with seconds to spare.',
  'test/process/small-release.ts': 'Writes a server that hangs, and goes on saying so.',
  'test/process/time-off.test.ts': 'Takes the year after that of the servers, which go by the clock of the spec.',
  'test/proxies/real.ts': 'Asks a proxy again until it answers.',
  'test/run.ts': 'Chooses by the clock on which date to run.',
  'test/runner/busy.ts': 'Keeps a core busy.',
  'test/runner/stages.ts': 'Says how long stages took.',
  'test/smtp.ts': 'Fails where no mail comes, after a minute.',
  'test/stopped-time.ts': 'Stands for intervals.',
}

const READS_TIME = /\bnew Date\(\)|\bDate\.now\(|\bTemporal\.Now\b/
const WAITS_OR_GUESSES = /\bperformance\.now\b|\bset(Timeout|Interval)\(|\bMath\.random\(|\bwaitForTimeout\(/

const isSpec = (file: string) => file.startsWith('test/') || file.endsWith('.test.ts')
const filesWith = (...patterns: RegExp[]) =>
  globSync('{server,test}/**/*.ts')
    .filter((file) => patterns.some((pattern) => pattern.test(readFileSync(file, 'utf8'))))
    .sort()

describe('the time', () => {
  it('is real in these specs and what helps them, each for its reason, and in no other', () => {
    assert.deepEqual(filesWith(READS_TIME, WAITS_OR_GUESSES).filter(isSpec), Object.keys(REAL).sort())
  })

  it('is read by the server in one place', () => {
    assert.deepEqual(
      filesWith(READS_TIME).filter((file) => !isSpec(file)),
      ['server/clock.ts'],
    )
  })
})
