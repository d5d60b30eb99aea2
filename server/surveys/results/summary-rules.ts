import type { Form, Question } from '../form/form.ts'
import { countsOf, type Tallies } from './counts-rules.ts'
import { questionResult } from './question-rules.ts'
import type { QuestionResult, Results } from './schema.ts'
import { COMPLETE, DAY_PREFIX, REPLIES, WHOLE } from './tally-rules.ts'
import type { Asked } from './wording-rules.ts'

/** A version of a survey that has been published. */
export interface Published {
  version: number
  published_at: string
  form: Form
}

/** How often something is answered that is not one of a bounded number of things. */
export interface Measures {
  /** Questions for whole numbers, and for days, by id. */
  whole: string[]
  /** Questions for any numbers, by id. */
  decimal: string[]
}

/** The questions of a survey that ask for numbers or days, and whether for whole ones in every version. */
export function measuresOf(published: readonly Published[]): Measures {
  const measures: Measures = { whole: [], decimal: [] }
  for (const [id, asked] of everyQuestion(published)) {
    const isWhole = (question: Question) =>
      question.type === 'date' || (question as { decimals?: number }).decimals === 0
    const { type } = (asked[0] as Asked).question
    if (type !== 'number' && type !== 'date') continue
    measures[asked.every(({ question }) => isWhole(question)) ? 'whole' : 'decimal'].push(id)
  }
  return measures
}

/** The questions that ask for an order, by id: what a place is worth depends on how many the version has. */
export function rankingsOf(published: readonly Published[]): string[] {
  return [...everyQuestion(published)].flatMap(([id, [asked]]) => (asked?.question.type === 'ranking' ? [id] : []))
}

/** Each question as its versions ask it; first those that are asked now, in their order, then those that were. */
export function everyQuestion(published: readonly Published[]): Map<string, Asked[]> {
  const questions = new Map<string, Asked[]>()
  for (const { form } of published.toReversed()) for (const { id } of form.questions) questions.set(id, [])
  for (const { version, form } of published) {
    for (const question of form.questions) questions.get(question.id)?.push({ version, question })
  }
  return questions
}

/**
 * How many of those who began a survey have finished it. Who finished has begun, also where a server of an older version
 * has not counted that; nobody has where `begun` is null.
 */
export function completionOf(begun: number | null, replies: number): Pick<Results, 'begun_count' | 'completion'> {
  const begun_count = begun === null ? null : Math.max(begun, replies)
  return { begun_count, completion: begun_count === null || begun_count === 0 ? null : replies / begun_count }
}

/**
 * What there is to say of replies, of which `tallies` has the counts; `published` has the oldest version first. `begun` is how
 * many began to answer; null where these are some replies alone.
 */
export function summarise(published: readonly Published[], tallies: Tallies, begun: number | null): Results {
  const counts = countsOf(tallies.cells)
  const whole = counts(WHOLE)
  const [reply_count, complete_count] = [whole.of(REPLIES), whole.of(COMPLETE)]
  const newest = published.at(-1)?.version
  const { whole: wholeNumbers } = measuresOf(published)
  const questions = [...everyQuestion(published)].map(
    ([id, asked]): QuestionResult =>
      questionResult(asked, {
        removed: asked.at(-1)?.version !== newest,
        counts: counts(id),
        statistics: tallies.statistics.get(id),
        isWhole: wholeNumbers.includes(id),
      }),
  )
  return {
    reply_count,
    complete_count,
    ...completionOf(begun, reply_count),
    ...{ hidden: false, hidden_because: null, next_at: null },
    days: whole.startingWith(DAY_PREFIX).map(([day, replies]) => ({ day, replies })),
    versions: published.map(({ version, published_at }) => ({
      ...{ version, published_at, replies: whole.in(version, REPLIES) },
    })),
    questions,
  }
}
