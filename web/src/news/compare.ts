/** A stretch of two texts: in both, or in one of them alone. */
export interface Part {
  kind: 'same' | 'removed' | 'added'
  text: string
}

/** Beyond this many pairs of pieces a stretch counts as replaced as a whole, so that no browser stands still. */
const MAX_PAIRS = 1_000_000

/** What was removed from and added to a text, first by lines, then by words where lines have changed. */
export function compare(before: string, after: string): Part[] {
  const parts: Part[] = []
  let removed = ''
  let added = ''
  const endStretch = () => {
    parts.push(...compareAll(wordsOf(removed), wordsOf(added)))
    removed = added = ''
  }
  for (const part of compareAll(linesOf(before), linesOf(after))) {
    if (part.kind === 'removed') removed += part.text
    else if (part.kind === 'added') added += part.text
    else {
      endStretch()
      parts.push(part)
    }
  }
  endStretch()
  return joined(parts)
}

const linesOf = (text: string) => text.match(/[^\n]*\n|[^\n]+/g) ?? []
const wordsOf = (text: string) => text.match(/\s+|\S+/g) ?? []

/** Compares pieces: beginning and end, which mostly are the same, and then what stands between. */
function compareAll(before: string[], after: string[]): Part[] {
  const most = Math.min(before.length, after.length)
  let head = 0
  while (head < most && before[head] === after[head]) head++
  let tail = 0
  while (tail < most - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++
  return [
    ...before.slice(0, head).map(as('same')),
    ...compareEach(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...before.slice(before.length - tail).map(as('same')),
  ]
}

/** Keeps as many pieces as possible: a longest common subsequence. */
function compareEach(before: string[], after: string[]): Part[] {
  if (before.length * after.length > MAX_PAIRS) return [...before.map(as('removed')), ...after.map(as('added'))]
  const commonFrom = countCommon(before, after)
  const parts: Part[] = []
  let i = 0
  for (const [j, piece] of after.entries()) {
    while (i < before.length && before[i] !== piece && commonFrom(i + 1, j) >= commonFrom(i, j + 1)) {
      parts.push({ kind: 'removed', text: before[i++] ?? '' })
    }
    const isKept = before[i] === piece
    if (isKept) i++
    parts.push({ kind: isKept ? 'same' : 'added', text: piece })
  }
  return [...parts, ...before.slice(i).map(as('removed'))]
}

/** Tells how many pieces the rest of `before` from i on and that of `after` from j on have in common. */
function countCommon(before: string[], after: string[]): (i: number, j: number) => number {
  const width = after.length + 1
  const counts = new Uint32Array((before.length + 1) * width)
  const commonFrom = (i: number, j: number) => counts[i * width + j] ?? 0
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      counts[i * width + j] =
        before[i] === after[j] ? commonFrom(i + 1, j + 1) + 1 : Math.max(commonFrom(i + 1, j), commonFrom(i, j + 1))
    }
  }
  return commonFrom
}

const as = (kind: Part['kind']) => (text: string) => ({ kind, text })

function joined(parts: Part[]): Part[] {
  const result: Part[] = []
  for (const part of parts) {
    const last = result.at(-1)
    if (last?.kind === part.kind) last.text += part.text
    else result.push({ ...part })
  }
  return result
}
