import { setImmediate } from 'node:timers/promises'
import { AppError } from '../../errors.ts'
import { publishedForm } from '../answering/actions.ts'
import type { Answers } from '../answering/schema.ts'
import type { Form } from '../form/form.ts'
import type { SurveyRow } from '../store.ts'
import { listPublished, type Sources } from './actions.ts'
import { type Filter, matches } from './filter-rules.ts'
import type { Results } from './schema.ts'
import { type Statistics, Values } from './statistics-rules.ts'
import { type ScannedReply, scanReplies } from './store.ts'
import { type Measures, measuresOf, type Published, summarise } from './summary-rules.ts'
import { cellsOf, Tally } from './tally-rules.ts'

/** Replies a statement; and characters of answers, which take more time than replies do. */
const FEWEST = 50
const MOST = 1_000
const MANY_CHARACTERS = 1_000_000
/** How long the event loop is held at a time. */
const TURN_MS = 15

/** Different numbers that are kept of all questions. */
const MOST_VALUES = 100_000

/**
 * The results of a survey that is not anonymous, of those replies alone that answer a question in a certain way. All replies are gone through, a
 * few at a time; `isGone` tells when nobody waits for that any more.
 * @throws AppError `unavailable` when nobody does.
 */
export async function readFiltered(
  { db, reader }: Sources,
  survey: SurveyRow,
  published: readonly Published[],
  filter: Filter,
  isGone: () => boolean,
): Promise<Results> {
  const counted = new Filtered(filter, measuresOf(published))
  let [limit, after] = [FEWEST, '']
  for (;;) {
    const replies = await scanReplies(reader, survey.id, filter, after, limit)
    if (isGone()) throw new AppError('unavailable', 'Nobody waits for it any more.', { retryAfter: 1 })
    let turn = performance.now()
    for (const reply of replies) {
      const form = (await publishedForm(db, survey.id, reply.form_version)) as Form
      counted.add(form, reply)
      if (performance.now() - turn < TURN_MS) continue
      await setImmediate()
      turn = performance.now()
    }
    const last = replies.at(-1)
    if (replies.length < limit || !last) break
    after = last.id
    const characters = replies.reduce((sum, { answers }) => sum + (answers?.length ?? 0), 0)
    limit = characters > MANY_CHARACTERS ? Math.max(Math.floor(limit / 2), FEWEST) : Math.min(limit * 2, MOST)
  }
  // A version may have been published, and answered, meanwhile.
  return counted.results(await listPublished(db, survey.id))
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
    return summarise(published, tallies)
  }
}
