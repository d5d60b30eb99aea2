import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { waitForDatabase } from './wait.ts'

const UNREACHABLE = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
const REFUSED = Object.assign(new Error('password authentication failed'), { code: '28P01' })

describe('a start beside a database that is starting, too', () => {
  /** Waits for a database that fails so often; gives how long it waited, and how often it said so. */
  async function wait(errors: Error[], atMost = 30_000) {
    const failing = errors.values()
    const told = { begun: 0, waitedMs: 0 }
    const waiting = waitForDatabase({
      atMost,
      ask: async () => {
        const { value } = failing.next()
        if (value) throw value
      },
      begin: () => {
        told.begun++
      },
      pause: async (milliseconds) => {
        told.waitedMs += milliseconds
      },
    })
    const error = await waiting.catch((thrown: Error) => thrown)
    return { ...told, error }
  }

  it('does not wait for one that answers', async () => {
    assert.deepEqual(await wait([]), { begun: 0, waitedMs: 0, error: undefined })
  })

  it('waits until it answers, and says so once', async () => {
    assert.deepEqual(await wait(Array(5).fill(UNREACHABLE)), { begun: 1, waitedMs: 2_500, error: undefined })
  })

  it('gives up after the time that is set', async () => {
    assert.deepEqual(await wait(Array(5).fill(UNREACHABLE), 1_000), { begun: 1, waitedMs: 1_000, error: UNREACHABLE })
    assert.deepEqual(await wait([UNREACHABLE], 0), { begun: 0, waitedMs: 0, error: UNREACHABLE })
  })

  it('does not wait for one that refuses', async () => {
    assert.deepEqual(await wait([REFUSED]), { begun: 0, waitedMs: 0, error: REFUSED })
  })
})
