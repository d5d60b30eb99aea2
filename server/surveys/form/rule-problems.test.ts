import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { cpuMsOf } from '../../../test/cpu.ts'
import { choices, formOf } from '../../../test/surveys.ts'
import type { AppError } from '../../errors.ts'

const QUESTIONS = [
  { id: 'text', type: 'text', title: 'Text' },
  { id: 'long', type: 'long_text', title: 'Long' },
  { id: 'one', type: 'single_choice', title: 'One', choices: choices('a', 'b') },
  { id: 'many', type: 'multiple_choice', title: 'Many', choices: choices('a', 'b', 'c'), other: true },
  { id: 'yes', type: 'yes_no', title: 'Yes?' },
  { id: 'mood', type: 'rating', title: 'Mood' },
  { id: 'nps', type: 'nps', title: 'NPS' },
  { id: 'number', type: 'number', title: 'Number', min: 1, max: 9, decimals: 1 },
  { id: 'date', type: 'date', title: 'Date', earliest: '2026-03-01', latest: '2026-03-31' },
  { id: 'rank', type: 'ranking', title: 'Rank', choices: choices('a', 'b') },
  { id: 'matrix', type: 'matrix', title: 'Matrix', rows: choices('a'), columns: choices('b', 'c') },
]

/** What is said to these questions and sections; undefined when nothing is. */
function problems(questions: object[], sections: object[] = []): Record<string, string[]> | undefined {
  try {
    formOf({ questions, sections })
  } catch (error) {
    return (error as AppError).errors?.json
  }
  return undefined
}

/** What is said to a rule of one condition, of a question that follows one of every type. */
function problemOf(condition: object): unknown {
  const shown_if = { conditions: [condition] }
  const found = problems([...QUESTIONS, { id: 'last', type: 'text', title: 'Last', shown_if }])
  return found && Object.entries(found).map(([field, [said]]) => [field.split('.').slice(2).join('.'), said])
}

const asks = (id: string, ...conditions: object[]) => ({
  ...{ id, type: 'yes_no', title: id },
  ...(conditions.length > 0 && { shown_if: { conditions } }),
})
const yes = (question: string, value: unknown = true) => ({ question, operator: 'is', value })

describe('a condition', () => {
  it('fits every type of question in its own way', () => {
    const fitting: [string, string, unknown?][] = [
      ...QUESTIONS.flatMap(({ id }): [string, string][] => [
        [id, 'answered'],
        [id, 'not_answered'],
      ]),
      ['one', 'is', 'a'],
      ['one', 'is_not', 'b'],
      ['many', 'is', 'other'],
      ['many', 'is_not', 'c'],
      ['yes', 'is', false],
      ['yes', 'is_not', false],
      ...['is', 'is_not', 'at_least', 'at_most'].flatMap((operator): [string, string, unknown][] => [
        ['mood', operator, 3],
        ['nps', operator, 0],
        ['number', operator, 2.5],
        ['date', operator, '2026-03-31'],
      ]),
    ]
    for (const [question, operator, value] of fitting) {
      assert.equal(problemOf({ question, operator, value }), undefined, `${question} ${operator} ${value}`)
    }
  })

  it('is refused that asks for what its type has not', () => {
    const sentence = (type: string, more = '') =>
      `A question of the type ${type} takes one of: ${more}answered, not_answered.`
    const unfit: [question: string, operator: string, value: unknown, sentence: string][] = [
      ['text', 'is', 'a', sentence('text')],
      ['long', 'is_not', 'a', sentence('long_text')],
      ['rank', 'is', 'a', sentence('ranking')],
      ['matrix', 'is', 'b', sentence('matrix')],
      ['one', 'at_least', 'a', sentence('single_choice', 'is, is_not, ')],
      ['many', 'at_most', 1, sentence('multiple_choice', 'is, is_not, ')],
      ['yes', 'at_least', true, sentence('yes_no', 'is, is_not, ')],
    ]
    for (const [question, operator, value, said] of unfit) {
      const where = 'shown_if.conditions.0.operator'
      assert.deepEqual(problemOf({ question, operator, value }), [[where, said]], question)
    }
  })

  it('is refused with a value that no answer has', () => {
    const wrong: [question: string, operator: string, value: unknown, sentence: string][] = [
      ['one', 'is', 'c', 'Must be one of: a, b.'],
      ['one', 'is', 'other', 'Must be one of: a, b.'],
      ['one', 'is', true, 'Must be one of: a, b.'],
      ['many', 'is_not', 'd', 'Must be one of: a, b, c, other.'],
      ['yes', 'is', 'true', 'Not a valid boolean.'],
      ['yes', 'is', 1, 'Not a valid boolean.'],
      ['mood', 'is', 6, 'Must be greater than or equal to 1 and less than or equal to 5.'],
      ['mood', 'at_least', 0, 'Must be greater than or equal to 1 and less than or equal to 5.'],
      ['mood', 'at_most', 2.5, 'Not a valid integer.'],
      ['nps', 'is', '9', 'Not a valid integer.'],
      ['nps', 'at_least', 11, 'Must be greater than or equal to 0 and less than or equal to 10.'],
      ['number', 'at_least', 10, 'Must be greater than or equal to 1 and less than or equal to 9.'],
      ['number', 'is', 2.25, 'At most 1 decimal places.'],
      ['number', 'is', '2', 'Not a valid number.'],
      ['date', 'is', '2026-02-30', 'Not a valid date.'],
      ['date', 'at_most', '2026-02-28', 'Must be 2026-03-01 or later.'],
      ['date', 'at_least', 20260302, 'Not a valid date.'],
    ]
    for (const [question, operator, value, said] of wrong) {
      const where = 'shown_if.conditions.0.value'
      assert.deepEqual(problemOf({ question, operator, value }), [[where, said]], `${question} ${value}`)
    }
  })

  it('is refused without a value where it compares, and with one where it does not', () => {
    assert.deepEqual(problemOf({ question: 'mood', operator: 'is' }), [
      ['shown_if.conditions.0.value', 'Missing data for required field.'],
    ])
    assert.deepEqual(problemOf({ question: 'mood', operator: 'answered', value: 3 }), [
      ['shown_if.conditions.0.value', 'Only whether there is an answer counts: leave this out.'],
    ])
  })
})

