import fc from 'fast-check'
import type { Condition, Form, Question, RankingQuestion, Section, ShownIf } from '../server/surveys/form/form.ts'
import { formProblems } from '../server/surveys/form/rules.ts'
import { type NaiveAnswers, naiveShown, naiveTake } from './naive-survey.ts'

/* Random surveys and replies for fast-check. Each function takes the value that `fc.gen()` gives. */

type Draw = fc.GeneratorValue

const int = (draw: Draw, min: number, max: number): number => draw(fc.integer, { min, max })
const oneOf = <T>(draw: Draw, items: readonly T[]): T => items[int(draw, 0, items.length - 1)] as T
const chance = (draw: Draw, percent: number): boolean => int(draw, 1, 100) <= percent

const TYPES: Question['type'][] = [
  ...(['text', 'long_text', 'single_choice', 'multiple_choice', 'rating', 'nps'] as const),
  ...(['yes_no', 'number', 'date', 'ranking', 'matrix'] as const),
]

/** Ids that code may trip over, as well as plain ones. */
const CHOICES = ['a', 'b_', 'c-1', 'answered', 'asked', '7', 'true']

const DAYS = ['1900-01-01', '2024-02-29', '2026-03-01', '2026-03-02', '2026-07-15', '2999-12-31']

function choices(draw: Draw, least: number, most: number): { id: string; label: string }[] {
  const count = int(draw, least, most)
  return draw(fc.shuffledSubarray, CHOICES, { minLength: count, maxLength: count }).map((id) => ({
    id,
    label: `Is ${id}`,
  }))
}

function drawQuestion(draw: Draw, id: string, types = TYPES): Question {
  const type = oneOf(draw, types)
  const common = {
    id,
    type,
    title: `Question ${id}`,
    text: '',
    required: chance(draw, 25),
    section: null,
    shown_if: null,
    original: null,
  }
  return { ...common, ...settings(draw, type) } as Question
}

function settings(draw: Draw, type: Question['type']): object {
  switch (type) {
    case 'text':
    case 'long_text':
      return { min_length: int(draw, 0, 2), max_length: int(draw, 2, 8) }
    case 'single_choice':
      return { choices: choices(draw, 1, 4), other: chance(draw, 50) }
    case 'multiple_choice': {
      const bounded = { min_choices: oneOf(draw, [null, 1, 2]), max_choices: oneOf(draw, [null, 2, 3]) }
      return { choices: choices(draw, 2, 5), other: chance(draw, 50), ...bounded }
    }
    case 'rating':
      return { min: int(draw, 0, 1), max: int(draw, 2, 10), min_label: 'low', max_label: 'high' }
    case 'nps':
      return { min_label: '', max_label: '' }
    case 'yes_no':
      return {}
    case 'number':
      return { min: oneOf(draw, [null, -5, 0]), max: oneOf(draw, [null, 10, 1_000]), decimals: oneOf(draw, [0, 1, 6]) }
    case 'date':
      return { earliest: oneOf(draw, [null, '2024-02-29']), latest: oneOf(draw, [null, '2026-07-15']) }
    case 'ranking': {
      const limits = { min_choices: oneOf(draw, [null, null, 1, 2]), max_choices: oneOf(draw, [null, null, 2, 3]) }
      return { choices: choices(draw, 2, 4), ...limits }
    }
    case 'matrix':
      return { rows: choices(draw, 1, 3), columns: choices(draw, 2, 3) }
  }
}

function drawRule(draw: Draw, earlier: readonly Question[]): ShownIf | null {
  if (earlier.length === 0) return null
  const count = int(draw, 1, 3)
  const conditions = Array.from({ length: count }, () => drawCondition(draw, oneOf(draw, earlier)))
  return { match: oneOf(draw, ['all', 'any']), conditions }
}

function drawCondition(draw: Draw, question: Question): Condition {
  const value = drawComparable(draw, question)
  if (value === undefined || chance(draw, 25)) {
    return { question: question.id, operator: oneOf(draw, ['answered', 'not_answered']) }
  }
  const isOrdered = ['rating', 'nps', 'number', 'date'].includes(question.type)
  const operators = isOrdered ? (['is', 'is_not', 'at_least', 'at_most'] as const) : (['is', 'is_not'] as const)
  return { question: question.id, operator: oneOf(draw, operators), value }
}

