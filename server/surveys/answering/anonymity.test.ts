import assert from 'node:assert/strict'
import { randomBytes, randomInt, randomUUID } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { sql } from 'kysely'
import { startTeamroom, type Teamroom } from '../../../test/harness.ts'
import { chanceLimit, type Known, link, readEverything, readFiles, shuffled, tellOrder } from '../../../test/linking.ts'
import { openSurvey, sent } from '../../../test/surveys.ts'
import { openSession } from '../../auth/sessions/actions.ts'
import { makeSigner } from '../../auth/tokens.ts'
import { createUser } from '../../auth/users/actions.ts'
import { findUser } from '../../auth/users/store.ts'
import { emptyLog } from '../../db/dialect.ts'
import { newKey } from '../actions.ts'
import { findWatched } from '../results/store.ts'
import { tallyReplies } from '../results/tally.ts'
import type { Survey } from '../schema.ts'
import { submitReply } from './actions.ts'
import { tokenHash } from './routes.ts'
import type { SentAnswer } from './rules.ts'

const PEOPLE = 60
const DAYS = 3
const DAY_MS = 86_400_000
const MINUTE_MS = 60_000
const AGENT = 'the-browser-of-a-replier/7'
const ADDRESS = '203.0.113.77'

const QUESTIONS = [
  { type: 'text', id: 'code', title: 'Your code' },
  { type: 'number', id: 'sum', title: 'Your sum', decimals: 0 },
  { type: 'rating', id: 'mood', title: 'Your mood' },
]

let teamroom: Teamroom
let surveys: Record<'members' | 'invited' | 'busy' | 'watched' | 'named', Survey>
/** What is in the database once all members, and all who were invited, have replied. */
let found: Record<'members' | 'invited', Awaited<ReturnType<typeof lookAt>>>
/** When they did. */
const instants: string[] = []

before(async () => {
  teamroom = await startTeamroom()
  const owner = await teamroom.account('admin')
  const open = (fields: object) => openSurvey(owner, { questions: QUESTIONS, ...fields })
  surveys = {
    members: await open({}),
    invited: await open({ audience: 'invited' }),
    busy: await open({}),
    watched: await open({}),
    named: await open({ anonymous: false }),
  }
  found = {
    members: await lookAt(await replyAll(await members(surveys.members))),
    invited: await lookAt(await replyAll(await invited(surveys.invited))),
  }
})
after(() => teamroom.stop())

/** Somebody who replies. */
interface Replier {
  survey: Survey
  /** The public key, or that of a link of their own. */
  key: string
  /** What tells who they are. */
  id: string
  /** Gives the headers of somebody who has just come. */
  arrive(): Promise<Record<string, string>>
}

/** Accounts of people who log in when they want to reply, and do nothing else afterwards. */
async function members(survey: Survey): Promise<Replier[]> {
  const ids: string[] = []
  for (let i = 0; i < PEOPLE; i++) {
    const user = {
      username: `member-${randomUUID()}`,
      email: null,
      passwordHash: 'no password fits',
      role: 'member' as const,
    }
    ids.push((await createUser(teamroom.db, user, wholeSecond())).id)
  }
  return ids.map((id) => {
    const arrive = async () => ({ authorization: `Bearer ${await logIn(id)}` })
    return { survey, key: survey.public_key as string, id, arrive }
  })
}

async function logIn(id: string): Promise<string> {
  const { db, deps, clock } = teamroom
  const user = await findUser(db, id)
  assert.ok(user)
  const { claims } = await openSession(db, user, 'rotating', { address: ADDRESS, userAgent: 'a login' }, wholeSecond())
  return makeSigner(deps.config.jwtSecretKeys)(claims, clock.now)
}

/** At which everything happens but replies. */
function wholeSecond(): Date {
  return new Date(Math.floor(teamroom.clock.now.getTime() / 1_000) * 1_000)
}

/** People with a single-use link each. */
async function invited(survey: Survey): Promise<Replier[]> {
  const made = { created_by: survey.owner?.id ?? null, created_at: teamroom.clock.now.toISOString() }
  const links = Array.from({ length: PEOPLE }, () => ({ id: randomUUID(), key: newKey() }))
  for (const { id, key } of links) {
    const row = { id, survey_id: survey.id, token_hash: tokenHash(key), address: `${id}@example.com`, ...made }
    await teamroom.db.insertInto('survey_links').values(row).execute()
  }
  return links.map((each) => ({ survey, ...each, arrive: async () => ({}) }))
}

