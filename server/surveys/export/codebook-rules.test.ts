import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { cpuMsOf } from '../../../test/cpu.ts'
import { formOf } from '../../../test/surveys.ts'
import { codebookSlices } from './codebook-rules.ts'
import { askedQuestions, type Column, columnsOf, type PublishedForm } from './columns-rules.ts'

/** What a machine that is busy with much else may take, in milliseconds of work; what grows by the square takes many times that. */
const LINEAR_MS = 4_000
const [QUESTIONS, CHOICES, VERSIONS] = [50, 200, 5]

/** As many choices as a survey may have, ten thousand, in several versions. */
const forms = Array.from({ length: VERSIONS }, (_, at): PublishedForm => {
  const choices = Array.from({ length: CHOICES }, (_, i) => ({ id: `choice${i}`, label: 'Yes' }))
  const questions = Array.from({ length: QUESTIONS }, (_, i) => {
    return { type: 'multiple_choice', id: `question${i}`, title: `Title ${at}`, choices }
  })
  return { version: at + 1, form: formOf({ questions }) }
})

describe('the codebook of a survey with all that it may have', () => {
  it('is made in time, with a title of its own for each column, and a column at a time', () => {
    let columns: Column[] = []
    assert.ok(cpuMsOf(() => (columns = columnsOf(askedQuestions(forms), ['Title 4 [Yes] (2)']))) < LINEAR_MS)
    const titles = columns.map(({ title }) => title)
    assert.deepEqual(
      [titles[0], titles[1], titles.at(-1)],
      ['Title 4 [Yes]', 'Title 4 [Yes] (3)', 'Title 4 [Yes] (10001)'],
    )
    assert.equal(new Set(titles).size, QUESTIONS * CHOICES)

    const sizes: number[] = []
    const read = () => {
      for (const rows of codebookSlices(columns, forms, { origin: [], isAnonymous: false })) sizes.push(rows.length)
    }
    assert.ok(cpuMsOf(read) < LINEAR_MS)
    // Chosen or not in each wording, skipped, and not asked.
    assert.deepEqual([...new Set(sizes)], [0, 2 * VERSIONS + 2])
    assert.equal(sizes.length, 1 + QUESTIONS * CHOICES)
  })
})
