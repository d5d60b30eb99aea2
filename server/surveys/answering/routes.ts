import { hash } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import type { Deps } from '../../deps.ts'
import { AppError, notFound } from '../../errors.ts'
import type { Caller } from '../../http/access.ts'
import type { App } from '../../http/app-type.ts'
import { isKnown } from '../../http/etag.ts'
import type { Secrets } from '../../http/secrets.ts'
import { NoContent } from '../../http/shapes.ts'
import { decideAnswer } from '../access.ts'
import { requireOpen } from '../rules.ts'
import { begin, earlierReceipt, type Replier, submitReply } from './actions.ts'
import { chargeTo } from './charge.ts'
import { PublicSurveys } from './public-surveys.ts'
import { KeyParams, PublicSurvey, Receipt, ReplyInput } from './schema.ts'
import { type Addressed, findByKey } from './store.ts'

const tags = ['Surveys']
const MINUTE_MS = 60_000
const JSON_TYPE = 'application/json; charset=utf-8'
/** The log must not tell who answers what, and at which moment. */
const config = { access: 'guest', discreet: true } as const

/** `/api/surveys/public`: answering surveys. */
export function answeringRoutes(app: App, deps: Deps): void {
  const { db, secrets, now } = deps
  const surveys = new PublicSurveys()

  /** The survey behind a key, and whose reply to it the request is about. */
  const address = async (key: string, caller: Caller | null): Promise<{ survey: Addressed; replier: Replier }> => {
    const survey = await findByKey(db, key, tokenHash(key))
    const decision = survey && decideAnswer(caller, survey.link_id === null ? 'public_key' : survey, survey)
    if (!survey || decision === 'not_found') throw notFound()
    if (decision === 'unauthenticated') {
      throw new AppError('unauthenticated', 'This survey is for accounts: send a token.')
    }
    // Behind a link for anyone nobody is asked who they are, even those who happen to be logged in.
    const userId = survey.audience === 'members' ? (caller as Caller).id : null
    return { survey, replier: { userId, linkId: survey.link_id } }
  }

  app.get(
    '/api/surveys/public/:key',
    {
      config,
      schema: {
        tags,
        summary: 'Get a survey to answer it',
        description: 'By its public key, or by that of a single-use link. One that takes no replies says why not.',
        params: KeyParams,
        response: { 200: PublicSurvey },
        errors: [401, 409, 410],
      },
    },
    async (request, reply) => {
      const { survey, replier } = await address(request.params.key, request.caller)
      const at = now()
      const receipt = await earlierReceipt(db, survey, replier)
      if (receipt === null || survey.published_version === 0) requireOpen(survey, at.toISOString())
      const opened = survey.due_at === null ? null : openedStamp(secrets, survey, at)
      const passing = { opened, receipt }
      const etag = surveys.tagOf(survey, passing)
      const json = isKnown(request, etag) ? '' : await surveys.get(db, survey, passing)
      return (reply as FastifyReply).header('etag', etag).type(JSON_TYPE).send(json)
    },
  )

  app.post(
    '/api/surveys/public/:key/begun',
    {
      config,
      schema: {
        tags,
        summary: 'Count somebody who begins to answer a survey',
        description:
          'Once for each page on which something is answered. A number goes up by one; nothing else is stored.',
        params: KeyParams,
        response: { 204: NoContent },
        creates: false,
        errors: [401, 409, 410],
      },
    },
    async (request, reply) => {
      const { survey } = await address(request.params.key, request.caller)
      await begin(db, survey, now().toISOString(), chargeTo(deps, request.ip))
      return reply.code(204).send(null)
    },
  )

  app.post(
    '/api/surveys/public/:key/replies',
    {
      config,
      schema: {
        tags,
        summary: 'Reply to a survey',
        description:
          'Stored exactly once: the same `submission_id`, and a person who may reply once, get the same receipt each time. ' +
          'Of an anonymous reply neither person, address nor time is stored, but for the day.',
        params: KeyParams,
        body: ReplyInput,
        response: { 201: Receipt },
        // The submission's id does what an Idempotency-Key does, which would leave a note of who replied when.
        creates: false,
        replays: true,
        errors: [401, 409, 410],
      },
    },
    async (request, reply) => {
      const { key } = request.params
      const { survey, replier } = await address(key, request.caller)
      const { opened, ...submission } = request.body
      const moment = { now: now().toISOString(), openedAt: openedAt(secrets, survey, opened) }
      const { receipt, isRepeated } = await submitReply(
        db,
        survey,
        replier,
        submission,
        moment,
        chargeTo(deps, request.ip),
      )
      if (isRepeated) reply.header('idempotency-replayed', 'true')
      return reply.code(201).header('location', `/api/surveys/public/${key}`).send({ receipt })
    },
  )
}

/** The hash by which a single-use link is known. */
export function tokenHash(token: string): string {
  return hash('sha256', token, 'base64url')
}

/** Shows later that the page was opened in this minute. */
function openedStamp(secrets: Secrets, survey: Addressed, at: Date): string {
  const minute = Math.floor(at.getTime() / MINUTE_MS).toString(36)
  return `${minute}.${sealOf(secrets, survey, minute)}`
}

/** When the page was opened, as an ISO instant; null when nothing, or something made up, was sent. */
function openedAt(secrets: Secrets, survey: Addressed, stamp: string | undefined): string | null {
  const [minute, seal] = stamp?.split('.') ?? []
  if (minute === undefined || seal !== sealOf(secrets, survey, minute)) return null
  return new Date(Number.parseInt(minute, 36) * MINUTE_MS).toISOString()
}

function sealOf(secrets: Secrets, { id }: Addressed, minute: string): string {
  return secrets.seal('survey opened', `${id}\n${minute}`).slice(0, 22)
}
