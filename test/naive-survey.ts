import type { Condition, Form, Question, ShownIf } from '../server/surveys/form/form.ts'

/*
 * Surveys as one would do them by hand: which questions are asked, which replies are taken, what the results are. Slow,
 * plain, and without a line of the server's own.
 */

// biome-ignore lint/suspicious/noExplicitAny: an answer can be anything that a client sends.
type Value = any

/** The answers of a reply, by the ids of their questions. */
export type NaiveAnswers = Record<string, Value>

export interface NaiveReply {
  /** The version that it was given to. */
  version: number
  answers: NaiveAnswers
  /** The day on which it came, where the survey is. */
  day: string
}

export interface NaiveVersion {
  version: number
  published_at: string
  form: Form
}

/** The ids of the questions that somebody with these answers is asked. */
export function naiveShown(form: Form, answers: NaiveAnswers): string[] {
  const shown: string[] = []
  const answerTo = (id: string) => (shown.includes(id) ? answers[id] : undefined)
  for (const question of form.questions) {
    const section = form.sections.find(({ id }) => id === question.section)
    const rules = [section?.shown_if, question.shown_if].filter((rule) => rule != null)
    if (rules.every((rule) => naiveHolds(rule as ShownIf, answerTo))) shown.push(question.id)
  }
  return shown
}

function naiveHolds({ match, conditions }: ShownIf, answerTo: (id: string) => Value): boolean {
  const met = conditions.filter((condition) => naiveMeets(condition, answerTo(condition.question)))
  return match === 'all' ? met.length === conditions.length : met.length > 0
}

function naiveMeets({ operator, value }: Condition, answer: Value): boolean {
  if (operator === 'answered') return answer !== undefined
  if (operator === 'not_answered') return answer === undefined
  if (answer === undefined) return false
  const said = [answer].flat().map((one) => (one?.other === undefined ? one : 'other'))
  if (operator === 'is') return said.includes(value)
  if (operator === 'is_not') return !said.includes(value)
  return operator === 'at_least' ? answer >= (value as Value) : answer <= (value as Value)
}

/** The answers that are stored of a reply; undefined for one that is refused. */
export function naiveTake(form: Form, sent: readonly { question: string; value: unknown }[]): NaiveAnswers | undefined {
  const answers: NaiveAnswers = {}
  const named = sent.map(({ question }) => question)
  if (new Set(named).size < named.length) return undefined
  for (const { question: id, value } of sent) {
    const question = form.questions.find((one) => one.id === id)
    if (!question) return undefined
    if (isNone(question, value)) continue
    if (!naiveFits(question, value)) return undefined
    answers[id] = value
  }
  const shown = naiveShown(form, answers)
  if (Object.keys(answers).some((id) => !shown.includes(id))) return undefined
  const isMissing = ({ id, required }: Question) => required && shown.includes(id) && answers[id] === undefined
  return form.questions.some(isMissing) ? undefined : answers
}

function isNone({ type }: Question, value: Value): boolean {
  if (value === null) return true
  if (type === 'text' || type === 'long_text') return typeof value === 'string' && isLine(type, value) && isBlank(value)
  if (type === 'multiple_choice' || type === 'ranking') return Array.isArray(value) && value.length === 0
  return type === 'matrix' && isObject(value) && Object.keys(value).length === 0
}

const isBlank = (text: string) => /^\s*$/.test(text)
const isObject = (value: Value) => typeof value === 'object' && value !== null && !Array.isArray(value)
const isWhole = (value: Value) => typeof value === 'number' && value % 1 === 0
const codesOf = (text: string) => [...text].map((character) => character.codePointAt(0) as number)

/** Whether it is a text that a question of this type takes, whatever its length. */
function isLine(type: 'text' | 'long_text', text: string): boolean {
  const forbidden = (code: number) =>
    type === 'text' ? code < 32 || code === 127 || code === 0x2028 || code === 0x2029 : code === 0
  return !codesOf(text).some((code) => forbidden(code) || (code >= 0xd800 && code <= 0xdfff))
}

function lengthOf(text: string): number {
  return [...new Intl.Segmenter('en').segment(text)].length
}

