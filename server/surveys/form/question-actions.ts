import type { Db } from '../../db/connect.ts'
import { notFound } from '../../errors.ts'
import { check, compile } from '../../http/validation.ts'
import { changeSurvey, type Edited, type Guard } from '../actions.ts'
import type { Reader } from '../store.ts'
import type { Form, Question } from './form.ts'
import { asSent, mergedQuestion, withChanged, withoutQuestion, withQuestion } from './question-rules.ts'
import { completeQuestion } from './rules.ts'
import { QuestionInput } from './schema.ts'

const isQuestion = compile(QuestionInput)

/** A question, and the survey that asks it. */
export interface EditedQuestion extends Edited {
  question: Question
}

/** Which survey is changed, by whom and when (an ISO instant), and what may object once it is locked. */
export interface Editing {
  editor: Reader
  surveyId: string
  guard: Guard
  now: string
}

/**
 * Adds a question to a survey; `input` is validated.
 * @throws AppError `not_found`, `invalid` naming its fields, `conflict`, and whatever the guard throws.
 */
export function addQuestion(
  trx: Db,
  by: Editing,
  input: QuestionInput,
  position: number | undefined,
): Promise<EditedQuestion> {
  const question = completeQuestion(input)
  return changing(trx, by, question.id, (form) => withQuestion(form, question, position))
}

/**
 * Changes some fields of a question, and its place when `position` is given.
 * @throws AppError `not_found`, `invalid` naming its fields, `conflict`, and whatever the guard throws.
 */
export function changeQuestion(
  db: Db,
  by: Editing,
  id: string,
  change: Partial<QuestionInput>,
  position: number | undefined,
): Promise<EditedQuestion> {
  return changing(db, by, id, (form) => {
    const whole = check<QuestionInput>(isQuestion, mergedQuestion(findQuestion(form, id), change), 'json')
    return withChanged(form, completeQuestion(whole), position)
  })
}

/** Removes a question. @throws AppError `not_found`, `conflict` when rules look at it, and whatever the guard throws. */
export async function removeQuestion(db: Db, { editor, surveyId, guard, now }: Editing, id: string): Promise<void> {
  const change = (form: Form) => ({ questions: withoutQuestion(form, findQuestion(form, id).id) })
  await changeSurvey(db, editor, surveyId, change, guard, now)
}

/** A question of a form. @throws AppError `not_found` */
export function findQuestion({ questions }: Form, id: string): Question {
  const question = questions.find((one) => one.id === id)
  if (!question) throw notFound()
  return question
}

async function changing(
  db: Db,
  { editor, surveyId, guard, now }: Editing,
  id: string,
  work: (form: Form) => Question[],
): Promise<EditedQuestion> {
  let questions: Question[] = []
  const change = (form: Form) => {
    questions = []
    questions = work(form)
    return { questions }
  }
  try {
    const edited = await changeSurvey(db, editor, surveyId, change, guard, now)
    return { ...edited, question: findQuestion(edited.form, id) }
  } catch (error) {
    // Until there is a form to speak of, errors are about the question as it was sent.
    throw questions.length > 0 ? asSent(error, questions, id) : error
  }
}
