import { fileURLToPath } from 'node:url'

const CACHE = fileURLToPath(new URL('../node_modules/.cache/teamroom', import.meta.url))

// Node reads these only when it begins, so it begins once more, as the same process: see docs/adr/0010-memory.md.
// Not under a parent that talks to it, such as `node --watch`, which would lose it.
if (process.env.NODE_COMPILE_CACHE === undefined && !process.send && process.platform !== 'win32') {
  const args = [process.execPath, '--max-semi-space-size=4', ...process.execArgv, fileURLToPath(import.meta.url)]
  process.execve?.(process.execPath, args, { ...process.env, NODE_COMPILE_CACHE: CACHE })
}

const { exitCleanly, readSettings } = await import('./startup.ts')
await exitCleanly(async () => {
  const settings = readSettings()
  const { serve } = await import('./serve.ts')
  await serve(settings)
})
