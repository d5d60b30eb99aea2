import type { Answers, AnswerValue } from '../answering/schema.ts'
import type { Condition, Form, Operator, Question, ShownIf } from './form.ts'
import { OTHER } from './other.ts'

/**
 * The questions that somebody with these answers is asked, in their order. What is answered without being asked is taken
 * for unanswered, so that a rule never looks at it.
 */
export function shownQuestions(form: Form, answers: Answers): Question[] {
  const sectionRules = new Map(form.sections.map(({ id, shown_if }) => [id, shown_if]))
  const given: Answers = {}
  return form.questions.filter((question) => {
    const inSection = question.section === null ? null : (sectionRules.get(question.section) ?? null)
    if (!holds(inSection, given) || !holds(question.shown_if, given)) return false
    const answer = answers[question.id]
    if (answer !== undefined) given[question.id] = answer
    return true
  })
}

function holds(rule: ShownIf | null, answers: Answers): boolean {
  if (rule === null) return true
  const meets = (condition: Condition) => isMet(condition, answers[condition.question])
  return rule.match === 'all' ? rule.conditions.every(meets) : rule.conditions.some(meets)
}

/** Whether an answer meets a condition; undefined, for none, meets `not_answered` alone. */
export function isMet(
  { operator, value }: Pick<Condition, 'operator' | 'value'>,
  answer: AnswerValue | undefined,
): boolean {
  if (operator === 'answered') return answer !== undefined
  if (operator === 'not_answered') return answer === undefined
  return answer !== undefined && value !== undefined && compares(answer, operator, value)
}

function compares(
  answer: AnswerValue,
  operator: Exclude<Operator, 'answered' | 'not_answered'>,
  value: string | number | boolean,
): boolean {
  switch (operator) {
    case 'is':
      return isOrHas(answer, value)
    case 'is_not':
      return !isOrHas(answer, value)
    case 'at_least':
      return (answer as number | string) >= value
    case 'at_most':
      return (answer as number | string) <= value
  }
}

function isOrHas(answer: AnswerValue, value: string | number | boolean): boolean {
  if (Array.isArray(answer)) return answer.some((item) => isOrHas(item, value))
  return typeof answer === 'object' ? value === OTHER : answer === value
}
