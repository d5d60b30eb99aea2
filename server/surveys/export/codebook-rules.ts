import type { Row } from '../../tables/csv.ts'
import type { Question } from '../form/form.ts'
import { OTHER } from '../form/other.ts'
import { questionOf } from '../results/ways-rules.ts'
import { type Asked, type Column, choicesOf, NOT_ASKED, type PublishedForm } from './columns-rules.ts'

/** The columns of a codebook, which has a row for each value that a column of the replies can have, in each wording. */
export const CODEBOOK_COLUMNS = [
  ...['column', 'title', 'question', 'item', 'type', 'required', 'versions', 'wording', 'item_wording'],
  ...['value', 'value_id', 'meaning'],
] as const

/** What a value of a column means; `id` is that of the choice, row or column behind it. */
interface Value {
  value: string | number | null
  id: string | null
  meaning: string
}

/**
 * What a file of replies means, column by column: each with ids, type and wording in every version, and each of the values that
 * it can have. `origin` are the columns before those of questions. A large survey has hundreds of thousands of rows.
 */
export function* codebookSlices(
  columns: readonly Column[],
  forms: readonly PublishedForm[],
  { origin, isAnonymous }: { origin: readonly string[]; isAnonymous: boolean },
): Generator<Row[]> {
  yield origin.map((title, i): Row => [i + 1, title, ...Array(9).fill(null), ORIGIN[title] ?? null])
  let asked: Asked | undefined
  let wordings: WordedQuestion[] = []
  for (const [i, column] of columns.entries()) {
    // All columns of a question come together.
    if (asked !== column.asked) wordings = wordingsOf(column.asked, forms)
    asked = column.asked
    yield rowsOf(column, origin.length + i + 1, wordings, isAnonymous)
  }
}

const ORIGIN: Record<string, string> = {
  submitted_at: 'when the reply came, in UTC',
  respondent: 'a user’s name, or the address that a link was made for; empty where nobody was asked, or is gone',
}

function rowsOf(
  { title, asked, item }: Column,
  position: number,
  wordings: readonly WordedQuestion[],
  isAnonymous: boolean,
): Row[] {
  const head = [position, title, asked.id, item, asked.newest.type]
  const worded = wordings.flatMap(({ versions, question }) => {
    const wording = [question.required ? 'yes' : 'no', versions.join(' '), question.title, itemWording(question, item)]
    return valuesOf(question, item).map(({ value, id, meaning }): Row => [...head, ...wording, value, id, meaning])
  })
  const missing: [string | null, string][] = isAnonymous
    ? [[null, 'skipped or not asked: telling them apart could tell who replied']]
    : [
        [null, 'skipped'],
        [NOT_ASKED, 'not asked: the question was not in this version, or earlier answers left it out'],
      ]
  return [...worded, ...missing.map(([value, meaning]): Row => [...head, null, null, null, null, value, null, meaning])]
}

/** A question as some versions word it. */
interface WordedQuestion {
  versions: number[]
  question: Question
}

/** Each wording of a question, the newest first, with the versions that have it. */
function wordingsOf(asked: Asked, forms: readonly PublishedForm[]): WordedQuestion[] {
  const found = new Map<string, WordedQuestion>()
  for (const { version, form } of forms.toSorted((a, b) => b.version - a.version)) {
    const question = questionOf(form, asked.id)
    if (!question) continue
    const { section: _section, shown_if: _rule, original: _original, ...wording } = question
    const key = JSON.stringify(wording)
    const same = found.get(key) ?? { versions: [], question }
    same.versions.unshift(version)
    found.set(key, same)
  }
  return [...found.values()]
}

function itemWording(question: Question, item: string | null): string | null {
  const items = [...choicesOf(question, 'choices'), ...choicesOf(question, 'rows')]
  return items.find(({ id }) => id === item)?.label ?? null
}

/** What can stand in a column's cells, apart from what stands for no answer. */
function valuesOf(question: Question, item: string | null): Value[] {
  if (item === OTHER) return [{ value: null, id: OTHER, meaning: 'what somebody wrote in place of a choice' }]
  switch (question.type) {
    case 'single_choice': {
      const other: Value[] = question.other
        ? [{ value: 'Other', id: OTHER, meaning: 'something that is no choice' }]
        : []
      return [...question.choices.map(({ id, label }) => ({ value: label, id, meaning: 'chosen' })), ...other]
    }
    case 'multiple_choice':
      return [
        { value: 1, id: item, meaning: 'chosen' },
        { value: 0, id: item, meaning: 'not chosen' },
      ]
    case 'ranking':
      return question.choices.map((_, i) => ({
        value: i + 1,
        id: item,
        meaning: i === 0 ? 'first place' : `place ${i + 1}`,
      }))
    case 'matrix':
      return question.columns.map(({ id, label }) => ({ value: label, id, meaning: 'chosen for this row' }))
    case 'yes_no':
      return ['yes', 'no'].map((value) => ({ value, id: null, meaning: value }))
    case 'rating':
      return scale(question.min, question.max, question)
    case 'nps':
      return scale(0, 10, question)
    default:
      return [{ value: null, id: null, meaning: FREE[question.type] }]
  }
}

const FREE = { text: 'a text', long_text: 'a text', number: 'a number', date: 'a day, such as 2026-01-31' }

function scale(min: number, max: number, { min_label, max_label }: { min_label: string; max_label: string }): Value[] {
  const labels = new Map([
    [min, min_label],
    [max, max_label],
  ])
  return Array.from({ length: max - min + 1 }, (_, i) => {
    const label = labels.get(min + i) ?? ''
    return { value: min + i, id: null, meaning: label === '' ? `${min + i} of ${min} to ${max}` : label }
  })
}
