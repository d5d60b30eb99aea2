import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import fc from 'fast-check'
import { type Account, startTeamroom, type Teamroom } from '../../../test/harness.ts'
import { type NaiveAnswers, naiveCells } from '../../../test/naive-survey.ts'
import { countIn, exchanged, placesIn, shuffled, type Told } from '../../../test/survey-exchange.ts'
import { drawChanged, drawForm, drawTaken } from '../../../test/survey-samples.ts'
import {
  everyFilter,
  type Filtering,
  filtersOf,
  nameOf,
  resultsIn,
  type Seen,
  Watch,
} from '../../../test/survey-watch.ts'
import { openSurvey, publish } from '../../../test/surveys.ts'
import type { Form, Question, ShownIf } from '../form/form.ts'
import type { Survey } from '../schema.ts'
import { nothing, summariseAnonymous } from './anonymous-rules.ts'
import { type Disclosing, Disclosure } from './disclosure-rules.ts'
import { Divided } from './divided-rules.ts'
import { type Filter, filterOf } from './filter-rules.ts'
import { gather, NOTHING_HELD } from './release-rules.ts'
import type { QuestionResult, Results } from './schema.ts'
import { measuresOf } from './summary-rules.ts'

/*
 * An owner attacks their own survey: after each reply they look at everything that the server shows of it, and know who
 * replies when. Two surveys get replies from the same people at the same moments. In one of them, those of each step have
 * exchanged their answers, each question by itself. If all that is shown is the same at every moment, nobody can tell who of
 * a step gave which answer, nor which answers belong together, whatever they do with it.
 *
 * Where results are split, people have exchanged their answers within the group that these are shown of, or within all
 * groups that they are not shown of. Nobody can tell theirs apart then, and it is left to count that they are enough.
 */

const RUNS = 3
/** Those that need no server. */
const RULES_RUNS = 150
/** After which a failure is shown as it is then, without looking for a smaller one. */
const LIMIT_MS = 120_000

let teamroom: Teamroom

before(async () => {
  teamroom = await startTeamroom()
})
after(() => teamroom.stop())

type Draw = fc.GeneratorValue

interface Course {
  /** The questions as they are asked, the first version first. */
  forms: Form[]
  settings: {
    threshold: number
    text_threshold: number
    results_when?: 'closed'
    whole_replies?: true
    split_by?: string
  }
  /** What people say, in the order in which they come. */
  replies: Told[]
}

/** After which replies an owner looks, counted from 1: at all that functions give, and at all that routes do. */
interface Moments {
  looks(count: number): boolean
  looksThrough(count: number): boolean
}

/** Runs a survey, and tells everything that is shown of it then, and once it is closed. */
async function watch(owner: Account, { forms, settings, replies }: Course, moments: Moments): Promise<Seen[]> {
  const survey = await openSurvey(owner, { audience: 'anyone', ...forms[0], ...settings })
  const watching = new Watch(teamroom, owner)
  const seen: Seen[] = []
  let newest = 0
  for (const [at, { version, answers }] of replies.entries()) {
    for (; newest < version; newest++) await publishNext(owner, survey, forms[newest + 1] as Form)
    await watching.reply(survey, answers)
    const filters = filtersOf(forms.slice(0, newest + 1))
    const isThorough = moments.looksThrough(at + 1)
    if (isThorough) seen.push(await watching.lookThrough(survey, forms, fewOf(filters, at, 3)))
    else if (moments.looks(at + 1)) seen.push(await watching.look(survey, forms, fewOf(filters, at, 1)))
  }
  await owner.send('POST', `/api/surveys/${survey.id}/closure`)
  const filters = filtersOf(forms.slice(0, newest + 1))
  seen.push(await watching.lookThrough(survey, forms, fewOf(filters, 0, 5)))
  seen.push(await watching.look(survey, forms, filters))
  return seen
}

async function publishNext(owner: Account, { id }: Survey, form: Form): Promise<void> {
  const answer = await owner.send('PATCH', `/api/surveys/${id}`, form)
  assert.equal(answer.status, 200, answer.text)
  await publish(owner, id)
}

/** Some filters, others each time. */
function fewOf(filters: readonly Filtering[], turn: number, count: number): Filtering[] {
  return filters.filter((_, at) => (at + turn * count) % Math.max(1, Math.ceil(filters.length / count)) === 0)
}

