import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import fc from 'fast-check'
import { type Account, startTeamroom, type Teamroom } from '../../../test/harness.ts'
import { type NaiveAnswers, naiveCells } from '../../../test/naive-survey.ts'
import { drawForm, drawTaken } from '../../../test/survey-samples.ts'
import { openSurvey, publish, reply, sent } from '../../../test/surveys.ts'
import type { Form, Question } from '../form/form.ts'
import type { Survey } from '../schema.ts'
import type { Results } from './schema.ts'

/*
 * An owner attacks their own survey: before and after each reply they look at everything that the server shows of it, and
 * know who replies when. Two surveys get replies from the same people at the same moments. In one of them, those of each
 * step have exchanged their answers, each question by itself. If all that is shown is the same at every moment, nobody can
 * tell who of a step gave which answer, nor which answers belong together, whatever they do with it.
 */

const RUNS = 3
/** After which a failure is shown as it is then, without looking for a smaller one. */
const LIMIT_MS = 120_000

let teamroom: Teamroom
let owner: Account

before(async () => {
  teamroom = await startTeamroom()
  owner = await teamroom.account('member')
})
after(() => teamroom.stop())

type Draw = fc.GeneratorValue

/** The questions that decide whether this one is asked. */
function parentsOf(form: Form, { section, shown_if }: Question): string[] {
  const rules = [form.sections.find(({ id }) => id === section)?.shown_if, shown_if]
  return [...new Set(rules.flatMap((rule) => rule?.conditions ?? []).map(({ question }) => question))]
}

/** For each question, the one that it depends on in the end, or undefined for one that depends on several answers. */
function rootsOf(form: Form): Map<string, string | undefined> {
  const roots = new Map<string, string | undefined>()
  for (const question of form.questions) {
    const [parent, ...others] = parentsOf(form, question)
    const root = parent === undefined ? question.id : others.length > 0 ? undefined : roots.get(parent)
    roots.set(question.id, root)
  }
  return roots
}

/** What people say who have exchanged their answers: those to each question go on with those that depend on it. */
function exchanged(draw: Draw, form: Form, replies: readonly NaiveAnswers[]): NaiveAnswers[] | undefined {
  const roots = rootsOf(form)
  const orders = new Map([...new Set(roots.values())].map((root) => [root, shuffled(draw, replies.length)]))
  const others = replies.map((_, at) => {
    const given: NaiveAnswers = {}
    for (const [id, root] of roots) {
      const from = replies[orders.get(root)?.[at] as number] as NaiveAnswers
      if (root !== undefined && from[id] !== undefined) given[id] = from[id]
    }
    // What depends on several answers is never shown: something else may stand there.
    return drawTaken(draw, form, given, (id) => roots.get(id) === undefined)
  })
  return others.every((one) => one !== undefined) ? others : undefined
}

function shuffled(draw: Draw, count: number): number[] {
  const all = Array.from({ length: count }, (_, i) => i)
  return draw(fc.shuffledSubarray, all, { minLength: count, maxLength: count })
}

/** The same people's whole replies, exchanged among them. */
function exchangedWhole(draw: Draw, replies: readonly NaiveAnswers[]): NaiveAnswers[] {
  return shuffled(draw, replies.length).map((at) => replies[at] as NaiveAnswers)
}

