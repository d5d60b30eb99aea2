/**
 * Loaded before anything else in every process of tests: Node's runner follows each promise, to know which test an error
 * without a test belongs to, and that takes a sixth of all the time. `runner/batches.ts` tells it by the file that runs.
 */
import asyncHooks from 'node:async_hooks'

const { createHook } = asyncHooks
asyncHooks.createHook = (callbacks) => createHook({ ...callbacks, trackPromises: false })