/** Whether a question takes an answer, by its type. */
const FITS: { [Type in Question['type']]: (question: Extract<Question, { type: Type }>, value: Value) => boolean } = {
  text: fitsText,
  long_text: fitsText,
  single_choice: isChoice,
  multiple_choice({ min_choices, max_choices, ...question }, value) {
    if (!Array.isArray(value) || !value.every((one) => isChoice(question, one))) return false
    const names = new Set(value.map((one) => (isObject(one) ? 'other' : one)))
    return names.size === value.length && value.length >= (min_choices ?? 1) && value.length <= (max_choices ?? 1_000)
  },
  rating: ({ min, max }, value) => isWhole(value) && value >= min && value <= max,
  nps: (_, value) => isWhole(value) && value >= 0 && value <= 10,
  yes_no: (_, value) => value === true || value === false,
  number({ min, max, decimals }, value) {
    if (typeof value !== 'number' || value < (min ?? -1e12) || value > (max ?? 1e12)) return false
    const [, places = ''] = /^-?\d+(?:\.(\d+))?$/.exec(String(value)) ?? ['', '9'.repeat(10)]
    return places.length <= decimals
  },
  date: ({ earliest, latest }, value) =>
    isDay(value) && value >= (earliest ?? '1900') && value <= (latest ?? '2999-12-31'),
  ranking({ choices, min_choices, max_choices }, value) {
    const ids = choices.map(({ id }) => id)
    const least = min_choices ?? (max_choices ? 1 : ids.length)
    if (!Array.isArray(value) || value.length < least || value.length > (max_choices ?? ids.length)) return false
    return value.every((id: string, at: number) => ids.includes(id) && value.indexOf(id) === at)
  },
  matrix(question, value) {
    if (!isObject(value)) return false
    const [rows, columns] = [question.rows.map(({ id }) => id), question.columns.map(({ id }) => id)]
    const isFull = !question.required || Object.keys(value).length === rows.length
    return isFull && Object.entries(value).every(([row, at]) => rows.includes(row) && columns.includes(at as string))
  },
}

function naiveFits(question: Question, value: Value): boolean {
  return (FITS[question.type] as (question: Question, value: Value) => boolean)(question, value)
}

function fitsText(
  { type, min_length, max_length }: { type: 'text' | 'long_text'; min_length: number; max_length: number },
  value: Value,
): boolean {
  if (typeof value !== 'string' || !isLine(type, value)) return false
  return lengthOf(value) >= min_length && lengthOf(value) <= max_length
}

function isChoice(question: { choices: { id: string }[]; other: boolean }, value: Value): boolean {
  if (question.choices.some(({ id }) => id === value)) return true
  if (!question.other || !isObject(value) || Object.keys(value).join() !== 'other') return false
  const { other } = value
  return typeof other === 'string' && isLine('text', other) && !isBlank(other) && lengthOf(other) <= 500
}

function isDay(value: Value): boolean {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value)) return false
  const [year, month, day] = value.split('-').map(Number) as [number, number, number]
  const lengths = [31, year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28, 31, 30, 31, 30, 31]
  const length = [...lengths, 31, 30, 31, 30, 31][month - 1] ?? 0
  return day >= 1 && day <= length && year >= 1900 && year <= 2999
}

/** An answer, and the version of the question that it was given to. */
interface Given {
  version: number
  question: Question
  value: Value
}

/** The words by which results name what an answer to a question says. */
export function naiveCells({ type }: Question, value: Value): string[] {
  if (type === 'text' || type === 'long_text') return []
  if (type === 'ranking') return value.map((id: string, at: number) => `${id}:${at + 1}`)
  if (type === 'matrix') return Object.keys(value).map((row) => `${row}:${value[row]}`)
  return [value].flat().map((one) => (one?.other === undefined ? `${one}` : 'other'))
}

