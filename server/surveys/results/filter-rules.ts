import { AppError } from '../../errors.ts'
import type { Choice, Question } from '../form/form.ts'
import { OTHER } from '../form/other.ts'
import { REST } from './split-rules.ts'
import { everyQuestion, type Published } from './summary-rules.ts'
import { ANSWERED, ASKED, type Cell } from './tally-rules.ts'
import type { Asked } from './wording-rules.ts'

/** Replies that answer a question in a certain way. */
export interface Filter {
  question: string
  cell: string
  /** A pattern for SQL's `like`, which the JSON of every such answer has, and few others. */
  like: string
}

/** Whether what is counted of a reply says that it is one of those. */
export function matches({ question, cell }: Filter, cells: readonly Cell[]): boolean {
  return cells.some((one) => one.question === question && one.cell === cell)
}

/** What a reply answers to a question that has one of a few answers; `REST` where it does not. */
export function groupOf(question: string, cells: readonly Cell[]): string {
  const isAnswer = (one: Cell) => one.question === question && one.cell !== ASKED && one.cell !== ANSWERED
  return cells.find(isAnswer)?.cell ?? REST
}

/**
 * The filter that a query asks for; undefined for none.
 * @throws AppError `invalid` naming a question that was never asked, or an answer that it cannot have.
 */
export function filterOf(
  published: readonly Published[],
  { question, answer }: { question?: string; answer?: string },
): Filter | undefined {
  if (question === undefined && answer === undefined) return undefined
  if (question === undefined) throw invalid('question', MISSING)
  if (answer === undefined) throw invalid('answer', MISSING)
  const asked = everyQuestion(published).get(question)
  if (!asked) throw invalid('question', 'There is no such question.')
  const found = readCell(asked, answer)
  if (typeof found === 'string') throw invalid('answer', found)
  return { question, ...found }
}

const MISSING = 'Missing data for required field.'

function invalid(field: string, sentence: string): AppError {
  return new AppError('invalid', '', { errors: { query: { [field]: [sentence] } } })
}

/** What to look for, or what is wrong with it. */
type Found = Omit<Filter, 'question'> | string

function readCell(asked: readonly Asked[], answer: string): Found {
  const questions = asked.map(({ question }) => question)
  const { type } = questions[0] as Question
  switch (type) {
    case 'text':
    case 'long_text':
      return 'What people write themselves is not to be filtered by.'
    case 'single_choice':
    case 'multiple_choice':
      return readChoice(questions, answer)
    case 'rating':
      return oneOf(scaleOf(questions[0] as Extract<Question, { type: 'rating' }>), answer)
    case 'nps':
      return oneOf(scaleOf({ min: 0, max: 10 }), answer)
    case 'yes_no':
      return oneOf(['true', 'false'], answer)
    case 'number': {
      const cell = String(Number(answer) + 0)
      return /^-?\d{1,13}(\.\d{1,6})?$/.test(answer) ? { cell, like: cell } : 'Not a valid number.'
    }
    case 'date':
      return isDay(answer) ? { cell: answer, like: JSON.stringify(answer) } : 'Not a valid date.'
    case 'ranking': {
      const [choice = '', place = ''] = answer.split(':')
      const most = Math.max(...questions.map((question) => (question as { choices: Choice[] }).choices.length))
      const isKnown = idsOf(questions, 'choices').includes(choice) && scaleOf({ min: 1, max: most }).includes(place)
      return isKnown ? { cell: answer, like: `%"${choice}"%` } : 'Must be a choice and its place, as “choice:1”.'
    }
    case 'matrix': {
      const [row = '', column = ''] = answer.split(':')
      const isKnown = idsOf(questions, 'rows').includes(row) && idsOf(questions, 'columns').includes(column)
      return isKnown ? { cell: answer, like: `%"${row}"%"${column}"%` } : 'Must be a row and a column, as “row:column”.'
    }
  }
}

function readChoice(questions: readonly Question[], answer: string): Found {
  const hasOther = questions.some((question) => (question as { other: boolean }).other)
  const found = oneOf([...idsOf(questions, 'choices'), ...(hasOther ? [OTHER] : [])], answer)
  if (typeof found === 'string') return found
  return { cell: answer, like: answer === OTHER ? '%{%' : `%"${answer}"%` }
}

function oneOf(words: readonly string[], answer: string): Found {
  return words.includes(answer) ? { cell: answer, like: answer } : `Must be one of: ${words.join(', ')}.`
}

function scaleOf({ min, max }: { min: number; max: number }): string[] {
  return Array.from({ length: max - min + 1 }, (_, i) => String(min + i))
}

/** The ids of all choices, rows or columns that any of the versions has. */
function idsOf(questions: readonly Question[], name: 'choices' | 'rows' | 'columns'): string[] {
  const lists = questions.flatMap((question) => (question as Partial<Record<typeof name, Choice[]>>)[name] ?? [])
  return [...new Set(lists.map(({ id }) => id))]
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const date = new Date(`${text}T00:00:00.000Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}
