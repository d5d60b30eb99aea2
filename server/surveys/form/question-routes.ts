import type { FastifyRequest } from 'fastify'
import type { Db } from '../../db/connect.ts'
import type { Deps } from '../../deps.ts'
import { callerOf } from '../../http/access.ts'
import type { App } from '../../http/app-type.ts'
import { create } from '../../http/idempotency.ts'
import { closed, Id, IdParams, NoContent, Text } from '../../http/shapes.ts'
import { readSurvey } from '../actions.ts'
import { tagOf } from '../representations.ts'
import { guardOf, WHO } from '../responses.ts'
import * as actions from './question-actions.ts'
import { NewQuestion, Question, QuestionChange } from './schema.ts'

const tags = ['Surveys']
const config = { access: 'member' } as const
const QuestionParams = closed({ id: Id, question: Text(1, 40) })

/** `/api/surveys/:id/questions`: one question at a time, so that several people can work on a survey. */
export function questionRoutes(app: App, deps: Deps): void {
  const { db, now } = deps

  const editingOf = (request: FastifyRequest, surveyId: string): actions.Editing => ({
    ...{ editor: callerOf(request), surveyId, guard: guardOf(request), now: now().toISOString() },
  })

  app.post(
    '/api/surveys/:id/questions',
    {
      config,
      schema: {
        tags,
        summary: 'Add a question to a survey',
        description: `${WHO} Without a position it stands behind those of its section, or last.`,
        params: IdParams,
        body: NewQuestion,
        response: { 201: Question },
        errors: [409, 412],
      },
    },
    async (request, reply) => {
      const { position, ...input } = request.body
      const { id } = request.params
      const place = `/api/surveys/${id}/questions/`
      const again = async (location: string) => {
        const { form } = await readSurvey(db, callerOf(request), id)
        return actions.findQuestion(form, location.slice(place.length))
      }
      const work = async (trx: Db) => {
        const by = editingOf(request, id)
        const edited = await actions.addQuestion(trx, by, input, position)
        return { body: edited.question, headers: { location: place + edited.question.id, etag: tagOf(edited, by.now) } }
      }
      return create(deps, request, reply, work, { again })
    },
  )

  app.get(
    '/api/surveys/:id/questions/:question',
    {
      config,
      schema: {
        tags,
        summary: 'Get a question of a survey',
        description: `${WHO} As it is worked on; its ETag is the survey’s.`,
        params: QuestionParams,
        response: { 200: Question },
      },
    },
    async (request, reply) => {
      const { id, question } = request.params
      const edited = await readSurvey(db, callerOf(request), id)
      const found = actions.findQuestion(edited.form, question)
      reply.header('etag', tagOf(edited, now().toISOString()))
      return found
    },
  )

  app.patch(
    '/api/surveys/:id/questions/:question',
    {
      config,
      schema: {
        tags,
        summary: 'Change some of a question, or move it',
        description: `${WHO} A question that is published stays as it is until the changed one is published too.`,
        params: QuestionParams,
        body: QuestionChange,
        response: { 200: Question },
        errors: [409],
      },
    },
    async (request, reply) => {
      const { id, question } = request.params
      const { position, ...change } = request.body
      const by = editingOf(request, id)
      const edited = await actions.changeQuestion(db, by, question, change, position)
      reply.header('etag', tagOf(edited, by.now))
      return edited.question
    },
  )

  app.delete(
    '/api/surveys/:id/questions/:question',
    {
      config,
      schema: {
        tags,
        summary: 'Remove a question from a survey',
        description: `${WHO} Not while rules look at it. Answers that were given to it are kept.`,
        params: QuestionParams,
        response: { 204: NoContent },
        errors: [409],
      },
    },
    async (request, reply) => {
      const { id, question } = request.params
      await actions.removeQuestion(db, editingOf(request, id), question)
      return reply.code(204).send(null)
    },
  )
}