function drawComparable(draw: Draw, question: Question): string | number | boolean | undefined {
  switch (question.type) {
    case 'single_choice':
    case 'multiple_choice':
      return oneOf(draw, [...question.choices.map(({ id }) => id), ...(question.other ? ['other'] : [])])
    case 'text':
    case 'long_text':
    case 'ranking':
    case 'matrix':
      return undefined
    default:
      return drawFitting(draw, question) as string | number | boolean
  }
}

/** A form of a few questions, some of which depend on others; nothing is wrong with it. The first one is of these types. */
export function drawForm(draw: Draw, firstOf = TYPES): Form {
  const questions = Array.from({ length: int(draw, 1, 7) }, (_, i) =>
    drawQuestion(draw, `q${i}`, i === 0 ? firstOf : TYPES),
  )
  const sections: Section[] = []
  if (questions.length > 3 && chance(draw, 50)) {
    const start = int(draw, 1, questions.length - 2)
    sections.push({ id: 's', title: 'Section', text: '', shown_if: drawRule(draw, questions.slice(0, start)) })
    for (const question of questions.slice(start, start + 2)) question.section = 's'
  }
  questions.forEach((question, at) => {
    if (chance(draw, 50)) question.shown_if = drawRule(draw, questions.slice(0, at))
  })
  return withoutProblems({ welcome: '', thanks: '', sections, questions })
}

/** A later version of a form: things are worded otherwise, added, removed. */
export function drawChanged(draw: Draw, form: Form, version: number): Form {
  const changed = structuredClone(form)
  changed.questions = changed.questions.filter(() => chance(draw, 80))
  for (const question of changed.questions) {
    if (chance(draw, 40)) question.title += ' (anew)'
    for (const name of ['choices', 'rows', 'columns'] as const) changeChoices(draw, question, name, `new${version}`)
  }
  changed.questions.push(drawQuestion(draw, `n${version}`))
  return withoutProblems(changed)
}

function changeChoices(draw: Draw, question: Question, name: 'choices' | 'rows' | 'columns', added: string): void {
  const lists = question as unknown as Partial<Record<typeof name, { id: string; label: string }[]>>
  const list = lists[name]
  if (!list) return
  for (const choice of list) if (chance(draw, 30)) choice.label += '!'
  if (chance(draw, 40) && list.length > 2) list.pop()
  if (chance(draw, 40)) list.unshift({ id: added, label: 'New' })
}

/** The same without the rules, sections and bounds that do not fit together. */
function withoutProblems(form: Form): Form {
  const used = new Set(form.questions.map(({ section }) => section))
  form.sections = form.sections.filter(({ id }) => used.has(id))
  for (;;) {
    const fields = Object.keys(formProblems(form))
    if (fields.length === 0) return form
    for (const field of fields) repair(form, field)
  }
}

function repair(form: Form, field: string): void {
  const [list, at, name] = field.split('.') as ['questions' | 'sections', string, string]
  const target = form[list][Number(at)] as unknown as Record<string, unknown>
  if (name === 'min_choices' || name === 'max_choices') Object.assign(target, { min_choices: null, max_choices: null })
  else target[name] = null
}

/** A reply to a form, as it is sent: most are ones that are taken. */
export function drawReply(draw: Draw, form: Form): { question: string; value: unknown }[] {
  const answers: Record<string, unknown> = {}
  for (const question of form.questions) {
    const isShown = naiveShown(form, answers).includes(question.id)
    if (!isShown && !chance(draw, 2)) continue
    if (!chance(draw, question.required ? 98 : 80)) continue
    answers[question.id] = chance(draw, 3) ? drawNoise(draw) : drawFitting(draw, question)
  }
  const sent = Object.entries(answers).map(([question, value]) => ({ question, value }))
  if (chance(draw, 2)) sent.push({ question: oneOf(draw, ['q0', 'nowhere']), value: drawNoise(draw) })
  return chance(draw, 50) ? sent : sent.toReversed()
}

