import type { Choice, Question, QuestionType, Section } from '../../../server/surveys/form/form.ts'

export const TYPES: QuestionType[] = [
  ...(['single_choice', 'multiple_choice', 'text', 'long_text', 'rating', 'nps'] as const),
  ...(['yes_no', 'number', 'date', 'ranking', 'matrix'] as const),
]

const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789'

/** A name for something new in a survey; one that was removed never had it. */
export function newId(prefix: 'q' | 'c' | 's'): string {
  return (
    prefix + Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => LETTERS[byte % LETTERS.length]).join('')
  )
}

/** A section that says nothing yet. */
export function newSection(): Section {
  return { id: newId('s'), title: '', text: '', shown_if: null }
}

/** A choice that says nothing yet. */
export function newChoice(label = ''): Choice {
  return { id: newId('c'), label }
}

/** A question without the choices, rows and columns in which nothing stands, unless it has no others. */
export function withoutBlanks(question: Question): Question {
  const lists = ['choices', 'rows', 'columns'] as const
  const filled = lists.flatMap((name) => {
    const written = (question as Partial<Record<typeof name, Choice[]>>)[name]?.filter(
      ({ label }) => label.trim() !== '',
    )
    return written && written.length > 0 ? [[name, written] as const] : []
  })
  return { ...question, ...Object.fromEntries(filled) }
}

/** A question of this type, which keeps what `before` has in common with it. */
export function newQuestion(type: QuestionType, before?: Question): Question {
  const common = {
    id: before?.id ?? newId('q'),
    title: before?.title ?? '',
    text: before?.text ?? '',
    required: before?.required ?? false,
    section: before?.section ?? null,
    shown_if: before?.shown_if ?? null,
    original: null,
  }
  const choices = before && 'choices' in before ? before.choices : [newChoice(), newChoice()]
  const labels = { min_label: '', max_label: '' }
  switch (type) {
    case 'text':
      return { ...common, type, min_length: 0, max_length: 500 }
    case 'long_text':
      return { ...common, type, min_length: 0, max_length: 10_000 }
    case 'single_choice':
      return { ...common, type, choices, other: false }
    case 'multiple_choice':
      return { ...common, type, choices, other: false, min_choices: null, max_choices: null }
    case 'rating':
      return { ...common, type, min: 1, max: 5, ...labels }
    case 'nps':
      return { ...common, type, ...labels }
    case 'yes_no':
      return { ...common, type }
    case 'number':
      return { ...common, type, min: null, max: null, decimals: 0 }
    case 'date':
      return { ...common, type, earliest: null, latest: null }
    case 'ranking':
      return { ...common, type, choices, min_choices: null, max_choices: null }
    case 'matrix':
      return { ...common, type, rows: [newChoice(), newChoice()], columns: [newChoice(), newChoice()] }
  }
}
