import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { choices, formOf } from '../../../test/surveys.ts'
import type { Form } from '../form/form.ts'
import { wayOfAsking } from './ways-rules.ts'

describe('a ranking', () => {
  const wayOf = (limits: object, form = rankingOf(limits)) => wayOfAsking(form, 'top')
  const rankingOf = (limits: object) =>
    formOf({ questions: [{ type: 'ranking', id: 'top', title: 'Top', choices: choices('a', 'b'), ...limits }] })

  it('is asked in the same way where it was published before choices could be left out', () => {
    const [{ min_choices, max_choices, ...before }] = rankingOf({}).questions as unknown as [Record<string, unknown>]
    const earlier = { ...rankingOf({}), questions: [before] } as unknown as Form
    assert.deepEqual([min_choices, max_choices], [null, null])
    assert.equal(wayOf({}, earlier), wayOf({}))
  })

  it('is asked in another way where more or fewer may be left out', () => {
    const ways = [{}, { max_choices: 1 }, { min_choices: 1 }, { min_choices: 2 }].map((limits) => wayOf(limits))
    assert.equal(new Set(ways).size, ways.length)
  })
})