/** Has all of them reply on three days in a random order, one after the other and some at once. */
async function replyAll(repliers: readonly Replier[], watch = async (_known: Known) => {}): Promise<Known[]> {
  const known: Known[] = []
  const waiting = shuffled(repliers)
  const { clock } = teamroom
  for (let day = 0; day < DAYS; day++) {
    const midnight = Math.floor(clock.now.getTime() / DAY_MS + 1) * DAY_MS
    const today = waiting.splice(0, PEOPLE / DAYS)
    while (today.length > 0) {
      const together = await Promise.all(today.splice(0, today.length > 8 ? 1 : 4).map(replyOnce))
      await tallyReplies(teamroom.db)
      for (const each of together) await watch(each)
      known.push(...together)
      clock.advance(randomInt(MINUTE_MS, 15 * MINUTE_MS))
    }
    clock.now = new Date(midnight + 9 * 60 * MINUTE_MS)
  }
  return known
}

/** Sends a reply that only this test knows to be theirs. */
async function replyOnce(replier: Replier): Promise<Known> {
  const [code, sum] = [randomBytes(9).toString('hex'), randomInt(1e8, 1e9)]
  const answers = sent({ code, sum, mood: randomInt(1, 6) }) as SentAnswer[]
  const { survey, id } = replier
  const isAttacked = survey === surveys.members || survey === surveys.invited
  const at = await (isAttacked ? comeAndReply(replier, answers) : replyAtOnce(replier, answers))
  return { person: [id], reply: [code, String(sum)], day: at.slice(0, 10) }
}

/** Comes, looks, and replies, as a browser does it. */
async function comeAndReply({ survey, key, arrive }: Replier, answers: SentAnswer[]): Promise<string> {
  const headers = { ...(await arrive()), 'user-agent': AGENT }
  const request = { headers, remoteAddress: ADDRESS, url: `/api/surveys/public/${key}` }
  const { version } = (await teamroom.app.inject(request)).json()
  const payload = { submission_id: randomUUID(), version, anonymous: survey.anonymous, answers }
  const at = nextInstant()
  instants.push(at)
  const answer = await teamroom.app.inject({ ...request, url: `${request.url}/replies`, method: 'POST', payload })
  assert.equal(answer.statusCode, 201, answer.body)
  return at
}

/** What comes of that in the end: for surveys in which it does not matter what else might be left behind. */
async function replyAtOnce({ survey, id }: Replier, answers: SentAnswer[]): Promise<string> {
  const { db } = teamroom
  const found = await findWatched(db, survey.id)
  assert.ok(found)
  const at = nextInstant()
  const submission = { submission_id: randomUUID(), answers }
  await submitReply(db, found, { userId: id, linkId: null }, submission, { now: at, openedAt: null }, async () => {})
  return at
}

/** The instant of a reply, which is its own. */
function nextInstant(): string {
  teamroom.clock.now = new Date(wholeSecond().getTime() + 1_000 + randomInt(1, 1_000))
  return teamroom.clock.now.toISOString()
}

/** Everything that is to be read in the database, once it has done what it does by itself. */
async function lookAt(known: readonly Known[]) {
  const { db } = teamroom
  await tallyReplies(db)
  await emptyLog(db)
  const rows = await readEverything(db)
  const replies = rows.filter(({ table }) => table === 'survey_replies')
  const withIds = known.map((each) => {
    const row = replies.find(({ values }) => each.reply.some((text) => values.answers?.includes(text)))
    assert.ok(row?.values.id, 'A reply is missing.')
    return { ...each, reply: [...each.reply, row.values.id] }
  })
  const texts = withIds.flatMap(({ person, reply }) => [...person, ...reply])
  return { rows: [...rows, ...(await readFiles(db, texts))], known: withIds }
}

for (const name of ['members', 'invited'] as const) {
  describe(`an anonymous survey for ${name}, one reply each`, () => {
    it('leaves nothing in the database by which replies could be told to be somebody’s, better than by chance', () => {
      const { right, how, tries } = link(found[name].rows, found[name].known)
      const limit = chanceLimit(DAYS, tries)
      assert.ok(tries > 1_000)
      assert.ok(right < limit, `${right} of ${PEOPLE} found by ${how}; chance stays under ${limit}`)
    })

    it('leaves nothing in the database that tells in which order replies came, within a day', () => {
      const { closeness, how } = tellOrder(found[name].rows, found[name].known)
      // Six standard deviations.
      assert.ok(closeness < 6 / Math.sqrt(PEOPLE - DAYS), `${how} goes with the order: ${closeness}`)
    })

    it('keeps a sorted list of who has replied, which all have', async () => {
      const { participants } = await teamroom.db
        .selectFrom('survey_participants')
        .select('participants')
        .where('survey_id', '=', surveys[name].id)
        .executeTakeFirstOrThrow()
      assert.deepEqual(participants, found[name].known.flatMap(({ person }) => person).sort())
    })
  })
}

