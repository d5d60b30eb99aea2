import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { cpuMsOf } from '../../../test/cpu.ts'
import { choices, formOf } from '../../../test/surveys.ts'
import type { Answers, AnswerValue } from '../answering/schema.ts'
import type { Condition, Form, Question, ShownIf } from './form.ts'
import { canBeShown } from './possible-rules.ts'
import { shownQuestions } from './shown-rules.ts'

const rule = (
  match: 'all' | 'any',
  ...conditions: [string, Condition['operator'], Condition['value']?][]
): ShownIf => ({
  match,
  conditions: conditions.map(([question, operator, value]) => ({
    ...{ question, operator },
    ...(value !== undefined && { value }),
  })),
})
const all = (...conditions: [string, Condition['operator'], Condition['value']?][]) => rule('all', ...conditions)
const any = (...conditions: [string, Condition['operator'], Condition['value']?][]) => rule('any', ...conditions)

/** These questions and sections, be their rules possible or not. */
function withRules(questions: object[], rules: Record<string, ShownIf | null>, sections: object[] = []): Form {
  const form = formOf({ questions, sections })
  for (const part of [...form.questions, ...form.sections]) part.shown_if = rules[part.id] ?? null
  return form
}

const ASKED = [
  { id: 'text', type: 'text', title: 'Text' },
  { id: 'one', type: 'single_choice', title: 'One', choices: choices('a', 'b') },
  { id: 'else', type: 'single_choice', title: 'Or else', choices: choices('a'), other: true },
  {
    id: 'many',
    type: 'multiple_choice',
    title: 'Many',
    choices: choices('a', 'b', 'c'),
    min_choices: 2,
    max_choices: 2,
  },
  { id: 'yes', type: 'yes_no', title: 'Yes?' },
  { id: 'mood', type: 'rating', title: 'Mood', max: 3 },
  { id: 'nps', type: 'nps', title: 'NPS' },
  { id: 'whole', type: 'number', title: 'Whole', decimals: 0 },
  { id: 'cents', type: 'number', title: 'Cents', min: 0, max: 1 },
  { id: 'date', type: 'date', title: 'Date' },
]

describe('a rule', () => {
  const isPossible = (shown_if: ShownIf) =>
    canBeShown(withRules([...ASKED, { id: 'last', type: 'text', title: 'Last' }], { last: shown_if }))('last')

  it('is possible that some answers meet', () => {
    for (const possible of [
      all(['text', 'answered'], ['one', 'is', 'a'], ['one', 'is_not', 'b']),
      all(['else', 'is_not', 'a']),
      all(['many', 'is', 'a'], ['many', 'is', 'b'], ['many', 'is_not', 'c']),
      all(['mood', 'at_least', 2], ['mood', 'at_most', 2]),
      all(['nps', 'at_least', 9], ['nps', 'is_not', 9]),
      all(['whole', 'at_least', 3], ['whole', 'at_most', 3]),
      all(['cents', 'at_least', 0.29], ['cents', 'at_most', 0.3], ['cents', 'is_not', 0.3]),
      all(['date', 'at_least', '2026-02-28'], ['date', 'at_most', '2026-03-01'], ['date', 'is_not', '2026-03-01']),
      any(['one', 'is', 'a'], ['one', 'is', 'b']),
    ])
      assert.equal(isPossible(possible), true, JSON.stringify(possible))
  })

  it('is impossible that contradicts itself', () => {
    for (const impossible of [
      all(['text', 'answered'], ['text', 'not_answered']),
      all(['one', 'is', 'a'], ['one', 'is', 'b']),
      all(['one', 'is', 'a'], ['one', 'is_not', 'a']),
      all(['one', 'is_not', 'a'], ['one', 'is_not', 'b']),
      all(['else', 'is_not', 'a'], ['else', 'is_not', 'other']),
      all(['one', 'not_answered'], ['one', 'is_not', 'a']),
      all(['many', 'is', 'a'], ['many', 'is', 'b'], ['many', 'is', 'c']),
      all(['many', 'is_not', 'a'], ['many', 'is_not', 'b']),
      all(['yes', 'is_not', true], ['yes', 'is_not', false]),
      all(['mood', 'at_least', 3], ['mood', 'at_most', 2]),
      all(['mood', 'at_least', 2], ['mood', 'is_not', 2], ['mood', 'is_not', 3]),
      all(['nps', 'is', 9], ['nps', 'at_most', 8]),
      all(['whole', 'at_least', 3], ['whole', 'at_most', 4], ['whole', 'is_not', 3], ['whole', 'is_not', 4]),
      all(['whole', 'at_most', -1e12], ['whole', 'is_not', -1e12]),
      all(['cents', 'at_least', 0.99], ['cents', 'is_not', 0.99], ['cents', 'is_not', 1]),
      all(['date', 'at_least', '2026-03-02'], ['date', 'at_most', '2026-03-01']),
      all(['date', 'at_least', '2999-12-31'], ['date', 'is_not', '2999-12-31']),
    ])
      assert.equal(isPossible(impossible), false, JSON.stringify(impossible))
  })

  it('is impossible when it asks for answers that are not given together', () => {
    const questions = ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id, type: 'yes_no', title: id }))
    const shown = canBeShown(
      withRules(questions, {
        b: all(['a', 'is', true]),
        c: all(['a', 'is', false]),
        d: all(['b', 'answered'], ['c', 'answered']),
        e: any(['b', 'answered'], ['c', 'answered']),
      }),
    )
    assert.deepEqual(
      questions.map(({ id }) => [id, shown(id)]),
      [...['a', 'b', 'c'].map((id) => [id, true]), ['d', false], ['e', true]],
    )
  })

  it('is impossible when it contradicts the rule of its section', () => {
    const questions = [
      { id: 'a', type: 'yes_no', title: 'A' },
      { id: 'b', type: 'yes_no', title: 'B', section: 's' },
      { id: 'c', type: 'yes_no', title: 'C', section: 's' },
    ]
    const form = withRules(questions, { s: all(['a', 'is', true]), c: all(['a', 'is', false]) }, [
      { id: 's', title: 'S' },
    ])
    assert.deepEqual(['a', 'b', 'c'].map(canBeShown(form)), [true, true, false])
  })

  it('is impossible when what it looks at is never asked, unless it looks for no answer', () => {
    const questions = ['a', 'b', 'c', 'd'].map((id) => ({ id, type: 'yes_no', title: id }))
    const never = all(['a', 'answered'], ['a', 'not_answered'])
    const form = withRules(questions, { b: never, c: all(['b', 'answered']), d: all(['b', 'not_answered']) })
    assert.deepEqual(['a', 'b', 'c', 'd'].map(canBeShown(form)), [true, false, false, true])
  })
})

