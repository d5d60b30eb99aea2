import { mock } from 'node:test'
import { setImmediate } from 'node:timers/promises'

const STEP_MS = 50

/** Intervals and `performance.now`, which stand still until the test lets time pass. */
export interface StoppedTime {
  /** Lets so many milliseconds pass, and what comes of them begin. */
  pass(milliseconds: number): Promise<void>
  /** Lets time pass until something is there. */
  until<T>(result: Promise<T>): Promise<T>
  goOn(): void
}

/** Stops the intervals that begin from now on, in this process. */
export function stopTime(): StoppedTime {
  // A whole number, so that a minute later is a minute later, and not the rounding of a fraction less.
  let now = Math.ceil(performance.now())
  mock.timers.enable({ apis: ['setInterval'] })
  const watch = mock.method(performance, 'now', () => now)
  const pass = async (milliseconds: number) => {
    for (const end = now + milliseconds; now < end; await setImmediate()) {
      const step = Math.min(STEP_MS, end - now)
      now += step
      mock.timers.tick(step)
    }
  }
  return {
    pass,
    async until(result) {
      let isThere = false
      const watched = result.finally(() => {
        isThere = true
      })
      while (!isThere) await pass(STEP_MS)
      return watched
    },
    goOn() {
      watch.mock.restore()
      mock.timers.reset()
    },
  }
}
