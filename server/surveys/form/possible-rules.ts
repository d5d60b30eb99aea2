import { FIRST_DAY, LAST_DAY, MAX_NUMBER } from '../answering/answer-rules.ts'
import type { Condition, Form, MultipleChoiceQuestion, Question, ShownIf } from './form.ts'
import { OTHER } from './other.ts'

/** Conditions that hold together, each question's by themselves; a list, which is copied faster than a map, and is short. */
type Case = readonly Wanted[]

/** What has to hold of the answer to a question. */
interface Wanted {
  question: string
  conditions: ReadonlySet<Condition>
}

/** Beyond this many ways to reach a question, one of them is taken to be possible. */
const MAX_CASES = 500

/** In conditions looked at: beyond it, which takes twenty milliseconds, everything is taken to be possible. */
const MAX_STEPS = 130_000

const ANYTHING: Case[] = [[]]

/**
 * Tells of each question whether there are answers with which it is asked; every rule looks at earlier questions only.
 * A rule is written out as the cases in which it holds, each with what must hold for the questions it looks at to be
 * asked themselves; a question is out of reach when no case is free of contradictions.
 */
export function canBeShown(form: Form): (id: string) => boolean {
  const questions = new Map(form.questions.map((question) => [question.id, question]))
  const sectionRules = new Map(form.sections.map(({ id, shown_if }) => [id, shown_if]))
  const cases = new Map<string, Case[]>()
  let steps = 0

  const ofCondition = (condition: Condition): Case[] => {
    const conditions = new Set([condition])
    if (!isPossible(condition.question, conditions)) return []
    const own: Case[] = [[{ question: condition.question, conditions }]]
    // What is not answered need not have been asked.
    return condition.operator === 'not_answered' ? own : both(cases.get(condition.question) ?? [], own)
  }
  const ofRule = (rule: ShownIf | null): Case[] => {
    if (rule === null) return ANYTHING
    const each = rule.conditions.map(ofCondition)
    if (rule.match === 'all') return each.reduce(both)
    const some = each.flat()
    return some.length > MAX_CASES ? ANYTHING : some
  }
  const both = (some: Case[], others: Case[]): Case[] => {
    const joined: Case[] = []
    for (const one of some) {
      for (const other of others) {
        if (steps > MAX_STEPS || joined.length === MAX_CASES) return ANYTHING
        const merged = merge(one, other)
        if (merged) joined.push(merged)
      }
    }
    return joined
  }
  /** The case that both are, or undefined when they contradict each other. */
  const merge = (one: Case, other: Case): Case | undefined => {
    steps += one.length + other.length
    const merged = [...one]
    for (const wanted of other) {
      const at = merged.findIndex(({ question }) => question === wanted.question)
      const known = merged[at]?.conditions
      const conditions = known ? known.union(wanted.conditions) : wanted.conditions
      if (known && conditions.size > known.size && !isPossible(wanted.question, conditions)) return undefined
      merged[known ? at : merged.length] = { question: wanted.question, conditions }
    }
    return merged
  }
  const isPossible = (id: string, conditions: ReadonlySet<Condition>): boolean => {
    steps += conditions.size
    return hasAnswer(questions.get(id) as Question, [...conditions])
  }

  for (const { id, section, shown_if } of form.questions) {
    const inSection = section === null ? null : (sectionRules.get(section) ?? null)
    cases.set(id, both(ofRule(inSection), ofRule(shown_if)))
  }
  return (id) => (cases.get(id) ?? []).length > 0
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
  const { values: all, least, most } = rangeOf(question)
  const fits = (value: unknown): boolean =>
    values('at_least').every((low) => (value as number) >= (low as number)) &&
    values('at_most').every((high) => (value as number) <= (high as number))
  if (is.length > 0) return fits(is[0])
  const unwanted = new Set<unknown>(isNot)
  if (all) return all.some((value) => fits(value) && !unwanted.has(value))
  const placeOf = (value: unknown): number => placeIn(question, value as number | string)
  const from = Math.ceil(Math.max(...[least, ...values('at_least')].map(placeOf)))
  const to = Math.floor(Math.min(...[most, ...values('at_most')].map(placeOf)))
  const isWithin = (value: unknown): boolean => placeOf(value) >= from && placeOf(value) <= to
  return to - from + 1 > [...unwanted].filter(isWithin).length
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

interface Range {
  /** All that an answer can be, where that can be listed. */
  values?: unknown[]
  /** Otherwise the smallest and the largest that it can be. */
  least?: number | string
  most?: number | string
}

function rangeOf(question: Question): Range {
  switch (question.type) {
    case 'single_choice':
      return { values: [...question.choices.map(({ id }) => id), ...(question.other ? [OTHER] : [])] }
    case 'yes_no':
      return { values: [true, false] }
    case 'rating':
      return { values: Array.from({ length: question.max - question.min + 1 }, (_, i) => question.min + i) }
    case 'nps':
      return { values: Array.from({ length: 11 }, (_, i) => i) }
    case 'number':
      return { least: question.min ?? -MAX_NUMBER, most: question.max ?? MAX_NUMBER }
    case 'date':
      return { least: question.earliest ?? FIRST_DAY, most: question.latest ?? LAST_DAY }
    default:
      // A text is compared with nothing.
      return { values: [''] }
  }
}

/** Where a value stands among all that an answer can be: numbers in their smallest steps, dates in days. */
function placeIn(question: Question, value: number | string): number {
  if (typeof value === 'string') return Date.parse(value) / DAY_MS
  // Without what multiplying adds: 0.29 * 100 is less than 29.
  return Number((value * 10 ** (question.type === 'number' ? question.decimals : 0)).toFixed(6))
}

const DAY_MS = 86_400_000
