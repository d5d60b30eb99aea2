import { randomUUID } from 'node:crypto'
import { AppError } from '../server/errors.ts'
import { submitReply } from '../server/surveys/answering/actions.ts'
import { readExported, readTexts } from '../server/surveys/export/actions.ts'
import { jsonPieces, tableOf } from '../server/surveys/export/representations.ts'
import { replySlices } from '../server/surveys/export/slices.ts'
import type { Form, Question } from '../server/surveys/form/form.ts'
import { findShown, listPublished, readResults } from '../server/surveys/results/actions.ts'
import { filterOf } from '../server/surveys/results/filter-rules.ts'
import type { Results } from '../server/surveys/results/schema.ts'
import { readSplit } from '../server/surveys/results/split.ts'
import { findWatched } from '../server/surveys/results/store.ts'
import type { Survey } from '../server/surveys/schema.ts'
import type { Account, Teamroom } from './harness.ts'
import type { NaiveAnswers } from './naive-survey.ts'
import { sent } from './surveys.ts'

/*
 * What a server shows of an anonymous survey to somebody who watches it. Most of it is asked of the functions that routes
 * call, as there is much to ask: `lookThrough` sends the same, and more, through the routes.
 */

/** What is shown at a moment, by what was asked for. */
export type Seen = Map<string, string>

const asText = (value: unknown) => JSON.stringify(value) ?? ''

export class Watch {
  readonly #teamroom: Teamroom
  readonly #owner: Account

  constructor(teamroom: Teamroom, owner: Account) {
    this.#teamroom = teamroom
    this.#owner = owner
  }

