/**
 * What the server uses of Node's `http`. Not by an import: that reads every name that a module exports, and with those of
 * `fetch` loads a whole HTTP client, which nothing here uses: see docs/adr/0010-memory.md.
 */
export const { STATUS_CODES, createServer, validateHeaderValue } = process.getBuiltinModule('node:http')
