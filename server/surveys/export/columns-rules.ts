import type { Answers, AnswerValue, OtherChoice } from '../answering/schema.ts'
import type { Choice, Form, Question, QuestionType } from '../form/form.ts'
import { OTHER } from '../form/other.ts'

/** A published version of what a survey asks. */
export interface PublishedForm {
  version: number
  form: Form
}

/** A question as it was asked in each version that has it, the newest of which is the first. */
export interface Asked {
  id: string
  newest: Question
  versions: ReadonlyMap<number, Question>
}

/** What stands in a cell: null for an empty one. */
export type Cell = string | number | null

/** A column of a table with one reply in each row. */
export interface Column {
  title: string
  asked: Asked
  /** The choice or row that the column is of, or `other`; null where it is the question's only one. */
  item: string | null
  /** The cell of an answer to the question as it was asked. */
  read: (answer: AnswerValue, question: Question) => Cell
}

/** All questions that were ever asked: those of the newest version in their order, then those that are gone since. */
export function askedQuestions(forms: readonly PublishedForm[]): Asked[] {
  const found = new Map<string, { id: string; newest: Question; versions: Map<number, Question> }>()
  for (const { version, form } of forms.toSorted((a, b) => b.version - a.version)) {
    for (const question of form.questions) {
      const asked = found.get(question.id) ?? { id: question.id, newest: question, versions: new Map() }
      asked.versions.set(version, question)
      found.set(question.id, asked)
    }
  }
  return [...found.values()]
}

/**
 * The columns of these questions; their titles are the newest wording, each there once and none of them `taken`. A single
 * answer has one column, with labels as they were when it was given; several choices one each with 1 or 0, rankings one
 * for each choice with its place, and matrices one for each row. People's own words have a column beside.
 */
export function columnsOf(questions: readonly Asked[], taken: readonly string[] = []): Column[] {
  const titles = new Map(taken.map((title) => [title, 1]))
  return questions.flatMap(columnsOfQuestion).map((column) => ({ ...column, title: unique(column.title, titles) }))
}

/** `titles` has those that are taken, and for each the last number that was put behind it: ten thousand may be alike. */
function unique(title: string, titles: Map<string, number>): string {
  let free = title
  let n = titles.get(title) ?? 1
  while (titles.has(free)) free = `${title} (${++n})`
  titles.set(title, n)
  titles.set(free, titles.get(free) ?? 1)
  return free
}

/** What stands in the cells of a question that somebody was not asked: R, pandas and others take it for a missing value. */
export const NOT_ASKED = 'NA'
/** Somebody's own words that would read as if they had not been asked. */
const LIKE_NOT_ASKED = /^'*NA$/

/**
 * A reply as a row of cells. `version` is that of the form that was answered, `isAsked` has the questions that this person was
 * asked: undefined where nobody may know.
 */
export function cellsOf(
  columns: readonly Column[],
  version: number,
  answers: Answers,
  isAsked?: ReadonlySet<string>,
): Cell[] {
  return columns.map(({ asked, read }) => {
    if (isAsked && !isAsked.has(asked.id)) return NOT_ASKED
    const [answer, question] = [answers[asked.id], asked.versions.get(version)]
    if (answer === undefined || question === undefined) return null
    const cell = read(answer, question)
    return isAsked && typeof cell === 'string' && LIKE_NOT_ASKED.test(cell) ? `'${cell}` : cell
  })
}

function columnsOfQuestion(asked: Asked): Column[] {
  const { newest } = asked
  const column = (title: string, read: Column['read'], item: string | null = null): Column => ({
    title,
    asked,
    item,
    read,
  })
  const titled = (choice: Choice) => `${newest.title} [${choice.label}]`
  switch (newest.type) {
    case 'single_choice':
      return [column(newest.title, choiceCell), ...otherColumn(asked)]
    case 'multiple_choice':
      return [
        ...merged(asked, 'choices').map((choice) =>
          column(titled(choice), (answer) => Number((answer as unknown[]).includes(choice.id)), choice.id),
        ),
        ...otherColumn(asked),
      ]
    case 'ranking':
      return merged(asked, 'choices').map((choice) =>
        column(titled(choice), (answer) => (answer as string[]).indexOf(choice.id) + 1 || null, choice.id),
      )
    case 'matrix':
      return merged(asked, 'rows').map((row) => column(titled(row), rowReader(row.id), row.id))
    case 'yes_no':
      return [column(newest.title, (answer) => (answer === true ? 'yes' : 'no'))]
    default:
      return [column(newest.title, (answer) => answer as string | number)]
  }
}

