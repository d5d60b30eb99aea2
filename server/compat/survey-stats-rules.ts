import type { AnswerValue } from '../surveys/answering/schema.ts'
import type { Choice, Question } from '../surveys/form/form.ts'
import type { QuestionResult, Results } from '../surveys/results/schema.ts'

/** How many answers to a question are shown: all, or some of very many. */
export const MOST_ANSWERS = 1_000
/** Of all answers to all questions, as JSON: what an answer of this server may have. */
export const MOST_CHARACTERS = 2_000_000

/** An answer as clients of the survey backend sent it: choices by what they say. */
export function toLegacyAnswer(question: Question, value: AnswerValue): unknown {
  switch (question.type) {
    case 'single_choice':
    case 'multiple_choice':
    case 'ranking':
      return Array.isArray(value)
        ? value.map((one) => labelIn(question.choices, one))
        : labelIn(question.choices, value)
    case 'matrix':
      return Object.fromEntries(
        Object.entries(value).map(([row, column]) => [labelIn(question.rows, row), labelIn(question.columns, column)]),
      )
    default:
      return value
  }
}

/** People's own words stand for themselves, as does what is to be chosen no longer. */
function labelIn(choices: readonly Choice[], value: unknown): unknown {
  return choices.find(({ id }) => id === value)?.label ?? value
}

/** How many have answered a question; null where that is not shown of an anonymous survey. */
export function votesOf({ hidden, questions }: Results, id: string): number | null {
  if (hidden) return null
  const result = questions.find((question) => question.id === id)
  if (result === undefined) return 0
  return isShown(result) ? result.answered : null
}

function isShown(result: QuestionResult): result is Extract<QuestionResult, { answered: number }> {
  return result.hidden_because === null
}

/**
 * The answers to a question of an anonymous survey, as far as its results say what they are: each as often as it was given, in
 * the order of the question, which says nothing of whose they are; in proportion, where there are very many. What only a
 * text, a number, a day, a ranking or a matrix says is not in results.
 */
export function countedAnswers({ questions }: Results, id: string): unknown[] {
  const result = questions.find((question) => question.id === id)
  if (result === undefined || !isShown(result)) return []
  const counted = countsIn(result)
  const answers = counted.reduce((sum, [, count]) => sum + count, 0)
  const characters = counted.reduce((sum, [answer, count]) => sum + count * JSON.stringify(answer).length, 0)
  const share = Math.min(1, MOST_ANSWERS / answers, MOST_CHARACTERS / questions.length / characters)
  return counted.flatMap(([answer, count]) => Array.from({ length: Math.round(count * share) }, () => answer))
}

function countsIn(result: Extract<QuestionResult, { answered: number }>): [answer: unknown, count: number][] {
  switch (result.type) {
    case 'single_choice':
    case 'multiple_choice':
      return result.choices.map(({ label, count }) => [label, count])
    case 'rating':
    case 'nps':
      return result.values.map(({ value, count }) => [value, count])
    case 'yes_no':
      return [
        [true, result.yes.count],
        [false, result.no.count],
      ]
    default:
      return []
  }
}
