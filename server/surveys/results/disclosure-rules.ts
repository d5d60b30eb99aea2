import type { Question } from '../form/form.ts'
import type { PlainSurvey } from '../store.ts'
import { dependsOnOneAnswer, rulesOf } from './dependence-rules.ts'
import type { Withheld } from './schema.ts'
import { type Groups, Split } from './split-rules.ts'
import type { Published } from './summary-rules.ts'
import { ANSWERED, GIVEN_PREFIX, type Increment, REPLIES, WHOLE } from './tally-rules.ts'
import { byThreshold, Units } from './units-rules.ts'
import { questionOf, wayOfAsking } from './ways-rules.ts'

/** What a survey says about how much of its replies is shown. */
export type Disclosing = Pick<
  PlainSurvey,
  | ('anonymous' | 'threshold' | 'text_threshold' | 'results_when' | 'whole_replies' | 'split_by')
  | ('closed_at' | 'due_at')
>

/** What may be asked for. */
export type Sought =
  | { of: 'results' }
  /** Only those replies that give a certain answer to a question. */
  | { of: 'filter'; question: string }
  | ({ of: 'group' } & Within)
  /** A question's answers, those of a group alone where it is `within` one. */
  | { of: 'question'; id: string; within?: Within | undefined }
  /** What people wrote; by version, how many texts there are. */
  | { of: 'texts'; id: string; counts: ReadonlyMap<number, number> }
  /** Whole replies, and one question in them. */
  | { of: 'replies' }
  | { of: 'column'; id: string }

/** A group of a split. */
export interface Within {
  split: Split
  group: string
}

/** Replies on their way when a deadline passes have arrived by then. */
const ARRIVAL_MS = 6 * 60_000

/** Whether no reply to a survey can come any more, unless it is opened again. */
export function isComplete({ closed_at, due_at }: Pick<Disclosing, 'closed_at' | 'due_at'>, now: string): boolean {
  return closed_at !== null || (due_at !== null && Date.parse(now) - Date.parse(due_at) > ARRIVAL_MS)
}

/** At how many new replies more of a survey is shown. */
export function stepOf({ anonymous, threshold, text_threshold, results_when, whole_replies }: Disclosing): number {
  if (anonymous === 0 || results_when === 'closed') return 1
  return whole_replies === 1 ? Math.max(threshold, text_threshold) : threshold
}

/** Everything that is decided about what may be shown of one anonymous survey at an instant. */
export class Disclosure {
  readonly #survey: Disclosing
  readonly #now: string
  readonly #published: readonly Published[]
  readonly #rows: readonly Increment[]
  readonly #shown: readonly Increment[]
  readonly #units: Units
  /** The versions that somebody has replied to. */
  readonly #replied: readonly Published[]

  /** `rows` has all that is counted of the replies that have been released. */
  constructor(survey: Disclosing, published: readonly Published[], rows: readonly Increment[], now: string) {
    this.#survey = survey
    this.#now = now
    this.#published = published
    this.#rows = rows
    this.#units = new Units(rows, new Map(published.map(({ version, form }) => [version, form])), byThreshold(survey))
    this.#shown = this.#shownOf(rows)
    const versions = new Set(rows.filter(({ cell }) => cell === REPLIES).map(({ form_version }) => form_version))
    this.#replied = published.filter(({ version }) => versions.has(version))
  }

