import type { Db } from '../../db/connect.ts'
import { AppError } from '../../errors.ts'
import { findFor } from '../access.ts'
import { isHidden } from '../results/rules.ts'
import { listPublishedForms, type Reader, type SurveyRow } from '../store.ts'
import { type Asked, askedQuestions, type PublishedForm } from './columns-rules.ts'

/** A survey whose replies are shown, and all that it has asked. */
export interface Exported {
  survey: SurveyRow
  forms: PublishedForm[]
  questions: Asked[]
}

/**
 * A survey whose replies the reader may see, one by one.
 * @throws AppError `not_found`, `conflict` while it is anonymous and has too few of them.
 */
export async function readExported(db: Db, reader: Reader, id: string): Promise<Exported> {
  const survey = await findFor(db, reader, 'export_replies', id)
  if (isHidden(survey, survey.reply_count, survey.reply_count)) {
    throw new AppError('conflict', 'This survey is anonymous: what was replied is shown once there are five replies.')
  }
  const forms = await listPublishedForms(db, id)
  return { survey, forms, questions: askedQuestions(forms) }
}
