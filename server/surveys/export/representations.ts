import type { Row } from '../../tables/csv.ts'
import { settingsOf } from '../actions.ts'
import { shownQuestions } from '../form/shown-rules.ts'
import type { PlainSurvey } from '../store.ts'
import type { Exported } from './actions.ts'
import { codebookSlices } from './codebook-rules.ts'
import { type Asked, type Cell, cellsOf, columnsOf, labelOf } from './columns-rules.ts'
import type { TextAnswer } from './schema.ts'
import type { Origin, ReplyRow, TextRow } from './store.ts'

/** The columns that replies have which say whose they are. */
const ORIGIN = ['submitted_at', 'respondent']

/**
 * The titles of a table of replies, and a reply as a row of it. What somebody was not asked differs from what they skipped, but in
 * an anonymous survey, where it could tell to which version they replied.
 */
export function tableOf({ survey, forms, questions }: Exported): {
  titles: string[]
  toRow: (reply: ReplyRow) => Cell[]
} {
  const origin = originColumns(survey)
  const columns = columnsOf(questions, origin)
  const formOf = new Map(forms.map(({ version, form }) => [version, form]))
  const askedIn = ({ form_version, answers }: ReplyRow) => {
    const form = survey.anonymous === 1 ? undefined : formOf.get(form_version)
    return form && new Set(shownQuestions(form, answers).map(({ id }) => id))
  }
  return {
    titles: [...origin, ...columns.map(({ title }) => title)],
    toRow: (reply) => [
      ...originCells(survey, reply),
      ...cellsOf(columns, reply.form_version, reply.answers, askedIn(reply)),
    ],
  }
}

/** The codebook of that table, by its columns and values: the rows of one column after the other. */
export async function* codebookOf({ survey, forms, questions }: Exported): AsyncGenerator<readonly Row[]> {
  const origin = originColumns(survey)
  yield* codebookSlices(columnsOf(questions, origin), forms, { origin, isAnonymous: survey.anonymous === 1 })
}

function originColumns(survey: PlainSurvey): string[] {
  return survey.anonymous === 1 ? [] : ORIGIN
}

function originCells(survey: PlainSurvey, reply: Origin): Cell[] {
  return survey.anonymous === 1 ? [] : [reply.submitted_at, reply.username ?? reply.address]
}

/** Who replied and when; nothing in an anonymous survey. */
function originOf(survey: PlainSurvey, reply: Origin): Pick<TextAnswer, 'submitted_at' | 'respondent'> {
  if (survey.anonymous === 1) return {}
  return { submitted_at: reply.submitted_at as string, respondent: reply.username ?? reply.address }
}

export function toTextAnswer(survey: PlainSurvey, row: TextRow): TextAnswer {
  return { text: row.text, ...originOf(survey, row) }
}

/** The replies as one JSON document, piece by piece. */
export async function* jsonPieces(
  { survey, forms, questions }: Exported,
  slices: AsyncIterable<readonly ReplyRow[]>,
): AsyncGenerator<string> {
  const { title, description, audience, anonymous, one_reply_each, time_zone } = settingsOf(survey)
  const head = { id: survey.id, title, description, audience, anonymous, one_reply_each, time_zone }
  // Versions are no secret, but which reply is to which is, in an anonymous survey.
  yield `{"survey":${JSON.stringify(head)},"versions":[`
  for (const [i, { version, form }] of forms.entries()) {
    const { sections, questions: asked } = form
    yield `${i === 0 ? '' : ','}${JSON.stringify({ version, sections, questions: asked })}`
  }
  yield '],"replies":['
  let separator = '\n'
  for await (const rows of slices) {
    yield separator + rows.map((row) => JSON.stringify(toReply(survey, questions, row))).join(',\n')
    separator = ',\n'
  }
  yield '\n]}\n'
}

function toReply(survey: PlainSurvey, questions: readonly Asked[], row: ReplyRow): object {
  const answers = questions.flatMap(({ id, versions }) => {
    const [value, question] = [row.answers[id], versions.get(row.form_version)]
    if (value === undefined || question === undefined) return []
    return [{ question: id, title: question.title, value, label: labelOf(value, question) }]
  })
  return { ...(survey.anonymous === 0 && { version: row.form_version }), ...originOf(survey, row), answers }
}
