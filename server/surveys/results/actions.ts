import type { Db } from '../../db/connect.ts'
import { findFor } from '../access.ts'
import { publishedForm } from '../answering/actions.ts'
import type { Form } from '../form/form.ts'
import type { PlainSurvey, Reader, SurveyRow } from '../store.ts'
import { nothing, summariseAnonymous } from './anonymous-rules.ts'
import { countsOf } from './counts-rules.ts'
import { Disclosure, isComplete, stepOf } from './disclosure-rules.ts'
import { readReleased } from './released-store.ts'
import type { Results } from './schema.ts'
import { listVersions, readTallies } from './store.ts'
import { completionOf, measuresOf, type Published, rankingsOf, summarise } from './summary-rules.ts'
import { tallyReplies } from './tally.ts'
import { REPLIES, WHOLE } from './tally-rules.ts'

/** Where results are read: `reader` is for what may take long. */
export interface Sources {
  db: Db
  reader: Db
  /** True where nothing can be written, so that what has come since replies were last counted is left out. */
  isSnapshot?: boolean
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

/**
 * The results of a survey: of every reply that was stored before they were asked for, and each reply as a whole; of an
 * anonymous one, as much of that as may be shown at this instant, `now`.
 */
export async function readResults(sources: Sources, survey: PlainSurvey, now: string): Promise<Results> {
  const { db, reader, isSnapshot } = sources
  if (survey.anonymous === 1) return readAnonymous(sources, survey, now)
  if (!isSnapshot) await tallyReplies(db, survey.id)
  for (;;) {
    const published = await listPublished(db, survey.id)
    const tallies = await readTallies(reader, survey.id, measuresOf(published), rankingsOf(published))
    const newest = published.at(-1)?.version ?? 0
    // A version may be published, and answered, in between.
    if (tallies.cells.some(({ form_version }) => form_version > newest)) continue
    return summarise(published, tallies, survey.begun_count)
  }
}

async function readAnonymous(sources: Sources, survey: PlainSurvey, now: string): Promise<Results> {
  const { published, disclosure, released, sums } = await readDisclosure(sources, survey, now)
  const next = nextOf(survey, released, now)
  const why = disclosure.withheld({ of: 'results' })
  if (why !== null) return nothing(survey.reply_count, why, next)
  // While it is open the number would tell, from one look to the next, when somebody stopped half way.
  const begun = isComplete(survey, now) ? survey.begun_count : null
  return { ...summariseAnonymous(published, disclosure, sums, next), ...completionOf(begun, survey.reply_count) }
}

/** How many replies there must be for more to be shown; null where that is not what it waits for. */
export function nextOf(survey: PlainSurvey, released: number, now: string): number | null {
  return survey.results_when === 'steps' && !isComplete(survey, now) ? released + stepOf(survey) : null
}

/** All that is decided about what may be shown of an anonymous survey, and what that was decided on. */
export async function readDisclosure({ db, reader, isSnapshot }: Sources, survey: PlainSurvey, now: string) {
  if (!isSnapshot) await tallyReplies(db, survey.id)
  for (;;) {
    const published = await listPublished(db, survey.id)
    const { rows, sums } = await readReleased(reader, survey.id, measuresOf(published))
    const newest = published.at(-1)?.version ?? 0
    if (rows.some(({ form_version }) => form_version > newest)) continue
    const released = countsOf(rows)(WHOLE).of(REPLIES)
    return { published, disclosure: new Disclosure(survey, published, rows, now), released, sums }
  }
}
