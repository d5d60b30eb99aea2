import { hash, randomUUID } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { Db } from '../db/connect.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import type { Caller } from '../http/access.ts'
import type { App } from '../http/app-type.ts'
import { readKey } from '../http/idempotency.ts'
import { publishedForm, type Replier, submitReply } from '../surveys/answering/actions.ts'
import { chargeTo } from '../surveys/answering/charge.ts'
import type { Question } from '../surveys/form/form.ts'
import { refusal } from '../surveys/rules.ts'
import type { PlainSurvey } from '../surveys/store.ts'
import { checkedByRead, parameters } from './parameters.ts'
import { Message } from './schema.ts'
import { mayAnswer, reachSurvey } from './survey-access.ts'
import { readAnswer } from './survey-reply-rules.ts'
import { LegacyReply } from './survey-schema.ts'

const answer = parameters(LegacyReply, { wholeBody: 'reply' })

/** The survey backend's replies, each to one question. */
export function surveyReplyRoute(app: App, deps: Deps): void {
  const { db, now } = deps
  app.post(
    '/addreply',
    {
      config: { access: 'guest', discreet: true },
      validatorCompiler: checkedByRead,
      schema: {
        tags: ['Compatibility'],
        summary: 'Answer one question',
        description:
          'Parameters come as JSON, as a form, in the query or as headers; a JSON body that is no object is the reply. For ' +
          'surveys for anyone, and for members with a token, unless each replies once or another question has to be ' +
          'answered as well. The same reply with the same `Idempotency-Key` is stored once.',
        ...answer.schema,
        response: { 200: Message },
        creates: true,
        errors: [404, 409, 410],
      },
    },
    async (request, reply) => {
      const { idQuestion, reply: sent } = answer.read(request)
      const { survey, question } = await findQuestion(db, String(idQuestion), request.caller)
      const value = readAnswer(question, sent)
      const submission = {
        submission_id: submissionId(request, idQuestion, sent),
        version: survey.published_version,
        answers: [{ question: question.id, value }],
      }
      const moment = { now: now().toISOString(), openedAt: null }
      const replier = replierOf(survey, request.caller)
      const { isRepeated } = await submitReply(db, survey, replier, submission, moment, chargeTo(deps, request.ip))
      if (isRepeated) reply.header('idempotency-replayed', 'true')
      return { message: 'Reply was added' }
    },
  )
}

/**
 * The question with an id made of the survey's and its own, as it is asked.
 * @throws AppError `not_found`, or `conflict` for a draft, and where a reply is all that one may say.
 */
async function findQuestion(
  db: Db,
  id: string,
  caller: Caller | null,
): Promise<{ survey: PlainSurvey; question: Question }> {
  const dot = id.indexOf('.')
  const reached = await reachSurvey(db, id.slice(0, Math.max(0, dot)))
  if (!reached || !mayAnswer(reached, caller)) throw noQuestion()
  const { survey } = reached
  if (survey.published_version === 0) throw refusal(survey, 'draft')
  if (survey.one_reply_each === 1) throw new AppError('conflict', 'In this survey each replies once, to all at once.')
  const form = await publishedForm(db, survey.id, survey.published_version)
  const key = id.slice(dot + 1)
  const question = form?.questions.find((one) => one.id === key)
  if (!question) throw noQuestion()
  return { survey, question }
}

function noQuestion(): AppError {
  return new AppError('not_found', "Question doesn't exist")
}

/** Behind a link for anyone nobody is asked who they are, even those who happen to be logged in. */
function replierOf({ audience }: PlainSurvey, caller: Caller | null): Replier {
  return { userId: audience === 'members' ? (caller?.id ?? null) : null, linkId: null }
}

/** Made anew for each reply, or of the key by which a client can send it again: nobody is asked who they are for that. */
function submissionId(request: FastifyRequest, idQuestion: string | number, sent: unknown): string {
  const key = readKey(request)
  return key === undefined
    ? randomUUID()
    : hash('sha256', JSON.stringify(['addreply', key, idQuestion, sent]), 'base64url')
}
