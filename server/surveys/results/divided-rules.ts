import type { Answers } from '../answering/schema.ts'
import type { Form } from '../form/form.ts'
import type { Sum } from './anonymous-rules.ts'
import { type Filter, groupOf } from './filter-rules.ts'
import type { Groups } from './split-rules.ts'
import type { Measures } from './summary-rules.ts'
import { type Cell, cellsOf, REPLIES, Tally, WHOLE } from './tally-rules.ts'

/** Counts replies by what they answer to one question; numbers and days are added up, for one group. */
export class Divided {
  readonly #question: string
  readonly #group: string
  readonly #measured: ReadonlySet<string>
  readonly #tallies = new Map<string, Tally>()
  readonly #sums = new Map<string, { form_version: number; question_id: string; millionths: bigint }>()

  constructor({ question, cell }: Filter, { whole, decimal }: Measures) {
    this.#question = question
    this.#group = cell
    this.#measured = new Set([...whole, ...decimal])
  }

  add(form: Form, form_version: number, answers: Answers): void {
    const cells = cellsOf(form, answers, '')
    const group = groupOf(this.#question, cells)
    const isMeasured = ({ question, value }: Cell) => value !== null && this.#measured.has(question)
    const isCounted = (cell: Cell) => !isMeasured(cell) && (cell.question !== WHOLE || cell.cell === REPLIES)
    const tally = this.#tallies.get(group) ?? new Tally()
    this.#tallies.set(group, tally)
    tally.add(form_version, cells.filter(isCounted))
    if (group !== this.#group) return
    for (const { question, value } of cells.filter(isMeasured)) this.#addValue(form_version, question, value as number)
  }

  groups(): Groups {
    return new Map([...this.#tallies].map(([group, tally]) => [group, tally.rows()]))
  }

  sums(): Sum[] {
    return [...this.#sums.values()].map(({ millionths, ...of }) => ({
      ...of,
      whole: Number(millionths / MILLION),
      millionths: Number(millionths % MILLION),
    }))
  }

  /** As an integer: the last digit of a sum of others would tell in which order they came. */
  #addValue(form_version: number, question_id: string, value: number): void {
    const key = `${form_version}\n${question_id}`
    const sum = this.#sums.get(key) ?? { form_version, question_id, millionths: 0n }
    const whole = Math.floor(value)
    sum.millionths += BigInt(whole) * MILLION + BigInt(Math.round((value - whole) * 1_000_000))
    this.#sums.set(key, sum)
  }
}

const MILLION = 1_000_000n
