import type { Config } from '../config.ts'
import { summaryOf } from '../settings-summary.ts'

/** `teamroom config check`: says what the settings are, without secrets; wrong ones have been named by whoever read them. */
export async function checkConfig(config: Config): Promise<void> {
  const lines = Object.entries(summaryOf(config)).map(([name, value]) => `${name}=${value}`)
  process.stdout.write(`${lines.join('\n')}\n`)
}