  get #now(): string {
    return this.#teamroom.clock.now.toISOString()
  }

  /** Sends a reply to a version of a survey for anyone; without any, to the newest one. */
  async reply({ id }: Survey, answers: NaiveAnswers, version?: number): Promise<void> {
    const { db } = this.#teamroom
    const survey = await findWatched(db, id)
    if (!survey) throw new Error(`There is no survey ${id}.`)
    const submission = { submission_id: randomUUID(), answers: sent(answers) as never, ...(version && { version }) }
    const nobody = { userId: null, linkId: null }
    await submitReply(db, survey, nobody, submission, { now: this.#now, openedAt: null }, async () => {})
  }

  /** Everything that is shown of results, with these filters, texts and replies. */
  async look({ id }: Survey, forms: readonly Form[], filters: readonly Filtering[]): Promise<Seen> {
    const { db } = this.#teamroom
    const sources = { db, reader: db }
    const reader = { id: this.#owner.id, role: 'member' } as const
    const seen: Seen = new Map()
    const survey = await findShown(db, reader, id)
    const { reply_count, version } = survey
    seen.set('survey', asText({ reply_count, version }))
    seen.set('results', asText(await readResults(sources, survey, this.#now)))
    const published = await listPublished(db, id)
    for (const query of filters) {
      const filter = filterOf(published, query)
      if (filter) seen.set(nameOf(query), asText(await readSplit(sources, survey, filter, this.#now, () => false)))
    }
    for (const { id: question } of withWords(forms)) {
      const texts = async () => {
        const { rows } = await readTexts(sources, reader, { id, question }, ALL, this.#now)
        return rows.map(({ text }) => text).sort()
      }
      seen.set(`texts ${question}`, await textOf(texts))
    }
    const replies = async () => {
      const exported = await readExported(sources, reader, id, this.#now)
      const { titles, toRow } = tableOf(exported)
      const rows: string[] = []
      for await (const slice of replySlices(db, survey)) rows.push(...slice.map((row) => asText(toRow(row))))
      const pieces = await Array.fromAsync(jsonPieces(exported, replySlices(db, survey)))
      return { titles, rows: rows.sort(), replies: linesOf(pieces.join('').replaceAll(id, 'id')) }
    }
    // Nobody gets these where they were not promised, which `lookThrough` finds out.
    if (survey.whole_replies === 1) seen.set('replies', await textOf(replies))
    return seen
  }

  /** The same through the routes, with lists of surveys and the stream of events. */
  async lookThrough({ id, public_key }: Survey, forms: readonly Form[], filters: readonly Filtering[]): Promise<Seen> {
    const path = `/api/surveys/${id}`
    const seen: Seen = new Map()
    const plain = (text: string) => text.replaceAll(id, 'id').replaceAll(public_key as string, 'key')
    const get = async (url: string, within = (body: unknown): unknown => body) => {
      const { status, body, text } = await this.#owner.send('GET', url)
      return plain(asText(status === 200 ? within(body ?? text) : [status, body]))
    }
    const own = (list: unknown) => (list as { id: string }[]).find((one) => one.id === id)
    seen.set('survey', await get(path))
    seen.set('list', await get('/api/surveys?limit=200', own))
    seen.set('older list', await get('/getsurveys?limit=200', (body) => own((body as { surveys: unknown }).surveys)))
    seen.set('results', await get(`${path}/results`))
    seen.set('event', await this.#firstEvent(`${path}/results/events`))
    for (const query of filters) {
      seen.set(nameOf(query), await get(`${path}/results?${new URLSearchParams({ ...query })}`))
    }
    const sorted = (list: unknown) => (list as { text: string }[]).map(({ text }) => text).sort()
    for (const { id: question } of withWords(forms)) {
      seen.set(`texts ${question}`, await get(`${path}/questions/${question}/answers?limit=200`, sorted))
    }
    const rows = (body: unknown) => (body as { replies: object[] }).replies.map(asText).sort()
    seen.set('replies.json', await get(`${path}/replies.json`, rows))
    seen.set('replies.csv', await get(`${path}/replies.csv`, (text) => linesOf(text as string)))
    seen.set('codebook.csv', await get(`${path}/codebook.csv`, (text) => linesOf(text as string)))
    return seen
  }

  /** What a stream of events begins with. */
  async #firstEvent(url: string): Promise<string> {
    const headers = { authorization: `Bearer ${this.#owner.token}` }
    const response = await this.#teamroom.app.inject({ url, headers, payloadAsStream: true })
    const { value } = await response.stream()[Symbol.asyncIterator]().next()
    // The client goes away.
    response.raw.res.destroy()
    return String(value)
  }
}

const ALL = { limit: 200, after: undefined }

/** A filter, as it is sent. */
export interface Filtering {
  question: string
  answer: string
}

export const nameOf = ({ question, answer }: Filtering) => `${question}=${answer}`

/** Results that have been seen. */
export function resultsIn(seen: Seen, name = 'results'): Results {
  return JSON.parse(seen.get(name) as string)
}

async function textOf(ask: () => Promise<unknown>): Promise<string> {
  try {
    return asText(await ask())
  } catch (error) {
    if (error instanceof AppError) return error.message
    throw error
  }
}

/** Whose order says nothing. */
function linesOf(text: string): string[] {
  return text.split('\r\n').length > 1 ? text.split('\r\n').sort() : text.split('\n').map(withoutComma).sort()
}

const withoutComma = (line: string) => line.replace(/,$/, '')

/** The questions in answer to which people write. */
function withWords(forms: readonly Form[]): Question[] {
  const all = forms.flatMap(({ questions }) => questions.filter(asksForWords))
  return [...new Map(all.map((question) => [question.id, question])).values()]
}

function asksForWords(question: Question): boolean {
  return question.type === 'text' || question.type === 'long_text' || ('other' in question && question.other)
}

/** Every answer to a question by which an owner can filter, but for numbers and days. */
export function everyFilter({ id, ...question }: Question): Filtering[] {
  const scale = (min: number, max: number) => Array.from({ length: max - min + 1 }, (_, i) => String(min + i))
  const of = (answers: string[]) => answers.map((answer) => ({ question: id, answer }))
  switch (question.type) {
    case 'single_choice':
    case 'multiple_choice':
      return of([...question.choices.map((choice) => choice.id), ...(question.other ? ['other'] : [])])
    case 'yes_no':
      return of(['true', 'false'])
    case 'rating':
      return of(scale(question.min, question.max))
    case 'nps':
      return of(scale(0, 10))
    case 'ranking': {
      const ids = question.choices.map((choice) => choice.id)
      return of(ids.flatMap((choice) => ids.map((_, at) => `${choice}:${at + 1}`)))
    }
    case 'matrix':
      return of(question.rows.flatMap((row) => question.columns.map((column) => `${row.id}:${column.id}`)))
    case 'number':
      return of(['0', '7'])
    case 'date':
      return of(['2026-03-01'])
    default:
      return []
  }
}

/** The filters of all questions of some forms. */
export function filtersOf(forms: readonly Form[]): Filtering[] {
  const filters = new Map<string, Filtering>()
  for (const question of forms.flatMap((form) => form.questions)) {
    for (const filter of everyFilter(question)) filters.set(nameOf(filter), filter)
  }
  return [...filters.values()]
}