/** Everything that is shown of a survey to its owner, but for its id and key. */
async function lookAt(survey: Survey, form: Form): Promise<Record<string, unknown>> {
  const path = `/api/surveys/${survey.id}`
  const seen: Record<string, unknown> = {}
  const look = async (name: string, url: string, within = (body: unknown): unknown => body) => {
    const { status, body, text, headers } = await owner.send('GET', url)
    const shown = headers['content-type']?.includes('csv')
      ? text.split('\r\n').sort()
      : status === 200
        ? within(body)
        : body
    const plain = JSON.stringify([status, shown])
      .replaceAll(survey.id, 'id')
      .replaceAll(survey.public_key as string, 'key')
    seen[name] = JSON.parse(plain)
  }
  const own = (list: unknown) => (list as { id: string }[]).find(({ id }) => id === survey.id)
  await look('survey', path)
  await look('list', '/api/surveys?limit=200', own)
  await look('older list', '/getsurveys?limit=200', (body) => own((body as { surveys: unknown }).surveys))
  await look('results', `${path}/results`)
  for (const question of form.questions) {
    for (const answer of filtersOf(question)) {
      const query = new URLSearchParams({ question: question.id, answer })
      await look(`filter ${question.id} ${answer}`, `${path}/results?${query}`)
    }
    const { type } = question
    const hasWords = type === 'text' || type === 'long_text' || ('other' in question && question.other)
    const sorted = (list: unknown) => (list as { text: string }[]).map(({ text }) => text).sort()
    if (hasWords) await look(`texts ${question.id}`, `${path}/questions/${question.id}/answers?limit=200`, sorted)
  }
  const rows = (body: unknown) => (body as { replies: object[] }).replies.map((one) => JSON.stringify(one)).sort()
  await look('replies.json', `${path}/replies.json`, rows)
  await look('replies.csv', `${path}/replies.csv`)
  return seen
}

/** Two answers to filter by. */
function filtersOf(question: Question): string[] {
  const [choice] = 'choices' in question ? question.choices : []
  switch (question.type) {
    case 'single_choice':
    case 'multiple_choice':
      return naiveCells(question, choice?.id)
    case 'yes_no':
      return ['true', 'false']
    case 'rating':
      return [String(question.max)]
    case 'ranking':
      return [`${choice?.id}:1`]
    default:
      return []
  }
}

/** What may differ by no less than so many answers from one moment to another. */
function requireSteps(before: Results, now: Results, { threshold, text_threshold }: Survey, where: string): void {
  const shownOf = ({ hidden, reply_count, questions }: Results) => {
    const counts = new Map([['replies', hidden ? 0 : reply_count]])
    for (const question of questions) {
      if (question.hidden_because !== null) continue
      counts.set(question.id, question.answered)
      if (question.type !== 'matrix') continue
      for (const row of question.rows) counts.set(`${question.id}.${row.id}`, row.answered ?? 0)
    }
    return counts
  }
  const [counts, earlier] = [shownOf(now), shownOf(before)]
  for (const [name, count] of counts) {
    const type = now.questions.find(({ id }) => id === name)?.type
    const least = type === 'text' || type === 'long_text' ? text_threshold : threshold
    const more = count - (earlier.get(name) ?? 0)
    assert.ok(more === 0 || more >= least, `${where}: ${name} goes on by ${more}`)
  }
}

interface Course {
  form: Form
  settings: object
  /** What people say, in the order in which they come, in either survey. */
  replies: [NaiveAnswers, NaiveAnswers][]
  /** Before which of them the questions are worded anew. */
  isReworded: boolean[]
}

/** Runs both surveys side by side, and looks at both after each reply and once they are closed. */
async function runBoth({ form, settings, replies, isReworded }: Course): Promise<void> {
  const fields = { audience: 'anyone', ...form, ...settings }
  const [one, other] = [await openSurvey(owner, fields), await openSurvey(owner, fields)]
  let before: Results | undefined
  const compare = async (where: string) => {
    const seen = await lookAt(one, form)
    assert.deepEqual(await lookAt(other, form), seen, where)
    const [, results] = seen.results as [number, Results]
    if (before) requireSteps(before, results, one, where)
    before = results
  }
  for (const [at, pair] of replies.entries()) {
    for (const [i, survey] of [one, other].entries()) {
      if (isReworded[at]) await reword(survey, form, at)
      const answer = await reply(teamroom, survey.public_key, {}, { answers: sent(pair[i] as NaiveAnswers) })
      assert.equal(answer.status, 201, answer.text)
    }
    await compare(`after reply ${at + 1}`)
  }
  for (const { id } of [one, other]) await owner.send('POST', `/api/surveys/${id}/closure`)
  await compare('after closing')
}

