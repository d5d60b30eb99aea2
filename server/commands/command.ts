import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import { CommandError } from '../startup.ts'

/** The values of a command's options, by their names. */
export type Options = Record<string, string | boolean | undefined>

export interface Command {
  /** The words that call it, and what comes after them, such as `user add NAME [--role ROLE]`. */
  usage: string
  /** What it does, in half a line. */
  summary: string
  /** What `--help` says besides, in whole sentences. */
  details?: string
  options?: ParseArgsOptionsConfig
  /** Gets what stands in the places of the capital words, in their order; of words in brackets, perhaps nothing. */
  run(words: string[], options: Options): Promise<void>
}

const HELP = { help: { type: 'boolean', short: 'h' } } as const

/** The text of `teamroom --help`: a line for each command. */
export function usageOf(commands: readonly Command[]): string {
  const lines = commands.map(({ usage, summary }) => [`teamroom ${usage}`, summary] as const)
  const width = Math.max(...lines.map(([usage]) => usage.length))
  return lines.map(([usage, summary]) => `${usage.padEnd(width)}  ${summary}`).join('\n')
}

/** The text of `--help` after a command. */
export function helpOf({ usage, summary, details }: Command): string {
  return `teamroom ${usage}\n\n${summary[0]?.toUpperCase()}${summary.slice(1)}.${details ? `\n\n${details}` : ''}`
}

/**
 * What a line means, given without `teamroom`: the command, its words and its options.
 * @throws CommandError saying how the command is called, or which commands there are.
 */
export function readCommand(commands: readonly Command[], line: string[]) {
  const command = commands.find(({ usage }) => namesOf(usage).every((name, i) => line[i] === name))
  if (!command) throw new CommandError(usageOf(commands))
  const wrong = (reason: string) => new CommandError(`${reason}teamroom ${command.usage}`)
  const names = namesOf(command.usage)
  try {
    const { positionals, values } = parseArgs({
      args: line.slice(names.length),
      allowPositionals: true,
      options: { ...command.options, ...HELP },
    })
    const { help, ...options } = values
    const [least, most] = countsOf(command.usage)
    if (!help && (positionals.length < least || positionals.length > most)) throw wrong('')
    return { command, words: positionals, options: options as Options, wantsHelp: help === true }
  } catch (error) {
    throw error instanceof CommandError ? error : wrong(`${(error as Error).message}\n`)
  }
}

/** `user add NAME` is called by `user add`. */
function namesOf(usage: string): string[] {
  const words = usage.split(' ')
  const end = words.findIndex((word) => !/^[a-z]+$/.test(word))
  return end < 0 ? words : words.slice(0, end)
}

/** How many words a command takes, at least and at most: `NAME` is one, `[FILE]` one or none; options do not count. */
function countsOf(usage: string): [least: number, most: number] {
  const words = usage.replaceAll(/\[--[^\]]*\]|--[a-z-]+( [A-Z]+)?/g, '').split(' ')
  const least = words.filter((word) => /^[A-Z]+$/.test(word)).length
  return [least, least + words.filter((word) => /^\[[A-Z]+\]$/.test(word)).length]
}
