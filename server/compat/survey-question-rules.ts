import { isDeepStrictEqual } from 'node:util'
import type { Question } from '../surveys/form/form.ts'

/** A question as clients of the survey backend send it. */
export interface LegacyInput {
  content: string
  type: string
  replyContent?: unknown
}

/** A question as they get it. */
export interface LegacyQuestion {
  content: string
  id: string
  replyContent: unknown
  type: string
}

/** What a question of ours is made of; what it leaves out has a default. */
interface Settings {
  type: Question['type']
  choices?: Labelled[]
  rows?: Labelled[]
  columns?: Labelled[]
  min?: number
  max?: number
}
interface Labelled {
  label: string
}

const MAX_RANKED = 20

/**
 * The question of ours that a client of the survey backend describes, without its defaults. The names of our own types
 * mean these where `replyContent` has what they take; any other word is a choice where there is a list to choose from, and
 * a text where there is none. The words themselves are kept, to be given back.
 */
export function toQuestionInput({ content, type, replyContent }: LegacyInput): object {
  const original = { type, reply_content: replyContent ?? null }
  return { title: content, original, ...settingsOf(type, replyContent) }
}

function settingsOf(type: string, replyContent: unknown): Settings {
  const choices = choicesOf(replyContent)
  const anyChoice: Settings = choices.length > 0 ? { type: 'single_choice', choices } : { type: 'text' }
  switch (type) {
    case 'text':
    case 'long_text':
    case 'nps':
    case 'yes_no':
    case 'number':
    case 'date':
      return { type }
    case 'multiple_choice':
      return choices.length > 0 ? { type, choices } : anyChoice
    case 'rating':
      return ratingOf(replyContent) ?? anyChoice
    case 'ranking':
      return choices.length >= 2 && choices.length <= MAX_RANKED ? { type, choices } : anyChoice
    case 'matrix':
      return matrixOf(replyContent) ?? anyChoice
    default:
      return anyChoice
  }
}

/** What a list has to choose from: each thing once, and nothing that cannot be seen. */
function choicesOf(list: unknown): Labelled[] {
  if (!Array.isArray(list)) return []
  const labels = new Set(list.map(labelOf))
  labels.delete('')
  return [...labels].map((label) => ({ label }))
}

/** How a choice reads, on one line; of what is neither text, number nor boolean, it is the JSON. */
export function labelOf(entry: unknown): string {
  if (entry === null || entry === undefined) return ''
  const text = typeof entry === 'object' ? JSON.stringify(entry) : String(entry)
  return text.replace(/\s+/g, ' ').trim()
}

/** The scale of all whole numbers from 0 or 1 to 2 or more; the usual one where there is no list. */
function ratingOf(list: unknown): Settings | undefined {
  if (list === null || list === undefined) return { type: 'rating' }
  if (!Array.isArray(list)) return undefined
  if (list.length === 0) return { type: 'rating' }
  const numbers = list.map((entry) => (labelOf(entry) === '' ? Number.NaN : Number(labelOf(entry))))
  const [min, max] = [numbers.at(0), numbers.at(-1)] as [number | undefined, number | undefined]
  const isScale = (min === 0 || min === 1) && numbers.every((number, at) => number === min + at)
  return isScale && max !== undefined && max >= 2 && max <= 10 ? { type: 'rating', min, max } : undefined
}

function matrixOf(content: unknown): Settings | undefined {
  const { rows: rowList, columns: columnList } = Object(content) as { rows?: unknown; columns?: unknown }
  const [rows, columns] = [choicesOf(rowList), choicesOf(columnList)]
  return rows.length > 0 && columns.length > 1 ? { type: 'matrix', rows, columns } : undefined
}

/** Whether both databases can hold a value: NUL is no character to them, nor half a surrogate pair. */
export function isStorable(value: unknown): boolean {
  if (typeof value === 'string') return !value.includes('\u0000') && value.isWellFormed()
  if (typeof value !== 'object' || value === null) return true
  if (Array.isArray(value)) return value.every(isStorable)
  return Object.entries(value).every(([name, field]) => isStorable(name) && isStorable(field))
}

/** A question of a survey as clients of the survey backend know it: in the words it came in, if it did, and still fits them. */
export function toLegacyQuestion(surveyId: string, question: Question): LegacyQuestion {
  const { id, title: content, type, original } = question
  const own = { content, id: `${surveyId}.${id}`, replyContent: replyContentOf(question), type }
  if (original === null || !isAsDescribed(question, original)) return own
  return { ...own, replyContent: original.reply_content, type: original.type }
}

/** Whether nobody has edited the question into another one since. */
function isAsDescribed(question: Question, original: NonNullable<Question['original']>): boolean {
  const described = settingsOf(original.type, original.reply_content)
  const labels = (part: object) => ['choices', 'rows', 'columns'].map((name) => labelsOf((part as Parts)[name]))
  return described.type === question.type && isDeepStrictEqual(labels(described), labels(question))
}

type Parts = Record<string, readonly Labelled[] | undefined>

function replyContentOf(question: Question): unknown {
  if ('choices' in question) return labelsOf(question.choices)
  return question.type === 'matrix' ? { rows: labelsOf(question.rows), columns: labelsOf(question.columns) } : null
}

function labelsOf(parts: readonly Labelled[] | undefined): string[] | undefined {
  return parts?.map(({ label }) => label)
}
