import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { type Caller, callerOf } from '../http/access.ts'
import type { App } from '../http/app-type.ts'
import { decide, scopeOf } from '../surveys/access.ts'
import { publishedForm } from '../surveys/answering/actions.ts'
import type { Answers } from '../surveys/answering/schema.ts'
import type { Form, Question } from '../surveys/form/form.ts'
import { readDisclosure, readResults } from '../surveys/results/actions.ts'
import { countTexts, listReleasedTexts } from '../surveys/results/released-store.ts'
import { eachReply } from '../surveys/results/scan.ts'
import { findForm, findWorkedOn, type PlainSurvey } from '../surveys/store.ts'
import { checkedByRead, parameters } from './parameters.ts'
import { handleOf, reachSurvey } from './survey-access.ts'
import { toLegacyQuestion } from './survey-question-rules.ts'
import { LegacyStats, LegacyStatsId } from './survey-schema.ts'
import { countedAnswers, MOST_ANSWERS, MOST_CHARACTERS, toLegacyAnswer, votesOf } from './survey-stats-rules.ts'

const survey = parameters(LegacyStatsId)
/** A GET has no body. */
const { body: _body, ...anywhere } = survey.schema

/** What was answered to each question of a survey, as the survey backend lists it. */
export function surveyStatsRoute(app: App, deps: Deps): void {
  app.get(
    '/getsurveystats',
    {
      config: { access: 'member' },
      validatorCompiler: checkedByRead,
      schema: {
        tags: ['Compatibility'],
        summary: 'Get what was answered to each question of a survey',
        description:
          'For its owner, its editors and administrators. The survey’s id, or its public key, comes as a header or in the query. ' +
          `\`votes\` counts everyone who answered, \`answers\` has up to ${MOST_ANSWERS} of their answers, in no order. Of an ` +
          'anonymous survey both are as far as its results show them: null and empty where they do not.',
        ...anywhere,
        response: { 200: LegacyStats },
        errors: [404],
      },
    },
    async (request, reply) => {
      const { id } = survey.read(request)
      const found = await findShown(deps, callerOf(request), id)
      const isGone = () => reply.sent || reply.raw.destroyed
      return statsOf(deps, found, deps.now().toISOString(), isGone)
    },
  )
}

/** @throws AppError `not_found`, in the survey backend's words, also for those who are not to know of it. */
async function findShown({ db }: Deps, caller: Caller, id: string | number): Promise<PlainSurvey> {
  const reached = await reachSurvey(db, id)
  const found = reached && (await findWorkedOn(db, scopeOf(caller), reached.survey.id))
  if (found && decide(caller, 'see_results', found) === 'yes') return found
  throw new AppError('not_found', `Survey ${id} doesn't exist`)
}

async function statsOf(deps: Deps, found: PlainSurvey, now: string, isGone: () => boolean) {
  const { published_version, form_version, id } = found
  const form =
    published_version > 0 ? publishedForm(deps.db, id, published_version) : findForm(deps.db, id, form_version)
  const { questions } = (await form) as Form
  // Before they are counted: there is no answer that is not counted.
  const replied = found.anonymous === 1 ? undefined : await answersIn(deps, id, isGone)
  const results = await readResults(deps, found, now)
  const texts = found.anonymous === 1 ? await releasedTexts(deps, found, questions, now) : undefined
  return questions.map((question) => {
    const { id: name, content, type } = toLegacyQuestion(handleOf(found), question)
    const answers = replied
      ? (replied.get(question.id) ?? [])
      : (texts?.get(question.id) ?? countedAnswers(results, question.id))
    return { id: name, type, votes: votesOf(results, question.id), content, answers }
  })
}

/** The answers in all replies by their questions: up to so many of each, and no more characters than that. */
async function answersIn(deps: Deps, surveyId: string, isGone: () => boolean): Promise<Map<string, unknown[]>> {
  const found = new Map<string, unknown[]>()
  let characters = 0
  await eachReply(deps, surveyId, undefined, isGone, ({ questions }, { answers }) => {
    characters += answers?.length ?? 0
    if (answers === null || characters > MOST_CHARACTERS) return
    const given = JSON.parse(answers) as Answers
    for (const question of questions) {
      const value = given[question.id]
      if (value === undefined) continue
      const list = found.get(question.id) ?? []
      if (list.length < MOST_ANSWERS) list.push(toLegacyAnswer(question, value))
      found.set(question.id, list)
    }
  })
  return found
}

/** What people wrote in answer to an anonymous survey's questions, as far as that is shown. */
async function releasedTexts(deps: Deps, found: PlainSurvey, questions: readonly Question[], now: string) {
  const { disclosure } = await readDisclosure(deps, found, now)
  const texts = new Map<string, string[]>()
  for (const { id, type } of questions) {
    if (type !== 'text' && type !== 'long_text') continue
    const counts = await countTexts(deps.reader, found.id, id)
    if (disclosure.withheld({ of: 'texts', id, counts }) !== null) continue
    const versions = disclosure.readableVersions(id, counts)
    const page = { limit: MOST_ANSWERS, after: undefined }
    const rows = await listReleasedTexts(deps.reader, found.id, id, versions, page)
    texts.set(
      id,
      rows.slice(0, MOST_ANSWERS).map(({ text }) => text),
    )
  }
  return texts
}
