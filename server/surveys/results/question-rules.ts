import type { Question } from '../form/form.ts'
import { OTHER } from '../form/other.ts'
import type { Counts } from './counts-rules.ts'
import type {
  ChoiceResult,
  DateResult,
  MatrixResult,
  NpsResult,
  NumberResult,
  Part,
  RankingResult,
  RatingResult,
  ShownResult,
  TextResult,
  YesNoResult,
} from './schema.ts'
import { binsOf, type Statistics, statisticsOf } from './statistics-rules.ts'
import { ANSWERED, ASKED, fromEpochDay } from './tally-rules.ts'
import { type Asked, everyChoice, wordingsOf } from './wording-rules.ts'

/** What is known of the answers to a question. */
export interface Known {
  /** Whether the question is no longer asked. */
  removed: boolean
  counts: Counts
  /** Where it asks for numbers or days, and somebody answered. */
  statistics: Statistics | undefined
  /** Where it asks for numbers or days: whether for whole ones. */
  isWhole: boolean
}

/** What the results of questions of one type have beside what all have. */
type Own<Result> = Omit<Result, keyof TextResult>
type Q<Type extends Question['type']> = Extract<Question, { type: Type }>

/** The results of a question, given how each of its versions asks it. */
export function questionResult(asked: readonly Asked[], known: Known): ShownResult {
  const { question } = asked.at(-1) as Asked
  const { counts } = known
  return {
    type: question.type,
    id: question.id,
    title: question.title,
    removed: known.removed,
    hidden_because: null,
    asked: counts.of(ASKED),
    answered: counts.of(ANSWERED),
    wordings: wordingsOf(asked),
    ...ownResult(asked, question, known),
  } as ShownResult
}

/** What the results of a question of this type have beside what all have. Its type is the same in every version. */
function ownResult(asked: readonly Asked[], { type }: Question, known: Known): object {
  const { counts, statistics, isWhole } = known
  switch (type) {
    case 'text':
    case 'long_text':
      return {}
    case 'single_choice':
    case 'multiple_choice':
      return choiceResult(asked as readonly Asked<Q<'single_choice'>>[], counts)
    case 'rating': {
      const { min, max } = (asked[0] as Asked<Q<'rating'>>).question
      return scaleResult(min, max, counts)
    }
    case 'nps':
      return npsResult(counts)
    case 'yes_no':
      return { yes: partOf(counts, 'true'), no: partOf(counts, 'false') } satisfies Own<YesNoResult>
    case 'number':
      return numberResult(statistics, isWhole)
    case 'date':
      return dateResult(statistics)
    case 'ranking':
      return rankingResult(asked as readonly Asked<Q<'ranking'>>[], counts)
    case 'matrix':
      return matrixResult(asked as readonly Asked<Q<'matrix'>>[], counts)
  }
}

function part(count: number, answered: number): Part {
  return { count, share: answered === 0 ? null : count / answered }
}

function partOf(counts: Counts, cell: string): Part {
  return part(counts.of(cell), counts.of(ANSWERED))
}

function choiceResult(asked: readonly Asked<Q<'single_choice'>>[], counts: Counts): Own<ChoiceResult> {
  const choices = everyChoice(asked.map(({ question }) => question.choices))
  return {
    choices: choices.map((choice) => ({ ...choice, ...partOf(counts, choice.id) })),
    other: asked.some(({ question }) => question.other) ? partOf(counts, OTHER) : null,
  }
}

function scaleResult(min: number, max: number, counts: Counts): Own<RatingResult> {
  const scale = Array.from({ length: max - min + 1 }, (_, i) => min + i)
  const values = scale.map((value) => ({ value, ...partOf(counts, String(value)) }))
  const statistics = statisticsOf(new Map(values.map(({ value, count }) => [value, count])), true)
  return { values, ...middleOf(statistics) }
}

function middleOf(statistics: Statistics | undefined): { mean: number | null; median: number | null } {
  if (!statistics) return { mean: null, median: null }
  return { mean: statistics.mean, median: (statistics.lower + statistics.upper) / 2 }
}

function npsResult(counts: Counts): Own<NpsResult> {
  const scale = scaleResult(0, 10, counts)
  const answered = counts.of(ANSWERED)
  const countOf = (from: number, to: number) =>
    scale.values.reduce((sum, { value, count }) => (value >= from && value <= to ? sum + count : sum), 0)
  const [detractors, passives, promoters] = [countOf(0, 6), countOf(7, 8), countOf(9, 10)]
  return {
    ...scale,
    promoters: part(promoters, answered),
    passives: part(passives, answered),
    detractors: part(detractors, answered),
    score: answered === 0 ? null : (100 * (promoters - detractors)) / answered,
  }
}

function numberResult(statistics: Statistics | undefined, isWhole: boolean): Own<NumberResult> {
  const { min, max } = statistics ?? { min: null, max: null }
  return { ...middleOf(statistics), min, max, bins: statistics ? binsOf(statistics, isWhole) : [] }
}

function dateResult(statistics: Statistics | undefined): Own<DateResult> {
  if (!statistics) return { earliest: null, latest: null, median: null, bins: [] }
  const bins = binsOf(statistics, true)
  return {
    earliest: fromEpochDay(statistics.min),
    latest: fromEpochDay(statistics.max),
    median: fromEpochDay(statistics.lower),
    bins: bins.map(({ from, to, count }) => ({ from: fromEpochDay(from), to: fromEpochDay(to), count })),
  }
}

/**
 * Whoever puts a choice at place p of n has put it before n − p of the n − 1 others, also where some of these have no place;
 * who gives it no place has put it before none. Its score is the mean of those shares among all who could rank it, so that
 * answers to versions with more or fewer choices count alike (Borda, Emerson 2013: a short ballot gains nothing).
 */
function rankingResult(asked: readonly Asked<Q<'ranking'>>[], counts: Counts): Own<RankingResult> {
  return {
    choices: everyChoice(asked.map(({ question }) => question.choices)).map((choice) => {
      let [could, ranked, places, points] = [0, 0, 0, 0]
      for (const { version, question } of asked) {
        if (!question.choices.some(({ id }) => id === choice.id)) continue
        const n = question.choices.length
        could += counts.in(version, ANSWERED)
        for (let place = 1; place <= n; place++) {
          const count = counts.in(version, `${choice.id}:${place}`)
          ranked += count
          places += count * place
          points += (count * (n - place)) / (n - 1)
        }
      }
      const mean = (sum: number, of: number) => (of === 0 ? null : sum / of)
      const first = counts.of(`${choice.id}:1`)
      return { ...choice, ranked, mean_rank: mean(places, ranked), first, score: mean(points, could) }
    }),
  }
}

function matrixResult(asked: readonly Asked<Q<'matrix'>>[], counts: Counts): Own<MatrixResult> {
  const columns = everyChoice(asked.map(({ question }) => question.columns))
  return {
    rows: everyChoice(asked.map(({ question }) => question.rows)).map((row) => {
      const chosen = columns.map((column) => counts.of(`${row.id}:${column.id}`))
      const answered = chosen.reduce((sum, count) => sum + count, 0)
      return {
        ...row,
        answered,
        columns: columns.map((column, at) => ({ ...column, ...part(chosen[at] as number, answered) })),
      }
    }),
  }
}