const NOISE = [
  null,
  '',
  ' ',
  'a',
  'other',
  'x\ny',
  '\u0000',
  0,
  1,
  -1,
  2.5,
  1e13,
  true,
  [],
  ['a'],
  ['a', 'a'],
  {},
  { other: 'x' },
]
const MORE_NOISE = [
  { other: '' },
  { other: 'x', more: 1 },
  { a: 'b_' },
  '2026-02-30',
  '2026-03-02',
  [['a']],
  [null],
  '👩‍👩‍👧',
  'é'.repeat(9),
]

function drawNoise(draw: Draw): unknown {
  return oneOf<unknown>(draw, [...NOISE, ...MORE_NOISE])
}

/** Choices in some order: all of them, or as many as the question takes. */
function drawOrder(draw: Draw, { choices: all, min_choices, max_choices }: RankingQuestion): string[] {
  const ids = all.map(({ id }) => id)
  const minLength = min_choices ?? (max_choices ? 1 : ids.length)
  return draw(fc.shuffledSubarray, ids, { minLength, maxLength: Math.min(max_choices ?? ids.length, ids.length) })
}

/** An answer that a question takes, wherever its bounds leave one. */
function drawFitting(draw: Draw, question: Question): unknown {
  switch (question.type) {
    case 'text':
    case 'long_text':
      return oneOf(draw, ['ab', '=1+1', '<b>', '"', 'é👩‍👩‍👧', '😀'.repeat(question.max_length)])
    case 'single_choice':
      return question.other && chance(draw, 30)
        ? { other: oneOf(draw, ['Cake', '=1', '"a"']) }
        : oneOf(draw, question.choices).id
    case 'multiple_choice': {
      const all: unknown[] = [...question.choices.map(({ id }) => id), ...(question.other ? [{ other: '"a", {' }] : [])]
      const minLength = Math.min(question.min_choices ?? 1, all.length)
      return draw(fc.shuffledSubarray, all, {
        minLength,
        maxLength: Math.min(question.max_choices ?? all.length, all.length),
      })
    }
    case 'rating':
      return int(draw, question.min, question.max)
    case 'nps':
      return int(draw, 0, 10)
    case 'yes_no':
      return chance(draw, 50)
    case 'number': {
      const [min, max] = [question.min ?? -1e6, question.max ?? 1e6]
      const whole = int(draw, min, max)
      const fraction = oneOf(draw, [0, 0, 0.5, 0.25, 0.000001])
      const value = Number((whole + fraction).toFixed(question.decimals))
      return value > max ? whole : value
    }
    case 'date': {
      const fits = (day: string) => day >= (question.earliest ?? '') && day <= (question.latest ?? '3')
      return oneOf(draw, DAYS.filter(fits))
    }
    case 'ranking':
      return drawOrder(draw, question)
    case 'matrix': {
      const rows = question.required ? question.rows : question.rows.filter(() => chance(draw, 70))
      return Object.fromEntries(rows.map(({ id }) => [id, oneOf(draw, question.columns).id]))
    }
  }
}

/** Answers to a form that are taken; undefined where none were found. What is not free is as it is `given`. */
export function drawTaken(
  draw: Draw,
  form: Form,
  given: NaiveAnswers = {},
  isFree = (_id: string) => true,
): NaiveAnswers | undefined {
  for (let tries = 0; tries < 10; tries++) {
    const answers: NaiveAnswers = {}
    for (const question of form.questions) {
      const { id } = question
      if (naiveShown(form, answers).includes(id)) answers[id] = isFree(id) ? drawAnswer(draw, question) : given[id]
    }
    const sent = Object.entries(answers).map(([question, value]) => ({ question, value }))
    const taken = naiveTake(
      form,
      sent.filter(({ value }) => value !== undefined),
    )
    if (taken) return taken
  }
  return undefined
}

function drawAnswer(draw: Draw, question: Question): unknown {
  return question.required || chance(draw, 75) ? drawFitting(draw, question) : undefined
}
