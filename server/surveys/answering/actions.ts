import { createHmac } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { shareUser } from '../../auth/users/store.ts'
import type { Db } from '../../db/connect.ts'
import { transact } from '../../db/transact.ts'
import { AppError, notFound } from '../../errors.ts'
import { today } from '../../people/company/rules.ts'
import { vouches } from '../access.ts'
import type { Form } from '../form/form.ts'
import { refusal, requireOpen } from '../rules.ts'
import { findForm, type PlainSurvey } from '../store.ts'
import { checkAnswers, replySize, type SentAnswer } from './rules.ts'
import * as store from './store.ts'

/** Whose reply it is, as far as the survey asks: an account, a single-use link, or neither. */
export interface Replier {
  userId: string | null
  linkId: string | null
}

export interface Submission {
  submission_id: string
  version?: number
  anonymous?: boolean
  /** Whether the page has said before that somebody began with it. */
  begun?: boolean
  answers: readonly SentAnswer[]
}

/** The instant of the reply, and when the page was opened that it comes from, if that is known; ISO instants. */
export interface Moment {
  now: string
  openedAt: string | null
}

/** Counts so many bytes of replies against whoever sends them. @throws AppError `too_many` */
export type Charge = (bytes: number) => Promise<void>

export interface Accepted {
  receipt: string
  /** True when the reply had been stored before. */
  isRepeated: boolean
}

/** In questions: few surveys are answered at once, and few of those have many. */
const KEPT_QUESTIONS = 10_000
const forms = new LRUCache<string, Form>({
  maxSize: KEPT_QUESTIONS,
  sizeCalculation: ({ questions }) => questions.length + 1,
})

/** A published version of what a survey asks. It never changes, so it is kept. */
export async function publishedForm(db: Db, surveyId: string, version: number): Promise<Form | undefined> {
  const name = `${surveyId}.${version}`
  const form = forms.get(name) ?? (await findForm(db, surveyId, version))
  if (form) forms.set(name, form)
  return form
}

/**
 * Counts that somebody has begun to answer a survey that takes replies, once for each of their pages. Nothing says who.
 * @throws AppError `conflict` or `gone` where it takes none, and whatever `charge` throws.
 */
export async function begin(db: Db, survey: PlainSurvey, now: string, charge: Charge): Promise<void> {
  requireOpen(survey, now)
  await charge(1)
  await store.countBegun(db, survey.id)
}

/** Who must not reply twice: undefined where anybody may. */
function participantOf({ one_reply_each }: PlainSurvey, { userId, linkId }: Replier): string | undefined {
  return one_reply_each === 1 ? (linkId ?? userId ?? undefined) : undefined
}

/** Texts that only the survey's key makes of others; 128 bits. */
function sealed(survey: PlainSurvey, purpose: string, text: string): string {
  return createHmac('sha256', survey.receipt_key).update(`${purpose}\n${text}`).digest('base64url').slice(0, 22)
}

/** The receipt that somebody has who replies once, whatever they said. */
function receiptOf(survey: PlainSurvey, submissionId: string, participant: string | undefined): string {
  return participant === undefined
    ? sealed(survey, 'submission', submissionId)
    : sealed(survey, 'participant', participant)
}

/** The receipt of somebody who has replied to a survey in which each replies once; null when they have not. */
export async function earlierReceipt(db: Db, survey: PlainSurvey, replier: Replier): Promise<string | null> {
  const participant = participantOf(survey, replier)
  if (participant === undefined) return null
  const has =
    survey.anonymous === 1
      ? (await store.listParticipants(db, survey.id)).includes(participant)
      : await store.hasReplied(db, survey.id, participant)
  return has ? receiptOf(survey, '', participant) : null
}

/** Undoes a transaction in which somebody turned out to have replied already. */
class RepliedBefore extends Error {}

/**
 * Stores a reply, exactly once: however often it is sent, and whoever sends it at the same time, there is one reply and
 * one receipt. `survey` is as it was read with its key; what was promised and decided there is checked again inside the
 * transaction.
 * @throws AppError `invalid` for answers that do not fit, `conflict` or `gone` where no replies are taken, `not_found` for
 * a survey that has just been removed or a link that has just been revoked, and whatever `charge` throws.
 */
