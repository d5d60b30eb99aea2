import formbody from '@fastify/formbody'
import type { Deps } from '../deps.ts'
import { callerOf } from '../http/access.ts'
import type { App } from '../http/app-type.ts'
import { create } from '../http/idempotency.ts'
import { FORM_LIMIT } from '../surveys/responses.ts'
import { handleWithMessage } from './messages.ts'
import { checkedByRead, parameters } from './parameters.ts'
import { Message } from './schema.ts'
import { addQuestion, addSurvey } from './survey-actions.ts'
import { surveyListRoutes } from './survey-lists.ts'
import { surveyReplyRoute } from './survey-replies.ts'
import { AddedSurvey, LegacyAddedQuestion, LegacySurveyInput } from './survey-schema.ts'
import { surveyStatsRoute } from './survey-stats.ts'

const tags = ['Compatibility']
const config = { access: 'member' } as const

const survey = parameters(LegacySurveyInput, { wholeBody: 'questions', jsonTexts: ['questions'] })
const question = parameters(LegacyAddedQuestion, { wholeBody: 'replyContent', jsonTexts: ['replyContent'] })

/** The survey backend's paths. */
export function surveyCompatRoutes(app: App, deps: Deps): void {
  app.register(async (scope: App) => {
    await scope.register(formbody)
    scope.setErrorHandler(handleWithMessage("Survey doesn't exist"))
    writeRoutes(scope, deps)
    surveyListRoutes(scope, deps)
    surveyReplyRoute(scope, deps)
    surveyStatsRoute(scope, deps)
  })
}

function writeRoutes(app: App, deps: Deps): void {
  const { now } = deps

  app.post(
    '/addsurvey',
    {
      config,
      bodyLimit: FORM_LIMIT,
      validatorCompiler: checkedByRead,
      schema: {
        tags,
        summary: 'Make a survey for anyone, with its questions',
        description:
          'Parameters come as JSON, as a form, in the query or as headers. It is published at once, unless it is not to ' +
          'be active, and is not anonymous.',
        ...survey.schema,
        response: { 200: AddedSurvey },
        creates: true,
      },
    },
    async (request, reply) => {
      const input = survey.read(request)
      const work = async (trx: Deps['db']) => {
        const id = await addSurvey(trx, callerOf(request), input, now().toISOString())
        return { status: 200, body: { message: `Survey ${input.name} was created`, id } }
      }
      return create(deps, request, reply, work, { sent: input })
    },
  )

  app.post(
    '/addquestion',
    {
      config,
      bodyLimit: FORM_LIMIT,
      validatorCompiler: checkedByRead,
      schema: {
        tags,
        summary: 'Add a question to a survey of one’s own',
        description:
          'Parameters come as JSON, as a form, in the query or as headers; a JSON list is `replyContent`. In a survey ' +
          'that is published it is asked at once.',
        ...question.schema,
        response: { 200: Message },
        creates: true,
        errors: [403, 404, 409, 410],
      },
    },
    async (request, reply) => {
      const { idSurvey, ...input } = question.read(request)
      const work = async (trx: Deps['db']) => {
        await addQuestion(trx, callerOf(request), idSurvey, input, now().toISOString())
        return { status: 200, body: { message: 'Question was added' } }
      }
      return create(deps, request, reply, work, { sent: { idSurvey, ...input } })
    },
  )
}
