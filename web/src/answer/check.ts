import { checkAnswer } from '../../../server/surveys/answering/answer-rules.ts'
import type { Answers } from '../../../server/surveys/answering/schema.ts'
import type { Question } from '../../../server/surveys/form/form.ts'
import type { Input } from './inputs.ts'
import { problemOf, unreadable } from './sentences.ts'
import type { Texts } from './texts.ts'

/**
 * What is wrong with the answer to a question, by the server's own rules and in the reader's language; undefined for
 * nothing. An answer that is missing is wrong only where the question requires one.
 */
export function wrongWith(question: Question, input: Input, answers: Answers, texts: Texts): string | undefined {
  if (input.isUnreadable?.()) return unreadable(question, texts)
  const checked = checkAnswer(question, answers[question.id])
  if ('problem' in checked) return problemOf(question, [checked.problem], texts)
  return question.required && checked.answer === undefined ? texts.required : undefined
}
