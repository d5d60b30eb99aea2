import { randomBytes } from 'node:crypto'
import { AppError } from '../../errors.ts'
import type { Choice, Form, Question, Section } from './form.ts'
import { OTHER } from './other.ts'
import { ruleProblems } from './rule-problems.ts'
import type { FormInput, QuestionInput } from './schema.ts'

/** Sentences by field, dotted: `questions.2.choices`. */
export type Problems = Record<string, string[]>

/** In characters of Markdown, of all texts together: they are rendered together, and everyone who answers loads them. */
const MAX_TEXTS_LENGTH = 200_000

/** Choices, rows and columns of all questions together: ten for each of as many questions as there may be. */
const MAX_CHOICES_TOGETHER = 10_000

/** Where questions have what there is to choose from. */
const CHOICES = ['choices', 'rows', 'columns'] as const
type Choices = Partial<Record<(typeof CHOICES)[number], { id?: string; label: string }[]>>

export const EMPTY_FORM: Form = { welcome: '', thanks: '', sections: [], questions: [] }

/**
 * The form that `current` becomes with these parts replaced, with an id for everything that has none.
 * @throws AppError `invalid` naming everything that does not fit together.
 */
export function changedForm(current: Form, input: FormInput): Form {
  // First, as each of them is given an id.
  requireFewChoices(input.questions ?? [], current)
  const form: Form = {
    welcome: input.welcome ?? current.welcome,
    thanks: input.thanks ?? current.thanks,
    sections: input.sections ? input.sections.map(completeSection) : current.sections,
    questions: input.questions ? input.questions.map(completeQuestion) : current.questions,
  }
  refuse(formProblems(form))
  const length = textsLength(form)
  if (length > MAX_TEXTS_LENGTH && length > textsLength(current)) {
    refuse({ _schema: [`All its texts together are longer than ${MAX_TEXTS_LENGTH} characters.`] })
  }
  return form
}

/** Refuses more choices than a survey may have, unless it has had as many from before there was a limit. */
function requireFewChoices(questions: readonly object[], current: Form): void {
  const count = choiceCount(questions)
  if (count <= MAX_CHOICES_TOGETHER || count <= choiceCount(current.questions)) return
  refuse({ _schema: [`All its questions together have more than ${MAX_CHOICES_TOGETHER} choices, rows and columns.`] })
}

/** What the questions have to choose from, of whichever types they are. */
function choiceCount(questions: readonly object[]): number {
  const lists = questions.flatMap((question) => CHOICES.map((name) => (question as Choices)[name]?.length ?? 0))
  return lists.reduce((sum, length) => sum + length, 0)
}

function textsLength({ welcome, thanks, sections, questions }: Form): number {
  const length = [...sections, ...questions].reduce((sum, { text }) => sum + text.length, 0)
  return welcome.length + thanks.length + length
}

function refuse(problems: Problems): void {
  if (Object.keys(problems).length > 0) throw new AppError('invalid', '', { errors: { json: problems } })
}

/** The question with an id for it and for each of its choices; validation has filled in everything else. */
export function completeQuestion(input: QuestionInput): Question {
  const question = { ...input, id: input.id ?? newKey('q') }
  const completed: Record<string, Choice[]> = {}
  for (const name of CHOICES) {
    const choices = (question as Choices)[name]
    if (choices) completed[name] = choices.map(({ id, label }) => ({ id: id ?? newKey('c'), label }))
  }
  return { ...question, ...completed } as Question
}

function completeSection(input: NonNullable<FormInput['sections']>[number]): Section {
  return { ...input, id: input.id ?? newKey('s') } as Section
}

const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789'

const KEY_LENGTH = 8
/** Random bytes are fetched for many keys at once: each time costs more than the key. */
let random = { bytes: Buffer.alloc(0), used: 0 }

/** Random, so that what is made anew never has the id of something that was removed. */
function newKey(prefix: string): string {
  if (random.used === random.bytes.length) random = { bytes: randomBytes(KEY_LENGTH * 128), used: 0 }
  let key = prefix
  // There are 32 letters, so a byte's remainder is as random as the byte is.
  for (const end = random.used + KEY_LENGTH; random.used < end; random.used++) {
    key += LETTERS[(random.bytes[random.used] as number) % LETTERS.length]
  }
  return key
}

