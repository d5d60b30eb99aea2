import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../db/connect.ts'
import { jsonField } from '../../db/dialect.ts'
import { prepared } from '../../db/prepared.ts'
import type { PlainSurvey } from '../store.ts'
import type { Tallies, TallyCell } from './counts-rules.ts'
import type { Filter } from './filter-rules.ts'
import { BINS, type Statistics } from './statistics-rules.ts'
import type { Measures } from './summary-rules.ts'

interface Row extends TallyCell {
  kind: 'cell' | 'bin' | 'statistics'
  sum: number | null
  low: number | null
  high: number | null
  lower: number | null
  upper: number | null
}

/**
 * What is counted of a survey's replies, at one instant, as a bounded number of rows: measures come as what there is to
 * say of them. Counts of different versions are added up, but for whole replies and for `rankings`, whose places are out of
 * as many as their version had.
 */
export async function readTallies(
  reader: Db,
  surveyId: string,
  { whole, decimal }: Measures,
  rankings: readonly string[],
): Promise<Tallies> {
  const measures = list([...whole, ...decimal])
  // A single statement, as each sees the database at an instant of its own.
  const { rows } = await sql<Row>`
    with
      measured as (
        select question_id, value, cast(sum(count) as bigint) as count
        from survey_tallies
        where survey_id = ${surveyId} and value is not null and question_id in ${measures}
        group by question_id, value
      ),
      ranked as (
        select question_id, value, count,
          sum(count) over (partition by question_id order by value) as upto,
          sum(count) over (partition by question_id) as total
        from measured
      ),
      statistics as (
        select question_id, max(total) as total, sum(value * count) as sum, min(value) as low, max(value) as high,
          min(case when 2 * upto >= total then value end) as lower,
          min(case when 2 * upto > total then value end) as upper
        from ranked
        group by question_id
      ),
      placed as (
        select measured.question_id, measured.count,
          case
            when statistics.low = statistics.high then 0
            when measured.question_id in ${list(whole)} then
              floor((measured.value - statistics.low) / ceil((statistics.high - statistics.low + 1) / ${BINS}))
            else floor((measured.value - statistics.low) * ${BINS} / (statistics.high - statistics.low))
          end as bin
        from measured
        join statistics on statistics.question_id = measured.question_id
      )
    select 'cell' as kind, case when question_id in ${list(['', ...rankings])} then form_version else 0 end as form_version,
      question_id, cell, cast(sum(count) as bigint) as count, ${NONE} as sum, ${NONE} as low, ${NONE} as high,
      ${NONE} as lower, ${NONE} as upper
    from survey_tallies
    where survey_id = ${surveyId} and not (value is not null and question_id in ${measures})
    group by 2, 3, 4
    union all
    select 'statistics', 0, question_id, '', cast(total as bigint), sum, low, high, lower, upper from statistics
    union all
    select 'bin', 0, question_id, '', cast(sum(count) as bigint), ${NONE}, bin, ${NONE}, ${NONE}, ${NONE}
    from placed
    group by question_id, bin`.execute(reader)
  return fromRows(rows)
}

const NONE = sql`cast(null as double precision)`

/** A list for SQL's `in`, which cannot be empty: no question has an id of this kind. */
export function list(ids: readonly string[]): RawBuilder<unknown> {
  return sql`(${sql.join(ids.length > 0 ? ids : [' '])})`
}

/** A reply, and the JSON of its answers; null where they cannot be the ones that are looked for. */
export interface ScannedReply {
  id: string
  form_version: number
  day: string
  answers: string | null
}

/**
 * Some of a survey's replies in the order of their ids, from the one after `after` on. Those that a filter's pattern does not
 * fit come without their answers.
 */
export function scanReplies(
  reader: Db,
  surveyId: string,
  filter: Filter | undefined,
  after: string,
  limit: number,
): Promise<ScannedReply[]> {
  const text = sql<string | null>`cast(answers as text)`
  const answers = filter
    ? sql<
        string | null
      >`case when ${jsonField(reader, 'answers', filter.question)} like ${filter.like} then ${text} end`
    : text
  return reader
    .selectFrom('survey_replies')
    .select(['id', 'form_version', 'day'])
    .select(answers.as('answers'))
    .where('survey_id', '=', surveyId)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()
}

/** A survey that is not removed. */
export async function findWatched(db: Db, id: string): Promise<PlainSurvey | undefined> {
  const [survey] = await watched(db, { id }, undefined)
  return survey
}

const watched = prepared((db: Db, p: { id: string }) =>
  db.selectFrom('surveys').selectAll().where('id', '=', p.id).where('removed_at', 'is', null),
)

/** The versions of a survey that have been published, the oldest first. */
export function listVersions(db: Db, surveyId: string): Promise<{ version: number; published_at: string }[]> {
  return db
    .selectFrom('survey_forms')
    .select(['version', 'published_at'])
    .where('survey_id', '=', surveyId)
    .where('published_at', 'is not', null)
    .orderBy('version')
    .$narrowType<{ published_at: string }>()
    .execute()
}

function fromRows(rows: readonly Row[]): Tallies {
  const statistics = new Map<string, Statistics>()
  for (const { kind, question_id, count, sum, low, high, lower, upper } of rows) {
    if (kind !== 'statistics') continue
    const [mean, median] = [(sum as number) / count, { lower: lower as number, upper: upper as number }]
    statistics.set(question_id, { count, mean, min: low as number, max: high as number, ...median, bins: new Map() })
  }
  for (const { kind, question_id, count, low } of rows) {
    // The largest number of all stands where another part would begin.
    if (kind !== 'bin') continue
    const { bins } = statistics.get(question_id) as Statistics
    const bin = Math.min(low as number, BINS - 1)
    bins.set(bin, (bins.get(bin) ?? 0) + count)
  }
  return { cells: rows.filter(({ kind }) => kind === 'cell'), statistics }
}