describe('any form', () => {
  /** Small questions, with all the answers that they take. */
  const KINDS: [fields: object, answers: AnswerValue[], compared: Condition['value'][]][] = [
    [{ type: 'yes_no' }, [true, false], [true, false]],
    [
      { type: 'single_choice', choices: choices('a', 'b'), other: true },
      ['a', 'b', { other: 'c' }],
      ['a', 'b', 'other'],
    ],
    [
      { type: 'multiple_choice', choices: choices('a', 'b'), other: true, max_choices: 2 },
      [['a'], ['b'], [{ other: 'c' }], ['a', 'b'], ['a', { other: 'c' }], ['b', { other: 'c' }]],
      ['a', 'b', 'other'],
    ],
    [
      { type: 'multiple_choice', choices: choices('a', 'b', 'c'), min_choices: 2 },
      [
        ['a', 'b'],
        ['a', 'c'],
        ['b', 'c'],
        ['a', 'b', 'c'],
      ],
      ['a', 'b', 'c'],
    ],
    [{ type: 'rating', max: 3 }, [1, 2, 3], [1, 2, 3]],
    [{ type: 'number', decimals: 1, min: 0.15, max: 0.4 }, [0.2, 0.3, 0.4], [0.2, 0.3, 0.4]],
    [
      { type: 'date', earliest: '2026-02-28', latest: '2026-03-01' },
      ['2026-02-28', '2026-03-01'],
      ['2026-02-28', '2026-03-01'],
    ],
  ]
  const COUNT = 4
  const ORDERED = new Set(['rating', 'number', 'date'])

  /** A number from 0 on for every choice to be made: what it means depends on the choices before. */
  const condition = fc.tuple(fc.nat(COUNT), fc.nat(5), fc.nat(10))
  const shownIf = fc.option(
    fc.record({
      match: fc.constantFrom('all' as const, 'any' as const),
      some: fc.array(condition, { minLength: 1, maxLength: 3 }),
    }),
    { freq: 8 },
  )
  const forms = fc.record({
    kinds: fc.array(fc.nat(KINDS.length - 1), { minLength: COUNT, maxLength: COUNT }),
    rules: fc.array(shownIf, { minLength: COUNT + 1, maxLength: COUNT + 1 }),
    section: fc.nat(COUNT),
  })

  /** All that people can answer, none of it required. */
  function* everyAnswers(kinds: readonly number[]): Generator<Answers> {
    const values = kinds.map((kind) => [undefined, ...(KINDS[kind]?.[1] ?? [])])
    const total = values.reduce((product, { length }) => product * length, 1)
    for (let i = 0; i < total; i++) {
      let rest = i
      const answers: Answers = {}
      for (const [at, of] of values.entries()) {
        const value = of[rest % of.length]
        rest = Math.floor(rest / of.length)
        if (value !== undefined) answers[`q${at}`] = value
      }
      yield answers
    }
  }

  function build({ kinds, rules, section }: { kinds: number[]; rules: (Choices | null)[]; section: number }): Form {
    const questions = kinds.map((kind, i) => ({
      ...{ id: `q${i}`, title: 'Q', ...KINDS[kind]?.[0] },
      ...(i >= section && { section: 's' }),
    }))
    const form = formOf({ questions, sections: [{ id: 's', title: 'S' }] })
    for (const [i, question] of form.questions.entries()) question.shown_if = ruleOf(form, kinds, rules[i] ?? null, i)
    for (const one of form.sections) one.shown_if = ruleOf(form, kinds, rules[COUNT] ?? null, section)
    return form
  }

  interface Choices {
    match: 'all' | 'any'
    some: [number, number, number][]
  }

  function ruleOf(form: Form, kinds: number[], chosen: Choices | null, place: number): ShownIf | null {
    if (!chosen || place === 0) return null
    const conditions = chosen.some.map(([which, how, what]): Condition => {
      const at = which % place
      const { id, type } = form.questions[at] as Question
      const operators = [
        'answered',
        'not_answered',
        'is',
        'is_not',
        ...(ORDERED.has(type) ? ['at_least', 'at_most'] : []),
      ]
      const operator = operators[how % operators.length] as Condition['operator']
      if (operator === 'answered' || operator === 'not_answered') return { question: id, operator }
      const compared = KINDS[kinds[at] as number]?.[2] ?? []
      return { question: id, operator, value: compared[what % compared.length] as string }
    })
    return { match: chosen.match, conditions }
  }

  it('shows what can be shown to some answers, and to none what cannot', () => {
    const ends = { possible: 0, impossible: 0 }
    fc.assert(
      fc.property(forms, (choice) => {
        const form = build(choice)
        const shown = new Set<string>()
        for (const answers of everyAnswers(choice.kinds)) {
          for (const { id } of shownQuestions(form, answers)) shown.add(id)
        }
        const isPossible = canBeShown(form)
        for (const { id } of form.questions) {
          assert.equal(isPossible(id), shown.has(id), `${id} of ${JSON.stringify(form)}`)
          ends[isPossible(id) ? 'possible' : 'impossible']++
        }
      }),
      { numRuns: 400 },
    )
    assert.ok(ends.impossible > 100, JSON.stringify(ends))
  })
})

