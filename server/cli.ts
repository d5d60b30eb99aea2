#!/usr/bin/env node
import { helpOf, readCommand, usageOf } from './commands/command.ts'
import { COMMANDS } from './commands/list.ts'
import { exitCleanly } from './startup.ts'
import { VERSION } from './version.ts'

await exitCleanly(async () => {
  const line = process.argv.slice(2)
  const [first = ''] = line
  if (first === '--version') return say(VERSION)
  if (first === '--help' || first === '-h') return say(usageOf(COMMANDS))
  const { command, words, options, wantsHelp } = readCommand(COMMANDS, line)
  return wantsHelp ? say(helpOf(command)) : command.run(words, options)
})

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}
