import { characterCount, MAX_MARKS, pilesMarks } from '../../characters.ts'
import type { MatrixQuestion, MultipleChoiceQuestion, NumberQuestion, Question, RankingQuestion } from '../form/form.ts'
import { OTHER } from '../form/other.ts'
import type { AnswerValue, OtherChoice } from './schema.ts'

const MAX_OTHER_LENGTH = 500

/** How far numbers and days go where their question says nothing. */
export const MAX_NUMBER = 1e12
export const FIRST_DAY = '1900-01-01'
export const LAST_DAY = '2999-12-31'

/** An answer as it is stored, undefined for one that is empty, or what is wrong with it. */
export type Checked = { answer: AnswerValue | undefined } | { problem: string }

/** Checks one answer. An empty text, an empty list and null are none. */
export function checkAnswer(question: Question, value: unknown): Checked {
  if (value === null || value === undefined) return { answer: undefined }
  switch (question.type) {
    case 'text':
    case 'long_text':
      return checkText(value, question.min_length, question.max_length, question.type === 'text')
    case 'single_choice':
      return checkChoice(question, value)
    case 'multiple_choice':
      return checkChoices(question, value)
    case 'rating':
      return checkScale(value, question.min, question.max)
    case 'nps':
      return checkScale(value, 0, 10)
    case 'yes_no':
      return typeof value === 'boolean' ? { answer: value } : { problem: 'Not a valid boolean.' }
    case 'number':
      return checkNumber(question, value)
    case 'date':
      return checkDate(value, question.earliest, question.latest)
    case 'ranking':
      return checkRanking(question, value)
    case 'matrix':
      return checkMatrix(question, value)
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
const CONTROL = /[\u0000-\u001f\u007f\u2028\u2029]/

function checkText(value: unknown, least: number, most: number, isLine: boolean): Checked {
  if (typeof value !== 'string' || value.includes('\u0000') || !value.isWellFormed())
    return { problem: 'Not a valid string.' }
  if (isLine && CONTROL.test(value))
    return { problem: 'Not a valid string: it must be one line without control characters.' }
  if (pilesMarks(value)) return { problem: `At most ${MAX_MARKS} accents or other marks on one letter.` }
  if (value.trim() === '') return { answer: undefined }
  const length = characterCount(value, most + 1)
  if (length > most || length < least) {
    return {
      problem: least > 0 ? `Length must be between ${least} and ${most}.` : `Longer than maximum length ${most}.`,
    }
  }
  return { answer: value }
}

function checkChoice(question: { choices: readonly { id: string }[]; other: boolean }, value: unknown): Checked {
  if (typeof value === 'string') {
    if (question.choices.some(({ id }) => id === value)) return { answer: value }
    return { problem: oneOfSentence(question) }
  }
  if (!question.other || !isOther(value)) return { problem: oneOfSentence(question) }
  const checked = checkText(value.other, 1, MAX_OTHER_LENGTH, true)
  if ('problem' in checked) return checked
  return checked.answer === undefined ? { problem: 'Say what else.' } : { answer: { other: checked.answer as string } }
}

function isOther(value: unknown): value is OtherChoice {
  return typeof value === 'object' && value !== null && Object.keys(value).join() === OTHER
}

function oneOfSentence({ choices, other }: { choices: readonly { id: string }[]; other: boolean }): string {
  const ids = choices.map(({ id }) => id).join(', ')
  return other ? `Must be one of: ${ids}, or {"other": "…"}.` : `Must be one of: ${ids}.`
}

function checkChoices(question: MultipleChoiceQuestion, value: unknown): Checked {
  if (!Array.isArray(value)) return { problem: 'Not a valid list.' }
  if (value.length === 0) return { answer: undefined }
  if (value.length > question.choices.length + 1) return { problem: 'There are not as many choices.' }
  const chosen: (string | OtherChoice)[] = []
  for (const item of value) {
    const checked = checkChoice(question, item)
    if ('problem' in checked) return checked
    chosen.push(checked.answer as string | OtherChoice)
  }
  const ids = chosen.map((item) => (typeof item === 'string' ? item : OTHER))
  if (new Set(ids).size < ids.length) return { problem: 'A choice is there twice.' }
  const problem = countProblem(chosen.length, question.min_choices, question.max_choices)
  return problem === undefined ? { answer: chosen } : { problem }
}

function countProblem(count: number, least: number | null, most: number | null): string | undefined {
  if (least !== null && count < least) return `Choose at least ${least}.`
  return most !== null && count > most ? `Choose at most ${most}.` : undefined
}

function checkScale(value: unknown, min: number, max: number): Checked {
  if (!Number.isInteger(value)) return { problem: 'Not a valid integer.' }
  const number = withoutMinusZero(value as number)
  return number >= min && number <= max ? { answer: number } : { problem: rangeSentence(min, max) }
}

function checkNumber({ min, max, decimals }: NumberQuestion, value: unknown): Checked {
  if (typeof value !== 'number' || !Number.isFinite(value)) return { problem: 'Not a valid number.' }
  const [least, most] = [min ?? -MAX_NUMBER, max ?? MAX_NUMBER]
  if (value < least || value > most) return { problem: rangeSentence(least, most) }
  const rounded = withoutMinusZero(Number(value.toFixed(decimals)))
  if (rounded !== value)
    return { problem: decimals === 0 ? 'Not a valid integer.' : `At most ${decimals} decimal places.` }
  return { answer: rounded }
}

/** -0 is 0, and would be another number to whoever compares with `Object.is`. */
function withoutMinusZero(number: number): number {
  return number + 0
}

function rangeSentence(min: number, max: number): string {
  return `Must be greater than or equal to ${min} and less than or equal to ${max}.`
}

const DAY = /^\d{4}-\d{2}-\d{2}$/

function checkDate(value: unknown, earliest: string | null, latest: string | null): Checked {
  if (typeof value !== 'string' || !DAY.test(value) || !isDay(value)) return { problem: 'Not a valid date.' }
  if (value < FIRST_DAY || value > LAST_DAY) return { problem: `Must be between ${FIRST_DAY} and ${LAST_DAY}.` }
  if (earliest !== null && value < earliest) return { problem: `Must be ${earliest} or later.` }
  if (latest !== null && value > latest) return { problem: `Must be ${latest} or earlier.` }
  return { answer: value }
}

function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00.000Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}

function checkRanking(
  { choices, min_choices: least = null, max_choices: most = null }: RankingQuestion,
  value: unknown,
): Checked {
  if (!Array.isArray(value)) return { problem: 'Not a valid list.' }
  if (value.length === 0) return { answer: undefined }
  const ids = choices.map(({ id }) => id)
  const isPartial = least !== null || most !== null
  const isOrder =
    value.length <= ids.length && new Set(value).size === value.length && value.every((id) => ids.includes(id))
  if (!isOrder || (!isPartial && value.length < ids.length)) {
    const each = isPartial ? 'Must have any of these' : 'Must have each of these'
    return { problem: `${each} once, from first to last: ${ids.join(', ')}.` }
  }
  const problem = countProblem(value.length, least, most)
  return problem === undefined ? { answer: value as string[] } : { problem }
}

function checkMatrix({ rows, columns, required }: MatrixQuestion, value: unknown): Checked {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { problem: 'Invalid input type.' }
  const chosen = Object.entries(value)
  if (chosen.length === 0) return { answer: undefined }
  const [rowIds, columnIds] = [rows.map(({ id }) => id), columns.map(({ id }) => id)]
  for (const [row, column] of chosen) {
    if (!rowIds.includes(row)) return { problem: `Its rows are: ${rowIds.join(', ')}.` }
    if (!columnIds.includes(column)) return { problem: `Each row must be one of: ${columnIds.join(', ')}.` }
  }
  if (required && chosen.length < rows.length) return { problem: 'Every row is required.' }
  return { answer: Object.fromEntries(chosen) as Record<string, string> }
}