const isText = ({ type }: { type: Question['type'] }) => type === 'text' || type === 'long_text'

/** What may differ by no less than so many answers from one moment to another. */
function requireSteps(before: Results, now: Results, { threshold, text_threshold }: Course['settings']): void {
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
    const question = now.questions.find(({ id }) => id === name)
    const least = question && isText(question) ? text_threshold : threshold
    const more = count - (earlier.get(name) ?? 0)
    assert.ok(more === 0 || more >= least, `${name} goes on by ${more}`)
  }
}

/** Fails where something of two surveys that look alike is not. */
function assertAlike(some: readonly Seen[], others: readonly Seen[]): void {
  assert.equal(some.length, others.length)
  for (const [at, seen] of some.entries()) {
    for (const [name, text] of seen) assert.equal(others[at]?.get(name), text, `${name} at moment ${at + 1}`)
  }
}

async function attack(runs: number, run: (draw: Draw, owner: Account) => Promise<void>): Promise<void> {
  const owner = await teamroom.account('member')
  return fc.assert(
    fc.asyncProperty(fc.gen(), (draw) => run(draw, owner)),
    { numRuns: runs, interruptAfterTimeLimit: LIMIT_MS, markInterruptAsFailure: true, endOnFailure: true },
  )
}

/** So many replies to a version; those for which nobody finds any are left out. */
function drawReplies(draw: Draw, form: Form, count: number, version = 0): Told[] {
  const replies = Array.from({ length: count }, () => drawTaken(draw, form))
  return replies.flatMap((answers) => (answers ? [{ version, answers }] : []))
}

/** The same questions, some with a character more that nobody sees. */
function drawReworded(draw: Draw, form: Form, count: number): Form[] {
  const forms = [form]
  while (forms.length <= count) {
    const mark = '\u200b'.repeat(forms.length)
    forms.push({
      ...form,
      questions: form.questions.map((question) => ({ ...question, title: question.title + mark })),
    })
  }
  return draw(fc.boolean) ? forms : [form]
}

type Exchange = (form: Form, replies: readonly Told[]) => NaiveAnswers[] | undefined

/** Two courses: three steps of `size` replies in which people exchange answers, and a last one that is not whole. */
function drawSteps(draw: Draw, settings: Course['settings'], size: number, exchange: Exchange): [Course, Course] {
  const form = drawForm(draw)
  const forms = drawReworded(draw, form, 4)
  const steps = Array.from({ length: 3 }, () => {
    const some = drawReplies(draw, form, size)
    const others = some.length === size ? exchange(form, some) : undefined
    fc.pre(others !== undefined)
    return { some: some.map(({ answers }) => answers), others: others as NaiveAnswers[] }
  })
  // Of a step that is not whole nothing is shown: they may have said anything.
  const [last, others] = [1, 2].map(() => drawReplies(draw, form, size - 1).map(({ answers }) => answers))
  fc.pre(last?.length === size - 1 && others?.length === size - 1)
  const versions = Array.from({ length: 4 * size - 1 }, () => draw(fc.nat, forms.length - 1)).sort((a, b) => a - b)
  const course = (all: NaiveAnswers[]): Course => {
    return { forms, settings, replies: all.map((answers, at) => ({ version: versions[at] as number, answers })) }
  }
  return [
    course([...steps.flatMap(({ some }) => some), ...(last as NaiveAnswers[])]),
    course([...steps.flatMap((step) => step.others), ...(others as NaiveAnswers[])]),
  ]
}

async function compare(draw: Draw, owner: Account, [some, others]: [Course, Course]): Promise<void> {
  const chosen = draw(fc.integer, { min: 1, max: some.replies.length })
  const moments: Moments = { looks: () => true, looksThrough: (count) => count === chosen }
  const seen = await watch(owner, some, moments)
  assertAlike(seen, await watch(owner, others, moments))
  const results = seen.map((moment) => resultsIn(moment))
  for (const [at, now] of results.entries()) requireSteps(results[at - 1] ?? (now as Results), now, some.settings)
}

/** The groups of a split that has been seen, and of what of them something was shown. */
class Groups {
  readonly #by: Question
  readonly #results = new Map<string, Results>()

  constructor(by: Question, seen: Seen) {
    this.#by = by
    for (const filter of everyFilter(by)) this.#results.set(filter.answer, resultsIn(seen, nameOf(filter)))
  }