describe('rules that have more ways to be met than can be looked at', () => {
  const ids = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix}${i}`)
  const choice = (id: string) => ({ id, type: 'single_choice', title: id, choices: choices(...ids('c', 50)) })
  const anyOf = (question: string, from: number, count = 10) =>
    any(
      ...ids('c', 50)
        .slice(from, from + count)
        .map((id): [string, 'is', string] => [question, 'is', id]),
    )
  const answered = (...questions: string[]) => all(...questions.map((id): [string, 'answered'] => [id, 'answered']))

  it('are taken to be possible, and soon', () => {
    const last = ids('z', 500)
    const few = ['q1', 'q2', 'q3', 'a', 'b', 'c', 'd', 'a2', 'd2'].map(choice)
    const questions = [...few, ...last.map((id) => ({ id, type: 'yes_no', title: id }))]
    const form = withRules(questions, {
      ...{ a: anyOf('q1', 0), b: anyOf('q2', 0), c: anyOf('q3', 0, 4), d: answered('a', 'b', 'c') },
      ...{ a2: anyOf('q1', 20), d2: answered('a2', 'b', 'c') },
      // 400 ways to ask for the one, 400 to ask for the other, and no two of them together.
      ...Object.fromEntries(last.map((id) => [id, answered('d', 'd2')])),
    })
    const took = cpuMsOf(() => assert.deepEqual(['d', 'd2', 'z499'].map(canBeShown(form)), [true, true, true]))
    assert.ok(took < 1_000, `${took} ms`)
  })

  it('are looked at where there are fewer', () => {
    const questions = ['q1', 'q2', 'a', 'b', 'd', 'a2', 'd2', 'e'].map(choice)
    const form = withRules(questions, {
      ...{ a: anyOf('q1', 0), b: anyOf('q2', 0), d: answered('a', 'b') },
      ...{ a2: anyOf('q1', 20), d2: answered('a2', 'b'), e: answered('d', 'd2') },
    })
    assert.deepEqual(['d', 'd2', 'e'].map(canBeShown(form)), [true, true, false])
  })
})
