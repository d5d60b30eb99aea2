import { countsOf } from './counts-rules.ts'
import type { Disclosure, Within } from './disclosure-rules.ts'
import { questionResult } from './question-rules.ts'
import type { HiddenResult, QuestionResult, Results, ShownResult, Withheld } from './schema.ts'
import { everyQuestion, type Published } from './summary-rules.ts'
import { ANSWERED, REPLIES, WHOLE } from './tally-rules.ts'
import type { Asked } from './wording-rules.ts'

/** The numbers that a question has been answered with in a version, added up: how many whole ones, and millionths. */
export interface Sum {
  form_version: number
  question_id: string
  whole: number
  millionths: number
}

/** Nothing of an anonymous survey, which has so many replies. It is the same whatever was asked for. */
export function nothing(reply_count: number, hidden_because: Withheld, next_at: number | null): Results {
  const none = { complete_count: null, begun_count: null, completion: null, days: [], versions: [], questions: [] }
  return { reply_count, hidden: true, hidden_because, next_at, ...none }
}

/** What there is to say of the replies to an anonymous survey, or of a group of them; `published` has the oldest version first. */
export function summariseAnonymous(
  published: readonly Published[],
  disclosure: Disclosure,
  sums: readonly Sum[],
  next_at: number | null,
  within?: Within,
): Results {
  const counts = countsOf(disclosure.shownRows(within))
  const newest = published.at(-1)?.version
  const questions = [...everyQuestion(published)].map(([id, asked]): QuestionResult => {
    const removed = asked.at(-1)?.version !== newest
    const why = disclosure.withheld({ of: 'question', id, within })
    if (why !== null) return hiddenResult(asked, removed, why)
    const known = { removed, counts: counts(id), statistics: undefined, isWhole: false }
    const shown = sums.filter(
      ({ question_id, form_version }) => question_id === id && disclosure.isShown(id, form_version),
    )
    const add = (part: 'whole' | 'millionths') => shown.reduce((total, one) => total + one[part], 0)
    const sum = add('whole') + add('millionths') / 1_000_000
    return withoutSinglePeople(questionResult(asked, known), sum / counts(id).of(ANSWERED))
  })
  return {
    ...{ reply_count: counts(WHOLE).of(REPLIES), complete_count: null, begun_count: null, completion: null },
    ...{ hidden: false, hidden_because: null, next_at, days: [] },
    versions: published.map(({ version, published_at }) => ({ version, published_at, replies: null })),
    questions,
  }
}

function hiddenResult(asked: readonly Asked[], removed: boolean, why: Withheld): HiddenResult {
  const { id, type, title } = (asked.at(-1) as Asked).question
  return { type, id, title, removed, hidden_because: why as HiddenResult['hidden_because'] }
}

/** Leaves out what is one person's answer, or a few people's, and how a question was worded when. */
function withoutSinglePeople(result: ShownResult, mean: number): ShownResult {
  switch (result.type) {
    case 'number':
      return { ...result, wordings: [], mean }
    case 'matrix': {
      const rows = result.rows.map((row) => (row.answered === 0 ? { ...row, answered: null, columns: [] } : row))
      return { ...result, wordings: [], rows }
    }
    default:
      return { ...result, wordings: [] }
  }
}
