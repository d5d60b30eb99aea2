import type { Db } from '../../db/connect.ts'
import type { Examination, Report } from '../../examination.ts'
import type { Form } from '../form/form.ts'
import { gather, NOTHING_HELD, type Said } from '../results/release-rules.ts'
import { cellsOf, type Increment, Tally } from '../results/tally-rules.ts'
import { Fingerprint } from './fingerprint.ts'
import * as store from './store.ts'

const SURVEYS_AT_ONCE = 20
const ROWS_AT_ONCE = 500

type Survey = Awaited<ReturnType<typeof store.listNextSurveys>>[number]

/** Proves that what is counted of replies is what they say, and that what people wrote is all there, and nothing else. */
export const tallies: Examination = {
  name: 'survey results',
  of: 'replies',
  needsTables: true,
  async run(db, report) {
    for (const [what, count] of Object.entries(await store.countOrphans(db))) {
      if (count > 0) report.wrong('surveys', `${count} rows of survey_${what} belong to nothing that is there.`)
    }
    for await (const surveys of slices(db)) await examineTallies(db, surveys, report)
  },
}

/** Proves how many replies each survey says that it has. */
export const replyCounts: Examination = {
  name: 'survey counters',
  of: 'surveys',
  needsTables: true,
  async run(db, report) {
    for await (const surveys of slices(db)) {
      const ids = surveys.map(({ id }) => id)
      const counts = await store.countReplies(db, ids)
      for (const { id, reply_count } of surveys) {
        const count = counts.get(id) ?? 0
        if (count !== reply_count) report.wrong(`survey ${id}`, `it says ${reply_count} replies, and has ${count}.`)
      }
      for (const { survey_id, participants } of await store.listParticipants(db, ids)) {
        const [people, count] = [new Set(participants).size, counts.get(survey_id) ?? 0]
        if (people === participants.length && people <= count) continue
        report.wrong(
          `survey ${survey_id}`,
          `it names ${participants.length} people who replied, and has ${count} replies.`,
        )
      }
      report.looked(surveys.length)
    }
  },
}

async function* slices(db: Db): AsyncGenerator<Survey[]> {
  for (let last: string | undefined = ''; last !== undefined; ) {
    const surveys: Survey[] = await store.listNextSurveys(db, last, SURVEYS_AT_ONCE)
    if (surveys.length > 0) yield surveys
    last = surveys.at(-1)?.id
  }
}

/** What there is of one survey, and what there should be. */
interface Account {
  survey: Survey
  forms: Map<number, Form>
  kept: Tally
  due: Tally
  keptTexts: Map<string, Fingerprint>
  dueTexts: Map<string, Fingerprint>
}

async function examineTallies(db: Db, surveys: readonly Survey[], report: Report): Promise<void> {
  const ids = surveys.map(({ id }) => id)
  const empty = () => ({
    forms: new Map(),
    kept: new Tally(),
    due: new Tally(),
    keptTexts: new Map(),
    dueTexts: new Map(),
  })
  const accounts = new Map<string, Account>(surveys.map((survey) => [survey.id, { survey, ...empty() }]))
  const of = (id: string) => accounts.get(id) as Account
  for (const { survey_id, version, form } of await store.listForms(db, ids)) of(survey_id).forms.set(version, form)
  for (const { survey_id, ...row } of await store.listTallies(db, ids)) of(survey_id).kept.addCount(row)
  for (const [id, held] of await store.mapHeld(db, ids)) {
    for (const row of held.cells) of(id).kept.addCount(row)
    for (const said of held.texts) addText(of(id).keptTexts, said)
  }
  for await (const said of wordsOf(db, ids)) addText(of(said.survey_id).keptTexts, said)
  for await (const replies of repliesOf(db, ids)) {
    for (const [id, some] of Map.groupBy(replies, ({ survey_id }) => survey_id)) addReplies(of(id), some, report)
    report.looked(replies.length)
  }
  for (const account of accounts.values()) compare(account, report)
}

type Reply = Awaited<ReturnType<typeof store.listCountedReplies>>[number]

function addReplies({ survey, forms, due, dueTexts }: Account, all: readonly Reply[], report: Report): void {
  const replies = all.filter(({ form_version }) => forms.has(form_version))
  if (replies.length < all.length) {
    report.wrong(`survey ${survey.id}`, `${all.length - replies.length} replies are to a version that is not there.`)
  }
  if (survey.anonymous === 1) {
    const { cells, texts } = gather(NOTHING_HELD, replies, forms, survey)
    for (const row of cells) due.addCount(row)
    for (const said of texts) addText(dueTexts, said)
    return
  }
  for (const { form_version, answers, day } of replies) {
    due.add(form_version, cellsOf(forms.get(form_version) as Form, answers, day))
  }
}

/** Says no more than where: what is counted of an anonymous survey is not for everybody. */
function compare({ survey, kept, due, keptTexts, dueTexts }: Account, report: Report): void {
  const wrong = new Map<string, number>()
  const counts = new Map(kept.rows().map((row) => [keyOf(row), row]))
  const note = (row: Increment) => wrong.set(placeOf(row), (wrong.get(placeOf(row)) ?? 0) + 1)
  for (const row of due.rows()) {
    const found = counts.get(keyOf(row))
    counts.delete(keyOf(row))
    if (found?.count !== row.count || found.value !== row.value) note(row)
  }
  for (const row of counts.values()) note(row)
  for (const [place, count] of wrong) {
    report.wrong(`survey ${survey.id}`, `${place}: ${count} of its counts are not those of the replies.`)
  }
  for (const place of new Set([...dueTexts.keys(), ...keptTexts.keys()])) {
    const [is, should] = [keptTexts.get(place) ?? new Fingerprint(), dueTexts.get(place)]
    if (is.isThatOf(should)) continue
    const sentence = `${place}: ${is.count} texts are kept, and they are not the ${should?.count ?? 0} of the replies.`
    report.wrong(`survey ${survey.id}`, sentence)
  }
}

function addText(texts: Map<string, Fingerprint>, said: Said): void {
  const place = placeOf(said)
  const fingerprint = texts.get(place) ?? new Fingerprint()
  texts.set(place, fingerprint)
  fingerprint.add(said.text)
}

function placeOf({ form_version, question_id }: { form_version: number; question_id: string }): string {
  return `version ${form_version}, ${question_id === '' ? 'whole replies' : `question ${question_id}`}`
}

function keyOf({ form_version, question_id, cell }: Increment): string {
  return `${form_version}\n${question_id}\n${cell}`
}

async function* repliesOf(db: Db, ids: readonly string[]): AsyncGenerator<Reply[]> {
  let after = { survey_id: '', id: '' }
  for (;;) {
    const replies: Reply[] = await store.listCountedReplies(db, ids, after, ROWS_AT_ONCE)
    if (replies.length === 0) return
    yield replies
    after = replies.at(-1) as Reply
  }
}

async function* wordsOf(db: Db, ids: readonly string[]) {
  let after = { survey_id: '', question_id: '', id: '' }
  for (;;) {
    const words = await store.listNextWords(db, ids, after, ROWS_AT_ONCE)
    if (words.length === 0) return
    yield* words
    after = words.at(-1) as (typeof words)[number]
  }
}
