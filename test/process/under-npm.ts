/** Stands for the shell that npm runs a script in: a signal ends it, and does not reach the server. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../server/main.ts', import.meta.url))
const { pid } = spawn(process.execPath, [...process.execArgv, main], {
  stdio: ['ignore', 'inherit', 'inherit'],
  env: { ...process.env, npm_lifecycle_event: 'start' },
})
process.stdout.write(`The server is process ${pid}\n`)
