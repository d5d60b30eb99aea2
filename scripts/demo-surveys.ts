import { randomUUID } from 'node:crypto'
import type { Db } from '../server/db/connect.ts'
import { transact } from '../server/db/transact.ts'
import { check, compile } from '../server/http/validation.ts'
import * as actions from '../server/surveys/actions.ts'
import { submitReply } from '../server/surveys/answering/actions.ts'
import type { AnswerValue } from '../server/surveys/answering/schema.ts'
import { SurveyInput } from '../server/surveys/schema.ts'
import type { Reader } from '../server/surveys/store.ts'
import { DRAFT_SURVEY, PARTY_SURVEY, SUPPORT_SURVEY, WORK_SURVEY } from './demo-survey-data.ts'

const DAY_MS = 86_400_000
const CUSTOMERS = 134
const isSurvey = compile(SurveyInput)

/**
 * Makes two surveys that are open and anonymous, for the company and for its customers, one that is closed and says who
 * comes, and a draft; people reply to three.
 */
export async function fillSurveys(db: Db, people: readonly Reader[], now: Date): Promise<void> {
  const [boss, host, editor] = people as [Reader, Reader, Reader]
  const ago = (days: number) => new Date(now.getTime() - days * DAY_MS).toISOString()

  const work = await publish(db, boss, WORK_SURVEY, ago(6))
  await replyAll(
    db,
    boss,
    work,
    people.slice(2).map(({ id }) => id),
    (i) => ago(5 - (i % 4)),
    workAnswers,
  )

  const party = await publish(db, host, PARTY_SURVEY, ago(20))
  await replyAll(
    db,
    host,
    party,
    people.slice(0, 11).map(({ id }) => id),
    (i) => ago(19 - i),
    partyAnswers,
  )
  await actions.close(db, host, party, () => {}, ago(7))

  const support = await publish(db, host, SUPPORT_SURVEY, ago(15))
  const customers = Array.from({ length: CUSTOMERS }, () => null)
  await replyAll(db, host, support, customers, (i) => ago(14 * (1 - (i / CUSTOMERS) ** 0.7)), supportAnswers)

  await transact(db, (trx) => make(trx, editor, DRAFT_SURVEY, ago(1)))
}

function make(trx: Db, owner: Reader, input: object, at: string) {
  return actions.createSurvey(trx, owner, check<SurveyInput>(isSurvey, structuredClone(input), 'json'), at)
}

async function publish(db: Db, owner: Reader, input: object, at: string): Promise<string> {
  const { survey } = await transact(db, (trx) => make(trx, owner, input, at))
  await actions.publish(db, owner, survey.id, () => {}, at)
  return survey.id
}

type Answers = Record<string, AnswerValue>

async function replyAll(
  db: Db,
  owner: Reader,
  id: string,
  userIds: readonly (string | null)[],
  whenOf: (i: number) => string,
  answersOf: (i: number) => Answers,
): Promise<void> {
  const { survey } = await actions.readSurvey(db, owner, id)
  for (const [i, userId] of userIds.entries()) {
    const answers = Object.entries(answersOf(i)).map(([question, value]) => ({ question, value }))
    const submission = { submission_id: randomUUID(), answers }
    const moment = { now: whenOf(i), openedAt: null }
    await submitReply(db, survey, { userId, linkId: null }, submission, moment, async () => {})
  }
}

const WORDS = ['Fewer meetings before ten.', 'More daylight in the workshop.', 'I am fine.', 'A second printer!']

function workAnswers(i: number): Answers {
  const mood = 1 + ((i * 7) % 5)
  return {
    mood,
    recommend: (i * 3 + 4) % 11,
    place: i % 6 === 5 ? { other: 'on the train' } : (['office', 'home', 'both'][i % 3] as string),
    lacking: i % 4 === 0 ? ['light', { other: 'plants' }] : (['quiet', 'time'].slice(i % 2) as string[]),
    first: i % 2 === 0 ? ['chairs', 'screens', 'coffee'] : ['coffee', 'chairs', 'screens'],
    parts: { kitchen: i % 3 === 0 ? 'bad' : 'good', yard: 'good', meetings: i % 2 === 0 ? 'bad' : 'good' },
    ...(mood <= 2 && { why: 'There is too much at once.' }),
    ...(i % 3 !== 1 && { words: WORDS[i % WORDS.length] as string }),
  }
}

function partyAnswers(i: number): Answers {
  const comes = i % 5 !== 4
  const plates = ['fish', 'vegan', 'none']
  return comes ? { comes, guests: i % 4, plate: plates[i % 3] as string } : { comes }
}

const SAID = [
  'Friendly, but I had to explain it three times.',
  'I found the answer in the forum before you wrote.',
  'Nobody called back.',
]

function supportAnswers(i: number): Answers {
  // Numbers without a pattern that anybody sees, the same each time.
  const chance = (salt: number) => ((i * 7919 + salt * 104_729) % 1009) / 1009
  const pick = (salt: number, ...words: string[]) => words[Math.floor(chance(salt) * words.length)] as string
  const rating = 5 - Math.floor(chance(1) ** 2.4 * 5)
  return {
    recommend: Math.min(10, Math.max(0, 2 * rating + Math.floor(chance(2) * 4) - 1)),
    rating,
    way:
      i % 29 === 7 ? { other: 'at the trade fair' } : pick(3, 'chat', 'chat', 'mail', 'mail', 'mail', 'phone', 'forum'),
    ...(chance(4) < 0.9 && {
      wishes: [...new Set([pick(5, 'speed', 'speed', 'words', 'hours', 'docs'), pick(6, 'speed', 'docs')])],
    }),
    ...(chance(7) < 0.95 && { solved: chance(8) < 0.2 + 0.16 * rating }),
    ...(rating <= 2 && { words: SAID[i % SAID.length] as string }),
  }
}
