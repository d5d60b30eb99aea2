import { AppError, notFound } from '../../errors.ts'
import type { PageRequest } from '../../http/paging.ts'
import { findFor } from '../access.ts'
import type { Question } from '../form/form.ts'
import { readDisclosure, type Sources } from '../results/actions.ts'
import { countTexts, listReleasedTexts } from '../results/released-store.ts'
import type { Withheld } from '../results/schema.ts'
import { listPublishedForms, type Reader, type SurveyRow } from '../store.ts'
import { type Asked, askedQuestions, type PublishedForm, wordsIn } from './columns-rules.ts'
import { listTexts, type TextRow } from './store.ts'

/** A survey whose replies are shown, and all that it has asked. */
export interface Exported {
  survey: SurveyRow
  forms: PublishedForm[]
  questions: Asked[]
}

/**
 * A survey whose replies the reader may see, one by one. Of an anonymous one, it has the questions that may be seen in them,
 * and only the newest wording of these.
 * @throws AppError `not_found`, `conflict` while it is anonymous and shows none.
 */
export async function readExported(sources: Sources, reader: Reader, id: string, now: string): Promise<Exported> {
  const survey = await findFor(sources.db, reader, 'export_replies', id)
  const forms = await listPublishedForms(sources.db, id)
  const questions = askedQuestions(forms)
  if (survey.anonymous === 0) return { survey, forms, questions }
  const { disclosure } = await readDisclosure(sources, survey, now)
  refuse(survey, disclosure.withheld({ of: 'replies' }))
  const isShown = ({ id }: Asked) => disclosure.withheld({ of: 'column', id }) === null
  const inNewestWords = ({ id, versions }: Asked): Asked => {
    const newest = versions.get(disclosure.newestAlike(id)) as Question
    return { id, newest, versions: new Map([...versions.keys()].map((version) => [version, newest])) }
  }
  return { survey, forms, questions: questions.filter(isShown).map(inNewestWords) }
}

/**
 * What people wrote in answer to a question; one row more than the page holds.
 * @throws AppError `not_found`, also for a question without such answers; `conflict` while it is anonymous and shows none.
 */
export async function readTexts(
  sources: Sources,
  reader: Reader,
  path: { id: string; question: string },
  page: PageRequest,
  now: string,
): Promise<{ survey: SurveyRow; rows: TextRow[] }> {
  const survey = await findFor(sources.db, reader, 'see_results', path.id)
  const questions = askedQuestions(await listPublishedForms(sources.db, path.id))
  const asked = questions.find(({ id }) => id === path.question)
  const words = asked && wordsIn(asked)
  if (!words) throw notFound()
  if (survey.anonymous === 0) {
    return { survey, rows: await listTexts(sources.reader, survey.id, asked.id, words, page) }
  }
  const { disclosure } = await readDisclosure(sources, survey, now)
  const counts = await countTexts(sources.reader, survey.id, asked.id)
  refuse(survey, disclosure.withheld({ of: 'texts', id: asked.id, counts }))
  const versions = disclosure.readableVersions(asked.id, counts)
  const texts = await listReleasedTexts(sources.reader, survey.id, asked.id, versions, page)
  return { survey, rows: texts.map((text) => ({ ...text, ...NAMELESS })) }
}

const NAMELESS = { submitted_at: null, username: null, address: null }

function refuse({ text_threshold }: SurveyRow, why: Withheld | null): void {
  switch (why) {
    case null:
      return
    case 'not_promised':
      throw new AppError('conflict', 'This survey is anonymous: people were told that nobody reads whole replies.')
    case 'not_closed':
      throw new AppError('conflict', 'This survey is anonymous: its results come after it closes.')
    case 'depends':
      throw new AppError('conflict', 'Not shown: whether this question is asked depends on several answers.')
    default:
      throw new AppError('conflict', `This survey is anonymous: this is shown from ${text_threshold} answers on.`)
  }
}
