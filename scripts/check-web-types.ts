/** Checks the types of the browser app against what openapi.json says now; takes the compiler's arguments. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import './api-types.ts'

const compiler = fileURLToPath(new URL('../node_modules/typescript-7/bin/tsc', import.meta.url))
const project = fileURLToPath(new URL('../web/tsconfig.json', import.meta.url))
const { status } = spawnSync(process.execPath, [compiler, '-p', project, ...process.argv.slice(2)], {
  stdio: 'inherit',
})
process.exitCode = status ?? 1
