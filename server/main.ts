import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'

// Before anything else is loaded: see docs/adr/0010-memory.md.
setFlagsFromString('--semi-space-growth-factor=1')
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/teamroom', import.meta.url)))

const { exitCleanly, readSettings } = await import('./startup.ts')
await exitCleanly(async () => {
  const settings = readSettings()
  const { serve } = await import('./serve.ts')
  await serve(settings)
})
