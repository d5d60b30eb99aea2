import { exitCleanly, readSettings } from './startup.ts'
import { serve } from './serve.ts'

await exitCleanly(() => serve(readSettings()))
