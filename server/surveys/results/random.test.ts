import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import fc from 'fast-check'
import { type Account, startTeamroom, type Teamroom } from '../../../test/harness.ts'
import { type NaiveReply, type NaiveVersion, naiveCells, naiveResults, naiveTake } from '../../../test/naive-survey.ts'
import { drawChanged, drawForm, drawReply } from '../../../test/survey-samples.ts'
import { makeSurvey, publish, reply, storedReplies } from '../../../test/surveys.ts'
import type { Form } from '../form/form.ts'

const RUNS = 60
const FILTERS = 4
/** After which a failure is shown as it is then, without looking for a smaller one. */
const LIMIT_MS = 120_000
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
  key: string | null
  versions: NaiveVersion[]
  replies: NaiveReply[]
}

async function sendReplies(draw: fc.GeneratorValue, { id, key, versions, replies }: Course): Promise<void> {
  const count = draw(fc.integer, { min: 0, max: 14 })
  const start = teamroom.clock.now
  for (let i = 0; i < count; i++) {
    const at = draw(fc.integer, { min: 0, max: versions.length - 1 })
    const { version, form } = versions[at] as NaiveVersion
    const answers = drawReply(draw, form)
    const taken = naiveTake(form, answers)
    teamroom.clock.advance(draw(fc.integer, { min: 0, max: 3 }) * DAY_MS)
    const answer = await reply(teamroom, key, {}, { answers, version })
    assert.equal(answer.status, taken ? 201 : 422, `${JSON.stringify(answers)} ${answer.text}`)
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

describe('random surveys and replies', () => {
  it('are taken, and have the results, that they have when done by hand', () =>
    fc.assert(
      fc.asyncProperty(fc.gen(), async (draw) => {
        const anonymous = draw(fc.boolean)
        let form: Form = drawForm(draw)
        const made = await makeSurvey(owner, { audience: 'anyone', anonymous, time_zone: 'UTC', ...form })
        const course: Course = { id: made.id, key: made.public_key, versions: [], replies: [] }
        const changes = draw(fc.integer, { min: 0, max: 2 })
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
        const path = `/api/surveys/${made.id}/results`
        const { versions, replies } = course
        assertAlike((await owner.send('GET', path)).body, naiveResults({ anonymous }, versions, replies))
        for (let i = 0; i < FILTERS && replies.length > 0; i++) {
          const filter = drawFilter(draw, course)
          if (!filter) continue
          const filtered = await owner.send('GET', `${path}?${new URLSearchParams(filter)}`)
          assertAlike(filtered.body, naiveResults({ anonymous }, versions, replies, filter), JSON.stringify(filter))
        }
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