/** Everything in a form that does not fit together; nothing where all is well. */
export function formProblems(form: Form): Problems {
  const problems: Problems = {}
  const add = (field: string, sentence: string) => {
    problems[field] = [...(problems[field] ?? []), sentence]
  }
  for (const at of repeated(form.sections)) add(`sections.${at}.id`, 'Another section has this id.')
  for (const at of repeated(form.questions)) add(`questions.${at}.id`, 'Another question has this id.')
  form.questions.forEach((question, at) => {
    for (const [field, sentence] of settingProblems(question)) add(`questions.${at}.${field}`, sentence)
    if (!isReadable(question.original)) add(`questions.${at}.original`, 'Not a valid string.')
  })
  for (const [at, sentence] of sectionProblems(form)) add(`questions.${at}.section`, sentence)
  for (const [field, sentence] of ruleProblems(form)) add(field, sentence)
  return problems
}

/** Whether every text in a value of any shape is one: without NUL, which PostgreSQL cannot hold, and half characters. */
function isReadable(value: unknown): boolean {
  if (typeof value === 'string') return !value.includes('\u0000') && value.isWellFormed()
  if (typeof value !== 'object' || value === null) return true
  if (Array.isArray(value)) return value.every(isReadable)
  return Object.entries(value).every(([name, item]) => isReadable(name) && isReadable(item))
}

/** The places of those whose id one before them has. */
function repeated(items: readonly { id: string }[]): number[] {
  const seen = new Set<string>()
  return items.flatMap(({ id }, at) => {
    if (seen.has(id)) return [at]
    seen.add(id)
    return []
  })
}

type Problem = readonly [field: string, sentence: string]

function settingProblems(question: Question): Problem[] {
  switch (question.type) {
    case 'text':
    case 'long_text':
      return atMost(question.min_length, question.max_length, 'max_length')
    case 'single_choice':
      return choiceProblems('choices', question.choices)
    case 'ranking':
    case 'multiple_choice': {
      const { choices, min_choices = null, max_choices = null } = question
      const most = choices.length + ('other' in question && question.other ? 1 : 0)
      return [
        ...choiceProblems('choices', choices),
        ...atMost(min_choices, max_choices, 'max_choices'),
        ...(min_choices !== null && min_choices > most
          ? [['min_choices', 'There are not as many choices.'] as const]
          : []),
      ]
    }
    case 'rating':
    case 'number':
      return atMost(question.min, question.max, 'max')
    case 'date':
      return atMost(question.earliest, question.latest, 'latest')
    case 'matrix':
      return [...choiceProblems('rows', question.rows), ...choiceProblems('columns', question.columns)]
    default:
      return []
  }
}

function atMost<T extends number | string>(least: T | null, most: T | null, field: string): Problem[] {
  return least !== null && most !== null && least > most ? [[field, `Must be at least ${least}.`]] : []
}

function choiceProblems(field: string, choices: readonly Choice[]): Problem[] {
  return [
    ...repeated(choices).map((at) => [`${field}.${at}.id`, 'Another one has this id.'] as const),
    ...choices.flatMap(({ id }, at) =>
      id === OTHER ? [[`${field}.${at}.id`, `“${OTHER}” is not for use.`] as const] : [],
    ),
  ]
}

function sectionProblems({ sections, questions }: Form): [at: number, sentence: string][] {
  const known = new Set(sections.map(({ id }) => id))
  const left = new Set<string>()
  return questions.flatMap(({ section }, at) => {
    const before = questions[at - 1]?.section ?? null
    if (before !== null && before !== section) left.add(before)
    if (section === null) return []
    if (!known.has(section)) return [[at, 'There is no such section.']]
    return left.has(section) ? [[at, 'The questions of a section stand together.']] : []
  })
}

/**
 * Makes sure that what was asked before is still asked in the same way, so that answers to any version can be counted
 * together: a published question keeps its type, and a rating its scale.
 * @throws AppError `invalid` naming the questions that do not.
 */
export function requireSameScales(form: Form, published: readonly Form[]): void {
  const earlier = Map.groupBy(
    published.flatMap(({ questions }) => questions),
    ({ id }) => id,
  )
  const problems: Problems = {}
  form.questions.forEach((question, at) => {
    const before = earlier.get(question.id) ?? []
    if (before.some(({ type }) => type !== question.type)) {
      problems[`questions.${at}.type`] = ['It has been published with another type: make a new question of it.']
    } else if (before.some((one) => scaleOf(one) !== scaleOf(question))) {
      problems[`questions.${at}.max`] = ['It has been published with another scale: make a new question of it.']
    }
  })
  refuse(problems)
}

function scaleOf(question: Question): string | undefined {
  return question.type === 'rating' ? `${question.min} to ${question.max}` : undefined
}
