import { relative } from 'node:path'
import { isDate, isZone, type Moment } from '../moments.ts'
import { STAGES } from './stages.ts'

/** What a command was given, by its kind. */
export interface Words {
  stages: string[]
  dates: Moment['date'][]
  zones: Moment['zone'][]
  /** The beginnings of the paths of files. */
  paths: string[]
  /** Options of the command's own: `--seed=7`, `--busy`. */
  options: Partial<Record<string, string>>
  /** Options of Node's runner. */
  flags: string[]
}

/** Reads the words after the command's name, of whose options these are its own. */
export function readWords(own: readonly string[]): Words {
  const words: Words = { stages: [], dates: [], zones: [], paths: [], options: {}, flags: [] }
  for (const word of process.argv.slice(2)) {
    const [, option, value = ''] = word.match(/^--([^=]+)(?:=(.*))?$/s) ?? []
    if (option !== undefined && own.includes(option)) words.options[option] = value
    else if (word.startsWith('-')) words.flags.push(word)
    else if ((STAGES as readonly string[]).includes(word)) words.stages.push(word)
    else if (isDate(word)) words.dates.push(word)
    else if (isZone(word)) words.zones.push(word)
    else words.paths.push(relative('.', word))
  }
  return words
}