/** The results of replies that have names, all that were taken; `filter` leaves those that answer a question so. */
export function naiveResults(
  versions: readonly NaiveVersion[],
  all: readonly NaiveReply[],
  filter?: { question: string; answer: string },
): object {
  const formOf = (version: number) => versions.find((one) => one.version === version)?.form as Form
  const questionOf = (version: number, id: string) => formOf(version).questions.find((one) => one.id === id)
  const replies = all.filter(({ version, answers }) => {
    const question = filter && questionOf(version, filter.question)
    if (!filter) return true
    const value = answers[filter.question]
    return question !== undefined && value !== undefined && naiveCells(question, value).includes(filter.answer)
  })
  const complete = replies.filter(({ version, answers }) =>
    naiveShown(formOf(version), answers).every((id) => answers[id] !== undefined),
  ).length
  const days = [...new Set(replies.map(({ day }) => day))].sort()
  const newest = versions.at(-1) as NaiveVersion
  const ids = versions.toReversed().flatMap(({ form }) => form.questions.map(({ id }) => id))
  return {
    reply_count: replies.length,
    complete_count: complete,
    // Replies that no page has begun count as begun; of some replies nobody knows.
    begun_count: filter ? null : replies.length,
    completion: filter || replies.length === 0 ? null : 1,
    ...{ hidden: false, hidden_because: null, next_at: null },
    days: days.map((day) => ({ day, replies: replies.filter((reply) => reply.day === day).length })),
    versions: versions.map(({ version, published_at }) => {
      const count = replies.filter((reply) => reply.version === version).length
      return { version, published_at, replies: count }
    }),
    questions: [...new Set(ids)].map((id) => {
      const asked = replies.filter(({ version, answers }) => naiveShown(formOf(version), answers).includes(id))
      const given = asked
        .filter(({ answers }) => answers[id] !== undefined)
        .map(({ version, answers }) => ({ version, question: questionOf(version, id) as Question, value: answers[id] }))
      const wordings = versions.flatMap(({ version, form }) => {
        const question = form.questions.find((one) => one.id === id)
        return question ? [{ version, question }] : []
      })
      const last = wordings.at(-1)?.question as Question
      return {
        ...{ type: last.type, id, title: last.title, removed: !newest.form.questions.some((one) => one.id === id) },
        hidden_because: null,
        ...{ asked: asked.length, answered: given.length, wordings: naiveWordings(wordings) },
        ...naiveResult(
          wordings.map(({ question }) => question),
          given,
        ),
      }
    }),
  }
}

type Choices = { id: string; label: string }[]
type Labels = { of: string; id: string; label: string }[]

function naiveWordings(versions: { version: number; question: Question }[]): object[] {
  const labelsOf = (question: Value): Labels => [
    ...(question.choices ?? []).map((choice: object) => ({ of: 'choice', ...choice })),
    ...(question.rows ?? []).map((choice: object) => ({ of: 'row', ...choice })),
    ...(question.columns ?? []).map((choice: object) => ({ of: 'column', ...choice })),
    ...('min_label' in question ? [{ of: 'end', id: 'min', label: question.min_label }] : []),
    ...('max_label' in question ? [{ of: 'end', id: 'max', label: question.max_label }] : []),
  ]
  const all = versions.flatMap(({ question }) => labelsOf(question))
  const isStable = ({ of, id, label }: Labels[number]) =>
    all.every((one) => one.of !== of || one.id !== id || one.label === label)
  const wordings = versions.map(({ version, question }) => ({
    version,
    title: question.title,
    labels: labelsOf(question).filter((label) => !isStable(label)),
  }))
  const textOf = (at: number) => JSON.stringify({ ...wordings[at], version: 0 })
  const changes = wordings.filter((_, at) => at === 0 || textOf(at) !== textOf(at - 1))
  return changes.length === 1 ? [] : changes
}

/** Everything that some version has, the newest version's first. */
function naiveUnion(versions: readonly Choices[]): { id: string; label: string; removed: boolean }[] {
  const newest = versions.at(-1) as Choices
  const ids = [...new Set(versions.toReversed().flatMap((choices) => choices.map(({ id }) => id)))]
  return ids.map((id) => {
    const { label } = versions
      .toReversed()
      .flat()
      .find((choice) => choice.id === id) as Choices[number]
    return { id, label, removed: !newest.some((choice) => choice.id === id) }
  })
}

const mean = (values: number[]) => (values.length === 0 ? null : values.reduce((a, b) => a + b, 0) / values.length)

/** The two in the middle. */
function middle<T>(values: T[], compare: (a: T, b: T) => number): [T, T] | undefined {
  if (values.length === 0) return undefined
  const sorted = values.toSorted(compare)
  return [sorted[Math.floor((sorted.length - 1) / 2)] as T, sorted[Math.floor(sorted.length / 2)] as T]
}

function median(values: number[]): number | null {
  const two = middle(values, (a, b) => a - b)
  return two ? (two[0] + two[1]) / 2 : null
}

