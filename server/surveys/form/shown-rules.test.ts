import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { choices, formOf } from '../../../test/surveys.ts'
import type { Answers, AnswerValue } from '../answering/schema.ts'
import type { Condition } from './form.ts'
import { isMet, shownQuestions } from './shown-rules.ts'

type Case = [operator: Condition['operator'], value: Condition['value'], answer: AnswerValue | undefined, met: boolean]

describe('a condition', () => {
  const cases: Case[] = [
    ['is', 'soup', 'soup', true],
    ['is', 'soup', 'salad', false],
    ['is', 'other', { other: 'Bread' }, true],
    ['is', 'soup', { other: 'soup' }, false],
    ['is', 'soup', ['salad', 'soup'], true],
    ['is', 'soup', ['salad'], false],
    ['is', 'other', ['salad', { other: 'Bread' }], true],
    ['is', 'other', ['salad'], false],
    ['is', true, true, true],
    ['is', false, false, true],
    ['is', true, false, false],
    ['is', 0, 0, true],
    ['is', '2026-03-02', '2026-03-02', true],
    ['is_not', 'soup', 'salad', true],
    ['is_not', 'soup', 'soup', false],
    ['is_not', 'soup', ['salad', { other: 'soup' }], true],
    ['is_not', 'soup', ['soup', 'salad'], false],
    ['is_not', 'other', { other: 'Bread' }, false],
    ['is_not', true, false, true],
    ['at_least', 3, 3, true],
    ['at_least', 3, 2.99, false],
    ['at_least', 9, 10, true],
    ['at_most', 3, 3, true],
    ['at_most', 3, 4, false],
    ['at_least', '2026-03-02', '2026-03-02', true],
    ['at_least', '2026-03-02', '2026-03-01', false],
    ['at_most', '2026-03-02', '2026-12-01', false],
    ['answered', undefined, false, true],
    ['answered', undefined, 0, true],
    ['not_answered', undefined, false, false],
  ]
  for (const [operator, value, answer, met] of cases) {
    it(`${operator} ${value ?? ''} is ${met ? '' : 'not '}met by ${JSON.stringify(answer)}`, () => {
      assert.equal(isMet({ operator, ...(value !== undefined && { value }) }, answer), met)
    })
  }

  it('is met by no answer only when it asks for none', () => {
    for (const operator of ['is', 'is_not', 'at_least', 'at_most'] as const) {
      for (const value of ['soup', 0, false]) assert.equal(isMet({ operator, value }, undefined), false, operator)
    }
    assert.equal(isMet({ operator: 'answered' }, undefined), false)
    assert.equal(isMet({ operator: 'not_answered' }, undefined), true)
  })
})

describe('the questions that are asked', () => {
  const is = (question: string, value: unknown) => ({ question, operator: 'is', value })
  const form = formOf({
    sections: [
      { id: 'plain', title: 'Plain' },
      { id: 'food', title: 'Food', shown_if: { conditions: [is('hungry', true)] } },
    ],
    questions: [
      { id: 'hungry', type: 'yes_no', title: 'Hungry?' },
      { id: 'mood', type: 'rating', title: 'Mood', section: 'plain' },
      { id: 'lunch', type: 'single_choice', title: 'Lunch', choices: choices('soup', 'salad'), section: 'food' },
      {
        id: 'which',
        type: 'text',
        title: 'Which?',
        section: 'food',
        shown_if: {
          match: 'any',
          conditions: [is('lunch', 'soup'), { question: 'mood', operator: 'at_least', value: 4 }],
        },
      },
      {
        id: 'why',
        type: 'text',
        title: 'Why?',
        shown_if: { conditions: [{ question: 'which', operator: 'answered' }, is('lunch', 'soup')] },
      },
      {
        id: 'not',
        type: 'text',
        title: 'Why not?',
        shown_if: { conditions: [{ question: 'lunch', operator: 'not_answered' }] },
      },
    ],
  })
  const shown = (answers: Answers) =>
    shownQuestions(form, answers)
      .map(({ id }) => id)
      .join(' ')

  it('are those without rules, and those whose rules hold, in their order', () => {
    assert.equal(shown({}), 'hungry mood not')
    assert.equal(shown({ hungry: true }), 'hungry mood lunch not')
    assert.equal(shown({ hungry: true, lunch: 'salad' }), 'hungry mood lunch')
    assert.equal(shown({ hungry: true, lunch: 'soup' }), 'hungry mood lunch which')
    assert.equal(shown({ hungry: true, mood: 4 }), 'hungry mood lunch which not')
    assert.equal(shown({ which: 'Tomato', lunch: 'soup', hungry: true }), 'hungry mood lunch which why')
    assert.equal(shown({ hungry: true, mood: 5, which: 'Tomato', lunch: 'salad' }), 'hungry mood lunch which')
  })

  it('take an answer to what is not asked for none', () => {
    assert.equal(shown({ hungry: false, lunch: 'soup', which: 'Tomato' }), 'hungry mood not')
    assert.equal(shown({ lunch: 'soup' }), 'hungry mood not')
  })
})
