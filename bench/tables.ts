import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { type Line, memoryLine } from './report.ts'
import type { Pace } from './rounds.ts'

/** What the server runs with. */
const FLAGS = ['--max-semi-space-size=4', '--no-maglev']
/** What a file of a million rows may take, the process that writes it included. */
const MAX_MEGABYTES = 150

/** Tables as files, each written by a process of its own. */
export async function tables(_folder: string, { manyReplies }: Pace): Promise<Line[]> {
  const lines: Line[] = []
  for (const kind of ['csv', 'xlsx']) {
    const { stdout } = await promisify(execFile)(process.execPath, [
      ...FLAGS,
      'bench/write-table.ts',
      kind,
      String(manyReplies),
    ])
    const { megabytes, seconds } = JSON.parse(stdout) as { megabytes: number; seconds: number }
    const measure = `${kind.toUpperCase()} of ${manyReplies.toLocaleString('en')} rows, in ${Math.round(seconds)} s`
    lines.push({ ...memoryLine('', MAX_MEGABYTES, { ours: megabytes }), measure: `${measure}: most memory` })
  }
  return lines
}
