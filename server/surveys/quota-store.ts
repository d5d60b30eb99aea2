import { sql } from 'kysely'
import type { Db } from '../db/connect.ts'
import { jsonBytes, storedBytes } from '../db/dialect.ts'
import type { Measured } from './quota-rules.ts'

/** What there is of an account's surveys, and of one of them. Those just deleted count until they are gone. */
export async function measure(db: Db, ownerId: string, surveyId: string): Promise<Measured> {
  const own = db.selectFrom('surveys').where('owner_id', '=', ownerId)
  const { surveys } = await own.select((eb) => eb.fn.countAll<number>().as('surveys')).executeTakeFirstOrThrow()
  const forms = await db
    .selectFrom('survey_forms')
    .select(sum(storedBytes(db, 'form')).as('bytes'))
    .where('survey_id', 'in', own.select('id'))
    .executeTakeFirstOrThrow()
  const texts = await db
    .selectFrom('survey_texts')
    .select(sum(storedBytes(db, 'html')).as('bytes'))
    .where('survey_id', 'in', own.select('id'))
    .executeTakeFirstOrThrow()
  const one = await db
    .selectFrom('survey_forms')
    .select(sum(jsonBytes(db, 'form')).as('bytes'))
    .select((eb) => eb.fn.countAll<number>().as('versions'))
    .where('survey_id', '=', surveyId)
    .executeTakeFirstOrThrow()
  return {
    surveys: Number(surveys),
    bytes: Number(forms.bytes) + Number(texts.bytes),
    bytesOfOne: Number(one.bytes),
    versionsOfOne: Number(one.versions),
  }
}

function sum(bytes: ReturnType<typeof storedBytes>) {
  return sql<number>`coalesce(sum(${bytes}), 0)`
}
