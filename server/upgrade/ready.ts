import { setTimeout } from 'node:timers/promises'
import type { Config } from '../config.ts'

const ASK_EVERY_MS = 250
const ANSWER_WITHIN_MS = 5_000

/** Waits until the server of this version is ready. @returns how many seconds that took; undefined when it was not, in time. */
export async function waitUntilReady(config: Config, version: string, withinMs: number): Promise<number | undefined> {
  const url = `${addressOf(config)}/readyz`
  for (let waited = 0; ; waited += ASK_EVERY_MS) {
    // One that is still stopping answers, too.
    if ((await readyVersion(url)) === version) return Math.ceil(waited / 1000)
    if (waited >= withinMs) return undefined
    await setTimeout(ASK_EVERY_MS)
  }
}

async function readyVersion(url: string): Promise<string | undefined> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) })
    const { version } = (await answer.json()) as { version?: string }
    return answer.ok ? version : undefined
  } catch {
    return undefined
  }
}

/** Where the server is asked from its own machine. */
function addressOf({ host, port }: Config): string {
  const name = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`
}
