import type { Result } from './stages.ts'

/** A line of marks and times, and under it what failed in each stage. */
export function summaryOf(results: readonly Result[]): string {
  const marks = results.map(({ stage, seconds, failures }) => `${markOf(failures)} ${stage} ${seconds.toFixed(1)} s`)
  const failed = results.filter(({ failures }) => failures.length > 0)
  return [marks.join('   '), ...failed.flatMap(linesOf)].join('\n')
}

/** What failed in a stage, by file. */
export function linesOf({ stage, failures }: Result): string[] {
  const lines = failures.map(({ file, line, test }) => `    ${file}${line === undefined ? '' : `:${line}`}  ${test}`)
  return ['', `  ${stage}: ${failures.length} failed`, ...lines]
}

function markOf(failures: readonly unknown[]): string {
  return failures.length === 0 ? '✔' : '✖'
}