export async function submitReply(
  db: Db,
  survey: PlainSurvey,
  replier: Replier,
  submission: Submission,
  moment: Moment,
  charge: Charge,
): Promise<Accepted> {
  const { now, openedAt } = moment
  const participant = participantOf(survey, replier)
  const receipt = receiptOf(survey, submission.submission_id, participant)
  const replyId = sealed(survey, 'reply', submission.submission_id)
  try {
    requireOpen(survey, now, openedAt)
    requireSamePromise(survey, submission)
    const { version, answers } = await readReply(db, survey, submission)
    await charge(replySize(answers))
    const named = { submitted_at: now, user_id: replier.userId, link_id: replier.linkId, once_key: participant ?? null }
    await transact(db, async (trx) => {
      // What says whose it is must not outlive their account: it stays as it is until this is done.
      if (survey.anonymous === 0 && replier.userId !== null) await shareReplier(trx, replier.userId)
      if (survey.anonymous === 1 && participant !== undefined) await join(trx, survey.id, participant)
      const isNew = await store.insertReply(trx, {
        ...{ survey_id: survey.id, id: replyId, form_version: version, answers, day: today(survey, new Date(now)) },
        ...(survey.anonymous === 1 ? NAMELESS : named),
      })
      if (!isNew) throw new RepliedBefore()
      await store.insertUntallied(trx, survey.id, replyId)
      await countAsPromised(trx, survey, replier, moment, submission.begun === true)
      // Behind a public link nobody is known, and there is nothing to hold an order of replies against.
      if (survey.anonymous === 1 && survey.audience !== 'anyone') {
        await store.hideAmongOthers(trx, survey.id, replyId)
        await store.mixUntallied(trx, survey.id, 2 * Math.max(survey.threshold, survey.text_threshold))
      }
    })
    return { receipt, isRepeated: false }
  } catch (error) {
    // What was accepted once is accepted still, whatever has become of the survey since.
    const isRepeated = (error instanceof RepliedBefore || error instanceof AppError) && (await isKnown())
    if (isRepeated) return { receipt, isRepeated }
    if (error instanceof RepliedBefore) {
      throw new AppError('conflict', 'Somebody else’s reply has this submission_id: send another one.')
    }
    throw error
  }

  /** Of somebody who replies once, only their own reply counts: another person may have sent the same submission's id. */
  async function isKnown(): Promise<boolean> {
    if (participant === undefined) return store.hasReply(db, survey.id, replyId)
    return (await earlierReceipt(db, survey, replier)) !== null
  }
}

/** @throws AppError `unauthenticated` for an account that has been disabled or erased since the request came in. */
async function shareReplier(trx: Db, userId: string): Promise<void> {
  const user = await shareUser(trx, userId)
  if (user?.disabled_at !== null) throw new AppError('unauthenticated', 'Token has been revoked')
}

const NAMELESS = { submitted_at: null, user_id: null, link_id: null, once_key: null }

/** The answers, checked against the version of the survey that they were given to. */
async function readReply(db: Db, survey: PlainSurvey, submission: Submission) {
  const version = submission.version ?? survey.published_version
  const form = version <= survey.published_version ? await publishedForm(db, survey.id, version) : undefined
  if (!form) throw new AppError('conflict', 'There is no such version of this survey: read it again.')
  return { version, answers: checkAnswers(form, submission.answers) }
}

/** Counts a reply to a survey that is, from then on, locked: it must be as it was when its reader was let in. */
async function countAsPromised(
  trx: Db,
  survey: PlainSurvey,
  { linkId }: Replier,
  { now, openedAt }: Moment,
  wasBegun: boolean,
) {
  const current = await store.countReply(trx, survey.id, wasBegun)
  if (!current) throw refusal(survey, 'full')
  if (current.removed_at !== null) throw notFound()
  if (linkId !== null && !vouches(await store.findMaker(trx, linkId), current)) throw notFound()
  requireOpen({ ...current, reply_cap: null }, now, openedAt)
  requireSameMode(survey, current)
}

async function join(trx: Db, surveyId: string, participant: string): Promise<void> {
  const participants = await store.lockParticipants(trx, surveyId)
  if (participants.includes(participant)) throw new RepliedBefore()
  await store.putParticipants(trx, surveyId, [...participants, participant])
}

function requireSamePromise(survey: PlainSurvey, { anonymous }: Submission): void {
  if (anonymous === undefined || anonymous === (survey.anonymous === 1)) return
  throw new AppError('conflict', `This survey is ${anonymous ? 'no longer' : 'now'} anonymous: read it again.`)
}

/** Whose reply is stored follows from the survey as it was read: it must be that still. */
function requireSameMode(before: PlainSurvey, now: PlainSurvey): void {
  const isSame =
    before.anonymous === now.anonymous &&
    before.audience === now.audience &&
    before.one_reply_each === now.one_reply_each &&
    before.link_key === now.link_key
  if (!isSame) throw new AppError('conflict', 'This survey has just been changed: read it again.')
}
