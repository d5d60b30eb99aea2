import { setImmediate } from 'node:timers/promises'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Db } from '../db/connect.ts'
import type { Deps } from '../deps.ts'
import { callerOf } from '../http/access.ts'
import { requireVersion } from '../http/etag.ts'
import { create } from '../http/idempotency.ts'
import { type Edited, type Guard, readSurvey } from './actions.ts'
import { tagOf, toSurvey } from './representations.ts'
import type { Survey } from './schema.ts'

/** What is sent about surveys in questions: who may send it. */
export const WHO = 'For its owner, its editors and administrators.'

/** In bytes: a thousand questions take more room than other bodies are given. */
export const FORM_LIMIT = 1024 * 1024

/** A write is meant for the version that the client has read. */
export function guardOf(request: FastifyRequest): Guard {
  return (survey) => requireVersion(request, survey.version)
}

/** Answers with a survey as it is at this instant. It may be a megabyte: others go before it is written as JSON. */
export async function sendEdited(reply: Pick<FastifyReply, 'header'>, edited: Edited, at: string): Promise<Survey> {
  await setImmediate()
  reply.header('etag', tagOf(edited, at))
  return toSurvey(edited, at)
}

/** Answers with a survey that `work` makes at this instant. */
export async function createEdited(
  deps: Deps,
  request: FastifyRequest,
  reply: FastifyReply,
  work: (trx: Db, at: string) => Promise<Edited>,
): Promise<Survey> {
  const again = async (location: string) => {
    const edited = await readSurvey(deps.db, callerOf(request), location.slice(PLACE.length))
    return toSurvey(edited, deps.now().toISOString())
  }
  const created = async (trx: Db) => {
    const at = deps.now().toISOString()
    const edited = await work(trx, at)
    const headers = { location: `${PLACE}${edited.survey.id}`, etag: tagOf(edited, at) }
    return { body: toSurvey(edited, at), headers }
  }
  const survey = await create(deps, request, reply, created, { again })
  await setImmediate()
  return survey
}

const PLACE = '/api/surveys/'