function naiveResult(versions: readonly Question[], given: readonly Given[]): object {
  const part = (fits: (value: Value) => boolean, of: readonly Given[] = given) => {
    const count = of.filter(({ value }) => fits(value)).length
    return { count, share: of.length === 0 ? null : count / of.length }
  }
  const values = given.map(({ value }) => value)
  const lists = (name: string) => versions.map((question) => (question as Value)[name] as Choices)
  const says = (cell: string) => (value: Value) => naiveCells(versions[0] as Question, value).includes(cell)
  const scale = (min: number, max: number) => ({
    values: Array.from({ length: max - min + 1 }, (_, i) => ({
      value: min + i,
      ...part((value) => value === min + i),
    })),
    mean: mean(values),
    median: median(values),
  })
  const question = versions[0] as Question
  switch (question.type) {
    case 'text':
    case 'long_text':
      return {}
    case 'single_choice':
    case 'multiple_choice':
      return {
        choices: naiveUnion(lists('choices')).map((choice) => ({ ...choice, ...part(says(choice.id)) })),
        other: versions.some((version) => (version as Value).other) ? part(says('other')) : null,
      }
    case 'rating':
      return scale(question.min, question.max)
    case 'nps': {
      const [promoters, detractors] = [part((value) => value >= 9), part((value) => value <= 6)]
      const score = promoters.share === null ? null : 100 * (promoters.share - (detractors.share as number))
      return { ...scale(0, 10), promoters, passives: part((value) => value === 7 || value === 8), detractors, score }
    }
    case 'yes_no':
      return { yes: part((value) => value), no: part((value) => !value) }
    case 'number': {
      const isInteger = versions.every((version) => (version as Value).decimals === 0)
      const [min, max] = [Math.min(...values), Math.max(...values)]
      const bounds =
        values.length === 0 ? { min: null, max: null, bins: [] } : { min, max, bins: naiveBins(values, isInteger) }
      return { mean: mean(values), median: median(values), ...bounds }
    }
    case 'date': {
      if (values.length === 0) return { earliest: null, latest: null, median: null, bins: [] }
      const sorted = values.toSorted()
      const toDay = (number: number) => new Date(number * 86_400_000).toISOString().slice(0, 10)
      const bins = naiveBins(
        values.map((day) => Date.parse(day) / 86_400_000),
        true,
      )
      return {
        ...{ earliest: sorted[0], latest: sorted.at(-1), median: sorted[Math.ceil(sorted.length / 2) - 1] },
        bins: bins.map(({ from, to, count }) => ({ from: toDay(from), to: toDay(to), count })),
      }
    }
    case 'ranking':
      return {
        choices: naiveUnion(lists('choices')).map((choice) => {
          const could = given.filter(({ question }) =>
            (question as Value).choices.some(({ id }: { id: string }) => id === choice.id),
          )
          const places = could.map(({ value }) => value.indexOf(choice.id)).filter((place) => place >= 0)
          const beaten = could.map(({ question, value }) => {
            const others = (question as Value).choices.length - 1
            return value.includes(choice.id) ? (others - value.indexOf(choice.id)) / others : 0
          })
          const first = places.filter((place) => place === 0).length
          const placed = { ranked: places.length, mean_rank: mean(places.map((place) => place + 1)) }
          return { ...choice, ...placed, first, score: mean(beaten) }
        }),
      }
    case 'matrix':
      return {
        rows: naiveUnion(lists('rows')).map((row) => {
          const answered = given.filter(({ value }) => value[row.id] !== undefined)
          const columns = naiveUnion(lists('columns'))
          const cells = columns.map((column) => ({
            ...column,
            ...part((value) => value[row.id] === column.id, answered),
          }))
          return { ...row, answered: answered.length, columns: cells }
        }),
      }
  }
}

function naiveBins(values: number[], isInteger: boolean): { from: number; to: number; count: number }[] {
  const [min, max] = [Math.min(...values), Math.max(...values)]
  const bins: { from: number; to: number; count: number }[] = []
  if (isInteger || min === max) {
    const width = Math.ceil((max - min + 1) / 20)
    for (let from = min; from <= max; from += width) {
      const to = Math.min(from + width - 1, max)
      bins.push({
        from,
        to: min === max ? max : to,
        count: values.filter((value) => value >= from && value <= Math.max(to, from)).length,
      })
    }
    return bins
  }
  for (let bin = 0; bin < 20; bin++) {
    const isIn = (value: number) => {
      const place = Math.floor(((value - min) * 20) / (max - min))
      return place === bin || (bin === 19 && place > 19)
    }
    bins.push({
      from: min + ((max - min) * bin) / 20,
      to: bin === 19 ? max : min + ((max - min) * (bin + 1)) / 20,
      count: values.filter(isIn).length,
    })
  }
  return bins
}
