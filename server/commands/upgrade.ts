import { resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { CommandError, readEnvironment, readSettings } from '../startup.ts'
import { upgrade } from '../upgrade/actions.ts'
import type { Options } from './command.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const WAIT_SECONDS = '120'

/** `teamroom upgrade`: puts a new release in the place of this one. @throws CommandError saying why not, and what is now. */
export async function upgradeTo(file: string, { settings, restart, stop, wait }: Options): Promise<void> {
  const env = readEnvironment(settings === undefined ? undefined : String(settings))
  await upgrade({
    file: resolve(file),
    root: ROOT,
    config: readSettings(env),
    env,
    restart: commandOf(restart),
    stop: commandOf(stop),
    withinMs: secondsOf(String(wait ?? WAIT_SECONDS)) * 1000,
    say: (line) => void process.stdout.write(`${line}\n`),
    pause: setTimeout,
  })
}

function commandOf(option: Options[string]): string | undefined {
  return String(option ?? '').trim() || undefined
}

function secondsOf(text: string): number {
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text)
  throw new CommandError('--wait takes seconds, from 1 to 99999.')
}
