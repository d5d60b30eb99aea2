import type { Statistics } from './statistics-rules.ts'
import type { Increment } from './tally-rules.ts'

/** How often a cell is there. The version is 0 where those of all versions are added up. */
export type TallyCell = Omit<Increment, 'value'>

/** All that is counted of replies, as much as results need of it. */
export interface Tallies {
  cells: TallyCell[]
  /** Of the questions that ask for numbers or days, by their ids; those that nobody answered have none. */
  statistics: Map<string, Statistics>
}

/** What is counted of one question, or of whole replies. */
export class Counts {
  readonly #versions = new Map<number, Map<string, number>>()

  add({ form_version, cell, count }: TallyCell): void {
    const cells = this.#versions.get(form_version) ?? new Map<string, number>()
    this.#versions.set(form_version, cells)
    cells.set(cell, (cells.get(cell) ?? 0) + count)
  }

  /** How many replies have this cell, whatever version they were given to. */
  of(cell: string): number {
    let sum = 0
    for (const cells of this.#versions.values()) sum += cells.get(cell) ?? 0
    return sum
  }

  /** How many replies to one version have this cell. */
  in(version: number, cell: string): number {
    return this.#versions.get(version)?.get(cell) ?? 0
  }

  /** Every cell whose name begins so, with the rest of its name, in order. */
  startingWith(prefix: string): [rest: string, count: number][] {
    const names = new Set<string>()
    for (const cells of this.#versions.values()) {
      for (const name of cells.keys()) if (name.startsWith(prefix)) names.add(name)
    }
    return [...names].sort().map((name) => [name.slice(prefix.length), this.of(name)])
  }
}

/** The counts of each question by its id; those of whole replies have an empty one. */
export function countsOf(cells: readonly TallyCell[]): (question: string) => Counts {
  const counts = new Map<string, Counts>()
  for (const cell of cells) {
    const of = counts.get(cell.question_id) ?? new Counts()
    counts.set(cell.question_id, of)
    of.add(cell)
  }
  return (question) => counts.get(question) ?? new Counts()
}
