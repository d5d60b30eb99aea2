/** What cannot be tried on this machine is said, by name, at the end of the run. */
import assert from 'node:assert/strict'
import { appendFileSync } from 'node:fs'

/** Where the run collects the notes of its processes, one a line. */
export const NOTES = 'TEST_INSTALL_NOTES'

/** Notes a step of a recipe that was left out or replayed otherwise, and why. */
export function notTried(step: string, why: string): void {
  const file = process.env[NOTES]
  assert.ok(file, `${NOTES} says where such steps are noted: npm run test:install sets it.`)
  appendFileSync(file, `${step}: ${why}\n`)
}
