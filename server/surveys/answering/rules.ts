import { AppError } from '../../errors.ts'
import type { Form } from '../form/form.ts'
import type { Problems } from '../form/rules.ts'
import { shownQuestions } from '../form/shown-rules.ts'
import { checkAnswer } from './answer-rules.ts'
import type { Answers } from './schema.ts'

/** An answer as it is sent. */
export interface SentAnswer {
  question: string
  value: unknown
}

/**
 * The answers of a reply, each checked against its question, and all of them against the rules by which questions are
 * asked.
 * @throws AppError `invalid` naming, as `answers.<question>`, every answer that is wrong, missing or not asked for.
 */
export function checkAnswers(form: Form, sent: readonly SentAnswer[]): Answers {
  const problems: Problems = {}
  const answers = readAnswers(form, sent, problems)
  const shown = new Map(shownQuestions(form, answers).map((question) => [question.id, question]))
  for (const id of Object.keys(answers)) {
    if (!shown.has(id)) problems[`answers.${id}`] = ['It is not asked, given the other answers.']
  }
  for (const { id, required } of shown.values()) {
    if (required && answers[id] === undefined) problems[`answers.${id}`] ??= ['Missing data for required field.']
  }
  if (Object.keys(problems).length > 0) throw new AppError('invalid', '', { errors: { json: problems } })
  return answers
}

/** In bytes of JSON, of all answers of a reply: more than anybody writes, and a quarter of what a request may hold. */
const MAX_REPLY_BYTES = 64 * 1024

/** How much a reply takes, in bytes. @throws AppError `invalid` for more than a reply may. */
export function replySize(answers: Answers): number {
  const bytes = Buffer.byteLength(JSON.stringify(answers))
  if (bytes <= MAX_REPLY_BYTES) return bytes
  const sentence = `All answers together are longer than ${MAX_REPLY_BYTES / 1024} kB.`
  throw new AppError('invalid', sentence, { errors: { json: { answers: [sentence] } } })
}

/** Those of the answers that fit their questions; what is wrong with the others is added to `problems`. */
function readAnswers(form: Form, sent: readonly SentAnswer[], problems: Problems): Answers {
  const questions = new Map(form.questions.map((question) => [question.id, question]))
  const seen = new Set<string>()
  const answers: Answers = {}
  for (const { question: id, value } of sent) {
    const question = questions.get(id)
    const checked = question ? checkAnswer(question, value) : { problem: 'There is no such question.' }
    const problem = seen.has(id) ? 'It is answered twice.' : 'problem' in checked ? checked.problem : undefined
    if (problem !== undefined) problems[`answers.${id.slice(0, 40)}`] = [problem]
    else if ('answer' in checked && checked.answer !== undefined) answers[id] = checked.answer
    seen.add(id)
  }
  return answers
}
