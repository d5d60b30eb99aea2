import type { Answers } from '../answering/schema.ts'
import type { Form } from '../form/form.ts'
import type { SurveyRow } from '../store.ts'
import { listPublished, type Sources } from './actions.ts'
import { type Filter, matches } from './filter-rules.ts'
import { eachReply } from './scan.ts'
import type { Results } from './schema.ts'
import { type Statistics, Values } from './statistics-rules.ts'
import type { ScannedReply } from './store.ts'
import { type Measures, measuresOf, type Published, summarise } from './summary-rules.ts'
import { cellsOf, Tally } from './tally-rules.ts'

/** Different numbers that are kept of all questions. */
const MOST_VALUES = 100_000

/**
 * The results of a survey that is not anonymous, of those replies alone that answer a question in a certain way. `isGone`
 * tells when nobody waits for that any more.
 * @throws AppError `unavailable` when nobody does.
 */
export async function readFiltered(
  sources: Sources,
  survey: SurveyRow,
  published: readonly Published[],
  filter: Filter,
  isGone: () => boolean,
): Promise<Results> {
  const counted = new Filtered(filter, measuresOf(published))
  await eachReply(sources, survey.id, filter, isGone, (form, reply) => counted.add(form, reply))
  // A version may have been published, and answered, meanwhile.
  return counted.results(await listPublished(sources.db, survey.id))
}

/** Counts the replies that a filter lets through. */
class Filtered {
  readonly #filter: Filter
  readonly #measures: Measures
  readonly #measured: ReadonlySet<string>
  readonly #tally = new Tally()
  readonly #values = new Values(MOST_VALUES)

  constructor(filter: Filter, measures: Measures) {
    this.#filter = filter
    this.#measures = measures
    this.#measured = new Set([...measures.whole, ...measures.decimal])
  }

  /** Counts a reply to this form, if the filter lets it through. */
  add(form: Form, { form_version, answers, day }: ScannedReply): void {
    if (answers === null) return
    const cells = cellsOf(form, JSON.parse(answers) as Answers, day)
    if (!matches(this.#filter, cells)) return
    const isMeasured = ({ question, value }: { question: string; value: number | null }) =>
      value !== null && this.#measured.has(question)
    this.#tally.add(
      form_version,
      cells.filter((cell) => !isMeasured(cell)),
    )
    for (const cell of cells.filter(isMeasured)) this.#values.add(cell.question, cell.value as number)
  }

  results(published: readonly Published[]): Results {
    const statistics = new Map<string, Statistics>()
    for (const id of this.#measured) {
      const found = this.#values.statistics(id, this.#measures.whole.includes(id))
      if (found) statistics.set(id, found)
    }
    const tallies = { cells: this.#tally.rows(), statistics }
    return summarise(published, tallies, null)
  }
}
