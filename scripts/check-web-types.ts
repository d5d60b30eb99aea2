/** Checks the types of the browser app against what openapi.json says now, by the compiler that it is given. */
import { spawnSync } from 'node:child_process'
import './api-types.ts'

const { status } = spawnSync(process.execPath, [...process.argv.slice(2), '-p', 'web'], { stdio: 'inherit' })
process.exitCode = status ?? 1
