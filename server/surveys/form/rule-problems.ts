import { OTHER } from './other.ts'
import { canBeShown } from './possible-rules.ts'
import type { Condition, Form, Operator, Question, QuestionType, ShownIf } from './schema.ts'

type Problem = readonly [field: string, sentence: string]

const EQUALS = ['is', 'is_not'] as const
const ORDERS = ['at_least', 'at_most'] as const

/** What can be asked of an answer, beside whether there is one. */
const OPERATORS_OF: Record<QuestionType, readonly Operator[]> = {
  text: [],
  long_text: [],
  single_choice: EQUALS,
  multiple_choice: EQUALS,
  yes_no: EQUALS,
  rating: [...EQUALS, ...ORDERS],
  nps: [...EQUALS, ...ORDERS],
  number: [...EQUALS, ...ORDERS],
  date: [...EQUALS, ...ORDERS],
  ranking: [],
  matrix: [],
}

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
  const broken = ruled.flatMap(({ field, rule, place }) =>
    rule.conditions.flatMap((condition, at) => {
      const problem = conditionProblem(form, places, condition, place)
      return problem ? [[`${field}.shown_if.conditions.${at}.${problem[0]}`, problem[1]] as const] : []
    }),
  )
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
  { question: id, operator, value }: Condition,
  place: number,
): Problem | undefined {
  const at = places.get(id)
  if (at === undefined) return ['question', 'There is no such question.']
  if (at >= place) return ['question', laterSentence(form, at, place)]
  const question = form.questions[at] as Question
  if (operator === 'answered' || operator === 'not_answered') {
    return value === undefined ? undefined : ['value', 'Only whether there is an answer counts: leave this out.']
  }
  if (!OPERATORS_OF[question.type].includes(operator)) {
    const fitting = [...OPERATORS_OF[question.type], 'answered', 'not_answered'].join(', ')
    return ['operator', `A question of the type ${question.type} takes one of: ${fitting}.`]
  }
  if (value === undefined) return ['value', 'Missing data for required field.']
  const sentence = valueProblem(question, value)
  return sentence === undefined ? undefined : ['value', sentence]
}

/** Looking ahead is refused; where what comes later looks back, the two wait for each other. */
function laterSentence(form: Form, at: number, place: number): string {
  const [later, own] = [form.questions[at] as Question, form.questions[place] as Question]
  if (at === place) return 'Circular: a question cannot depend on its own answer.'
  const looksBack = dependencies(form, later.id).has(own.id)
  return looksBack
    ? `Circular: “${own.id}” and “${later.id}” depend on each other.`
    : `“${later.id}” is asked later: a rule looks at earlier questions.`
}

/** Every question that this one's rules look at, directly or through others. */
export function dependencies(form: Form, id: string): Set<string> {
  const rules = new Map<string, ShownIf[]>()
  const ofSections = new Map(form.sections.map((section) => [section.id, section.shown_if]))
  for (const question of form.questions) {
    const inSection = question.section === null ? null : (ofSections.get(question.section) ?? null)
    rules.set(
      question.id,
      [question.shown_if, inSection].filter((rule) => rule !== null),
    )
  }
  const found = new Set<string>()
  const visit = (from: string): void => {
    for (const { conditions } of rules.get(from) ?? []) {
      for (const { question } of conditions) {
        if (found.has(question)) continue
        found.add(question)
        visit(question)
      }
    }
  }
  visit(id)
  return found
}

const DAY = /^\d{4}-\d{2}-\d{2}$/

/** Why no answer to the question can be compared with this value; undefined when some can. */
function valueProblem(question: Question, value: string | number | boolean): string | undefined {
  switch (question.type) {
    case 'single_choice':
    case 'multiple_choice': {
      const ids = [...question.choices.map(({ id }) => id), ...(question.other ? [OTHER] : [])]
      return ids.includes(value as string) ? undefined : `Must be one of: ${ids.join(', ')}.`
    }
    case 'yes_no':
      return typeof value === 'boolean' ? undefined : 'Not a valid boolean.'
    case 'rating':
      return wholeNumberProblem(value, question.min, question.max)
    case 'nps':
      return wholeNumberProblem(value, 0, 10)
    case 'number':
      if (typeof value !== 'number') return 'Not a valid number.'
      return boundsProblem(value, question.min, question.max)
    case 'date':
      if (typeof value !== 'string' || !DAY.test(value)) return 'Not a valid date.'
      return boundsProblem(value, question.earliest, question.latest)
    default:
      return undefined
  }
}

function wholeNumberProblem(value: unknown, min: number, max: number): string | undefined {
  if (typeof value !== 'number' || !Number.isInteger(value)) return 'Not a valid integer.'
  return isWithin(value, min, max)
    ? undefined
    : `Must be greater than or equal to ${min} and less than or equal to ${max}.`
}

function boundsProblem<T extends number | string>(value: T, least: T | null, most: T | null): string | undefined {
  return isWithin(value, least, most) ? undefined : 'No answer can be this.'
}

function isWithin<T extends number | string>(value: T, least: T | null, most: T | null): boolean {
  return (least === null || value >= least) && (most === null || value <= most)
}
