import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { choices, EVERY_ANSWER, EVERY_TYPE, formOf } from '../../../test/surveys.ts'
import type { Question } from '../form/form.ts'
import { checkAnswer } from './answer-rules.ts'

interface Example {
  /** What the question says beside its type. */
  question: object
  /** Answers that are stored as they are sent. */
  right: unknown[]
  /** What is wrong with others. */
  wrong: [value: unknown, sentence: string][]
  /** What counts as no answer, beside null. */
  empty?: unknown[]
}

const LINE = 'Not a valid string: it must be one line without control characters.'
const UNREADABLE = ['\u0000', 'a\ud83db', 7, true, {}, ['a']]
const STRINGS = UNREADABLE.map((value): [unknown, string] => [value, 'Not a valid string.'])
const INTEGERS = ['3', 2.5, true, {}, [3], Number.NaN].map((value): [unknown, string] => [
  value,
  'Not a valid integer.',
])
const MANY = 'Must be one of: soup, salad.'
const OTHERS = 'Must be one of: soup, salad, or {"other": "…"}.'
const lunch = { choices: choices('soup', 'salad') }
const RANKING = 'Must have each of these once, from first to last: a, b, c.'
const rooms = { rows: choices('food', 'room'), columns: choices('good', 'bad') }
const ROWS = 'Its rows are: food, room.'
const COLUMNS = 'Each row must be one of: good, bad.'