describe('what is stored of an anonymous reply', () => {
  it('has neither the address nor the program that it came from, nor the instant', async () => {
    const traces = [ADDRESS, AGENT, ...instants]
    const rows = await readEverything(teamroom.db)
    const text = rows.flatMap(({ values }) => Object.values(values)).join('\n')
    assert.ok(text.includes('a login') && instants.length >= 2 * PEOPLE)
    assert.deepEqual(
      traces.filter((trace) => text.includes(trace)),
      [],
    )
    assert.deepEqual(await readFiles(teamroom.db, traces), [])
  })

  it('is the version, the answers and the day', async () => {
    const ids = [surveys.members.id, surveys.invited.id]
    const replies = await teamroom.db.selectFrom('survey_replies').selectAll().where('survey_id', 'in', ids).execute()
    const names = { survey_id: null, id: null, form_version: null, answers: null, day: null }
    for (const reply of replies) {
      const nameless = Object.fromEntries(Object.keys(reply).map((column) => [column, null]))
      assert.deepEqual({ ...reply, ...names }, nameless)
      assert.match(reply.day, /^\d{4}-\d{2}-\d{2}$/)
    }
  })

  it('leaves no note with the keys of retries, nor with failed attempts', async () => {
    for (const table of ['idempotency_keys', 'throttles'] as const) {
      assert.deepEqual(await teamroom.db.selectFrom(table).selectAll().execute(), [])
    }
  })
})

describe('writing replies down among others', () => {
  it('loses none, and counts each once, however many are sent and counted at a time', async () => {
    const { db } = teamroom
    const repliers = await members(surveys.busy)
    await Promise.all(
      repliers.map(async (replier) => {
        await replyOnce(replier)
        await tallyReplies(db, surveys.busy.id)
      }),
    )
    const count = (table: 'survey_replies' | 'survey_untallied') =>
      db.selectFrom(table).select('survey_id').where('survey_id', '=', surveys.busy.id).execute()
    const waiting = (await count('survey_untallied')).length
    assert.ok(waiting < 5, `${waiting} are not counted`)
    assert.equal((await count('survey_replies')).length, PEOPLE)
    const sums = await db
      .selectFrom('survey_tallies')
      .select((eb) => ['question_id', eb.fn.sum<number>('count').as('sum')])
      .where('survey_id', '=', surveys.busy.id)
      .where('cell', 'not in', [':asked', ':answered'])
      .groupBy('question_id')
      .orderBy('question_id')
      .execute()
    assert.deepEqual(
      sums.map(({ question_id, sum }) => [question_id, Number(sum)]),
      [
        ['', PEOPLE - waiting],
        ['mood', PEOPLE - waiting],
        ['sum', PEOPLE - waiting],
      ],
    )
  })
})

describe('the search for whose reply is whose', () => {
  async function findAll(known: readonly Known[]): Promise<void> {
    const found = await lookAt(known)
    const { right, how } = link(found.rows, found.known)
    assert.ok(right > 0.95 * PEOPLE, `only ${right} by ${how}`)
    const { closeness } = tellOrder(found.rows, found.known)
    assert.ok(closeness > 0.95, String(closeness))
  }

  it('finds nearly all where somebody else writes down who comes, and what is new, each in its order', async () => {
    const { db } = teamroom
    await sql`create table seen_people (person text not null)`.execute(db)
    await sql`create table seen_replies (reply text not null)`.execute(db)
    const known = await replyAll(await members(surveys.watched), async ({ person, reply }) => {
      await sql`insert into seen_people (person) values (${person[0]})`.execute(db)
      await sql`insert into seen_replies (reply) values (${reply[0]})`.execute(db)
    })
    await findAll(known)
    await sql`drop table seen_people`.execute(db)
    await sql`drop table seen_replies`.execute(db)
  })

  it('finds all in a survey that is not anonymous', async () => {
    await findAll(await replyAll(await members(surveys.named)))
  })
})
