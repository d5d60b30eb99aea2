import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Results } from '../surveys/results/schema.ts'
import { countedAnswers, votesOf } from './survey-stats-rules.ts'

const shared = { title: 'Lunch?', removed: false, asked: 4, wordings: [] }
const part = (count: number) => ({ count, share: null })

function resultsOf(question: object): Results {
  return { hidden: false, questions: [{ id: 'q', hidden_because: null, answered: 4, ...shared, ...question }] } as never
}

describe('answers as results count them', () => {
  it('are each there as often as it was given', () => {
    const choices = [
      { id: 'soup', label: 'Soup', removed: false, ...part(3) },
      { id: 'salad', label: 'Salad', removed: false, ...part(1) },
    ]
    const lunch = resultsOf({ type: 'single_choice', choices, other: null })
    assert.deepEqual([votesOf(lunch, 'q'), countedAnswers(lunch, 'q')], [4, ['Soup', 'Soup', 'Soup', 'Salad']])
    const again = resultsOf({ type: 'yes_no', yes: part(1), no: part(2) })
    assert.deepEqual(countedAnswers(again, 'q'), [true, false, false])
    const mood = resultsOf({ type: 'rating', values: [1, 2, 3].map((value) => ({ value, ...part(value - 1) })) })
    assert.deepEqual(countedAnswers(mood, 'q'), [2, 3, 3])
  })

  it('are a thousand of very many, in proportion', () => {
    const again = resultsOf({ type: 'yes_no', yes: part(30_000), no: part(10_000) })
    const answers = countedAnswers(again, 'q')
    assert.deepEqual([answers.length, answers.filter((yes) => yes === true).length], [1_000, 750])
  })

  it('are fewer of long ones to many questions, in proportion, so that all of them fit into an answer', () => {
    const label = 'x'.repeat(198)
    const [first] = resultsOf({
      ...{ type: 'single_choice', other: null },
      choices: [
        { id: 'long', label, removed: false, ...part(750) },
        { id: 'other', label: label.replace('x', 'y'), removed: false, ...part(250) },
      ],
    }).questions
    const questions = Array.from({ length: 1_000 }, (_, i) => ({ ...first, id: `q${i}` }))
    const answers = countedAnswers({ hidden: false, questions } as Results, 'q999')
    assert.deepEqual([answers.length, answers.filter((one) => one === label).length], [11, 8])
  })

  it('are none where a question is hidden, all of them are, or nobody was asked', () => {
    const hidden = resultsOf({ type: 'yes_no', hidden_because: 'too_few' })
    assert.deepEqual([votesOf(hidden, 'q'), countedAnswers(hidden, 'q')], [null, []])
    const nothing = { ...resultsOf({}), hidden: true, questions: [] } as Results
    assert.deepEqual([votesOf(nothing, 'q'), countedAnswers(nothing, 'q')], [null, []])
    assert.deepEqual([votesOf(resultsOf({}), 'other'), countedAnswers(resultsOf({}), 'other')], [0, []])
  })
})
