import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../../db/connect.ts'
import { json } from '../../db/dialect.ts'
import type { PageRequest } from '../../http/paging.ts'
import type { Sum } from './anonymous-rules.ts'
import { type Held, NOTHING_HELD, type Said } from './release-rules.ts'
import { list } from './store.ts'
import type { Measures } from './summary-rules.ts'
import type { Increment } from './tally-rules.ts'

interface Row extends Increment {
  whole: number | null
  millionths: number | null
}

/**
 * All that is counted of the released replies to an anonymous survey, at one instant and by version. Numbers and days, of
 * which there may be very many different ones, are added up: as integers, as the last digits of a sum of others would tell
 * in which order they came.
 */
export async function readReleased(
  reader: Db,
  surveyId: string,
  { whole, decimal }: Measures,
): Promise<{ rows: Increment[]; sums: Sum[] }> {
  const measures = list([...whole, ...decimal])
  const { rows } = await sql<Row>`
    select form_version, question_id, cell, null as value, count,
      cast(null as double precision) as whole, cast(null as double precision) as millionths
    from survey_tallies
    where survey_id = ${surveyId} and not (value is not null and question_id in ${measures})
    union all
    select form_version, question_id, '', null, 0,
      cast(sum(cast(floor(value) as bigint) * count) as double precision),
      cast(sum(cast(round((value - floor(value)) * 1000000) as bigint) * count) as double precision)
    from survey_tallies
    where survey_id = ${surveyId} and value is not null and question_id in ${measures}
    group by form_version, question_id`.execute(reader)
  return {
    rows: rows.filter(({ whole }) => whole === null),
    sums: rows.flatMap(({ form_version, question_id, whole, millionths }) =>
      whole === null ? [] : [{ form_version, question_id, whole, millionths: millionths as number }],
    ),
  }
}

/** What of an anonymous survey's released replies is not shown yet. */
export async function findHeld(trx: Db, surveyId: string): Promise<Held> {
  const query = trx.selectFrom('survey_held').select('held').where('survey_id', '=', surveyId)
  return (await query.executeTakeFirst())?.held ?? NOTHING_HELD
}

/** Writes that anew. */
export async function putHeld(trx: Db, surveyId: string, held: Held): Promise<void> {
  await trx
    .insertInto('survey_held')
    .values({ survey_id: surveyId, held: json(held) })
    .onConflict((conflict) => conflict.column('survey_id').doUpdateSet({ held: json(held) }))
    .execute()
}

/** Databases take a bounded number of parameters a statement; a row has five. */
const ROWS_A_STATEMENT = 1_000

/**
 * Adds what people wrote. With `isMixed`, those that are there are written anew with them, all in the order of their random
 * ids, so that it does not show which are new; not where it would take long.
 */
export async function addTexts(trx: Db, surveyId: string, texts: readonly Said[], isMixed: boolean): Promise<void> {
  if (texts.length === 0) return
  const added = texts.map((said) => ({ survey_id: surveyId, id: randomUUID(), ...said }))
  const others = isMixed ? await takeTexts(trx, surveyId) : []
  const rows = [...added, ...others].toSorted((a, b) => (a.id < b.id ? -1 : 1))
  for (let start = 0; start < rows.length; start += ROWS_A_STATEMENT) {
    await trx
      .insertInto('survey_words')
      .values(rows.slice(start, start + ROWS_A_STATEMENT))
      .execute()
  }
}

/** In texts, and in characters. */
const MOST_MIXED = 2_000
const MOST_CHARACTERS = 500_000

async function takeTexts(trx: Db, surveyId: string) {
  const { count, characters } = await trx
    .selectFrom('survey_words')
    .select((eb) => [
      eb.fn.countAll<number>().as('count'),
      sql<number>`coalesce(sum(length(text)), 0)`.as('characters'),
    ])
    .where('survey_id', '=', surveyId)
    .executeTakeFirstOrThrow()
  if (Number(count) > MOST_MIXED || Number(characters) > MOST_CHARACTERS) return []
  return trx.deleteFrom('survey_words').where('survey_id', '=', surveyId).returningAll().execute()
}

/** How many texts there are in answer to a question, by version. */
export async function countTexts(db: Db, surveyId: string, question: string): Promise<Map<number, number>> {
  const rows = await db
    .selectFrom('survey_words')
    .select(['form_version', (eb) => eb.fn.countAll<number>().as('count')])
    .where('survey_id', '=', surveyId)
    .where('question_id', '=', question)
    .groupBy('form_version')
    .execute()
  return new Map(rows.map(({ form_version, count }) => [form_version, Number(count)]))
}

/** What people wrote in answer to a question of these versions, in the order of random ids; one more than the page holds. */
export function listReleasedTexts(
  db: Db,
  surveyId: string,
  question: string,
  versions: readonly number[],
  { limit, after }: PageRequest,
): Promise<{ id: string; text: string }[]> {
  return db
    .selectFrom('survey_words')
    .select(['id', 'text'])
    .where('survey_id', '=', surveyId)
    .where('question_id', '=', question)
    .where('form_version', 'in', versions)
    .$if(after !== undefined, (query) => query.where('id', '>', after?.[0] as string))
    .orderBy('id')
    .limit(limit + 1)
    .execute()
}
