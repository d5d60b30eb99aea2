/** Writes a table of so many rows as a file of a kind, throws it away, and prints what that took: `{megabytes, seconds}`. */
import { setImmediate } from 'node:timers/promises'
import type { Row } from '../server/tables/csv.ts'
import { csvPieces } from '../server/tables/sending.ts'
import { xlsxPieces } from '../server/tables/xlsx.ts'

const [kind, count = '1000000'] = process.argv.slice(2)
const COLUMNS = ['submitted_at', 'respondent', 'What would you like?', 'How was it?', 'How often?', 'Anything else?']
const AT_ONCE = 100
const LOOK_EVERY_MS = 20

async function* slices(rows: number): AsyncGenerator<Row[]> {
  for (let i = 0; i < rows; i += AT_ONCE) {
    yield Array.from({ length: AT_ONCE }, (_, j) => rowOf(i + j))
    await setImmediate()
  }
}

function rowOf(i: number): Row {
  const text = i % 3 === 0 ? null : `Reply ${i}: the soup was warm; the bread was not.\nSee you, "as always".`
  return ['2026-03-02T09:00:00.000Z', `person${i}@example.com`, 'Soup', (i % 5) + 1, i / 8, text]
}

let most = 0
const look = () => {
  most = Math.max(most, process.memoryUsage.rss())
}
const looking = setInterval(look, LOOK_EVERY_MS)
const begun = performance.now()
const rows = slices(Number(count))
const pieces = kind === 'xlsx' ? xlsxPieces('Lunch', COLUMNS, rows) : csvPieces(COLUMNS, rows)
for await (const _piece of pieces) look()
clearInterval(looking)
console.log(JSON.stringify({ megabytes: most / 1024 / 1024, seconds: (performance.now() - begun) / 1000 }))
