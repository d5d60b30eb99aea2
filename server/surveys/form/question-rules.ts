import { AppError, invalidField } from '../../errors.ts'
import type { Form, Question } from './form.ts'
import { MAX_QUESTIONS, QUESTION_FIELDS, type QuestionInput } from './schema.ts'

/** In characters of JSON: more than any form that was sent as a whole. */
const MAX_FORM_LENGTH = 2 * 1024 * 1024

/** What a question keeps when it becomes one of another type. */
const OF_ANY_TYPE = ['id', 'title', 'text', 'required', 'section', 'shown_if', 'choices', 'other']

/**
 * The questions with another one among them: at its place, counted from 0; without one behind those of its section, or
 * last.
 * @throws AppError `invalid` when its id is taken, `conflict` when there are as many as a survey has.
 */
export function withQuestion(form: Form, question: Question, position: number | undefined): Question[] {
  const { questions } = form
  if (questions.length >= MAX_QUESTIONS) throw new AppError('conflict', `A survey has ${MAX_QUESTIONS} questions.`)
  if (questions.some(({ id }) => id === question.id)) throw invalidField('id', 'Another question has this id.')
  const lastOfSection = questions.findLastIndex(({ section }) => section !== null && section === question.section)
  const place = position ?? (lastOfSection === -1 ? questions.length : lastOfSection + 1)
  return bounded(questions.toSpliced(place, 0, question))
}

/** The questions with one of them, found by its id, replaced; at another place when a position is given. */
export function withChanged(form: Form, question: Question, position: number | undefined): Question[] {
  const { questions } = form
  const place = questions.findIndex(({ id }) => id === question.id)
  return bounded(questions.toSpliced(place, 1).toSpliced(position ?? place, 0, question))
}

function bounded(questions: Question[]): Question[] {
  if (JSON.stringify(questions).length <= MAX_FORM_LENGTH) return questions
  throw new AppError('conflict', 'The questions of this survey take up as much room as they may.')
}

/**
 * What a question is once it is changed, to be checked as if it were sent as a whole.
 * @throws AppError `invalid` for another id, as answers are kept by it.
 */
export function mergedQuestion(before: Question, change: Partial<QuestionInput>): Record<string, unknown> {
  if (change.id !== undefined && change.id !== before.id) throw invalidField('id', 'It stays as it is.')
  if (change.type === undefined || change.type === before.type) return { ...before, ...change }
  const known = QUESTION_FIELDS.get(change.type) ?? []
  const kept = Object.entries(before).filter(([name]) => OF_ANY_TYPE.includes(name) && known.includes(name))
  return { ...Object.fromEntries(kept), ...change }
}

/** The form without a question. @throws AppError `conflict` naming whatever has rules that look at it. */
export function withoutQuestion(form: Form, id: string): Question[] {
  const looks = ({ shown_if }: Pick<Question, 'shown_if'>) =>
    shown_if?.conditions.some(({ question }) => question === id) ?? false
  const named = [
    ...form.questions.filter((one) => one.id !== id && looks(one)).map((one) => `question “${one.id}”`),
    ...form.sections.filter(looks).map((one) => `section “${one.id}”`),
  ]
  if (named.length > 0) throw new AppError('conflict', `Rules look at it: ${named.join(', ')}.`)
  return form.questions.filter((one) => one.id !== id)
}

/**
 * An error about a form as one about the question that was sent: its fields by their own names, and what the change would
 * do to others as something about the whole. `questions` is the form as it would have been; whatever else is thrown is
 * given back as it is.
 */
export function asSent(error: unknown, questions: readonly Question[], id: string): unknown {
  if (!(error instanceof AppError) || error.kind !== 'invalid' || !error.errors?.json) return error
  const own = `questions.${questions.findIndex((question) => question.id === id)}.`
  const renamed: Record<string, string[]> = {}
  for (const [field, sentences] of Object.entries(error.errors.json)) {
    const name = field.startsWith(own) ? field.slice(own.length) : '_schema'
    const said = name === '_schema' ? sentences.map((sentence) => `${placeOf(field, questions)}${sentence}`) : sentences
    renamed[name] = [...(renamed[name] ?? []), ...said]
  }
  return new AppError('invalid', error.message, { errors: { json: renamed } })
}

/** Where something is wrong that was not sent: `Question “mood”, shown_if.conditions.0.value: `. */
function placeOf(field: string, questions: readonly Question[]): string {
  const [, kind, at, rest] = field.match(/^(questions|sections)\.(\d+)\.(.+)$/) ?? []
  if (kind === undefined) return field === '_schema' ? '' : `${field}: `
  const name = kind === 'questions' ? `Question “${questions[Number(at)]?.id}”` : `Section ${Number(at) + 1}`
  return `${name}, ${rest}: `
}
