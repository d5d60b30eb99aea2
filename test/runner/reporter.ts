/** A reporter of Node's test runner: what failed and which files came to their end, a line of JSON each. */
import type { TestEvent } from 'node:test/reporters'

export type Line = { failed: Failure } | { finished: string; seconds: number }

export interface Failure {
  file: string
  line?: number | undefined
  /** The names of the suites that it is in, and its own. */
  test: string
}

// biome-ignore lint/style/noDefaultExport: Node takes a reporter from there.
export default async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const names: string[] = []
  for await (const { type, data } of events) {
    if (type === 'test:start') names.splice(data.nesting, names.length, data.name)
    if (type !== 'test:pass' && type !== 'test:fail') continue
    const [file = '', ...test] = names.slice(0, data.nesting + 1)
    // A suite fails with what is in it, which has been told.
    if (
      type === 'test:fail' &&
      !('failureType' in data.details.error && data.details.error.failureType === 'subtestsFailed')
    ) {
      yield lineOf({ failed: { file, line: data.line, test: test.join(' › ') } })
    }
    if (data.nesting === 0) yield lineOf({ finished: file, seconds: data.details.duration_ms / 1000 })
  }
}

function lineOf(line: Line): string {
  return `${JSON.stringify(line)}\n`
}
