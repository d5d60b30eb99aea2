import { setTimeout } from 'node:timers/promises'
import { isUnavailable } from './database-errors.ts'

const ASK_EVERY_MS = 500

export interface Waiting {
  /** Asks the database for a sign of life, and throws what the driver throws when there is none. */
  ask(): Promise<void>
  /** How long, in milliseconds. */
  atMost: number
  /** Told once, when there is something to wait for. */
  begin(): void
  /** Lets a time pass, in milliseconds. */
  pause?(milliseconds: number): Promise<unknown>
}

/**
 * Waits for a database that does not answer yet: beside a server that is starting there is often one that is, too.
 * @throws what the driver throws, when the database refuses, or does not answer in time.
 */
export async function waitForDatabase({ ask, atMost, begin, pause = setTimeout }: Waiting): Promise<void> {
  for (let waited = 0; ; waited += ASK_EVERY_MS) {
    try {
      return await ask()
    } catch (error) {
      if (!isUnavailable(error) || waited >= atMost) throw error
      if (waited === 0) begin()
    }
    await pause(ASK_EVERY_MS)
  }
}
