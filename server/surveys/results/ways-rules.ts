import type { Form, Question } from '../form/form.ts'
import { rulesOf } from './dependence-rules.ts'

/** A published form never changes, so neither do these. */
const indexes = new WeakMap<Form, Map<string, Question>>()
const kept = new WeakMap<Form, Map<string, string>>()

/** The question of a published form that has this id. */
export function questionOf(form: Form, id: string): Question | undefined {
  const index = indexes.get(form) ?? new Map(form.questions.map((question) => [question.id, question]))
  indexes.set(form, index)
  return index.get(id)
}

/**
 * Everything about how a form asks a question but its wording; empty where it does not. Where versions ask in different
 * ways, answers tell to which of them they were given; wording tells nothing, as only the newest is shown.
 */
export function wayOfAsking(form: Form, id: string): string {
  const ways = kept.get(form) ?? new Map<string, string>()
  kept.set(form, ways)
  const way = ways.get(id) ?? describeWay(form, id)
  ways.set(id, way)
  return way
}

function describeWay(form: Form, id: string): string {
  const question = questionOf(form, id)
  if (!question) return ''
  const { title, text, original, section, shown_if, ...rest } = question
  const { min_label, max_label, choices, rows, columns, ...own } = rest as Partial<Record<string, unknown>>
  const settings = question.type === 'ranking' ? withoutNulls(own) : own
  return JSON.stringify([rulesOf(form, question), settings, idsOf(choices), idsOf(rows), idsOf(columns)])
}

/** Rankings published before answers could leave choices out say nothing of it: that is asked as null asks it. */
function withoutNulls(settings: object): object {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== null))
}

function idsOf(choices: unknown): string[] {
  return ((choices ?? []) as { id: string }[]).map(({ id }) => id).sort()
}
