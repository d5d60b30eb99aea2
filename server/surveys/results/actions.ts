import type { Db } from '../../db/connect.ts'
import { findFor } from '../access.ts'
import { publishedForm } from '../answering/actions.ts'
import type { Form } from '../form/form.ts'
import type { Reader, SurveyRow } from '../store.ts'
import { countsOf } from './counts-rules.ts'
import { isHidden } from './rules.ts'
import type { Results } from './schema.ts'
import { listVersions, readTallies } from './store.ts'
import { measuresOf, type Published, rankingsOf, summarise } from './summary-rules.ts'
import { tallyReplies } from './tally.ts'
import { REPLIES, WHOLE } from './tally-rules.ts'

/** Where results are read: `reader` is for what may take long. */
export interface Sources {
  db: Db
  reader: Db
}

/** A survey whose results somebody may see. @throws AppError `not_found` */
export function findShown(db: Db, reader: Reader, id: string): Promise<SurveyRow> {
  return findFor(db, reader, 'see_results', id)
}

/** Everything that a survey has asked so far, the oldest version first. */
export async function listPublished(db: Db, surveyId: string): Promise<Published[]> {
  const published: Published[] = []
  for (const { version, published_at } of await listVersions(db, surveyId)) {
    published.push({ version, published_at, form: (await publishedForm(db, surveyId, version)) as Form })
  }
  return published
}

/** The results of a survey: of every reply that was stored before they were asked for, and each reply as a whole. */
export async function readResults(
  { db, reader }: Sources,
  survey: Pick<SurveyRow, 'id' | 'anonymous'>,
): Promise<Results> {
  await tallyReplies(db, survey.id)
  for (;;) {
    const published = await listPublished(db, survey.id)
    const tallies = await readTallies(reader, survey.id, measuresOf(published), rankingsOf(published))
    const newest = published.at(-1)?.version ?? 0
    // A version may be published, and answered, in between.
    if (tallies.cells.some(({ form_version }) => form_version > newest)) continue
    const total = countsOf(tallies.cells)(WHOLE).of(REPLIES)
    return summarise(survey, published, tallies, isHidden(survey, total, total))
  }
}
