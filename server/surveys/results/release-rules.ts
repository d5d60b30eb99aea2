import type { Answers, AnswerValue, OtherChoice } from '../answering/schema.ts'
import type { Form } from '../form/form.ts'
import { OTHER } from '../form/other.ts'
import { shownQuestions } from '../form/shown-rules.ts'
import { ANSWERED, type Cell, cellsOf, GIVEN_PREFIX, type Increment, REPLIES, Tally, WHOLE } from './tally-rules.ts'
import { byThreshold, type Thresholds, Units } from './units-rules.ts'

/** A person's own words in answer to a question, as a version asks it. */
export interface Said {
  form_version: number
  question_id: string
  text: string
}

/** What is known of answers that are not shown yet, as there are too few new ones to their question. */
export interface Held {
  cells: Increment[]
  texts: Said[]
}

export const NOTHING_HELD: Held = { cells: [], texts: [] }

/** A reply to a published version of a survey. */
export interface Replied {
  form_version: number
  answers: Answers
}

/** `whole_replies`: 1 where the survey promised its answers reply by reply. */
type Promised = { whole_replies: number }

/** What is shown from now on, beside what was before, and what is held still. */
export interface Release extends Held {
  held: Held
}

/**
 * Adds new replies to an anonymous survey to what is shown of it. Each question moves on by itself, as soon as it has
 * enough new answers, and not before the question has on which it depends; what people wrote needs a number of its own.
 */
export function release(
  held: Held,
  replies: readonly Replied[],
  forms: ReadonlyMap<number, Form>,
  survey: Thresholds & Promised,
): Release {
  const { cells, texts } = gather(held, replies, forms, survey)
  const units = new Units(cells, forms, byThreshold(survey))
  const read = new Units(
    texts.map((said) => ({ ...said, cell: SAID, value: null, count: 1 })),
    forms,
    ({ answered }) => answered >= survey.text_threshold,
  )
  const isShown = (row: Increment) => units.isShown(row)
  const isRead = (said: Said) => read.isShown({ ...said, cell: SAID }) && units.isSettled(said)
  const isHeld =
    <T>(is: (one: T) => boolean) =>
    (one: T) =>
      !is(one)
  return {
    cells: cells.filter(isShown),
    texts: texts.filter(isRead),
    held: { cells: cells.filter(isHeld(isShown)), texts: texts.filter(isHeld(isRead)) },
  }
}

/** Everything of an anonymous survey that may be shown once it is closed. */
export function gather(
  held: Held,
  replies: readonly Replied[],
  forms: ReadonlyMap<number, Form>,
  survey: Promised,
): Held {
  const tally = new Tally()
  const texts = [...held.texts]
  for (const { form_version, answers } of replies) {
    const form = forms.get(form_version) as Form
    tally.add(form_version, anonymousCells(form, answers, survey))
    texts.push(...textsOf(form, answers).map((said) => ({ form_version, ...said })))
  }
  for (const row of held.cells) tally.addCount(row)
  // In an order that says nothing about that in which they came.
  return { cells: tally.rows(), texts: texts.sort((a, b) => (a.text < b.text ? -1 : 1)) }
}

/** Stands for a text among cells. */
const SAID = ':answered'

/** What is counted of an anonymous reply: not when it came, nor whether it answers everything, which joins its answers. */
function anonymousCells(form: Form, answers: Answers, { whole_replies }: Promised): Cell[] {
  const cells = cellsOf(form, answers, '').filter(({ question, cell }) => question !== WHOLE || cell === REPLIES)
  if (whole_replies === 0) return cells
  const given = cells.filter(({ cell }) => cell === ANSWERED)
  return [...cells, ...given.map(({ question }) => ({ question: WHOLE, cell: GIVEN_PREFIX + question, value: null }))]
}

/** What a reply says in its author's own words. */
function textsOf(form: Form, answers: Answers): Omit<Said, 'form_version'>[] {
  return shownQuestions(form, answers).flatMap(({ id, type }) => {
    const answer = answers[id]
    const text = type === 'text' || type === 'long_text' ? (answer as string | undefined) : otherWords(answer)
    return text === undefined ? [] : [{ question_id: id, text }]
  })
}

function otherWords(answer: AnswerValue | undefined): string | undefined {
  const items = Array.isArray(answer) ? answer : [answer]
  return items.find((item): item is OtherChoice => typeof item === 'object' && OTHER in item)?.[OTHER]
}