  /** Why something is not shown; null where it is. */
  withheld(sought: Sought): Withheld | null {
    const { threshold, results_when } = this.#survey
    if (results_when === 'closed' && !isComplete(this.#survey, this.#now)) return 'not_closed'
    if (this.#countOf(REPLIES) < threshold) return 'too_few'
    switch (sought.of) {
      case 'results':
        return null
      case 'filter':
        return this.#isSplitBy(sought.question) ? null : 'filter'
      case 'group':
        return sought.split.isShown(sought.group) ? null : 'group'
      case 'question':
        return this.#ofAll(sought.id) ?? (sought.within ? this.#ofGroup(sought.id, sought.within) : null)
      case 'texts':
        return this.#dependence(sought.id) ?? tooFewUnless(this.readableVersions(sought.id, sought.counts).length > 0)
      case 'replies':
        return this.#promise() ?? tooFewUnless(this.#countOf(REPLIES) >= this.#survey.text_threshold)
      case 'column':
        return this.#promise() ?? tooFewUnless(this.#isColumnShown(sought.id))
    }
  }

  /**
   * Of what is counted, what may be shown, unless something else is against it. It stands under the first version that asks
   * in the same way: the very order in which numbers are added up would tell of others.
   */
  shownRows(within?: Within): readonly Increment[] {
    return within ? within.split.rowsOf(within.group) : this.#shown
  }

  /** Divides replies, where a filter is not withheld; `groups` has all that is counted of them. */
  split(groups: Groups): Split {
    const { form } = this.#replied.at(-1) as Published
    const shown = [...groups].map(([group, rows]) => [group, this.#shownOf(rows)] as const)
    const isSplittable = (id: string) => this.#ofAll(id) === null && this.#isAskedInOneWay(id)
    return new Split(new Map(shown), { by: this.#survey.split_by as string, form, isSplittable }, this.#survey)
  }

  /** The same for a number that is worked out of a question's answers in a version. */
  isShown(question_id: string, form_version: number): boolean {
    return this.#units.isShown({ question_id, form_version, cell: ANSWERED })
  }

  /** The versions of a question whose texts are many enough, where they are asked in the same way. */
  readableVersions(id: string, counts: ReadonlyMap<number, number>): number[] {
    const wayOf = (version: number) => {
      const published = this.#published.find((one) => one.version === version)
      return published ? wayOfAsking(published.form, id) : ''
    }
    return [...counts.keys()].filter((version) => {
      const alike = [...counts].filter(([other]) => wayOf(other) === wayOf(version))
      const count = alike.reduce((sum, [, some]) => sum + some, 0)
      return count >= this.#survey.text_threshold && this.#units.isSettled({ form_version: version, question_id: id })
    })
  }

  /** Of a question that all replies were asked in one way, the newest version that asks it so. */
  newestAlike(id: string): number {
    const way = wayOfAsking((this.#replied[0] as Published).form, id)
    return (this.#published.findLast(({ form }) => wayOfAsking(form, id) === way) as Published).version
  }

  #shownOf(rows: readonly Increment[]): Increment[] {
    return rows.filter((row) => this.#units.isShown(row)).map((row) => this.#withoutVersion(row))
  }

  #withoutVersion(row: Increment): Increment {
    const form = this.#published.find(({ version }) => version === row.form_version)?.form
    if (form === undefined || row.question_id === WHOLE) return row
    const way = wayOfAsking(form, row.question_id)
    const first = this.#published.find((one) => wayOfAsking(one.form, row.question_id) === way) as Published
    return { ...row, form_version: first.version }
  }

  #dependence(id: string): Withheld | null {
    const forms = this.#replied.map(({ form }) => form)
    return dependsOnOneAnswer(forms, id) ? null : 'depends'
  }

  /** Why nothing of a question is shown of all replies together. */
  #ofAll(id: string): Withheld | null {
    return this.#dependence(id) ?? tooFewUnless(this.#isAnswered(id))
  }

  #ofGroup(id: string, within: Within): Withheld | null {
    if (!this.#isAskedInOneWay(id)) return 'versions'
    const isShown = this.shownRows(within).some(({ question_id, cell }) => question_id === id && cell === ANSWERED)
    return isShown ? null : 'group'
  }

  /**
   * Whether replies may be divided by a question. Where only some people were asked it, the others are known to have given
   * certain answers before, so that hiding them together with a group would not hide that group's.
   */
  #isSplitBy(id: string): boolean {
    const { split_by, results_when } = this.#survey
    if (id !== split_by || results_when !== 'closed') return false
    if (this.#ofAll(id) !== null || !this.#isAskedInOneWay(id)) return false
    return this.#replied.every(({ form }) => {
      const question = questionOf(form, id)
      return question !== undefined && rulesOf(form, question).length === 0
    })
  }

  /** By group, a question of some versions alone would tell which of them the people of a group have answered. */
  #isAskedInOneWay(id: string): boolean {
    return new Set(this.#replied.map(({ form }) => wayOfAsking(form, id))).size === 1
  }

  #isAnswered(id: string): boolean {
    return this.#shown.some(({ question_id, cell }) => question_id === id && cell === ANSWERED)
  }

  #promise(): Withheld | null {
    return this.#survey.whole_replies === 1 ? null : 'not_promised'
  }

  /** In whole replies, a question that versions ask differently would tell which of them was answered. */
  #isColumnShown(id: string): boolean {
    const hasWords = this.#replied.some(({ form }) => asksForWords(questionOf(form, id)))
    const least = hasWords ? this.#survey.text_threshold : this.#survey.threshold
    return this.#isAskedInOneWay(id) && this.#countOf(GIVEN_PREFIX + id) >= least
  }

  /** Of whole replies. */
  #countOf(cell: string): number {
    const rows = this.#rows.filter((row) => row.question_id === WHOLE && row.cell === cell)
    return rows.reduce((sum, { count }) => sum + count, 0)
  }
}

function tooFewUnless(isShown: boolean): Withheld | null {
  return isShown ? null : 'too_few'
}

function asksForWords(question: Question | undefined): boolean {
  return question !== undefined && ('min_length' in question || ('other' in question && question.other))
}
