import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import fc from 'fast-check'
import { type Account, startTeamroom, type Teamroom } from '../../../test/harness.ts'
import { type NaiveReply, type NaiveVersion, naiveCells, naiveResults, naiveTake } from '../../../test/naive-survey.ts'
import { drawChanged, drawForm, drawReply } from '../../../test/survey-samples.ts'
import { makeSurvey, publish, storedReplies } from '../../../test/surveys.ts'
import { AppError } from '../../errors.ts'
import { check, compile } from '../../http/validation.ts'
import { type Submission, submitReply } from '../answering/actions.ts'
import { ReplyInput } from '../answering/schema.ts'
import type { Form } from '../form/form.ts'
import { findShown, listPublished } from './actions.ts'
import { type Filter, filterOf } from './filter-rules.ts'
import { readFiltered } from './filtered.ts'
import type { MatrixResult, Results, ShownResult } from './schema.ts'
import { findWatched } from './store.ts'

const RUNS = 60
const FILTERS = 4
/** After which a failure is shown as it is then, without looking for a smaller one. */
const LIMIT_MS = 480_000
const DAY_MS = 86_400_000

let teamroom: Teamroom
let owner: Account

before(async () => {
  teamroom = await startTeamroom()
  owner = await teamroom.account('member')
})
after(() => teamroom.stop())

/** Fails where two results differ by more than what adding in another order makes of a number. */
function assertAlike(actual: unknown, expected: unknown, path = 'results'): void {
  if (typeof actual === 'number' && typeof expected === 'number') {
    const isClose = Math.abs(actual - expected) <= 1e-9 * Math.max(1, Math.abs(expected))
    assert.ok(isClose, `${path}: ${actual} is not ${expected}`)
  } else if (typeof actual === 'object' && typeof expected === 'object' && actual !== null && expected !== null) {
    const [some, others] = [actual as Record<string, unknown>, expected as Record<string, unknown>]
    assert.deepEqual(Object.keys(some).sort(), Object.keys(others).sort(), path)
    for (const name of Object.keys(some)) assertAlike(some[name], others[name], `${path}.${name}`)
  } else assert.deepEqual(actual, expected, path)
}

/** What a random survey has taken so far. */
interface Course {
  id: string
  versions: NaiveVersion[]
  replies: NaiveReply[]
}

const isReply = compile(ReplyInput)

/** Whether a reply is taken that is sent so, as the route does it. */
async function isTaken(id: string, version: number, answers: object[]): Promise<boolean> {
  const survey = await findWatched(teamroom.db, id)
  assert.ok(survey)
  const at = { now: teamroom.clock.now.toISOString(), openedAt: null }
  try {
    const body = check<Submission>(isReply, { submission_id: randomUUID(), answers, version }, 'json')
    await submitReply(teamroom.db, survey, { userId: null, linkId: null }, body, at, async () => {})
    return true
  } catch (error) {
    if (error instanceof AppError && error.kind === 'invalid') return false
    throw error
  }
}

async function sendReplies(draw: fc.GeneratorValue, { id, versions, replies }: Course): Promise<void> {
  const count = draw(fc.integer, { min: 0, max: 14 })
  const start = teamroom.clock.now
  for (let i = 0; i < count; i++) {
    const at = draw(fc.integer, { min: 0, max: versions.length - 1 })
    const { version, form } = versions[at] as NaiveVersion
    const answers = drawReply(draw, form)
    const taken = naiveTake(form, answers)
    teamroom.clock.advance(draw(fc.integer, { min: 0, max: 3 }) * DAY_MS)
    assert.equal(await isTaken(id, version, answers), taken !== undefined, JSON.stringify(answers))
    if (taken) replies.push({ version, answers: taken, day: teamroom.clock.now.toISOString().slice(0, 10) })
    teamroom.clock.now = start
  }
  const stored = await storedReplies(teamroom.db, id)
  assert.deepEqual(
    stored.map(textOf).sort(),
    replies.map((one) => textOf({ ...one, form_version: one.version })).sort(),
  )
}

/** A stored reply as a text, whatever the order in which its answers came. */
function textOf({ form_version, day, answers }: { form_version: number; day: string; answers: object }): string {
  const sorted = (value: unknown): unknown =>
    typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value).sort() : value
  const entries = Object.entries(answers).map(([question, value]) => [question, sorted(value)])
  return JSON.stringify([form_version, day, entries.sort()])
}

