import type { Db } from '../db/connect.ts'
import { AppError } from '../errors.ts'
import { mapped } from '../http/streaming.ts'
import type { ArchiveFile } from '../privacy/archive.ts'
import { findFor } from '../surveys/access.ts'
import { readExported, readTexts } from '../surveys/export/actions.ts'
import { CODEBOOK_COLUMNS } from '../surveys/export/codebook-rules.ts'
import { askedQuestions, wordsIn } from '../surveys/export/columns-rules.ts'
import { codebookOf, jsonPieces, tableOf } from '../surveys/export/representations.ts'
import { replySlices } from '../surveys/export/slices.ts'
import { readResults, type Sources } from '../surveys/results/actions.ts'
import { listPublishedForms, type Reader } from '../surveys/store.ts'
import type { Row } from '../tables/csv.ts'
import { csvPieces } from '../tables/sending.ts'
import { listSurveys } from './store.ts'
import type { Described } from './text-rules.ts'

/** Sees what administrators see, and no more: what is not shown of an anonymous survey is not exported either. */
const ADMIN: Reader = { id: '', role: 'admin' }
const TEXTS_AT_ONCE = 100

export const SURVEY_FILES: readonly Described[] = [
  { name: 'surveys/ID/results.json', about: 'The results of a survey, as they are shown.' },
  {
    name: 'surveys/ID/replies.csv, surveys/ID/replies.json',
    about:
      'The replies, one a row, with who sent them and when where the survey is not anonymous. Of an anonymous survey only where ' +
      'people were told that whole replies are read: as many as are shown, without persons, times and versions. ' +
      'Columns are named by the questions.',
  },
  {
    name: 'surveys/ID/codebook.csv',
    about:
      'What the columns and values of the replies mean, in every wording; empty cells were skipped, `NA` was not asked.',
  },
  {
    name: 'surveys/ID/texts.csv',
    about: 'What people wrote in an anonymous survey, as far as it is shown, each question in an order of its own.',
    columns: [
      ['question', 'the question'],
      ['text', 'what somebody wrote'],
    ],
  },
]

/** What came of every survey, read from a snapshot. */
export async function surveyFiles(db: Db, now: string): Promise<ArchiveFile[]> {
  const sources = snapshotOf(db)
  const files: ArchiveFile[] = []
  for (const { id, isPublished } of await listSurveys(db)) {
    if (!isPublished) continue
    const survey = await findFor(db, ADMIN, 'see_results', id)
    const read = () => readExported(sources, ADMIN, id, now)
    files.push({ name: `surveys/${id}/results.json`, text: () => resultsText(db, id, now) })
    if (await isShown(read)) {
      files.push({ name: `surveys/${id}/replies.csv`, text: () => repliesCsv(db, read) })
      files.push({ name: `surveys/${id}/codebook.csv`, text: () => codebookCsv(read) })
      files.push({ name: `surveys/${id}/replies.json`, text: () => repliesJson(db, read) })
    }
    if (survey.anonymous === 1)
      files.push({
        name: `surveys/${id}/texts.csv`,
        text: () => csvPieces(['question', 'text'], textSlices(db, id, now)),
      })
  }
  return files
}

function snapshotOf(db: Db): Sources {
  return { db, reader: db, isSnapshot: true }
}

/** False where the survey is anonymous, and this is not shown, or not yet. */
async function isShown(read: () => Promise<unknown>): Promise<boolean> {
  try {
    await read()
    return true
  } catch (error) {
    if (error instanceof AppError && error.kind === 'conflict') return false
    throw error
  }
}

async function* resultsText(db: Db, id: string, now: string): AsyncGenerator<string> {
  const survey = await findFor(db, ADMIN, 'see_results', id)
  const { title } = survey
  yield `${JSON.stringify({ id, title, results: await readResults(snapshotOf(db), survey, now) }, null, 2)}\n`
}

async function* repliesCsv(db: Db, read: () => ReturnType<typeof readExported>): AsyncGenerator<string> {
  const found = await read()
  const { titles, toRow } = tableOf(found)
  yield* csvPieces(titles, mapped(replySlices(db, found.survey), toRow))
}

async function* codebookCsv(read: () => ReturnType<typeof readExported>): AsyncGenerator<string> {
  yield* csvPieces(CODEBOOK_COLUMNS, codebookOf(await read()))
}

async function* repliesJson(db: Db, read: () => ReturnType<typeof readExported>): AsyncGenerator<string> {
  const found = await read()
  yield* jsonPieces(found, replySlices(db, found.survey))
}

async function* textSlices(db: Db, id: string, now: string): AsyncGenerator<Row[]> {
  const asked = askedQuestions(await listPublishedForms(db, id)).filter((question) => wordsIn(question))
  for (const { id: question, newest } of asked) {
    let after: string[] | undefined
    const read = () => readTexts(snapshotOf(db), ADMIN, { id, question }, { limit: TEXTS_AT_ONCE, after }, now)
    if (!(await isShown(read))) continue
    for (;;) {
      const { rows } = await read()
      const shown = rows.slice(0, TEXTS_AT_ONCE)
      yield shown.map(({ text }) => [newest.title, text])
      if (rows.length <= TEXTS_AT_ONCE) break
      after = [shown.at(-1)?.id as string]
    }
  }
}
