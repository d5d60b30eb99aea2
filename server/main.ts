import { statSync } from 'node:fs'
import { flushCompileCache, getCompileCacheDir } from 'node:module'
import { fileURLToPath } from 'node:url'

const CACHE = fileURLToPath(new URL('../node_modules/.cache/teamroom', import.meta.url))
const FLAGS = ['--max-semi-space-size=4', '--no-maglev']

// Node reads these only when it begins, so it begins once more, as the same process: see docs/adr/0010-memory.md.
// Not under a parent that talks to it, such as `node --watch`, which would lose it.
if (process.env.NODE_COMPILE_CACHE === undefined && !process.send && process.platform !== 'win32') {
  begin([...FLAGS, ...process.execArgv], {
    NODE_COMPILE_CACHE: CACHE,
    TEAMROOM_BEGAN: 'once',
    // The one that starts it, as it is now.
    TEAMROOM_PARENT: String(process.ppid),
  })
}

const { exitCleanly, readSettings } = await import('./startup.ts')
await exitCleanly(async () => {
  const settings = readSettings()
  const { serve } = await import('./serve.ts')
  // What compiled the server stays in memory, and is not needed by one that finds it compiled.
  if (process.env.TEAMROOM_BEGAN === 'once' && fillsCache()) begin(process.execArgv, { TEAMROOM_BEGAN: 'twice' })
  await serve(settings)
})

/** Replaces this process, where the system can. */
function begin(flags: readonly string[], env: Record<string, string>): void {
  const args = [process.execPath, ...flags, import.meta.filename]
  process.execve?.(process.execPath, args, { ...process.env, ...env })
}

/** Writes what has been compiled to the cache. True when that is more than was there. */
function fillsCache(): boolean {
  const folder = getCompileCacheDir()
  if (folder === undefined) return false
  const before = statSync(folder).mtimeMs
  flushCompileCache()
  return statSync(folder).mtimeMs !== before
}