const FEWEST_SHOWN = 5

/** Of an anonymous survey with one version, what is shown is what would be with names, but for what single people said. */
function assertAlikeWhereShown(actual: Results, expected: Results): void {
  assert.equal(actual.hidden, expected.reply_count < FEWEST_SHOWN)
  if (actual.hidden) return
  assert.equal(actual.reply_count, expected.reply_count)
  for (const [at, shown] of actual.questions.entries()) {
    const whole = expected.questions[at] as ShownResult
    const isText = whole.type === 'text' || whole.type === 'long_text'
    const isTooFew = whole.answered < (isText ? 2 : 1) * FEWEST_SHOWN
    if (isTooFew) assert.notEqual(shown.hidden_because, null)
    else if (shown.hidden_because === null) assertAlike(shown, asShown(whole), shown.id)
  }
}

/** The same without what single people, or few, said. */
function asShown(whole: ShownResult): ShownResult {
  switch (whole.type) {
    case 'number':
      return { ...whole, median: null, min: null, max: null, bins: [] }
    case 'date':
      return { ...whole, median: null, earliest: null, latest: null, bins: [] }
    case 'matrix': {
      const isTooFew = ({ answered }: MatrixResult['rows'][number]) => (answered as number) < FEWEST_SHOWN
      return {
        ...whole,
        rows: whole.rows.map((row) => (isTooFew(row) ? { ...row, answered: null, columns: [] } : row)),
      }
    }
    default:
      return whole
  }
}

/** Compares what the server says came of a survey, as a whole and filtered, with what it is by hand. */
async function compareResults(draw: fc.GeneratorValue, course: Course, anonymous: boolean): Promise<void> {
  const path = `/api/surveys/${course.id}/results`
  const { versions, replies } = course
  const results = (await owner.send('GET', path)).body
  if (anonymous) return assertAlikeWhereShown(results, naiveResults(versions, replies) as Results)
  assertAlike(results, naiveResults(versions, replies))
  const count = replies.length > 0 ? FILTERS : 0
  const filters = Array.from({ length: count }, () => drawFilter(draw, course))
  const { db } = teamroom
  const survey = await findShown(db, { id: owner.id, role: 'member' }, course.id)
  const published = await listPublished(db, course.id)
  for (const query of filters.filter((one) => one !== undefined)) {
    const filter = filterOf(published, query) as Filter
    const filtered = await readFiltered({ db, reader: db }, survey, published, filter, () => false)
    assertAlike(filtered, naiveResults(versions, replies, query), JSON.stringify(query))
  }
}

describe('random surveys and replies', () => {
  it('are taken, and have the results, that they have when done by hand', () =>
    fc.assert(
      fc.asyncProperty(fc.gen(), async (draw) => {
        const anonymous = draw(fc.boolean)
        let form: Form = drawForm(draw)
        const made = await makeSurvey(owner, { audience: 'anyone', anonymous, time_zone: 'UTC', ...form })
        const course: Course = { id: made.id, versions: [], replies: [] }
        const changes = draw(fc.integer, { min: 0, max: anonymous ? 0 : 2 })
        for (let version = 1; ; version++) {
          await publish(owner, made.id)
          const published_at = teamroom.clock.now.toISOString()
          course.versions.push({ version, published_at, form })
          await sendReplies(draw, course)
          if (version > changes) break
          form = drawChanged(draw, form, version)
          const { welcome, thanks, sections, questions } = form
          const changed = await owner.send('PATCH', `/api/surveys/${made.id}`, { welcome, thanks, sections, questions })
          assert.equal(changed.status, 200, changed.text)
        }
        await compareResults(draw, course, anonymous)
      }),
      { numRuns: RUNS, interruptAfterTimeLimit: LIMIT_MS, markInterruptAsFailure: true },
    ))
})

/** A filter that lets at least one reply through. */
function drawFilter(draw: fc.GeneratorValue, { versions, replies }: Course) {
  const { version, answers } = replies[draw(fc.integer, { min: 0, max: replies.length - 1 })] as NaiveReply
  const { form } = versions.find((one) => one.version === version) as NaiveVersion
  const cells = form.questions.flatMap((question) =>
    answers[question.id] === undefined
      ? []
      : naiveCells(question, answers[question.id]).map((answer) => ({ question: question.id, answer })),
  )
  return cells.length === 0 ? undefined : cells[draw(fc.integer, { min: 0, max: cells.length - 1 })]
}
