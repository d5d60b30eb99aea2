import type { Db } from '../db/connect.ts'
import { AppError, invalidField } from '../errors.ts'
import type { Caller } from '../http/access.ts'
import { check, compile } from '../http/validation.ts'
import { findCompany } from '../people/company/store.ts'
import { changeSurvey, createSurvey, publish } from '../surveys/actions.ts'
import { MAX_QUESTIONS, QuestionInput } from '../surveys/form/schema.ts'
import { refusal, stateOf } from '../surveys/rules.ts'
import type { SurveyRow } from '../surveys/store.ts'
import { mayRead, noSurvey, reachSurvey } from './survey-access.ts'
import { readDue } from './survey-due-rules.ts'
import { isStorable, type LegacyInput, toQuestionInput } from './survey-question-rules.ts'

interface LegacySurvey {
  name: string
  duedate: string
  desc?: string
  isactive?: boolean
  questions?: readonly LegacyInput[]
}

/** Each reply is to one question. */
const REPLY_CAP = 100_000
const SETTINGS = {
  audience: 'anyone',
  listed: true,
  anonymous: false,
  one_reply_each: false,
  reply_cap: REPLY_CAP,
} as const

/** To a route of these paths there is no version that its client has read. */
const anyVersion = () => undefined

/**
 * Makes a survey for anyone with its questions, open at once unless it is not to be active. Gives its id. `now` is an ISO
 * instant.
 * @throws AppError `invalid` naming what is wrong.
 */
export async function addSurvey(trx: Db, owner: Caller, input: LegacySurvey, now: string): Promise<string> {
  const questions = (input.questions ?? []).map((question, at) => completed(question, `questions.${at}.`))
  const { time_zone } = await findCompany(trx)
  const due_at = readDue(input.duedate, time_zone, now)
  const { name: title, desc: description = '', isactive = true } = input
  const made = await createSurvey(trx, owner, { ...SETTINGS, title, description, due_at, time_zone, questions }, now, {
    isOpenById: true,
  })
  const { id } = made.survey
  if (isactive) await publish(trx, owner, id, anyVersion, now, { mayBeEmpty: true })
  return id
}

/**
 * Adds a question to a survey of the caller's own, and asks it from now on if the survey is published.
 * @throws AppError `not_found`, `forbidden` for the surveys of others, `gone` for a closed one, `conflict` for one with
 * changes that are not published yet, `invalid` naming what is wrong.
 */
export async function addQuestion(
  trx: Db,
  caller: Caller,
  id: string | number,
  input: LegacyInput,
  now: string,
): Promise<void> {
  const question = completed(input, '')
  const reached = await reachSurvey(trx, id)
  if (!reached || !(await mayRead(trx, reached, caller, now))) throw noSurvey()
  const found = reached.survey
  if (found.owner_id !== caller.id) throw new AppError('forbidden', `User ${caller.username} not permited`)
  const { survey } = await changeSurvey(
    trx,
    caller,
    found.id,
    ({ questions }) => {
      if (questions.length >= MAX_QUESTIONS) throw invalidField('questions', `There are ${MAX_QUESTIONS} already.`)
      return { questions: [...questions, question] }
    },
    (current) => requireTakesQuestions(current, now),
    now,
  )
  if (survey.published_version > 0) await publish(trx, caller, survey.id, anyVersion, now)
}

/** What its people have not published yet is not to be published along with the new question. */
function requireTakesQuestions(survey: SurveyRow, now: string): void {
  if (stateOf(survey, now) === 'closed') throw refusal(survey, 'closed')
  if (survey.published_version === 0 || survey.form_version === survey.published_version) return
  throw new AppError('conflict', 'This survey has changes that are not published yet: publish them first.')
}

const validate = compile(QuestionInput)

/** The question of ours with all its defaults. `place` is where it is among the parameters: `questions.2.`, or nothing. */
function completed(input: LegacyInput, place: string): QuestionInput {
  if (!isStorable(input.replyContent)) throw invalidField(`${place}replyContent`, 'Not a valid string.')
  const question = toQuestionInput(input)
  try {
    return check<QuestionInput>(validate, question, 'json')
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    // Content and type have been checked: what is wrong is what there is to choose from.
    const sentences = new Set(Object.values(error.errors?.json ?? {}).flat())
    throw invalidField(`${place}replyContent`, ...sentences)
  }
}