  of({ answers }: Told): string {
    const answer = answers[this.#by.id]
    return answer === undefined ? '' : (naiveCells(this.#by, answer)[0] as string)
  }

  isShown(group: string): boolean {
    return this.#results.get(group)?.hidden === false
  }

  /** Whether a question is shown of a group, or one of its rows. */
  shows(group: string, id: string, row?: string): boolean {
    const found: QuestionResult | undefined = this.#results.get(group)?.questions.find((one) => one.id === id)
    if (found?.hidden_because !== null) return false
    return (
      row === undefined ||
      (found.type === 'matrix' && found.rows.some((one) => one.id === row && one.answered !== null))
    )
  }
}

/** Replies of each group of which something is shown, and all others together. */
function split(replies: readonly Told[], groups: Groups, isShown: (group: string) => boolean): Told[][] {
  const all = [...Map.groupBy(replies, (reply) => groups.of(reply))]
  const shown = all.filter(([group]) => isShown(group)).map(([, some]) => some)
  const hidden = all.filter(([group]) => !isShown(group)).flatMap(([, some]) => some)
  return shown.length === 0 || hidden.length === 0 ? shown : [...shown, hidden]
}

/** Fails where people are told apart from others, or their answers, of whom there are fewer than are shown together at least. */
function requireEnough({ forms, settings, replies }: Course, by: Question, groups: Groups): void {
  const { threshold, text_threshold } = settings
  for (const { length } of split(replies, groups, (group) => groups.isShown(group))) {
    assert.ok(length >= threshold, `a group of ${length} is told apart`)
  }
  const replied = forms.filter((_, version) => replies.some((reply) => reply.version === version))
  for (const { id, question, isAlike } of placesIn(replied).filter((place) => place.id !== by.id)) {
    const least = isText(question) ? text_threshold : threshold
    const rows = question.type === 'matrix' ? question.rows.map((row) => row.id) : []
    for (const row of [undefined, ...rows]) {
      const blocks = split(replies, groups, (group) => groups.shows(group, id, row))
      assert.ok(isAlike || blocks.length === 0, `${id} is shown by group, and tells of versions`)
      for (const { asked, answered } of blocks.map((some) => countIn(forms, some, id, row))) {
        assert.ok(asked === 0 || answered >= least, `${answered} answers to ${id} ${row} are told apart`)
      }
    }
  }
}

const DIVIDING: Question['type'][] = ['single_choice', 'single_choice', 'yes_no', 'rating', 'nps']

/** Nothing is shown of questions that depend on several others. */
function keepOneParent(rule: ShownIf): void {
  rule.conditions = rule.conditions.filter(({ question }) => question === rule.conditions[0]?.question)
}

/** A survey that is split by its first question, which later versions mostly keep as it is. */
function drawSplit(draw: Draw): Course {
  const first = drawForm(draw, DIVIDING)
  for (const { shown_if } of first.questions) if (shown_if && draw(fc.boolean)) keepOneParent(shown_if)
  const by = first.questions[0] as Question
  const forms = [first]
  while (forms.length < draw(fc.integer, { min: 1, max: 3 })) {
    const changed = drawChanged(draw, forms.at(-1) as Form, forms.length)
    if (draw(fc.nat, 9) > 0)
      changed.questions = [structuredClone(by), ...changed.questions.filter(({ id }) => id !== by.id)]
    forms.push(changed)
  }
  const replies = forms.flatMap((form, version) =>
    drawReplies(draw, form, draw(fc.integer, { min: 3, max: 18 }), version),
  )
  const text_threshold = draw(fc.integer, { min: 5, max: 6 })
  return { forms, settings: { threshold: 5, text_threshold, results_when: 'closed', split_by: by.id }, replies }
}

describe('an owner who looks at everything after each reply', () => {
  it('cannot tell who of a step gave which answer, nor which answers are one person’s', () =>
    attack(RUNS, (draw, owner) => {
      const settings = { threshold: 5, text_threshold: draw(fc.integer, { min: 5, max: 7 }) }
      const among = (form: Form, some: readonly Told[]) => exchanged(draw, [form], some, () => 'the step')
      return compare(draw, owner, drawSteps(draw, settings, 5, among))
    }))

  it('cannot tell whose whole reply is whose, where these are shown', () =>
    attack(RUNS, (draw, owner) => {
      const settings = { threshold: 5, text_threshold: 6, whole_replies: true } as const
      const whole: Exchange = (_, some) => shuffled(draw, some).map(({ answers }) => answers)
      return compare(draw, owner, drawSteps(draw, settings, 6, whole))
    }))

  it('sees nothing before it is closed where it says so, and cannot tell answers apart afterwards', () =>
    attack(RUNS, async (draw, owner) => {
      const form = drawForm(draw)
      const forms = drawReworded(draw, form, 3)
      const some = drawReplies(draw, form, draw(fc.integer, { min: 4, max: 12 }))
      const others = exchanged(draw, [form], some, () => 'all')
      fc.pre(others !== undefined)
      const versions = some.map(() => draw(fc.nat, forms.length - 1)).sort((a, b) => a - b)
      const course = (all: readonly NaiveAnswers[]): Course => {
        const replies = all.map((answers, at) => ({ version: versions[at] as number, answers }))
        return { forms, settings: { threshold: 5, text_threshold: 5, results_when: 'closed' }, replies }
      }
      await compare(draw, owner, [course(some.map(({ answers }) => answers)), course(others as NaiveAnswers[])])
    }))

  it('cannot tell answers apart in a group that is too small, by the question that splits results', () =>
    attack(RUNS, async (draw, owner) => {
      const moments: Moments = { looks: (count) => count % 6 === 0, looksThrough: () => false }
      await attackSplit(draw, (course) => watch(owner, course, moments))
    }))

  it('cannot by the rules alone, in many more surveys', () =>
    attack(RULES_RUNS, (draw) => attackSplit(draw, async (course) => [splitByRules(course)])))
})

/** Has people exchange answers as a split lets them, and looks whether anything differs. */
async function attackSplit(draw: Draw, look: (course: Course) => Promise<Seen[]>): Promise<void> {
  const course = drawSplit(draw)
  const { forms, replies } = course
  const by = (forms[0] as Form).questions[0] as Question
  const seen = await look(course)
  const groups = new Groups(by, seen.at(-1) as Seen)
  requireEnough(course, by, groups)
  const blockOf = (id: string, at: number) => {
    const group = groups.of(replies[at] as Told)
    return groups.shows(group, id) ? group : 'hidden'
  }
  const others = exchanged(draw, forms, replies, blockOf, by.id)
  fc.pre(others !== undefined)
  const told = replies.map(({ version }, at) => ({ version, answers: (others as NaiveAnswers[])[at] as NaiveAnswers }))
  assertAlike(seen, await look({ ...course, replies: told }))
}

const CLOSED = { anonymous: 1, whole_replies: 0, closed_at: '2026-03-02T09:00:00.000Z', due_at: null } as const

/** What is shown of a closed survey by its split, without a server. */
function splitByRules({ forms, settings, replies }: Course): Seen {
  const newest = Math.max(...replies.map(({ version }) => version))
  const published = forms.slice(0, newest + 1).map((form, at) => ({ version: at + 1, published_at: '', form }))
  const byVersion = new Map(published.map(({ version, form }) => [version, form]))
  const given = replies.map(({ version, answers }) => ({ form_version: version + 1, answers }))
  const { cells } = gather(NOTHING_HELD, given, byVersion, CLOSED)
  const survey = {
    ...CLOSED,
    ...settings,
    whole_replies: 0,
    results_when: 'closed',
    split_by: settings.split_by as string,
  }
  const disclosure = new Disclosure(survey as Disclosing, published, cells, CLOSED.closed_at)
  const seen: Seen = new Map([['results', JSON.stringify(summariseAnonymous(published, disclosure, [], null))]])
  for (const query of everyFilter((forms[0] as Form).questions[0] as Question)) {
    const filter = filterOf(published, query) as Filter
    const divided = new Divided(filter, measuresOf(published))
    for (const { form_version, answers } of given)
      divided.add(byVersion.get(form_version) as Form, form_version, answers)
    const isSplit = disclosure.withheld({ of: 'filter', question: query.question }) === null
    const within = isSplit ? { split: disclosure.split(divided.groups()), group: filter.cell } : undefined
    const isShown = within !== undefined && disclosure.withheld({ of: 'group', ...within }) === null
    const results = isShown
      ? summariseAnonymous(published, disclosure, divided.sums(), null, within)
      : nothing(0, 'group', null)
    seen.set(nameOf(query), JSON.stringify(results))
  }
  return seen
}
