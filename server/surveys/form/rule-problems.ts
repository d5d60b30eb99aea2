import { checkAnswer } from '../answering/answer-rules.ts'
import type { Condition, Form, Question } from './form.ts'
import { comparesValue, operatorsOf } from './operator-rules.ts'
import { OTHER } from './other.ts'
import { canBeShown } from './possible-rules.ts'

/** Enough to mend at once; each takes a look at all rules. */
const MAX_PROBLEMS = 100

type Problem = readonly [field: string, sentence: string]

/**
 * What is wrong with the rules of a form: those that look at nothing, at themselves or at what comes later, ask for what
 * no answer can be, or can never hold.
 */
export function ruleProblems(form: Form): Problem[] {
  const places = new Map(form.questions.map(({ id }, at) => [id, at]))
  const firstOf = (section: string) => form.questions.findIndex((question) => question.section === section)
  const ruled = [
    ...form.sections.flatMap(({ id, shown_if }, at) =>
      shown_if && firstOf(id) !== -1 ? [{ field: `sections.${at}`, rule: shown_if, place: firstOf(id) }] : [],
    ),
    ...form.questions.flatMap(({ shown_if }, at) =>
      shown_if ? [{ field: `questions.${at}`, rule: shown_if, place: at }] : [],
    ),
  ]
  const broken: Problem[] = []
  const lookBack = dependencies(form)
  for (const { field, rule, place } of ruled) {
    for (const [at, condition] of rule.conditions.entries()) {
      const problem = conditionProblem(form, places, lookBack, condition, place)
      if (problem) broken.push([`${field}.shown_if.conditions.${at}.${problem[0]}`, problem[1]])
      if (broken.length === MAX_PROBLEMS) return broken
    }
  }
  if (broken.length > 0) return broken
  const isPossible = canBeShown(form)
  return form.questions.flatMap(({ id, section, shown_if }, at): Problem[] => {
    if (isPossible(id)) return []
    if (shown_if) return [[`questions.${at}.shown_if`, 'No answers meet these conditions: it would never be asked.']]
    const place = form.sections.findIndex((one) => one.id === section)
    return [[`sections.${place}.shown_if`, 'No answers meet these conditions: its questions would never be asked.']]
  })
}

function conditionProblem(
  form: Form,
  places: ReadonlyMap<string, number>,
  lookBack: LookBack,
  { question: id, operator, value }: Condition,
  place: number,
): Problem | undefined {
  const at = places.get(id)
  if (at === undefined) return ['question', 'There is no such question.']
  if (at >= place) return ['question', laterSentence(form, lookBack, at, place)]
  const question = form.questions[at] as Question
  if (!comparesValue(operator)) {
    return value === undefined ? undefined : ['value', 'Only whether there is an answer counts: leave this out.']
  }
  const fitting = operatorsOf(question.type)
  if (!fitting.includes(operator)) {
    return ['operator', `A question of the type ${question.type} takes one of: ${fitting.join(', ')}.`]
  }
  if (value === undefined) return ['value', 'Missing data for required field.']
  const sentence = valueProblem(question, value)
  return sentence === undefined ? undefined : ['value', sentence]
}

/** Looking ahead is refused; where what comes later looks back, the two wait for each other. */
function laterSentence(form: Form, lookBack: LookBack, at: number, place: number): string {
  const [later, own] = [form.questions[at] as Question, form.questions[place] as Question]
  if (at === place) return 'Circular: a question cannot depend on its own answer.'
  return lookBack(later.id).has(own.id)
    ? `Circular: “${own.id}” and “${later.id}” depend on each other.`
    : `“${later.id}” is asked later: a rule looks at earlier questions.`
}

/** Every question that the rules of the one with this id look at, directly or through others. */
type LookBack = (id: string) => ReadonlySet<string>

function dependencies(form: Form): LookBack {
  const ofSections = new Map(form.sections.map((section) => [section.id, section.shown_if]))
  const looksAt = new Map(
    form.questions.map(({ id, section, shown_if }) => {
      const inSection = section === null ? null : (ofSections.get(section) ?? null)
      return [id, [shown_if, inSection].flatMap((rule) => rule?.conditions ?? []).map(({ question }) => question)]
    }),
  )
  return (id) => {
    const found = new Set<string>()
    const visit = (from: string): void => {
      for (const question of looksAt.get(from) ?? []) {
        if (found.has(question)) continue
        found.add(question)
        visit(question)
      }
    }
    visit(id)
    return found
  }
}

/** Why no answer to the question can be compared with this value; undefined when some can. */
function valueProblem(question: Question, value: string | number | boolean): string | undefined {
  if (question.type !== 'single_choice' && question.type !== 'multiple_choice') {
    const checked = checkAnswer(question, value)
    return 'problem' in checked ? checked.problem : undefined
  }
  const ids = [...question.choices.map(({ id }) => id), ...(question.other ? [OTHER] : [])]
  return ids.includes(value as string) ? undefined : `Must be one of: ${ids.join(', ')}.`
}
