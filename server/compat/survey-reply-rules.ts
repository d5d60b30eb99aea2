import { invalidField } from '../errors.ts'
import { checkAnswer } from '../surveys/answering/answer-rules.ts'
import type { AnswerValue } from '../surveys/answering/schema.ts'
import type { Choice, Question } from '../surveys/form/form.ts'
import { labelOf } from './survey-question-rules.ts'

const FIELD = 'reply'

/**
 * The answer that a reply of the survey backend's clients is to this question: choices by what they say or by their ids,
 * and numbers, booleans, lists and objects also as texts, as these clients may have nothing but a header for them.
 * @throws AppError `invalid` naming `reply` for what does not fit, and for a reply that is empty.
 */
export function readAnswer(question: Question, sent: unknown): AnswerValue {
  const checked = checkAnswer(question, meaningOf(question, sent))
  if ('problem' in checked) throw invalidField(FIELD, checked.problem)
  if (checked.answer === undefined) throw invalidField(FIELD, 'Must not be blank.')
  return checked.answer
}

function meaningOf(question: Question, sent: unknown): unknown {
  if (sent === null) return null
  switch (question.type) {
    case 'text':
    case 'long_text':
      return typeof sent === 'string' ? sent : JSON.stringify(sent)
    case 'single_choice':
      return choiceOf(question, sent)
    case 'multiple_choice':
      return listOf(question.choices, sent).map((item) => choiceOf(question, item))
    case 'ranking':
      return listOf(question.choices, sent).map((item) => idOf(question.choices, item))
    case 'rating':
    case 'nps':
    case 'number':
      return typeof sent === 'string' && NUMBER.test(sent.trim()) ? Number(sent) : sent
    case 'yes_no':
      return typeof sent === 'string' ? (BOOLEANS.get(sent.trim().toLowerCase()) ?? sent) : sent
    case 'date':
      return sent
    case 'matrix':
      return Object.fromEntries(
        Object.entries(fieldsOf(sent)).map(([row, column]) => [
          idOf(question.rows, row),
          idOf(question.columns, column),
        ]),
      )
  }
}

const NUMBER = /^[+-]?\d{1,15}(\.\d{1,15})?$/

const BOOLEANS = new Map<string, boolean>([
  ...['true', 'yes', 'y', 't', 'on', '1'].map((word) => [word, true] as const),
  ...['false', 'no', 'n', 'f', 'off', '0'].map((word) => [word, false] as const),
])

function choiceOf({ choices, other }: { choices: readonly Choice[]; other: boolean }, sent: unknown): unknown {
  const isOther = other && typeof sent === 'object' && sent !== null && 'other' in sent
  return isOther ? sent : idOf(choices, sent)
}

/** By what it says, which is all that these clients are shown, or else by its id. */
function idOf(choices: readonly Choice[], sent: unknown): string {
  const label = labelOf(sent)
  const choice = choices.find((one) => labelOf(one.label) === label) ?? choices.find(({ id }) => id === label)
  if (choice) return choice.id
  throw invalidField(FIELD, `Must be one of: ${choices.map((one) => one.label).join(', ')}.`)
}

/** Several choices: a list, the JSON of one, or one choice alone. */
function listOf(choices: readonly Choice[], sent: unknown): readonly unknown[] {
  const list = Array.isArray(sent) ? sent : fromText(sent)
  if (!Array.isArray(list)) return [sent]
  if (list.length > choices.length + 1) throw invalidField(FIELD, 'There are not as many choices.')
  return list
}

function fieldsOf(sent: unknown): object {
  const fields = typeof sent === 'object' ? sent : fromText(sent)
  if (typeof fields === 'object' && fields !== null && !Array.isArray(fields)) return fields
  throw invalidField(FIELD, 'Invalid input type.')
}

/** The list or the object whose JSON a text is, if it is one of plain values. */
function fromText(text: unknown): object | undefined {
  if (typeof text !== 'string' || !/^\s*[[{]/.test(text)) return undefined
  try {
    const value = JSON.parse(text) as object
    return Object.values(value).every((item) => typeof item !== 'object') ? value : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