/** Publishes the same questions with a character more that nobody sees. */
async function reword({ id }: Survey, form: Form, at: number): Promise<void> {
  const questions = form.questions.map((question) => ({ ...question, title: question.title + '\u200b'.repeat(at) }))
  const answer = await owner.send('PATCH', `/api/surveys/${id}`, { questions })
  assert.equal(answer.status, 200, answer.text)
  await publish(owner, id)
}

function attack(drawCourse: (draw: Draw) => Course | undefined): Promise<void> {
  return fc.assert(
    fc.asyncProperty(fc.gen(), async (draw) => {
      const course = drawCourse(draw)
      fc.pre(course !== undefined)
      await runBoth(course as Course)
    }),
    { numRuns: RUNS, interruptAfterTimeLimit: LIMIT_MS, markInterruptAsFailure: true, endOnFailure: true },
  )
}

/** So many replies to a form; undefined where none were found. */
function drawReplies(draw: Draw, form: Form, count: number): NaiveAnswers[] | undefined {
  const replies = Array.from({ length: count }, () => drawTaken(draw, form))
  return replies.every((one) => one !== undefined) ? replies : undefined
}

const pairs = (some: readonly NaiveAnswers[], others: readonly NaiveAnswers[]) =>
  some.map((one, at): [NaiveAnswers, NaiveAnswers] => [one, others[at] as NaiveAnswers])

/** Steps of `size` replies in which people exchange answers as `exchange` does it, and a last one that is not whole. */
function drawSteps(
  draw: Draw,
  form: Form,
  size: number,
  exchange: (replies: readonly NaiveAnswers[]) => NaiveAnswers[] | undefined,
): Course['replies'] | undefined {
  const all: Course['replies'] = []
  for (let step = 0; step < 3; step++) {
    const replies = drawReplies(draw, form, size)
    const others = replies && exchange(replies)
    if (!replies || !others) return undefined
    all.push(...pairs(replies, others))
  }
  // Of a step that is not whole nothing is shown: they may have said anything.
  const [last, others] = [drawReplies(draw, form, size - 1), drawReplies(draw, form, size - 1)]
  return last && others && [...all, ...pairs(last, others)]
}

const drawRewording = (draw: Draw, count: number) =>
  Array.from({ length: count }, (_, at) => at > 0 && draw(fc.integer, { min: 0, max: 3 }) === 0)

describe('an owner who looks at everything after each reply', () => {
  it('cannot tell who of a step gave which answer, nor which answers are one person’s', () =>
    attack((draw) => {
      const form = drawForm(draw)
      const settings = { threshold: 5, text_threshold: draw(fc.integer, { min: 5, max: 7 }) }
      const replies = drawSteps(draw, form, 5, (some) => exchanged(draw, form, some))
      return replies && { form, settings, replies, isReworded: drawRewording(draw, replies.length) }
    }))

  it('cannot tell whose whole reply is whose, where these are shown', () =>
    attack((draw) => {
      const form = drawForm(draw)
      const settings = { threshold: 5, text_threshold: 6, whole_replies: true }
      const replies = drawSteps(draw, form, 6, (some) => exchangedWhole(draw, some))
      return replies && { form, settings, replies, isReworded: drawRewording(draw, replies.length) }
    }))

  it('sees nothing before it is closed where it says so, and cannot tell answers apart afterwards', () =>
    attack((draw) => {
      const form = drawForm(draw)
      const settings = { results_when: 'closed', text_threshold: 5 }
      const some = drawReplies(draw, form, draw(fc.integer, { min: 4, max: 12 }))
      const others = some && exchanged(draw, form, some)
      return others && { form, settings, replies: pairs(some, others), isReworded: drawRewording(draw, some.length) }
    }))
})
