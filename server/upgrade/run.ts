import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { CommandError } from '../startup.ts'

type Env = Record<string, string | undefined>

/** Runs a command of the operator, as a shell understands it. @throws CommandError when it fails. */
export async function runCommand(command: string): Promise<void> {
  const child = spawn(command, { shell: true, stdio: ['ignore', 'inherit', 'inherit'] })
  // Not its streams: what it leaves running may have them, too.
  const [code, signal] = await once(child, 'exit')
  if (code !== 0) throw new CommandError(`"${command}" failed. (${signal ?? `exit code ${code}`})`)
}

/** @throws CommandError unless the release in a folder runs on this Node, is the version it says, and takes the settings. */
export async function proveRelease(folder: string, version: string, env: Env): Promise<void> {
  const said = await ask(folder, ['--version'], env)
  if (said.trim() !== version)
    throw new CommandError(`The release says that it is ${version}, and runs as ${said.trim()}.`)
  await ask(folder, ['config', 'check'], env)
}

async function ask(folder: string, args: string[], env: Env): Promise<string> {
  try {
    const own = { ...env, TEAMROOM_NODE: process.execPath }
    return (await promisify(execFile)(join(folder, 'bin/teamroom'), args, { env: own })).stdout
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string }
    throw new CommandError(`The new release cannot run here: ${(stderr || message).trim()}`)
  }
}
