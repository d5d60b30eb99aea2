import type { Form } from '../form/form.ts'
import { parentsOf } from './dependence-rules.ts'
import { ANSWERED, type Increment, WHOLE } from './tally-rules.ts'
import { questionOf, wayOfAsking } from './ways-rules.ts'

type Place = Pick<Increment, 'form_version' | 'question_id'>

/** How many answers, and how many texts, are shown together at least. */
export interface Thresholds {
  threshold: number
  text_threshold: number
}

/** Answers that are shown together or not at all: those to a question, or to a row of a matrix, asked in one way. */
interface Unit {
  question: string
  row: string | undefined
  versions: Set<number>
  answered: number
  /** A question for a text is nothing but what people wrote. */
  isText: boolean
  isShown: boolean
}

/** Whether there are enough answers in a unit. */
type IsEnough = (unit: Pick<Unit, 'answered' | 'isText'>, key: string) => boolean

/** There are as many as the survey says. */
export function byThreshold({ threshold, text_threshold }: Thresholds): IsEnough {
  return ({ answered, isText }) => answered >= (isText ? text_threshold : threshold)
}

/** Which of these counts have enough answers to be shown. */
export class Units {
  readonly #forms: ReadonlyMap<number, Form>
  readonly #units = new Map<string, Unit>()

  constructor(rows: readonly Increment[], forms: ReadonlyMap<number, Form>, isEnough: IsEnough) {
    this.#forms = forms
    for (const row of rows) if (row.question_id !== WHOLE) this.#count(row)
    for (const [key, unit] of this.#units) unit.isShown = isEnough(unit, key)
    const isEarly = (unit: Unit) => unit.isShown && !this.#areOthersSettled(unit)
    const findEarly = () => [...this.#units.values()].filter(isEarly)
    for (let early = findEarly(); early.length > 0; early = findEarly()) for (const unit of early) unit.isShown = false
  }

  isShown(row: Place & { cell: string }): boolean {
    return row.question_id === WHOLE || this.#units.get(this.#keyOf(row))?.isShown === true
  }

  /** Whether neither a question nor any that it depends on has answers in a version that are not shown. */
  isSettled({ form_version, question_id }: Place): boolean {
    return [question_id, ...this.#parentsOf(question_id, form_version)].every((id) => !this.#isHeld(id, form_version))
  }

  /** How many answers there are in each unit. */
  answered(): Map<string, { answered: number; isText: boolean }> {
    return new Map(this.#units)
  }

  #count(row: Increment): void {
    const key = this.#keyOf(row)
    const unit = this.#units.get(key) ?? this.#unitOf(row)
    this.#units.set(key, unit)
    unit.versions.add(row.form_version)
    if (row.cell === ANSWERED || unit.row !== undefined) unit.answered += row.count
  }

  #unitOf(row: Increment): Unit {
    const question = questionOf(this.#forms.get(row.form_version) as Form, row.question_id)
    const isText = question?.type === 'text' || question?.type === 'long_text'
    const at = { question: row.question_id, row: this.#rowOf(row), versions: new Set<number>() }
    return { ...at, answered: 0, isText, isShown: false }
  }

  /** A question goes only after those that it depends on, and a row after its matrix: it would tell something of them. */
  #areOthersSettled({ question, row, versions }: Unit): boolean {
    return [...versions].every((version) => {
      const others = [...this.#parentsOf(question, version), ...(row === undefined ? [] : [question])]
      return others.every((id) => !this.#isHeld(id, version))
    })
  }

  #parentsOf(id: string, version: number): string[] {
    const form = this.#forms.get(version) as Form
    const question = questionOf(form, id)
    return question ? parentsOf(form, question) : []
  }

  #isHeld(question: string, version: number): boolean {
    const unit = this.#units.get(this.#keyOf({ question_id: question, form_version: version, cell: ANSWERED }))
    return unit !== undefined && unit.answered > 0 && !unit.isShown
  }

  #keyOf(row: Place & { cell: string }): string {
    const way = wayOfAsking(this.#forms.get(row.form_version) as Form, row.question_id)
    return [row.question_id, way, this.#rowOf(row)].filter((part) => part !== undefined).join('\n')
  }

  /** The row of a matrix that a cell is about. */
  #rowOf({ form_version, question_id, cell }: Place & { cell: string }): string | undefined {
    if (cell.startsWith(':')) return undefined
    const question = questionOf(this.#forms.get(form_version) as Form, question_id)
    return question?.type === 'matrix' ? cell.slice(0, cell.indexOf(':')) : undefined
  }
}
