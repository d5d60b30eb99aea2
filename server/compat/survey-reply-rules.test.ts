import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { AppError } from '../errors.ts'
import type { AnswerValue } from '../surveys/answering/schema.ts'
import type { Question } from '../surveys/form/form.ts'
import { readAnswer } from './survey-reply-rules.ts'

const common = { id: 'q', title: 'Q', text: '', required: false, section: null, shown_if: null, original: null }
const choices = [
  { id: 'soup', label: 'Soup' },
  { id: 'c2', label: 'Salad, mixed' },
  { id: 'c3', label: '5' },
]
const labels = { min_label: '', max_label: '' }
const single: Question = { ...common, type: 'single_choice', choices, other: false }
const several: Question = {
  ...common,
  type: 'multiple_choice',
  choices,
  other: true,
  min_choices: null,
  max_choices: 2,
}
const ranking: Question = { ...common, type: 'ranking', choices }
const matrix: Question = { ...common, type: 'matrix', rows: choices, columns: choices }

/** By question: what is read as what, and what is refused. */
const CASES: [question: Question, read: [sent: unknown, answer: AnswerValue][], refused: unknown[]][] = [
  [
    { ...common, type: 'text', min_length: 0, max_length: 20 },
    [
      ['Soup', 'Soup'],
      ['05', '05'],
      [5, '5'],
      [true, 'true'],
      [['a', 1], '["a",1]'],
      ['=1+1', '=1+1'],
    ],
    ['', ' ', null, 'x'.repeat(21), 'two\nlines', 'x\u0000', { a: 'x'.repeat(20) }],
  ],
  [
    single,
    [
      ['Soup', 'soup'],
      [' Soup ', 'soup'],
      ['soup', 'soup'],
      ['Salad, mixed', 'c2'],
      [5, 'c3'],
    ],
    ['soUp', '', null, ['Soup'], { other: 'Stew' }, 6, true, '["Soup"]'],
  ],
  [{ ...single, other: true }, [[{ other: 'Stew' }, { other: 'Stew' }]], ['Stew', { other: '' }, { other: 1 }]],
  [
    several,
    [
      [
        ['Soup', 5],
        ['soup', 'c3'],
      ],
      ['["Soup", "c2"]', ['soup', 'c2']],
      ['Soup', ['soup']],
      [
        [{ other: 'Stew' }, 'Soup'],
        [{ other: 'Stew' }, 'soup'],
      ],
    ],
    [
      [],
      '[]',
      ['Soup', 'soup'],
      ['Soup', 'c2', '5'],
      '["Soup"',
      ['nothing'],
      null,
      '',
      Array(99).fill('Soup'),
      '[["Soup"]]',
    ],
  ],
  [
    ranking,
    [
      [
        ['5', 'Soup', 'c2'],
        ['c3', 'soup', 'c2'],
      ],
      ['["5", "Soup", "c2"]', ['c3', 'soup', 'c2']],
    ],
    [['Soup'], 'Soup', ['Soup', 'Soup', 'c2'], [], null, 5],
  ],
  [
    { ...common, ...labels, type: 'rating', min: 1, max: 5 },
    [
      [3, 3],
      ['3', 3],
      [' 3 ', 3],
    ],
    [0, 6, '6', '2.5', 'three', '', null, true, [3], '0x3', '1e0', 'Infinity'],
  ],
  [{ ...common, ...labels, type: 'nps' }, [['0', 0]], ['11', -1, 'x']],
  [
    { ...common, type: 'number', min: null, max: null, decimals: 2 },
    [
      ['-1.25', -1.25],
      [7, 7],
    ],
    ['1.234', '1,5', '9'.repeat(30), 'NaN', null, []],
  ],
  [
    { ...common, type: 'yes_no' },
    [
      [true, true],
      ['True', true],
      ['no', false],
      ['0', false],
    ],
    [1, 'perhaps', '', null],
  ],
  [
    { ...common, type: 'date', earliest: null, latest: null },
    [['2026-03-02', '2026-03-02']],
    ['2.3.2026', 5, '2026-02-30', ''],
  ],
  [
    matrix,
    [
      [
        { Soup: 'Salad, mixed', c3: 'soup' },
        { soup: 'c2', c3: 'soup' },
      ],
      ['{"Soup": 5}', { soup: 'c3' }],
    ],
    [{}, [], 'Soup', { Soup: 'nothing' }, { nothing: 'Soup' }, '{"Soup": ', '{"Soup": ["Soup"]}', null, 5],
  ],
]

describe('a reply of the survey backend’s clients', () => {
  for (const [question, read, refused] of CASES) {
    const isOther = 'other' in question && question.other ? ', and other' : ''
    it(`is read for a question of type ${question.type}${isOther}`, () => {
      for (const [sent, answer] of read) assert.deepEqual(readAnswer(question, sent), answer, JSON.stringify(sent))
      for (const sent of refused) {
        assert.throws(
          () => readAnswer(question, sent),
          (error) => error instanceof AppError && Object.keys(error.errors?.json ?? {}).join() === 'reply',
          JSON.stringify(sent),
        )
      }
    })
  }

  it('is told which choices there are by what they say', () => {
    assert.throws(
      () => readAnswer(single, 'x'),
      (error) =>
        error instanceof AppError && error.errors?.json?.reply?.[0] === 'Must be one of: Soup, Salad, mixed, 5.',
    )
  })
})
