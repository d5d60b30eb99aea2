/**
 * The name of each HTTP status. Not imported from `node:http`: an import reads every name that a module exports, and
 * with those of `fetch` loads a whole HTTP client, which nothing here uses: see docs/adr/0010-memory.md.
 */
export const { STATUS_CODES } = process.getBuiltinModule('node:http')
