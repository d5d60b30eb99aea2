/** Sentences with holes, such as `Must not be after {{day}}.`, and what they are in another language. */
export type Sayings = Readonly<Record<string, string>>

interface Pattern {
  /** What stands before, between and after the holes. */
  pieces: string[]
  holes: string[]
  text: string
}

const HOLE = /\{\{(\w+)\}\}/g
const SENTENCE_END = /(?<=\.) /
/** As which a sentence is read at most, where a name in it has full stops of its own. */
const MAX_PARTS = 8

/**
 * Makes a function that says in another language what is said in one or several sentences; what it does not know, it leaves
 * as it is. `show` writes what stood in a hole. Its time grows with the length of the text, whatever the text is.
 */
export function translator(sayings: Sayings, show: (value: string) => string): (text: string) => string {
  const patterns = Object.entries(sayings).map(([sentence, text]) => readPattern(sentence, text))
  patterns.sort((a, b) => exactness(b) - exactness(a))
  return (text) => {
    const parts = text.split(SENTENCE_END)
    const said: string[] = []
    let at = 0
    while (at < parts.length) {
      const found = firstOf(patterns, parts.slice(at, at + MAX_PARTS), show)
      said.push(found?.text ?? (parts[at] as string))
      at += found?.count ?? 1
    }
    return said.join(' ')
  }
}

function readPattern(sentence: string, text: string): Pattern {
  const pieces = sentence.split(/\{\{\w+\}\}/)
  return { pieces, holes: Array.from(sentence.matchAll(HOLE), ([, hole]) => hole as string), text }
}

/** Of several patterns that fit, the one counts that leaves the least open. */
function exactness({ pieces }: Pattern): number {
  return pieces.reduce((sum, piece) => sum + piece.length, 0)
}

/** The sentence that these parts begin with, and of how many of them it is. */
function firstOf(
  patterns: readonly Pattern[],
  parts: readonly string[],
  show: (value: string) => string,
): { text: string; count: number } | undefined {
  for (let count = 1; count <= parts.length; count++) {
    const sentence = parts.slice(0, count).join(' ')
    for (const { pieces, holes, text } of patterns) {
      const values = valuesIn(sentence, pieces)
      if (!values) continue
      return { text: text.replace(HOLE, (_, hole: string) => show(values[holes.indexOf(hole)] ?? '')), count }
    }
  }
  return undefined
}

/** What stands between the pieces, each of which is looked for once, from where the one before ended. */
function valuesIn(text: string, pieces: readonly string[]): string[] | undefined {
  const [first = '', ...rest] = pieces
  const last = rest.pop()
  if (last === undefined) return text === first ? [] : undefined
  const end = text.length - last.length
  let at = first.length
  if (end < at || !text.startsWith(first) || !text.endsWith(last)) return undefined
  const values: string[] = []
  for (const piece of rest) {
    const found = text.indexOf(piece, at)
    if (found === -1 || found + piece.length > end) return undefined
    values.push(text.slice(at, found))
    at = found + piece.length
  }
  return [...values, text.slice(at, end)]
}
