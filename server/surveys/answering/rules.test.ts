import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { choices, EVERY_ANSWER, EVERY_TYPE, formOf, sent } from '../../../test/surveys.ts'
import type { AppError } from '../../errors.ts'
import { checkAnswers, type SentAnswer } from './rules.ts'

const FORM = formOf({
  sections: [
    { id: 'more', title: 'More', shown_if: { conditions: [{ question: 'again', operator: 'is', value: true }] } },
  ],
  questions: [
    { id: 'lunch', type: 'single_choice', title: 'Lunch', choices: choices('soup', 'salad'), required: true },
    {
      id: 'which',
      type: 'text',
      title: 'Which soup?',
      required: true,
      shown_if: { conditions: [{ question: 'lunch', operator: 'is', value: 'soup' }] },
    },
    { id: 'again', type: 'yes_no', title: 'Again?' },
    { id: 'when', type: 'date', title: 'When?', required: true, section: 'more' },
    { id: 'mood', type: 'rating', title: 'Mood' },
  ],
})

const check = (answers: Record<string, unknown>) => checkAnswers(FORM, sent(answers))

function refusal(answers: readonly SentAnswer[], form = FORM): unknown {
  try {
    checkAnswers(form, answers)
  } catch (error) {
    return (error as AppError).errors?.json
  }
  return undefined
}

const MISSING = ['Missing data for required field.']
const HIDDEN = ['It is not asked, given the other answers.']
const UNKNOWN = ['There is no such question.']

describe('the answers of a reply', () => {
  it('are kept by the ids of their questions, without those that say nothing', () => {
    assert.deepEqual(check({ lunch: 'salad', again: null, mood: 3 }), { lunch: 'salad', mood: 3 })
    assert.deepEqual(check({ lunch: 'soup', which: 'Tomato', again: true, when: '2026-03-02' }), {
      ...{ lunch: 'soup', which: 'Tomato', again: true, when: '2026-03-02' },
    })
    const form = formOf({ questions: EVERY_TYPE })
    assert.deepEqual(checkAnswers(form, sent(EVERY_ANSWER)), EVERY_ANSWER)
    assert.deepEqual(checkAnswers(form, []), {})
  })

  it('may come in any order', () => {
    const answers = sent({ lunch: 'soup', which: 'Tomato', again: true, when: '2026-03-02', mood: 1 })
    assert.deepEqual(checkAnswers(FORM, answers.toReversed()), checkAnswers(FORM, answers))
  })

  it('are missed where a question is asked that requires one', () => {
    assert.deepEqual(refusal([]), { 'answers.lunch': MISSING })
    assert.deepEqual(refusal(sent({ lunch: 'soup' })), { 'answers.which': MISSING })
    assert.deepEqual(refusal(sent({ lunch: 'soup', which: '  ' })), { 'answers.which': MISSING })
    assert.deepEqual(refusal(sent({ lunch: 'salad', again: true })), { 'answers.when': MISSING })
    assert.equal(refusal(sent({ lunch: 'salad', again: false })), undefined)
  })

  it('are refused where a question is not asked', () => {
    assert.deepEqual(refusal(sent({ lunch: 'salad', which: 'Tomato' })), { 'answers.which': HIDDEN })
    assert.deepEqual(refusal(sent({ lunch: 'salad', when: '2026-03-02' })), { 'answers.when': HIDDEN })
    assert.equal(refusal(sent({ lunch: 'salad', which: '', when: null })), undefined)
  })

  it('are refused to a question that is another survey’s, or nobody’s', () => {
    assert.deepEqual(refusal(sent({ lunch: 'salad', dinner: 'Bread', constructor: 'x' })), {
      'answers.dinner': UNKNOWN,
      'answers.constructor': UNKNOWN,
    })
    const odd = [{ question: '__proto__', value: { lunch: 'soup' } }, ...sent({ lunch: 'salad', '': 1 })]
    assert.deepEqual(refusal(odd), { 'answers.__proto__': UNKNOWN, 'answers.': UNKNOWN })
    const long = 'x'.repeat(100_000)
    assert.deepEqual(refusal(sent({ lunch: 'salad', [long]: 1 })), { [`answers.${'x'.repeat(40)}`]: UNKNOWN })
  })

  it('are refused twice to one question, be they the same', () => {
    const twice = [...sent({ lunch: 'salad' }), ...sent({ lunch: 'salad' })]
    assert.deepEqual(refusal(twice), { 'answers.lunch': ['It is answered twice.'] })
    const nothing = [...sent({ lunch: 'salad', mood: null }), ...sent({ mood: null })]
    assert.deepEqual(refusal(nothing), { 'answers.mood': ['It is answered twice.'] })
  })

  it('have everything named at once that is wrong with them', () => {
    const answers = sent({ lunch: 'soup', again: 'yes', when: '2026-03-02', mood: 9, dinner: 1 })
    assert.deepEqual(refusal(answers), {
      'answers.again': ['Not a valid boolean.'],
      'answers.mood': ['Must be greater than or equal to 1 and less than or equal to 5.'],
      'answers.dinner': UNKNOWN,
      'answers.when': HIDDEN,
      'answers.which': MISSING,
    })
    assert.deepEqual(refusal(sent({ lunch: 'bread' })), { 'answers.lunch': ['Must be one of: soup, salad.'] })
  })
})