describe('a rule', () => {
  const first = 'questions.0.shown_if.conditions.0.question'

  it('is refused when it looks at nothing', () => {
    assert.deepEqual(problems([asks('a', yes('b'))]), { [first]: ['There is no such question.'] })
  })

  it('is refused when it looks at its own question, or at a later one', () => {
    assert.deepEqual(problems([asks('a', yes('a'))]), {
      [first]: ['Circular: a question cannot depend on its own answer.'],
    })
    assert.deepEqual(problems([asks('a', yes('b')), asks('b')]), {
      [first]: ['“b” is asked later: a rule looks at earlier questions.'],
    })
  })

  it('is refused when two wait for each other, be it through others', () => {
    const circular = (a: string, b: string) => ({ [first]: [`Circular: “${a}” and “${b}” depend on each other.`] })
    assert.deepEqual(problems([asks('a', yes('b')), asks('b', yes('a'))]), circular('a', 'b'))
    assert.deepEqual(problems([asks('a', yes('c')), asks('b', yes('a')), asks('c', yes('b'))]), circular('a', 'c'))
    const sections = [{ id: 's', title: 'S', shown_if: { conditions: [yes('a')] } }]
    assert.deepEqual(problems([asks('a', yes('b')), { ...asks('b'), section: 's' }], sections), circular('a', 'b'))
  })

  it('of a section looks at what comes before its first question', () => {
    const rule = (...conditions: object[]) => [{ id: 's', title: 'S', shown_if: { conditions } }]
    const inSection = (id: string) => ({ ...asks(id), section: 's' })
    assert.equal(problems([asks('a'), inSection('b'), inSection('c')], rule(yes('a'))), undefined)
    const where = 'sections.0.shown_if.conditions.0.question'
    assert.deepEqual(problems([asks('a'), inSection('b'), inSection('c')], rule(yes('b'))), {
      [where]: ['Circular: a question cannot depend on its own answer.'],
    })
    assert.deepEqual(problems([asks('a'), inSection('b'), inSection('c')], rule(yes('c'))), {
      [where]: ['“c” is asked later: a rule looks at earlier questions.'],
    })
    assert.deepEqual(problems([inSection('b'), asks('a')], rule(yes('x'), yes('a'))), {
      [where]: ['There is no such question.'],
      'sections.0.shown_if.conditions.1.question': ['“a” is asked later: a rule looks at earlier questions.'],
    })
  })

  it('has every condition named that is wrong, of all questions and sections', () => {
    const questions = [asks('a'), asks('b', yes('a'), yes('x'), yes('a', 7)), asks('c', yes('b', 'no'))]
    assert.deepEqual(problems(questions), {
      'questions.1.shown_if.conditions.1.question': ['There is no such question.'],
      'questions.1.shown_if.conditions.2.value': ['Not a valid boolean.'],
      'questions.2.shown_if.conditions.0.value': ['Not a valid boolean.'],
    })
  })

  it('is refused when no answers meet it, and said so where it can be mended', () => {
    const never = ['No answers meet these conditions: it would never be asked.']
    assert.deepEqual(problems([asks('a'), asks('b', yes('a'), yes('a', false))]), { 'questions.1.shown_if': never })
    const sections = [{ id: 's', title: 'S', shown_if: { conditions: [yes('a'), yes('a', false)] } }]
    assert.deepEqual(problems([asks('a'), { ...asks('b'), section: 's' }], sections), {
      'sections.0.shown_if': ['No answers meet these conditions: its questions would never be asked.'],
    })
  })
})

describe('a form of a thousand questions with ten conditions each', () => {
  const COUNT = 1_000
  const form = (place: (i: number, k: number) => number) =>
    Array.from({ length: COUNT }, (_, i) =>
      asks(
        `q${i}`,
        ...Array.from({ length: 10 }, (_, k) => place(i, k))
          .filter((at) => at >= 0)
          .map((at) => yes(`q${at}`)),
      ),
    )

  it('is looked through without keeping others waiting, be every rule wrong or right', () => {
    const took = cpuMsOf(() => {
      const ahead = problems(form((i, k) => (i + 7 * k + 1) % COUNT)) ?? {}
      assert.equal(Object.keys(ahead).length, 100)
      assert.equal(problems(form((i, k) => i - k - 1)), undefined)
    })
    assert.ok(took < 4_000, `${took} ms`)
  })
})
