import type { Answers } from '../answering/schema.ts'
import type { Form } from '../form/form.ts'
import type { PlainSurvey } from '../store.ts'
import { nextOf, readDisclosure, type Sources } from './actions.ts'
import { nothing, type Sum, summariseAnonymous } from './anonymous-rules.ts'
import { type Filter, groupOf } from './filter-rules.ts'
import { eachReply } from './scan.ts'
import type { Results } from './schema.ts'
import type { Groups } from './split-rules.ts'
import type { ScannedReply } from './store.ts'
import { measuresOf } from './summary-rules.ts'
import { type Cell, cellsOf, REPLIES, Tally, WHOLE } from './tally-rules.ts'

/**
 * The results of an anonymous survey, of those replies alone that answer a question in a certain way: nothing but where it
 * has said that it is split by this question, and then as much as may be shown of this group. All replies are gone through,
 * as what is shown of one group depends on the others. `isGone` tells when nobody waits for that any more.
 * @throws AppError `unavailable` when nobody does.
 */
export async function readSplit(
  sources: Sources,
  survey: PlainSurvey,
  { question, cell: group }: Filter,
  now: string,
  isGone: () => boolean,
): Promise<Results> {
  const { published, disclosure, released } = await readDisclosure(sources, survey, now)
  const next = nextOf(survey, released, now)
  const why = disclosure.withheld({ of: 'filter', question })
  if (why !== null) return nothing(survey.reply_count, why, next)
  const { whole, decimal } = measuresOf(published)
  const divided = new Divided(question, group, new Set([...whole, ...decimal]))
  await eachReply(sources, survey.id, undefined, isGone, (form, reply) => divided.add(form, reply))
  const within = { split: disclosure.split(divided.groups()), group }
  const hidden = disclosure.withheld({ of: 'group', ...within })
  if (hidden !== null) return nothing(survey.reply_count, hidden, next)
  return summariseAnonymous(published, disclosure, divided.sums(), next, within)
}

/** Counts replies by what they answer to one question; numbers and days are added up, for one group. */
class Divided {
  readonly #question: string
  readonly #group: string
  readonly #measured: ReadonlySet<string>
  readonly #tallies = new Map<string, Tally>()
  readonly #sums = new Map<string, { form_version: number; question_id: string; millionths: bigint }>()

  constructor(question: string, group: string, measured: ReadonlySet<string>) {
    this.#question = question
    this.#group = group
    this.#measured = measured
  }

  add(form: Form, { form_version, answers }: ScannedReply): void {
    const cells = cellsOf(form, JSON.parse(answers as string) as Answers, '')
    const group = groupOf(this.#question, cells)
    const isMeasured = ({ question, value }: Cell) => value !== null && this.#measured.has(question)
    const isCounted = (cell: Cell) => !isMeasured(cell) && (cell.question !== WHOLE || cell.cell === REPLIES)
    const tally = this.#tallies.get(group) ?? new Tally()
    this.#tallies.set(group, tally)
    tally.add(form_version, cells.filter(isCounted))
    if (group !== this.#group) return
    for (const { question, value } of cells.filter(isMeasured)) this.#addValue(form_version, question, value as number)
  }

  groups(): Groups {
    return new Map([...this.#tallies].map(([group, tally]) => [group, tally.rows()]))
  }

  sums(): Sum[] {
    return [...this.#sums.values()].map(({ millionths, ...of }) => ({
      ...of,
      whole: Number(millionths / MILLION),
      millionths: Number(millionths % MILLION),
    }))
  }

  /** As an integer: the last digit of a sum of others would tell in which order they came. */
  #addValue(form_version: number, question_id: string, value: number): void {
    const key = `${form_version}\n${question_id}`
    const sum = this.#sums.get(key) ?? { form_version, question_id, millionths: 0n }
    const whole = Math.floor(value)
    sum.millionths += BigInt(whole) * MILLION + BigInt(Math.round((value - whole) * 1_000_000))
    this.#sums.set(key, sum)
  }
}

const MILLION = 1_000_000n