/** The label that was chosen for a row of a matrix. */
function rowReader(row: string): Column['read'] {
  return (answer, question) => {
    const chosen = (answer as Record<string, string>)[row]
    return chosen === undefined ? null : labelIn(choicesOf(question, 'columns'), chosen)
  }
}

function otherColumn(asked: Asked): Column[] {
  if (!hasOther(asked)) return []
  return [
    { title: `${asked.newest.title} (${OTHER})`, asked, item: OTHER, read: (answer) => otherWords(answer) ?? null },
  ]
}

/** Whether people may, or might once, write what is not among the choices. */
function hasOther({ versions }: Asked): boolean {
  return [...versions.values()].some((question) => 'other' in question && question.other)
}

/** The choices, rows or columns that a question has had: those that it has now, then those that are gone. */
function merged({ versions }: Asked, kind: 'choices' | 'rows'): Choice[] {
  const found = new Map<string, Choice>()
  for (const question of versions.values()) {
    for (const choice of choicesOf(question, kind)) if (!found.has(choice.id)) found.set(choice.id, choice)
  }
  return [...found.values()]
}

/** The choices, rows or columns of a question; none where its type has none. */
export function choicesOf(question: Question, kind: 'choices' | 'rows' | 'columns'): Choice[] {
  return (question as Partial<Record<typeof kind, Choice[]>>)[kind] ?? []
}

/** The label of a choice; its id where there is none, so that nothing is lost. */
function labelIn(choices: readonly Choice[], id: string): string {
  return choices.find((choice) => choice.id === id)?.label ?? id
}

function choiceCell(answer: AnswerValue, question: Question): string {
  return typeof answer === 'string' ? labelIn(choicesOf(question, 'choices'), answer) : 'Other'
}

/** The words that somebody wrote in place of a choice. */
function otherWords(answer: AnswerValue): string | undefined {
  const items = Array.isArray(answer) ? answer : [answer]
  return (items.find((item) => typeof item === 'object') as OtherChoice | undefined)?.[OTHER]
}

/** What an answer says in words, where its value is made of ids. */
export type Label = string | string[] | { row: string; column: string }[]

/** The wording of an answer's choices as it was when it was given; undefined where the value says it all. */
export function labelOf(answer: AnswerValue, question: Question): Label | undefined {
  const choices = choicesOf(question, 'choices')
  const inWords = (item: string | OtherChoice) => (typeof item === 'string' ? labelIn(choices, item) : item[OTHER])
  switch (question.type) {
    case 'single_choice':
      return inWords(answer as string | OtherChoice)
    case 'multiple_choice':
    case 'ranking':
      return (answer as (string | OtherChoice)[]).map(inWords)
    case 'matrix':
      return choicesOf(question, 'rows').flatMap(({ id, label }) => {
        const chosen = (answer as Record<string, string>)[id]
        return chosen === undefined ? [] : [{ row: label, column: labelIn(choicesOf(question, 'columns'), chosen) }]
      })
    default:
      return undefined
  }
}

const WORDS: Partial<Record<QuestionType, 'text' | 'choice' | 'choices'>> = {
  text: 'text',
  long_text: 'text',
  single_choice: 'choice',
  multiple_choice: 'choices',
}

/** Where the answers to a question have people's own words; undefined where they have none. */
export function wordsIn(asked: Asked): 'text' | 'choice' | 'choices' | undefined {
  const words = WORDS[asked.newest.type]
  return words === 'text' || hasOther(asked) ? words : undefined
}