const EXAMPLES: Record<string, Example> = {
  'text: a line of at most 500 characters': {
    question: { type: 'text' },
    right: ['x', ' Ann ', '<b>Ann</b>', '=1+1', 'x'.repeat(500), '👨‍👩‍👧‍👦'.repeat(500)],
    wrong: [
      ...STRINGS,
      ['a\nb', LINE],
      ['a\u2028b', LINE],
      ['x'.repeat(501), 'Longer than maximum length 500.'],
      ['x'.repeat(1_000_000), 'Longer than maximum length 500.'],
    ],
    empty: ['', '   ', '\u00a0'],
  },
  'text: of three to five characters': {
    question: { type: 'text', min_length: 3, max_length: 5 },
    right: ['abc', 'abcde', '👍🏽👍🏽👍🏽'],
    wrong: ['ab', 'abcdef', '👍🏽👍🏽'].map((text) => [text, 'Length must be between 3 and 5.']),
    empty: [''],
  },
  'long_text: several lines': {
    question: { type: 'long_text', max_length: 20 },
    right: ['One\ntwo\tthree', '<script>alert(1)</s', 'x'.repeat(20)],
    wrong: [...STRINGS, ['x'.repeat(21), 'Longer than maximum length 20.']],
    empty: ['', ' \n\t'],
  },
  'single_choice: the id of one': {
    question: { type: 'single_choice', ...lunch },
    right: ['soup', 'salad'],
    wrong: ['Soup', 'The soup', '', 'other', 1, ['soup'], { other: 'Bread' }, {}].map((value) => [value, MANY]),
  },
  'single_choice: or something else': {
    question: { type: 'single_choice', ...lunch, other: true },
    right: ['soup', { other: 'Bread' }, { other: '=cmd|calc!A1' }, { other: 'x'.repeat(500) }],
    wrong: [
      ...['other', 'Bread', {}, { other: 'Bread', more: 1 }, { else: 'Bread' }, [{ other: 'Bread' }]].map(
        (value): [unknown, string] => [value, OTHERS],
      ),
      [{ other: '' }, 'Say what else.'],
      [{ other: '  ' }, 'Say what else.'],
      [{ other: 7 }, 'Not a valid string.'],
      [{ other: null }, 'Not a valid string.'],
      [{ other: 'a\nb' }, LINE],
      [{ other: 'x'.repeat(501) }, 'Length must be between 1 and 500.'],
    ],
  },
  'multiple_choice: a list of ids, each once': {
    question: { type: 'multiple_choice', ...lunch },
    right: [['soup'], ['salad', 'soup']],
    wrong: [
      ...['soup', { soup: true }, 1, true].map((value): [unknown, string] => [value, 'Not a valid list.']),
      [['soup', 'bread'], MANY],
      [['soup', null], MANY],
      [[['soup']], MANY],
      [['soup', { other: 'Bread' }], MANY],
      [['soup', 'soup'], 'A choice is there twice.'],
      [['soup', 'salad', 'soup', 'salad'], 'There are not as many choices.'],
    ],
    empty: [[]],
  },
  'multiple_choice: two or three of them, one may be something else': {
    question: { type: 'multiple_choice', choices: choices('a', 'b', 'c'), other: true, min_choices: 2, max_choices: 3 },
    right: [
      ['a', 'b'],
      ['c', { other: 'd' }, 'a'],
    ],
    wrong: [
      [['a'], 'Choose at least 2.'],
      [[{ other: 'd' }], 'Choose at least 2.'],
      [['a', 'b', 'c', { other: 'd' }], 'Choose at most 3.'],
      [[{ other: 'd' }, { other: 'e' }], 'A choice is there twice.'],
      [['a', { other: ' ' }], 'Say what else.'],
    ],
    empty: [[]],
  },
  'rating: a whole number of its scale': {
    question: { type: 'rating', min: 0, max: 3 },
    right: [0, 1, 3],
    wrong: [
      ...INTEGERS,
      ...[-1, 4, 1e9].map((value): [unknown, string] => [
        value,
        'Must be greater than or equal to 0 and less than or equal to 3.',
      ]),
    ],
  },
  'nps: from 0 to 10': {
    question: { type: 'nps' },
    right: [0, 10],
    wrong: [
      ...INTEGERS,
      ...[-1, 11].map((value): [unknown, string] => [
        value,
        'Must be greater than or equal to 0 and less than or equal to 10.',
      ]),
    ],
  },
  'yes_no: true or false': {
    question: { type: 'yes_no' },
    right: [true, false],
    wrong: ['true', 'yes', 0, 1, '', []].map((value) => [value, 'Not a valid boolean.']),
  },
  'number: with two decimal places': {
    question: { type: 'number' },
    right: [0, -1.25, 0.1, 1e12, -1e12],
    wrong: [
      ...['1', '', true, [1], {}, Number.NaN, Number.POSITIVE_INFINITY].map((value): [unknown, string] => [
        value,
        'Not a valid number.',
      ]),
      [0.125, 'At most 2 decimal places.'],
      [1e-9, 'At most 2 decimal places.'],
      [0.1 + 0.2, 'At most 2 decimal places.'],
      [1e12 + 1, 'Must be greater than or equal to -1000000000000 and less than or equal to 1000000000000.'],
    ],
  },
  'number: whole, from 1 to 9': {
    question: { type: 'number', decimals: 0, min: 1, max: 9 },
    right: [1, 9],
    wrong: [
      [1.5, 'Not a valid integer.'],
      [0, 'Must be greater than or equal to 1 and less than or equal to 9.'],
      [9.5, 'Must be greater than or equal to 1 and less than or equal to 9.'],
    ],
  },
  'date: a day that there is': {
    question: { type: 'date' },
    right: ['2026-03-02', '2024-02-29', '1900-01-01', '2999-12-31'],
    wrong: [
      ...[
        '2026-02-29',
        '2026-13-01',
        '2026-00-10',
        '2026-3-2',
        '02.03.2026',
        '',
        '2026-03-02T00:00:00Z',
        20260302,
        {},
      ].map((value): [unknown, string] => [value, 'Not a valid date.']),
      ['1899-12-31', 'Must be between 1900-01-01 and 2999-12-31.'],
      ['3000-01-01', 'Must be between 1900-01-01 and 2999-12-31.'],
    ],
  },
  'date: in March': {
    question: { type: 'date', earliest: '2026-03-01', latest: '2026-03-31' },
    right: ['2026-03-01', '2026-03-31'],
    wrong: [
      ['2026-02-28', 'Must be 2026-03-01 or later.'],
      ['2026-04-01', 'Must be 2026-03-31 or earlier.'],
    ],
  },
  'ranking: every choice once': {
    question: { type: 'ranking', choices: choices('a', 'b', 'c') },
    right: [
      ['a', 'b', 'c'],
      ['c', 'b', 'a'],
    ],
    wrong: [
      ...['a', { a: 1 }, 1].map((value): [unknown, string] => [value, 'Not a valid list.']),
      ...[
        ['a', 'b'],
        ['a', 'b', 'b'],
        ['a', 'b', 'c', 'a'],
        ['a', 'b', 'd'],
        ['a', 'b', null],
        [1, 2, 3],
      ].map((value): [unknown, string] => [value, RANKING]),
    ],
    empty: [[]],
  },
  'ranking: two or three of them': {
    question: { type: 'ranking', choices: choices('a', 'b', 'c', 'd'), min_choices: 2, max_choices: 3 },
    right: [
      ['d', 'a'],
      ['b', 'c', 'a'],
    ],
    wrong: [
      [['a'], 'Choose at least 2.'],
      [['a', 'b', 'c', 'd'], 'Choose at most 3.'],
      ...[
        ['a', 'a'],
        ['a', 'e'],
        ['a', null],
      ].map((value): [unknown, string] => [value, 'Must have any of these once, from first to last: a, b, c, d.']),
    ],
    empty: [[]],
  },
  'ranking: the best one': {
    question: { type: 'ranking', choices: choices('a', 'b', 'c'), max_choices: 1 },
    right: [['b']],
    wrong: [[['a', 'b'], 'Choose at most 1.']],
    empty: [[]],
  },
  'matrix: a column for some rows': {
    question: { type: 'matrix', ...rooms },
    right: [{ food: 'good' }, { food: 'bad', room: 'bad' }],
    wrong: [
      ...['good', 1, ['good']].map((value): [unknown, string] => [value, 'Invalid input type.']),
      [{ stage: 'good' }, ROWS],
      [{ food: 'good', constructor: 'good' }, ROWS],
      [{ food: 'soup' }, COLUMNS],
      [{ food: null }, COLUMNS],
      [{ food: ['good'] }, COLUMNS],
    ],
    empty: [{}],
  },
  'matrix: for every row where it is required': {
    question: { type: 'matrix', ...rooms, required: true },
    right: [{ room: 'good', food: 'bad' }],
    wrong: [[{ room: 'good' }, 'Every row is required.']],
    empty: [{}],
  },
}

