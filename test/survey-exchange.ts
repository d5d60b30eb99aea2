import fc from 'fast-check'
import type { Form, Question } from '../server/surveys/form/form.ts'
import { type NaiveAnswers, naiveShown } from './naive-survey.ts'
import { drawTaken } from './survey-samples.ts'

/*
 * What people say who have exchanged their answers with others. Who sees the same of both cannot tell who of them gave which
 * answer.
 */

type Draw = fc.GeneratorValue

/** A reply, and the version of the questions that it is to: the first one is 0. */
export interface Told {
  version: number
  answers: NaiveAnswers
}

/** The questions that decide whether this one is asked. */
function parentsOf(form: Form, { section, shown_if }: Question): string[] {
  const rules = [form.sections.find(({ id }) => id === section)?.shown_if, shown_if]
  return [...new Set(rules.flatMap((rule) => rule?.conditions ?? []).map(({ question }) => question))]
}

/** All that is known of a question in some versions of a survey. */
export interface Place {
  id: string
  question: Question
  /** Asked in all of them, and alike but for the wording. */
  isAlike: boolean
  /** Whether nothing of it is ever shown, so that anything may stand there. */
  isFree: boolean
  /** The one that it depends on. */
  parent: string | undefined
}

const WORDING = new Set(['title', 'text', 'label', 'min_label', 'max_label', 'section'])

/** How a form asks a question, but for the words; undefined where it does not. */
function wayOf(form: Form, id: string): string | undefined {
  const question = form.questions.find((one) => one.id === id)
  if (!question) return undefined
  const rule = form.sections.find((section) => section.id === question.section)?.shown_if ?? null
  const sorted = (name: string, value: unknown) =>
    ['choices', 'rows', 'columns'].includes(name) ? (value as { id: string }[]).map((one) => one.id).sort() : value
  return JSON.stringify([question, rule], (name, value) => (WORDING.has(name) ? undefined : sorted(name, value)))
}

/** The questions of these versions, each after those that it depends on: so they stand in the first form that has them. */
export function placesIn(forms: readonly Form[]): Place[] {
  const places = new Map<string, Place>()
  const ids = [...new Set(forms.flatMap((form) => form.questions.map(({ id }) => id)))]
  for (const id of ids) {
    const asking = forms.filter((form) => form.questions.some((one) => one.id === id))
    const questionIn = (form: Form) => form.questions.find((one) => one.id === id) as Question
    const parents = [...new Set(asking.flatMap((form) => parentsOf(form, questionIn(form))))]
    const rules = asking.map((form) => {
      const { section, shown_if } = questionIn(form)
      return JSON.stringify([form.sections.find((one) => one.id === section)?.shown_if ?? null, shown_if])
    })
    const [parent, ...others] = parents
    const isAmongAll = (one: string) =>
      forms.every((form) => wayOf(form, one) === undefined || wayOf(form, id) !== undefined)
    const isFree =
      new Set(rules).size > 1 ||
      others.length > 0 ||
      (parent !== undefined && (places.get(parent)?.isFree !== false || !isAmongAll(parent)))
    const isAlike = new Set(forms.map((form) => wayOf(form, id))).size === 1
    places.set(id, { id, question: questionIn(asking.at(-1) as Form), isAlike, isFree, parent })
  }
  return [...places.values()]
}

export function shuffled<T>(draw: Draw, all: readonly T[]): T[] {
  const indexes = all.map((_, i) => i)
  const order: number[] = draw(fc.shuffledSubarray, indexes, { minLength: all.length, maxLength: all.length })
  return order.map((at) => all[at] as T)
}

/**
 * The same people, where those who answer a question, and are in the same block, have exchanged their answers: each question
 * by itself, but for those that depend on it, which go with it. What is `kept` stays. Undefined where none were found.
 */
export function exchanged(
  draw: Draw,
  forms: readonly Form[],
  replies: readonly Told[],
  blockOf: (id: string, reply: number) => string,
  kept?: string,
): NaiveAnswers[] | undefined {
  const replied = forms.filter((_, version) => replies.some((reply) => reply.version === version))
  const places = placesIn(replied)
  const placeOf = (id: string) => places.find((place) => place.id === id) as Place
  const isUnder = ({ id, parent }: Place, root: string): boolean =>
    id === root || (parent !== undefined && isUnder(placeOf(parent), root))
  const answers = replies.map((reply) => ({ ...reply.answers }))
  for (const { id } of places.filter((place) => !place.isFree && place.id !== kept)) {
    const tree = places.filter((place) => !place.isFree && isUnder(place, id))
    const isAlike = tree.every((place) => place.isAlike)
    const answering = [...replies.keys()].filter((at) => answers[at]?.[id] !== undefined)
    const versionOf = (at: number) => (isAlike ? 0 : replies[at]?.version)
    const blocks = Map.groupBy(answering, (at) => JSON.stringify([blockOf(id, at), versionOf(at)]))
    for (const block of blocks.values()) passOn(answers, tree, block, shuffled(draw, block))
  }
  const isFree = (id: string) => placeOf(id).isFree
  const all = answers.map((given, at) => drawTaken(draw, forms[(replies[at] as Told).version] as Form, given, isFree))
  return all.every((one) => one !== undefined) ? all : undefined
}

/** Gives each of these people the answers to some questions that another one has. */
function passOn(answers: NaiveAnswers[], questions: readonly Place[], to: number[], from: number[]): void {
  const given = from.map((at) => ({ ...answers[at] }))
  for (const [i, at] of to.entries()) {
    const own = answers[at] as NaiveAnswers
    for (const { id } of questions) own[id] = given[i]?.[id]
  }
}

/** How many of these replies were asked a question, or answered it or a row of it. */
export function countIn(
  forms: readonly Form[],
  replies: readonly Told[],
  id: string,
  row?: string,
): { asked: number; answered: number } {
  const answerOf = ({ answers }: Told) => (row === undefined ? answers[id] : answers[id]?.[row])
  return {
    asked: replies.filter(({ version, answers }) => naiveShown(forms[version] as Form, answers).includes(id)).length,
    answered: replies.filter((reply) => answerOf(reply) !== undefined).length,
  }
}
