import type { Config } from '../config.ts'
import { type Diagnosis, examine, type Outcome } from '../doctor/examine.ts'
import { plainWords } from '../startup.ts'
import { VERSION } from '../version.ts'

/** What the exit code says. */
const GOOD = 0
const WRONG = 1
const CANNOT_LOOK = 2

/**
 * `teamroom doctor`: proves that everything in the database adds up, while the server may be running. Exits with 0 when all
 * is good, with 1 when something is wrong, and with 2 when not everything could be looked at. Gives whether all is good.
 */
export async function doctor(readSettings: () => Config, options: { json?: boolean }): Promise<boolean> {
  try {
    const config = readSettings()
    const diagnosis = await examine(config)
    process.exitCode = codeOf(diagnosis)
    const say = options.json ? asJson : inLines
    process.stdout.write(`${say(diagnosis, config)}\n`)
    return process.exitCode === GOOD
  } catch (error) {
    process.exitCode = CANNOT_LOOK
    const reason = plainWords(error)
    if (options.json) process.stdout.write(`${JSON.stringify({ version: VERSION, verdict: 'cannot look', reason })}\n`)
    else process.stderr.write(`${reason}\n`)
    return false
  }
}

function codeOf({ schema, outcomes }: Diagnosis): number {
  if (wrongIn(outcomes) > 0) return WRONG
  return schema.state === 'current' ? GOOD : CANNOT_LOOK
}

function asJson(diagnosis: Diagnosis, { database }: Config): string {
  const verdict = ['good', 'wrong', 'cannot look'][codeOf(diagnosis)]
  const { schema, outcomes: examinations } = diagnosis
  return JSON.stringify({ version: VERSION, database: database.kind, verdict, schema, examinations }, null, 2)
}

function inLines({ schema, outcomes }: Diagnosis): string {
  const width = Math.max(...outcomes.map(({ name }) => name.length))
  const lines = outcomes.flatMap((outcome) => linesOf(outcome, width))
  if (schema.sentence !== undefined) lines.unshift(schema.sentence)
  const wrong = wrongIn(outcomes)
  if (wrong > 0) lines.push(wrong === 1 ? 'One thing does not add up.' : `${wrong} things do not add up.`)
  else lines.push(schema.state === 'current' ? 'Everything adds up.' : 'What could be looked at adds up.')
  return lines.join('\n')
}

function linesOf({ name, of, looked_at, wrong, findings }: Outcome, width: number): string[] {
  if (looked_at === null) return [`–  ${name.padEnd(width)}  not looked at`]
  const lines = findings.map(({ about, sentence }) => `     ${about}: ${sentence}`)
  const more = wrong - findings.length
  if (more > 0) lines.push(`     and ${more} more`)
  return [`${wrong > 0 ? '✖' : '✔'}  ${name.padEnd(width)}  ${looked_at} ${of}`, ...lines]
}

function wrongIn(outcomes: readonly Outcome[]): number {
  return outcomes.reduce((sum, { wrong }) => sum + wrong, 0)
}
