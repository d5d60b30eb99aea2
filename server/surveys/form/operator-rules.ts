import type { Operator, QuestionType } from './form.ts'

const PRESENT = ['answered', 'not_answered'] as const
const EQUAL = ['is', 'is_not', ...PRESENT] as const
const ORDERED = ['is', 'is_not', 'at_least', 'at_most', ...PRESENT] as const

const OPERATORS_OF: Record<QuestionType, readonly Operator[]> = {
  text: PRESENT,
  long_text: PRESENT,
  single_choice: EQUAL,
  multiple_choice: EQUAL,
  yes_no: EQUAL,
  rating: ORDERED,
  nps: ORDERED,
  number: ORDERED,
  date: ORDERED,
  ranking: PRESENT,
  matrix: PRESENT,
}

/** What a rule can ask about the answer to a question of this type. */
export function operatorsOf(type: QuestionType): readonly Operator[] {
  return OPERATORS_OF[type]
}

/** Whether a rule with this operator compares the answer with a value, and does not only ask whether there is one. */
export function comparesValue(operator: Operator): boolean {
  return operator !== 'answered' && operator !== 'not_answered'
}
