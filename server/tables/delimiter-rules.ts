/** What may stand between cells; of those that fit a text equally well, the first. */
const DELIMITERS = [',', ';', '\t'] as const
export type Delimiter = (typeof DELIMITERS)[number]

/** Lines that are looked at, and characters of them. */
const LINES = 20
const CHARACTERS = 64 * 1024

/** What Excel and others put first to name the delimiter; a line of its own, which is no row. */
const NAMED = /^"?sep=([,;\t])"?(?=\r|\n|$)/i

/** A text without the line that names its delimiter, which stays as an empty one, so that lines count as they did. */
export function delimiterOf(text: string): { delimiter: Delimiter; rows: string } {
  const named = NAMED.exec(text)
  if (named) return { delimiter: named[1] as Delimiter, rows: text.slice(named[0].length) }
  return { delimiter: guessed(text), rows: text }
}

/** The delimiter by which most lines have as many cells as the first one that says anything; quoted cells count for nothing. */
function guessed(text: string): Delimiter {
  const lines = countsOf(text)
  const fits = DELIMITERS.map((delimiter) => {
    const counts = lines.map((line) => line[delimiter])
    const first = counts[0] ?? 0
    const like = first === 0 ? 0 : counts.filter((count) => count === first).length
    return { delimiter, like, first }
  })
  const best = fits.toSorted((a, b) => b.like - a.like || b.first - a.first)[0]
  return best && best.first > 0 ? best.delimiter : ','
}

type Counts = Record<Delimiter, number>

/** How often each delimiter is in each of the first lines that are not blank. */
function countsOf(text: string): Counts[] {
  const lines = text
    .slice(0, CHARACTERS)
    .replace(/"[^"]*"/g, 'x')
    .split(/[\r\n]+/)
  const said = lines.filter((line) => /[^\s,;]/.test(line)).slice(0, LINES)
  const count = (line: string, delimiter: Delimiter) => line.split(delimiter).length - 1
  return said.map((line) => ({ ',': count(line, ','), ';': count(line, ';'), '\t': count(line, '\t') }))
}
