import { FIRST_DAY, LAST_DAY, MAX_NUMBER } from '../../../server/surveys/answering/answer-rules.ts'
import type { PublicSurvey } from '../../../server/surveys/answering/schema.ts'
import type { Question } from '../../../server/surveys/form/form.ts'
import { readerLocale } from './locale.ts'
import type { Texts } from './texts.ts'

/** A text with values put into it: `{when}`. */
export function filled(text: Texts[keyof Texts], values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''))
}

/** What is kept of whoever replies. */
export function promiseOf({ anonymous, audience }: PublicSurvey, texts: Texts): string {
  if (anonymous) return texts.anonymous
  return audience === 'anyone' ? texts.unnamed : texts.named
}

/** What those who read the results of an anonymous survey see of a reply, the most important first. */
export function disclosuresOf(survey: PublicSurvey, texts: Texts): { plain: string[]; more: string[] } {
  const { anonymous, threshold, text_threshold, results_when, whole_replies, split_by, questions } = survey
  if (!anonymous) return { plain: [], more: [] }
  const step = whole_replies ? Math.max(threshold, text_threshold) : threshold
  const split = questions.find(({ id }) => id === split_by)?.title
  return {
    plain: [
      filled(texts.together, { count: threshold, texts: text_threshold }),
      whole_replies ? texts.whole : texts.notWhole,
    ],
    more: [
      results_when === 'closed' ? texts.afterClosing : filled(texts.inSteps, { count: step }),
      ...(split === undefined ? [] : [filled(texts.split, { question: split })]),
      texts.limits,
    ],
  }
}

/** An instant, in the reader's own time zone. */
export function showInstant(instant: string, { language }: Texts): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(instant))
}

function showDay(day: string, { language }: Texts): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' }).format(
    new Date(`${day}T00:00:00Z`),
  )
}

/** Why the server takes no reply, in the reader's language. */
export function refusalOf(status: number, message: string, texts: Texts): string {
  if (status === 401) return texts.signIn
  if (status === 404) return texts.missing
  if (status === 410) return texts.closed
  if (status === 429 || status > 500) return texts.busy
  const opensAt = message.match(/opens at (\S+Z)/)?.[1]
  if (opensAt !== undefined) return filled(texts.notOpen, { when: showInstant(opensAt, texts) })
  if (message.includes('not published')) return texts.notPublished
  if (message.includes('all the replies')) return texts.full
  if (message.includes('read it again')) return texts.changed
  if (message.includes('answers together')) return texts.tooLong
  return texts.refused
}

/** The longest texts that questions take, which none is told of before it has written as much. */
const MOST = { text: 500, long_text: 10_000 }

/** What an answer to a question has to be like; undefined where anything goes. */
export function limitsOf(question: Question, texts: Texts): string | undefined {
  switch (question.type) {
    case 'text':
    case 'long_text':
      if (question.min_length > 1) return filled(texts.length, { min: question.min_length, max: question.max_length })
      return question.max_length < MOST[question.type]
        ? filled(texts.lengthMost, { max: question.max_length })
        : undefined
    case 'ranking':
    case 'multiple_choice': {
      const { min_choices: min = null, max_choices: max = null } = question
      if (min !== null && min === max) return filled(texts.chooseExactly, { count: min })
      return within(min, max, [texts.choose, texts.chooseLeast, texts.chooseMost], String)
    }
    case 'number': {
      const { min, max, decimals } = question
      const show = (value: number) => new Intl.NumberFormat(readerLocale()).format(value)
      const range = within(min, max, [texts.number, texts.numberLeast, texts.numberMost], show)
      const places = decimals === 0 ? texts.whole : undefined
      return [range, places].filter(Boolean).join(' ') || undefined
    }
    case 'date':
      return within(question.earliest, question.latest, [texts.day, texts.dayLeast, texts.dayMost], (day) =>
        showDay(day, texts),
      )
    default:
      return undefined
  }
}

function within<T>(
  min: T | null,
  max: T | null,
  [both, least, most]: [string, string, string],
  show: (bound: T) => string,
): string | undefined {
  if (min !== null && max !== null) return filled(both, { min: show(min), max: show(max) })
  if (min !== null) return filled(least, { min: show(min) })
  return max === null ? undefined : filled(most, { max: show(max) })
}

/** What is wrong with an answer that the server has refused with these words. */
export function problemOf(question: Question, [said = '']: readonly string[], texts: Texts): string {
  if (said === 'Missing data for required field.') return texts.required
  if (said === 'Say what else.') return texts.sayOther
  if (said.startsWith('Not a valid string')) return texts.unseen
  const most = said.match(/^(?:Longer than maximum length|Length must be between 1 and) (\d+)\.$/)?.[1]
  if (most !== undefined) return filled(texts.lengthMost, { max: most })
  if (said.includes('decimal places') && question.type === 'number') {
    return filled(texts.decimals, { count: question.decimals })
  }
  const others = { ranking: texts.wholeRanking, matrix: texts.everyRow } as const
  const limits = limitsOf(question, texts) ?? limitsOf(bounded(question), texts)
  return limits ?? others[question.type as keyof typeof others] ?? texts.wrong
}

/** A question with the bounds that there are where its author has set none. */
function bounded(question: Question): Question {
  if (question.type === 'number') return { ...question, min: -MAX_NUMBER, max: MAX_NUMBER }
  return question.type === 'date' ? { ...question, earliest: FIRST_DAY, latest: LAST_DAY } : question
}

/** What a field asks for in which something stands that is no answer at all, such as half a date. */
export function unreadable(question: Question, texts: Texts): string {
  if (question.type !== 'number') return limitsOf(question, texts) ?? texts.anyDay
  const example = new Intl.NumberFormat(readerLocale()).format(question.decimals === 0 ? 1234 : 1234.5)
  return filled(texts.unreadNumber, { example })
}
