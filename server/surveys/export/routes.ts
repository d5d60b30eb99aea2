import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../deps.ts'
import { type Caller, callerOf } from '../../http/access.ts'
import type { App } from '../../http/app-type.ts'
import { contentTag } from '../../http/etag.ts'
import { readPage, sendPage } from '../../http/paging.ts'
import { closed, IdParams } from '../../http/shapes.ts'
import { inSteps, mapped, sendPieces } from '../../http/streaming.ts'
import { companyDay } from '../../people/company/store.ts'
import { fileNameOf, savedAs } from '../../tables/file-name-rules.ts'
import { NAMES_OF_KINDS, TABLE_KINDS, TableQuery, tableAnswer } from '../../tables/schema.ts'
import { streamTable } from '../../tables/sending.ts'
import { findFor } from '../access.ts'
import { WHO } from '../responses.ts'
import { type Exported, readExported, readTexts } from './actions.ts'
import { CODEBOOK_COLUMNS } from './codebook-rules.ts'
import { codebookOf, jsonPieces, tableOf, toTextAnswer } from './representations.ts'
import { QuestionParams, SurveyExport, TextAnswerList, TextAnswerQuery } from './schema.ts'
import { replySlices } from './slices.ts'
import { namesVersion } from './store.ts'

const tags = ['Surveys']
const config = { access: 'member' } as const
const streaming = { access: 'member', streams: true } as const
/** Cells, or answers, that are written before others have their turn: a few milliseconds of work. */
const CELLS_AT_ONCE = 2_000

const WHOLE =
  'Of an anonymous survey only where it has told those who reply (`whole_replies`), once there are as many replies as its ' +
  'thresholds say, and in steps of as many; `409` otherwise. Neither persons, times nor versions are in it, nor questions ' +
  'that few have answered or that versions ask differently; its order says nothing, and its words are the newest.'

const COLUMNS =
  'Columns are named by the newest wording, and have labels as they were when they were chosen. Several choices have a column ' +
  'each with 1 or 0, rankings one for each choice with its place, empty where it has none, matrices one for each row; people’s own words are in a ' +
  'column that ends with “(other)”. Empty cells were skipped; `NA` is in those that somebody was not asked, but not in an ' +
  'anonymous survey. The codebook says what each column and value means.'
const CODEBOOK_EXAMPLE = '1,What would you like?,lunch,,single_choice,yes,1,What would you like?,,Soup,soup,chosen'

/** `/api/surveys/:id/replies.csv`, `replies.xlsx` and `replies.json`, and what people wrote. */
export function exportRoutes(app: App, deps: Deps): void {
  const { db, secrets } = deps
  const at = () => deps.now().toISOString()

  const exported = (request: FastifyRequest): Promise<Exported> =>
    readExported(deps, callerOf(request), (request.params as { id: string }).id, at())

  /** The ETag of all replies, one by one; with the names of those who sent them, where there are any. */
  const tagOf = async ({ survey }: Exported): Promise<string> => {
    const names = survey.anonymous === 1 ? '' : await namesVersion(db)
    return contentTag([survey.id, survey.version, survey.reply_count, names].join(' '))
  }

  const stillMay =
    ({ survey }: Exported) =>
    (caller: Caller) =>
      findFor(db, caller, 'export_replies', survey.id)

  const slicesOf = ({ survey }: Exported, width: number) => {
    const step = Math.max(1, Math.floor(CELLS_AT_ONCE / Math.max(1, width)))
    // A slice is read in a millisecond: the reader's thread would take more memory than the export, and twice the time.
    return inSteps(replySlices(db, survey), step)
  }

  for (const kind of TABLE_KINDS) {
    app.get(
      `/api/surveys/:id/replies.${kind}`,
      {
        config: streaming,
        schema: {
          tags,
          summary: `Save the replies to a survey as ${NAMES_OF_KINDS[kind]}, one a row`,
          description: `${WHO} ${COLUMNS} ${WHOLE}`,
          params: IdParams,
          querystring: closed(TableQuery),
          response: {
            200: tableAnswer(kind, 'What would you like?,What would you like? (other)', 'Soup,', 'Other,Dumplings'),
          },
          errors: [409],
        },
      },
      async (request, reply) => {
        const found = await exported(request)
        const { titles, toRow } = tableOf(found)
        const table = { title: found.survey.title, day: await companyDay(db, deps.now()), columns: titles }
        reply.header('etag', await tagOf(found))
        const slices = mapped(slicesOf(found, titles.length), toRow)
        return streamTable(request, reply as FastifyReply, kind, table, slices, stillMay(found))
      },
    )
  }

  for (const kind of TABLE_KINDS) {
    app.get(
      `/api/surveys/:id/codebook.${kind}`,
      {
        config: streaming,
        schema: {
          tags,
          summary: `Save the codebook of a survey’s replies as ${NAMES_OF_KINDS[kind]}`,
          description:
            `${WHO} What the columns and values of \`replies.csv\` mean: ids, types, labels and every wording, with the ` +
            'versions that have it; which value stands for “skipped” and which for “not asked”. Of an anonymous survey ' +
            'whenever its replies are shown; `409` otherwise.',
          params: IdParams,
          querystring: closed(TableQuery),
          response: { 200: tableAnswer(kind, CODEBOOK_COLUMNS.join(','), CODEBOOK_EXAMPLE) },
          errors: [409],
        },
      },
      async (request, reply) => {
        const found = await exported(request)
        const title = `${found.survey.title} codebook`
        const table = { title, day: await companyDay(db, deps.now()), columns: CODEBOOK_COLUMNS }
        reply.header('etag', await tagOf(found))
        const slices = inSteps(codebookOf(found), Math.floor(CELLS_AT_ONCE / CODEBOOK_COLUMNS.length))
        return streamTable(request, reply as FastifyReply, kind, table, slices, stillMay(found))
      },
    )
  }

  app.get(
    '/api/surveys/:id/replies.json',
    {
      config: streaming,
      schema: {
        tags,
        summary: 'Save the replies to a survey as JSON',
        description: `${WHO} Each answer has its question, and what was chosen, in the words of that time. ${WHOLE}`,
        params: IdParams,
        response: { 200: SurveyExport },
        errors: [409],
      },
    },
    async (request, reply) => {
      const found = await exported(request)
      const pieces = jsonPieces(found, slicesOf(found, found.questions.length))
      reply
        .type('application/json; charset=utf-8')
        .header(
          'content-disposition',
          savedAs(fileNameOf(found.survey.title, await companyDay(db, deps.now()), 'json')),
        )
        .header('etag', await tagOf(found))
      return sendPieces(request, reply as FastifyReply, pieces, stillMay(found)) as never
    },
  )

  app.get(
    '/api/surveys/:id/questions/:question/answers',
    {
      config,
      schema: {
        tags,
        summary: 'List what people wrote in answer to a question',
        description:
          `${WHO} To questions for a text, and in place of a choice; other questions have no such list. In no particular ` +
          'order. Of an anonymous survey they come in steps of as many as its threshold for texts says; `409` before that, ' +
          'and where the question depends on several answers.',
        params: QuestionParams,
        querystring: TextAnswerQuery,
        response: { 200: TextAnswerList },
        errors: [409],
      },
    },
    async (request, reply) => {
      const page = readPage(secrets, request)
      const { survey, rows } = await readTexts(deps, callerOf(request), request.params, page, at())
      const shown = sendPage(secrets, request, reply, page, rows, ({ id }) => [id])
      return shown.map((row) => toTextAnswer(survey, row))
    },
  )
}
