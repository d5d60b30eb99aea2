import type { Answers, AnswerValue } from '../answering/schema.ts'
import type { Form, Question } from '../form/form.ts'
import { OTHER } from '../form/other.ts'
import { shownQuestions } from '../form/shown-rules.ts'

/** What is counted of whole replies stands under this in place of a question's id. */
export const WHOLE = ''
export const REPLIES = 'replies'
export const COMPLETE = 'complete'
export const DAY_PREFIX = 'day:'
/** Before a question's id: how many of the whole replies to an anonymous survey that may be read answer it. */
export const GIVEN_PREFIX = 'given:'
/** How many were asked a question, and how many of those answered it. No choice has such an id. */
export const ASKED = ':asked'
export const ANSWERED = ':answered'

/** One thing that a reply says, to be counted. */
export interface Cell {
  question: string
  cell: string
  /** The number that it stands for: the number itself, or the day, counted from 1970-01-01. */
  value: number | null
}

/** How often a cell is there in replies to one version of a survey. */
export interface Increment {
  form_version: number
  question_id: string
  cell: string
  value: number | null
  count: number
}

/** Everything that is counted of one reply; `form` is the version that it was given to. */
export function cellsOf(form: Form, answers: Answers, day: string): Cell[] {
  const cells = [plain(WHOLE, REPLIES), plain(WHOLE, DAY_PREFIX + day)]
  let isComplete = true
  for (const question of shownQuestions(form, answers)) {
    const answer = answers[question.id]
    cells.push(plain(question.id, ASKED))
    if (answer === undefined) {
      isComplete = false
      continue
    }
    cells.push(plain(question.id, ANSWERED), ...answerCells(question, answer))
  }
  if (isComplete) cells.push(plain(WHOLE, COMPLETE))
  return cells
}

function plain(question: string, cell: string): Cell {
  return { question, cell, value: null }
}

function answerCells({ id, type }: Question, answer: AnswerValue): Cell[] {
  switch (type) {
    case 'text':
    case 'long_text':
      return []
    case 'single_choice':
      return [plain(id, choiceOf(answer))]
    case 'multiple_choice':
      return (answer as AnswerValue[]).map((item) => plain(id, choiceOf(item)))
    case 'rating':
    case 'nps':
    case 'number':
      return [{ question: id, cell: String(answer), value: answer as number }]
    case 'yes_no':
      return [plain(id, String(answer))]
    case 'date':
      return [{ question: id, cell: answer as string, value: toEpochDay(answer as string) }]
    case 'ranking':
      return (answer as string[]).map((choice, at) => plain(id, `${choice}:${at + 1}`))
    case 'matrix':
      return Object.entries(answer).map(([row, column]) => plain(id, `${row}:${column}`))
  }
}

function choiceOf(answer: AnswerValue): string {
  return typeof answer === 'string' ? answer : OTHER
}

const DAY_MS = 86_400_000

/** The days from 1970-01-01 to this one. */
function toEpochDay(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / DAY_MS
}

/** The day that is so many days after 1970-01-01. */
export function fromEpochDay(days: number): string {
  return new Date(days * DAY_MS).toISOString().slice(0, 10)
}

/** Adds up cells. */
export class Tally {
  /** By version, question and cell: joined into one key each time, these would take most of the time that counting does. */
  readonly #versions = new Map<number, Map<string, Map<string, Increment>>>()

  /** Counts what one reply to a version of a survey says. */
  add(formVersion: number, cells: readonly Cell[]): void {
    const questions = getOrMake(this.#versions, formVersion)
    for (const { question, cell, value } of cells) {
      const counts = getOrMake(questions, question)
      const counted = counts.get(cell)
      if (counted) counted.count++
      else counts.set(cell, { form_version: formVersion, question_id: question, cell, value, count: 1 })
    }
  }

  /** Adds what was counted before. */
  addCount(row: Increment): void {
    const counts = getOrMake(getOrMake(this.#versions, row.form_version), row.question_id)
    const counted = counts.get(row.cell)
    if (counted) counted.count += row.count
    else counts.set(row.cell, { ...row })
  }

  /** Every cell that there is, in the order of the table of tallies. */
  rows(): Increment[] {
    const questions = [...this.#versions.values()].flatMap((version) => [...version.values()])
    return questions
      .flatMap((counts) => [...counts.values()])
      .sort(
        (a, b) => a.form_version - b.form_version || compare(a.question_id, b.question_id) || compare(a.cell, b.cell),
      )
  }
}

function getOrMake<Key, SubKey, Value>(map: Map<Key, Map<SubKey, Value>>, key: Key): Map<SubKey, Value> {
  const found = map.get(key) ?? new Map<SubKey, Value>()
  if (found.size === 0) map.set(key, found)
  return found
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
