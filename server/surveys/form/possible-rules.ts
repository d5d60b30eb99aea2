import { OTHER } from './other.ts'
import type { Condition, Form, MultipleChoiceQuestion, Question, ShownIf } from './schema.ts'

/** Conditions that hold together, by the question whose answer they are about. */
type Case = ReadonlyMap<string, readonly Condition[]>

/** Beyond this many ways to reach a question, one of them is taken to be possible. */
const MAX_CASES = 500

/**
 * Tells of each question whether there are answers with which it is asked; every rule looks at earlier questions only.
 * A rule is written out as the cases in which it holds, each with what must hold for the questions it looks at to be
 * asked themselves; a question is out of reach when no case is free of contradictions.
 */
export function canBeShown(form: Form): (id: string) => boolean {
  const questions = new Map(form.questions.map((question) => [question.id, question]))
  const sectionRules = new Map(form.sections.map(({ id, shown_if }) => [id, shown_if]))
  const cases = new Map<string, Case[]>()

  const ofCondition = (condition: Condition): Case[] => {
    const own: Case = new Map([[condition.question, [condition]]])
    // What is not answered need not have been asked.
    if (condition.operator === 'not_answered') return [own]
    return both([own], cases.get(condition.question) ?? [])
  }
  const ofRule = (rule: ShownIf | null): Case[] => {
    if (rule === null) return [new Map()]
    const each = rule.conditions.map(ofCondition)
    return rule.match === 'any' ? bounded(each.flat().filter(isPossible)) : each.reduce(both, [new Map()])
  }
  const both = (some: Case[], others: Case[]): Case[] => {
    const joined: Case[] = []
    for (const one of some) {
      for (const other of others) {
        const merged = merge(one, other)
        if (isPossible(merged)) joined.push(merged)
        if (joined.length > MAX_CASES) return ANYTHING
      }
    }
    return joined
  }
  const isPossible = (one: Case): boolean =>
    [...one].every(([id, conditions]) => hasAnswer(questions.get(id) as Question, conditions))

  for (const { id, section, shown_if } of form.questions) {
    const inSection = section === null ? null : (sectionRules.get(section) ?? null)
    cases.set(id, both(ofRule(inSection), ofRule(shown_if)))
  }
  return (id) => (cases.get(id) ?? []).length > 0
}

const ANYTHING: Case[] = [new Map()]

function bounded(cases: Case[]): Case[] {
  return cases.length > MAX_CASES ? ANYTHING : cases
}

function merge(one: Case, other: Case): Case {
  const merged = new Map(one)
  for (const [id, conditions] of other) merged.set(id, [...(merged.get(id) ?? []), ...conditions])
  return merged
}

/** Whether one answer to a question, or none, can meet all of these conditions. */
function hasAnswer(question: Question, conditions: readonly Condition[]): boolean {
  const wantsNone = conditions.some(({ operator }) => operator === 'not_answered')
  if (wantsNone) return conditions.every(({ operator }) => operator === 'not_answered')
  const values = (wanted: Condition['operator']) =>
    conditions.filter(({ operator }) => operator === wanted).map(({ value }) => value)
  const [is, isNot] = [values('is'), values('is_not')]
  if (is.some((value) => isNot.includes(value))) return false
  if (question.type === 'multiple_choice') return hasChoices(question, new Set(is), new Set(isNot))
  if (new Set(is).size > 1) return false
  const least = [...values('at_least'), leastOf(question)].filter((value) => value !== null)
  const most = [...values('at_most'), mostOf(question)].filter((value) => value !== null)
  const fits = (value: unknown): boolean =>
    least.every((low) => (value as number) >= (low as number)) &&
    most.every((high) => (value as number) <= (high as number))
  if (is.length > 0) return fits(is[0])
  const all = allValues(question)
  const unwanted = new Set<unknown>(isNot)
  if (all) return all.some((value) => fits(value) && !unwanted.has(value))
  return least.every((low) =>
    most.every((high) => (low as number) < (high as number) || (low === high && !unwanted.has(low))),
  )
}

function hasChoices(
  question: MultipleChoiceQuestion,
  wanted: ReadonlySet<unknown>,
  unwanted: ReadonlySet<unknown>,
): boolean {
  const { choices, other, min_choices, max_choices } = question
  const left = [...choices.map(({ id }) => id), ...(other ? [OTHER] : [])].filter((id) => !unwanted.has(id))
  return wanted.size <= (max_choices ?? left.length) && left.length >= Math.max(min_choices ?? 1, 1)
}

/** All that an answer can be, where that can be listed. */
function allValues(question: Question): unknown[] | undefined {
  switch (question.type) {
    case 'single_choice':
      return [...question.choices.map(({ id }) => id), ...(question.other ? [OTHER] : [])]
    case 'yes_no':
      return [true, false]
    case 'rating':
      return Array.from({ length: question.max - question.min + 1 }, (_, i) => question.min + i)
    case 'nps':
      return Array.from({ length: 11 }, (_, i) => i)
    default:
      return undefined
  }
}

function leastOf(question: Question): number | string | null {
  return question.type === 'number' ? question.min : question.type === 'date' ? question.earliest : null
}

function mostOf(question: Question): number | string | null {
  return question.type === 'number' ? question.max : question.type === 'date' ? question.latest : null
}
