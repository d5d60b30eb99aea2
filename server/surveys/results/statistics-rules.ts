/** Into how many parts the range of a question's numbers is divided, at most. */
export const BINS = 20

/** What there is to say of many numbers. */
export interface Statistics {
  count: number
  mean: number
  min: number
  max: number
  /** The two in the middle; the same one where the count is odd. */
  lower: number
  upper: number
  /** How many lie in which part of the range, counted from 0; parts without any are left out. */
  bins: Map<number, number>
}

/** A part of the range of a question's numbers. */
export interface Bin {
  from: number
  to: number
  count: number
}

/** The statistics of numbers, given how often each is there; undefined for none. */
export function statisticsOf(counts: ReadonlyMap<number, number>, isWhole: boolean): Statistics | undefined {
  const sorted = [...counts].filter(([, times]) => times > 0).sort(([a], [b]) => a - b)
  const [first, last] = [sorted[0], sorted.at(-1)]
  if (first === undefined || last === undefined) return undefined
  const [min, max] = [first[0], last[0]]
  const bins = new Map<number, number>()
  let [count, sum] = [0, 0]
  for (const [value, times] of sorted) {
    count += times
    sum += value * times
    const bin = binOf(value, min, max, isWhole)
    bins.set(bin, (bins.get(bin) ?? 0) + times)
  }
  return { count, mean: sum / count, min, max, ...middle(sorted, count), bins }
}

function middle(sorted: readonly (readonly [number, number])[], count: number): { lower: number; upper: number } {
  let upto = 0
  let lower: number | undefined
  for (const [value, times] of sorted) {
    upto += times
    if (2 * upto >= count) lower ??= value
    if (2 * upto > count) return { lower: lower as number, upper: value }
  }
  throw new Error('There are fewer numbers than were counted.')
}

function binOf(value: number, min: number, max: number, isWhole: boolean): number {
  if (min === max) return 0
  if (isWhole) return Math.floor((value - min) / wholeWidth(min, max))
  // The largest number stands where another part would begin.
  return Math.min(Math.floor(((value - min) * BINS) / (max - min)), BINS - 1)
}

function wholeWidth(min: number, max: number): number {
  return Math.ceil((max - min + 1) / BINS)
}

/**
 * The parts of the range, with those that nothing lies in. Of whole numbers and days, both ends belong to a part; of
 * others, its end belongs to the next one, but for the last.
 */
export function binsOf({ min, max, bins }: Statistics, isWhole: boolean): Bin[] {
  const countOf = (bin: number) => bins.get(bin) ?? 0
  if (min === max) return [{ from: min, to: max, count: countOf(0) }]
  if (!isWhole) {
    const edge = (bin: number) => (bin === BINS ? max : min + ((max - min) * bin) / BINS)
    return Array.from({ length: BINS }, (_, bin) => ({ from: edge(bin), to: edge(bin + 1), count: countOf(bin) }))
  }
  const width = wholeWidth(min, max)
  return Array.from({ length: Math.floor((max - min) / width) + 1 }, (_, bin) => {
    const from = min + bin * width
    return { from, to: Math.min(from + width - 1, max), count: countOf(bin) }
  })
}

/** Counts numbers, and gives up on questions of which there are too many different ones to keep. */
export class Values {
  readonly #most: number
  readonly #questions = new Map<string, Map<number, number> | undefined>()
  #kept = 0

  constructor(most: number) {
    this.#most = most
  }

  add(question: string, value: number): void {
    const counts = this.#questions.has(question) ? this.#questions.get(question) : new Map<number, number>()
    this.#questions.set(question, counts)
    if (!counts) return
    const before = counts.get(value)
    counts.set(value, (before ?? 0) + 1)
    if (before === undefined) this.#kept++
    if (this.#kept <= this.#most) return
    this.#kept -= counts.size
    this.#questions.set(question, undefined)
  }

  /** The statistics of a question's numbers; undefined where there are none, or too many. */
  statistics(question: string, isWhole: boolean): Statistics | undefined {
    const counts = this.#questions.get(question)
    return counts && statisticsOf(counts, isWhole)
  }
}
