import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { choices, EVERY_ANSWER, EVERY_TYPE, formOf } from '../../../test/surveys.ts'
import type { Answers } from '../answering/schema.ts'
import { askedQuestions, cellsOf, columnsOf, labelOf, type PublishedForm, wordsIn } from './columns-rules.ts'

/** Versions of a form, counted from 1. */
function formsOf(...versions: object[][]): PublishedForm[] {
  return versions.map((questions, i) => ({ version: i + 1, form: formOf({ questions }) }))
}

/** A reply by the titles of its columns. */
function rowOf(forms: PublishedForm[], version: number, answers: object) {
  const columns = columnsOf(askedQuestions(forms))
  const cells = cellsOf(columns, version, answers as Answers)
  return Object.fromEntries(columns.map(({ title }, i) => [title, cells[i]]))
}

describe('a reply as a row', () => {
  const forms = formsOf(EVERY_TYPE)

  it('has what was answered to a question of every type', () => {
    assert.deepEqual(rowOf(forms, 1, EVERY_ANSWER), {
      'Your name': 'Ann',
      'Your opinion': 'Well.\nIt was warm.',
      Lunch: 'The soup',
      'Lunch (other)': null,
      'Days [The mon]': 1,
      'Days [The tue]': 0,
      'Days [The wed]': 0,
      'Days (other)': 'Sundays',
      'The kitchen': 4,
      'Would you recommend it?': 9,
      'Again?': 'yes',
      'How many?': 2.5,
      'When?': '2026-03-02',
      'In which order? [The a]': 2,
      'In which order? [The b]': 3,
      'In which order? [The c]': 1,
      'How was it? [The food]': 'The good',
      'How was it? [The room]': 'The bad',
    })
  })

  it('has empty cells for what a ranking leaves out', () => {
    const question = { type: 'ranking', id: 'top', title: 'Top', choices: choices('a', 'b', 'c'), max_choices: 2 }
    const row = rowOf(formsOf([question]), 1, { top: ['c', 'a'] })
    assert.deepEqual(row, { 'Top [The a]': 2, 'Top [The b]': null, 'Top [The c]': 1 })
  })

  it('has empty cells for what was not', () => {
    assert.deepEqual([...new Set(Object.values(rowOf(forms, 1, {})))], [null])
    const some = { single_choice: { other: 'Dumplings' }, yes_no: false, number: 0, matrix: { room: 'good' } }
    const filled = Object.entries(rowOf(forms, 1, some)).filter(([, cell]) => cell !== null)
    assert.deepEqual(filled, [
      ['Lunch', 'Other'],
      ['Lunch (other)', 'Dumplings'],
      ['Again?', 'no'],
      ['How many?', 0],
      ['How was it? [The room]', 'The good'],
    ])
  })
})

describe('what was not answered', () => {
  it('was not asked where the cells say so, otherwise skipped; somebody’s own words stay what they are', () => {
    const columns = columnsOf(askedQuestions(formsOf(EVERY_TYPE)))
    const cells = cellsOf(columns, 1, { text: 'NA' } as Answers, new Set(['text', 'number']))
    const byTitle = Object.fromEntries(columns.map(({ title }, i) => [title, cells[i]]))
    assert.deepEqual(
      [byTitle['Your name'], byTitle['How many?'], byTitle.Lunch, byTitle['Days [The mon]']],
      ["'NA", null, 'NA', 'NA'],
    )
  })
})

describe('the columns of several versions', () => {
  const days = { type: 'multiple_choice', id: 'days', title: 'Days' }
  const lunch = { type: 'single_choice', id: 'lunch', title: 'Lunch?' }
  const forms = formsOf(
    [
      { ...lunch, choices: choices('soup', 'salad') },
      { type: 'text', id: 'gone', title: 'Gone' },
      { ...days, choices: choices('mon', 'tue'), other: true },
    ],
    [
      { ...days, title: 'Which days?', choices: choices('wed', 'mon') },
      { ...lunch, title: 'Dinner?', choices: [{ id: 'soup', label: 'Hot soup' }] },
    ],
  )

  it('are in the newest order and wording, with what is gone behind', () => {
    assert.deepEqual(
      columnsOf(askedQuestions(forms)).map(({ title }) => title),
      [
        'Which days? [The wed]',
        'Which days? [The mon]',
        'Which days? [The tue]',
        'Which days? (other)',
        'Dinner?',
        'Gone',
      ],
    )
  })

  it('have labels as they were when they were chosen', () => {
    const [first, second] = [1, 2].map((version) => rowOf(forms, version, { lunch: 'soup' })['Dinner?'])
    assert.deepEqual([first, second], ['The soup', 'Hot soup'])
    assert.equal(rowOf(forms, 1, { lunch: 'salad' })['Dinner?'], 'The salad')
    assert.equal(rowOf(forms, 1, { gone: 'Yes' }).Gone, 'Yes')
    assert.equal(rowOf(forms, 1, { days: [{ other: 'None' }] })['Which days? (other)'], 'None')
  })

  it('have a title each', () => {
    const same = ['q1', 'q2', 'q3'].map((id) => ({ type: 'text', id, title: 'Why?' }))
    const clash = [
      ...same,
      { type: 'text', id: 'q4', title: 'Why? (2)' },
      { type: 'text', id: 'q5', title: 'respondent' },
    ]
    assert.deepEqual(
      columnsOf(askedQuestions(formsOf(clash)), ['respondent']).map(({ title }) => title),
      ['Why?', 'Why? (2)', 'Why? (3)', 'Why? (2) (2)', 'respondent (2)'],
    )
  })
})

describe('the label of an answer', () => {
  it('says what its ids stood for, where it has any', () => {
    const labels = askedQuestions(formsOf(EVERY_TYPE)).flatMap(({ id, newest }) => {
      const label = labelOf((EVERY_ANSWER as Answers)[id] ?? assert.fail(), newest)
      return label === undefined ? [] : [[id, label]]
    })
    assert.deepEqual(Object.fromEntries(labels), {
      single_choice: 'The soup',
      multiple_choice: ['The mon', 'Sundays'],
      ranking: ['The c', 'The a', 'The b'],
      matrix: [
        { row: 'The food', column: 'The good' },
        { row: 'The room', column: 'The bad' },
      ],
    })
  })
})

describe('what people wrote', () => {
  it('is in texts, and in choices that had room for it', () => {
    const found = askedQuestions(formsOf(EVERY_TYPE)).flatMap((asked) => wordsIn(asked) ?? [])
    assert.deepEqual(found, ['text', 'text', 'choice', 'choices'])
    const lunch = { type: 'single_choice', id: 'lunch', title: 'Lunch?', choices: choices('soup') }
    const [once, never] = [formsOf([{ ...lunch, other: true }], [lunch]), formsOf([lunch])].map(
      (forms) => askedQuestions(forms)[0] ?? assert.fail(),
    )
    assert.deepEqual([once && wordsIn(once), never && wordsIn(never)], ['choice', undefined])
  })
})
