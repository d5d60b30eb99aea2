import type { Form, Question } from '../form/form.ts'
import { type Counts, countsOf } from './counts-rules.ts'
import { parentsOf } from './dependence-rules.ts'
import { ANSWERED, ASKED, type Increment, REPLIES, WHOLE } from './tally-rules.ts'
import type { Thresholds } from './units-rules.ts'

/** What is counted of the replies of each group, which is named by the answer that its people gave. */
export type Groups = ReadonlyMap<string, readonly Increment[]>

/** The group of those who did not answer the question by which replies are split. No answer is named so. */
export const REST = ''

/** How many of a group were asked something, and how many of those answered it. */
export interface Margin {
  asked: number
  answered: number
}

/**
 * The groups whose answers to something are not shown by themselves: those in which fewer than `least` answered, and so many
 * others that `least` answers are hidden together, as the total is known. They may be fewer only where nobody in these groups
 * was asked. The groups come in the order in which others are hidden, which must not tell more than is known. Those in
 * `before` are hidden in any case.
 */
export function hiddenGroups(
  margins: ReadonlyMap<string, Margin>,
  least: number,
  before: ReadonlySet<string>,
): Set<string> {
  const groups = [...margins.keys()]
  const marginOf = (group: string) => margins.get(group) as Margin
  const hidden = new Set(groups.filter((group) => before.has(group) || marginOf(group).answered < least))
  const isEnough = () => {
    const sum = (name: keyof Margin) => [...hidden].reduce((total, group) => total + marginOf(group)[name], 0)
    return sum('asked') === 0 || sum('answered') >= least
  }
  for (const group of groups) {
    if (isEnough()) break
    hidden.add(group)
  }
  return hidden
}

/** What is decided of a split before replies are divided. */
export interface Splitting {
  /** The question by which they are: one that everybody was asked. */
  by: string
  /** Has each question that may be split in the only way in which it was asked. */
  form: Form
  /** Whether a question may be: its results are shown, and everybody could be asked it in the same way. */
  isSplittable(id: string): boolean
}

/**
 * Which groups are shown by themselves, and what of them. The answers to a question that are not shown by group are as many
 * together as are shown together at least: the groups that are too small, and as many others as that takes, are hidden
 * together, whatever is subtracted from what. A question is hidden wherever one is that it depends on.
 */
export class Split {
  readonly #groups: Groups
  readonly #splitting: Splitting
  readonly #survey: Thresholds
  /** By group, the smaller ones first: how large they are is what the question says by which they are split. */
  readonly #counts: ReadonlyMap<string, (question: string) => Counts>
  readonly #small: ReadonlySet<string>
  /** By question, and by row of a matrix. */
  readonly #hidden = new Map<string, ReadonlySet<string>>()

  /** `groups` has nothing but what may be shown of all replies together. */
  constructor(groups: Groups, splitting: Splitting, survey: Thresholds) {
    this.#groups = groups
    this.#splitting = splitting
    this.#survey = survey
    const counts = [...groups].map(([group, rows]) => ({ group, of: countsOf(rows) }))
    const sizeOf = ({ of }: (typeof counts)[number]) => of(WHOLE).of(REPLIES)
    counts.sort((a, b) => sizeOf(a) - sizeOf(b) || (a.group < b.group ? -1 : 1))
    this.#counts = new Map(counts.map(({ group, of }) => [group, of]))
    const sizes = this.#marginsOf(WHOLE, (whole) => ({ asked: whole.of(REPLIES), answered: whole.of(REPLIES) }))
    this.#small = hiddenGroups(sizes, survey.threshold, new Set([REST]))
    for (const question of splitting.form.questions) this.#decide(question)
  }

  /** Whether anything of a group is shown by itself. */
  isShown(group: string): boolean {
    return this.#groups.has(group) && !this.#small.has(group)
  }

  /** What is counted of a group, as far as it may be shown. */
  rowsOf(group: string): readonly Increment[] {
    if (!this.isShown(group)) return []
    const isHidden = (key: string) => this.#hidden.get(key)?.has(group) ?? true
    return (this.#groups.get(group) ?? []).filter((row) => {
      if (row.question_id === WHOLE) return true
      return !isHidden(row.question_id) && (!this.#isOfRow(row) || !isHidden(rowKey(row.question_id, rowOf(row.cell))))
    })
  }

  #marginsOf(question: string, read: (counts: Counts) => Margin): Map<string, Margin> {
    return new Map([...this.#counts].map(([group, of]) => [group, read(of(question))]))
  }

  /** Decides about a question after those that it depends on, which come before it in any form. */
  #decide(question: Question): void {
    const { by, form, isSplittable } = this.#splitting
    const { threshold, text_threshold } = this.#survey
    const { id, type } = question
    const everywhere = new Set(this.#counts.keys())
    if (!isSplittable(id)) return void this.#hidden.set(id, everywhere)
    // How many of a group gave the answer that makes it one is its size, which is known.
    if (id === by) return void this.#hidden.set(id, this.#small)
    const parents = parentsOf(form, question).map((parent) => this.#hidden.get(parent) ?? everywhere)
    const before = new Set([this.#small, ...parents].flatMap((groups) => [...groups]))
    const least = type === 'text' || type === 'long_text' ? text_threshold : threshold
    const margins = this.#marginsOf(id, (counts) => ({ asked: counts.of(ASKED), answered: counts.of(ANSWERED) }))
    const hidden = hiddenGroups(margins, least, before)
    this.#hidden.set(id, hidden)
    if (type !== 'matrix') return
    for (const row of question.rows) {
      const margins = this.#marginsOf(id, (counts) => ({
        asked: counts.of(ASKED),
        answered: answersTo(row.id, counts),
      }))
      this.#hidden.set(rowKey(id, row.id), hiddenGroups(margins, threshold, hidden))
    }
  }

  #isOfRow({ question_id, cell }: Increment): boolean {
    const question = this.#splitting.form.questions.find(({ id }) => id === question_id)
    return question?.type === 'matrix' && cell !== ASKED && cell !== ANSWERED
  }
}

function rowKey(question: string, row: string): string {
  return `${question}\n${row}`
}

/** The row of a matrix that a cell is about. */
function rowOf(cell: string): string {
  return cell.slice(0, cell.indexOf(':'))
}

function answersTo(row: string, counts: Counts): number {
  return counts.startingWith(`${row}:`).reduce((sum, [, count]) => sum + count, 0)
}
