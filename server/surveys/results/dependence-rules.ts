import { isDeepStrictEqual } from 'node:util'
import type { Condition, Form, Question, ShownIf } from '../form/form.ts'

/** The rules under which a question is asked: its section's and its own. */
export function rulesOf(form: Form, { section, shown_if }: Question): ShownIf[] {
  const inSection = form.sections.find(({ id }) => id === section)?.shown_if ?? null
  return [inSection, shown_if].filter((rule) => rule !== null)
}

/** The questions whose answers decide whether this one is asked. */
export function parentsOf(form: Form, question: Question): string[] {
  const conditions = rulesOf(form, question).flatMap((rule) => rule.conditions)
  return [...new Set(conditions.map((condition) => condition.question))]
}

/**
 * Whether how many were asked a question says no more than how many gave a certain answer to one other question, which is
 * shown anyway. A rule on several answers of the same person would count those who gave all of them, however few. Where only
 * some versions ask the question, it would count the answers to the other one in these versions, and so in the rest.
 */
export function dependsOnOneAnswer(forms: readonly Form[], id: string): boolean {
  const asking = forms.flatMap((form) =>
    form.questions.filter((question) => question.id === id).map((q) => ({ form, q })),
  )
  const rules = asking.map(({ form, q }) => rulesOf(form, q))
  if (rules.some((one) => !isDeepStrictEqual(one, rules[0]))) return false
  return asking.every(({ form, q }) => {
    const [parent, ...others] = parentsOf(form, q)
    if (parent === undefined) return true
    if (forms.some((one) => asks(one, parent) && !asks(one, id))) return false
    const question = form.questions.find((one) => one.id === parent)
    const conditions = rulesOf(form, q).flatMap((rule) => rule.conditions)
    const isPlain = question !== undefined && asksForShownCount(question, conditions)
    return others.length === 0 && isPlain && dependsOnOneAnswer(forms, parent)
  })
}

function asks({ questions }: Form, id: string): boolean {
  return questions.some((question) => question.id === id)
}

/** Questions to which each gives one of a few answers, so that any of these together are a sum of counts that are shown. */
const OF_FEW_ANSWERS: ReadonlySet<string> = new Set(['single_choice', 'yes_no', 'rating', 'nps'])

function asksForShownCount({ type }: Question, conditions: readonly Condition[]): boolean {
  if (OF_FEW_ANSWERS.has(type)) return true
  if (type === 'multiple_choice' && conditions.length === 1) return true
  return conditions.every(({ operator }) => operator === 'answered' || operator === 'not_answered')
}
