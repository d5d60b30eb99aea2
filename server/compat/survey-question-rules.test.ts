import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Question } from '../surveys/form/form.ts'
import { isStorable, toLegacyQuestion, toQuestionInput } from './survey-question-rules.ts'

const made = (type: string, replyContent?: unknown) => {
  const { title, original, ...settings } = toQuestionInput({ content: 'Why?', type, replyContent }) as Question
  assert.deepEqual([title, original], ['Why?', { type, reply_content: replyContent ?? null }])
  return settings as object
}
const labels = (...texts: string[]) => texts.map((label) => ({ label }))

describe('a question of the survey backend', () => {
  it('is a choice where there is a list, and a text where there is none', () => {
    for (const type of ['radio', 'checkbox', 'Select one', '日本']) {
      assert.deepEqual(made(type, ['yes', 'no']), { type: 'single_choice', choices: labels('yes', 'no') })
      for (const none of [undefined, null, [], {}, 'yes', 5, ['', ' ', null]]) {
        assert.deepEqual(made(type, none), { type: 'text' })
      }
    }
  })

  it('is of our own type by its name, where there is what that takes', () => {
    for (const type of ['text', 'long_text', 'nps', 'yes_no', 'number', 'date']) {
      assert.deepEqual(made(type), { type })
      assert.deepEqual(made(type, ['a']), { type })
    }
    const choices = labels('a', 'b')
    for (const type of ['single_choice', 'multiple_choice', 'ranking']) {
      assert.deepEqual(made(type, ['a', 'b']), { type, choices })
      assert.deepEqual(made(type), { type: 'text' })
    }
    assert.deepEqual(made('ranking', ['a']), { type: 'single_choice', choices: labels('a') })
    const many = Array.from({ length: 21 }, (_, i) => `choice ${i}`)
    assert.equal((made('ranking', many) as Question).type, 'single_choice')
  })

  it('is a rating of the scale that it lists', () => {
    for (const none of [undefined, null, []]) assert.deepEqual(made('rating', none), { type: 'rating' })
    assert.deepEqual(made('rating', [1, 2, 3]), { type: 'rating', min: 1, max: 3 })
    assert.deepEqual(made('rating', ['0', '1', '2']), { type: 'rating', min: 0, max: 2 })
    for (const list of [[1, 3, 5], [2, 3], ['bad', 'good'], [1], [0, 1], [''], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]]) {
      assert.notEqual((made('rating', list) as Question).type, 'rating', JSON.stringify(list))
    }
  })

  it('is a matrix of rows and columns', () => {
    const rows = labels('food')
    assert.deepEqual(made('matrix', { rows: ['food'], columns: ['bad', 'good'] }), {
      ...{ type: 'matrix', rows, columns: labels('bad', 'good') },
    })
    assert.deepEqual(made('matrix', { rows: ['food'], columns: ['bad'] }), { type: 'text' })
    assert.deepEqual(made('matrix', ['a']), { type: 'single_choice', choices: labels('a') })
  })

  it('has each choice once, on one line, and none that is blank', () => {
    const list = [' yes ', 'yes', 'Yes', '', '  ', null, 5, '5', true, 'two\n lines', { a: 1 }, ['x']]
    const choices = labels('yes', 'Yes', '5', 'true', 'two lines', '{"a":1}', '["x"]')
    assert.deepEqual(made('radio', list), { type: 'single_choice', choices })
  })
})

describe('a question as the survey backend shows it', () => {
  const common = { id: 'q1', title: 'Why?', text: '', required: false, section: null, shown_if: null }
  const choices = [
    { id: 'c1', label: 'yes' },
    { id: 'c2', label: 'no' },
  ]
  const choice: Question = { ...common, type: 'single_choice', choices, other: false, original: null }
  const shown = (question: Question) => toLegacyQuestion('s', question)

  it('has the words that it came in', () => {
    const original = { type: 'radio', reply_content: ['yes', 'no', 'no', null] }
    assert.deepEqual(shown({ ...choice, original }), {
      ...{ content: 'Why?', id: 's.q1', replyContent: ['yes', 'no', 'no', null], type: 'radio' },
    })
  })

  it('has our own words where it was made elsewhere, or became another question since', () => {
    const own = { content: 'Why?', id: 's.q1', replyContent: ['yes', 'no'], type: 'single_choice' }
    assert.deepEqual(shown(choice), own)
    assert.deepEqual(shown({ ...choice, original: { type: 'radio', reply_content: ['yes'] } }), own)
    const text: Question = { ...common, type: 'text', min_length: 0, max_length: 500, original: null }
    assert.deepEqual(shown(text), { ...own, replyContent: null, type: 'text' })
    assert.deepEqual(shown({ ...text, original: { type: 'radio', reply_content: ['yes'] } }), {
      ...{ ...own, replyContent: null, type: 'text' },
    })
    const matrix: Question = { ...common, type: 'matrix', rows: choices, columns: choices, original: null }
    const grid = { rows: ['yes', 'no'], columns: ['yes', 'no'] }
    assert.deepEqual(shown(matrix), { ...own, replyContent: grid, type: 'matrix' })
  })
})

describe('what can be stored', () => {
  it('has no NUL and no half characters, however deep', () => {
    for (const value of ['a', 1, null, true, ['a', { b: '😀' }]]) assert.equal(isStorable(value), true)
    for (const value of ['\u0000', ['\ud83d'], { a: [{ b: 'x\u0000' }] }, { 'a\u0000': 1 }]) {
      assert.equal(isStorable(value), false)
    }
  })
})
