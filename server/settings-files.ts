import { readFileSync } from 'node:fs'
import { ConfigError } from './config-error.ts'

/** Settings that are secrets, or hold one: each may stand in a file that `NAME_FILE` names, as container platforms hand them over. */
const SECRETS = ['DATABASE_URL', 'JWT_SECRET_KEY', 'SMTP_URL', 'METRICS_TOKEN', 'AWS_SECRET_ACCESS_KEY'] as const

/**
 * An environment with what stands in files in its place.
 * @throws ConfigError naming every file that cannot be read, and every setting that is given twice.
 */
export function readSecretFiles(env: Record<string, string | undefined>): Record<string, string | undefined> {
  const problems: string[] = []
  const read: Record<string, string> = {}
  for (const name of SECRETS) {
    const file = env[`${name}_FILE`]?.trim()
    if (!file) continue
    const { text = '', problem } = env[name]?.trim()
      ? { problem: `${name} is set, too: leave out one of them.` }
      : readText(file)
    if (problem) problems.push(`${name}_FILE: ${problem}`)
    else read[name] = text
  }
  if (problems.length > 0) throw new ConfigError(problems.join('\n'))
  return { ...env, ...read }
}

/** What a file holds that an option names, without white space around it. @throws ConfigError */
export function readSecretFile(option: string, file: string): string {
  const { text, problem } = readText(file)
  if (text === undefined) throw new ConfigError(`${option}: ${problem}`)
  return text
}

/** What a file holds, without white space around it, or why that is of no use. */
function readText(file: string): { text?: string; problem?: string } {
  try {
    const text = readFileSync(file, 'utf8').trim()
    return text === '' ? { problem: `${file} is empty.` } : { text }
  } catch (error) {
    return { problem: `${file} cannot be read. (${(error as Error).message})` }
  }
}