function questionOf(fields: object): Question {
  return formOf({ questions: [{ id: 'q', title: 'Q', ...fields }] }).questions[0] as Question
}

for (const [name, { question: fields, right, wrong, empty = [] }] of Object.entries(EXAMPLES)) {
  describe(name, () => {
    const question = questionOf(fields)

    it('is stored as it was sent', () => {
      for (const value of right) assert.deepEqual(checkAnswer(question, value), { answer: value })
    })

    it('is refused otherwise, with the reason', () => {
      for (const [value, problem] of wrong) {
        assert.deepEqual(checkAnswer(question, value), { problem }, JSON.stringify(value)?.slice(0, 100))
      }
    })

    it('is no answer when there is nothing in it', () => {
      for (const value of [null, undefined, ...empty]) {
        assert.deepEqual(checkAnswer(question, value), { answer: undefined }, JSON.stringify(value))
      }
    })
  })
}

describe('an answer', () => {
  it('is to be had for every type', () => {
    const { questions } = formOf({ questions: EVERY_TYPE })
    const said = Object.entries(EVERY_ANSWER)
    assert.deepEqual(
      questions.map(({ id, type }) => [id, type]),
      said.map(([type]) => [type, type]),
    )
    for (const [i, question] of questions.entries()) {
      const value = said[i]?.[1]
      assert.deepEqual(checkAnswer(question, value), { answer: value })
    }
  })

  it('can be anything, and is then taken as it is or refused with a sentence', () => {
    const { questions } = formOf({ questions: EVERY_TYPE })
    fc.assert(
      fc.property(fc.constantFrom(...questions), fc.jsonValue(), (question, value) => {
        const checked = checkAnswer(question, value)
        if ('problem' in checked) assert.match(checked.problem, /\.$/)
        else if (checked.answer !== undefined) assert.deepEqual(checked.answer, Object.is(value, -0) ? 0 : value)
      }),
      { numRuns: 2_000 },
    )
  })

  it('of minus nothing is nothing, as it is written', () => {
    for (const fields of [{ type: 'number' }, { type: 'nps' }, { type: 'rating', min: 0 }]) {
      assert.deepEqual(checkAnswer(questionOf(fields), -0), { answer: 0 })
    }
  })
})
