import { AppError, invalidField } from '../errors.ts'
import type { Form } from './form/form.ts'
import { rulesOf } from './results/dependence-rules.ts'
import type { SettingsInput } from './schema.ts'
import type { Settings } from './store.ts'

/** What is decided of an anonymous survey before it opens: when how much of its replies is shown. */
type Settled = Pick<Settings, (typeof SETTLED)[number]>

const SETTLED = ['threshold', 'text_threshold', 'results_when', 'whole_replies', 'split_by'] as const

export const SETTLED_DEFAULTS = {
  threshold: 5,
  text_threshold: 10,
  results_when: 'steps',
  whole_replies: 0,
  split_by: null,
} as const

/**
 * What of it `current` becomes with these changes. Texts need no fewer people than other answers.
 * @throws AppError `invalid` for what does not fit together.
 */
export function changedSettled(current: Settled, change: SettingsInput): Settled {
  const threshold = change.threshold ?? current.threshold
  const text_threshold = change.text_threshold ?? Math.max(current.text_threshold, threshold)
  if (text_threshold < threshold) throw invalidField('text_threshold', 'Must not be less than threshold.')
  const results_when = change.results_when ?? current.results_when
  const split_by = change.split_by === undefined ? current.split_by : change.split_by
  if (split_by !== null && results_when !== 'closed') {
    throw invalidField('split_by', 'Results can be filtered only where they come after the survey closes.')
  }
  const whole_replies = change.whole_replies === undefined ? current.whole_replies : Number(change.whole_replies)
  return { threshold, text_threshold, results_when, whole_replies, split_by }
}

/**
 * Those who open a survey are told all this: it stays as it is from then on. That it is anonymous does too, as the rest could
 * be changed while it is not.
 * @throws AppError `conflict`
 */
export function requireSettled(before: Settings, after: Settings): void {
  if (before.anonymous === 0) return
  for (const name of ['anonymous', ...SETTLED] as const) {
    if (before[name] === after[name]) continue
    throw new AppError(
      'conflict',
      `Publishing this survey has settled ${name}: make a copy of the survey to change it.`,
    )
  }
}

/**
 * Once a survey has shown its results after closing, a single further reply could be read from the difference.
 * @throws AppError `conflict`
 */
export function requireNotFinal(survey: Settings, replyCount: number): void {
  if (!isFinalOnceClosed(survey, replyCount)) return
  throw new AppError('conflict', 'Its results have been shown and are final: make a copy of the survey to ask again.')
}

/** Whether a survey shows results as soon as it is closed, and then takes no more replies. */
export function isFinalOnceClosed({ anonymous, results_when, threshold }: Settings, replyCount: number): boolean {
  return anonymous === 1 && results_when === 'closed' && replyCount >= threshold
}

/** Questions by which replies can be divided: each has one of a few answers. */
const DIVIDING: ReadonlySet<string> = new Set(['single_choice', 'yes_no', 'rating', 'nps'])

/** @throws AppError `invalid` where results are to be split by what the survey does not ask, or by what divides nobody. */
export function requireSplit({ split_by }: Settings, form: Form): void {
  if (split_by === null) return
  const question = form.questions.find(({ id }) => id === split_by)
  if (!question) throw invalidField('split_by', 'There is no such question.')
  if (!DIVIDING.has(question.type)) {
    throw invalidField('split_by', 'Must be a single choice, a yes/no question or a scale.')
  }
  if (rulesOf(form, question).length > 0) throw invalidField('split_by', 'Must be a question that everyone is asked.')
}
