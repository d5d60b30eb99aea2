import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { AppError } from '../../errors.ts'
import { type Terms, toColumns, toTerms } from './rules.ts'

const terms: Terms = {
  unit: 'days',
  allowance: 25,
  accrual: 'yearly',
  year_start: '01-01',
  carry_over: { cap: 5, expires_after_months: 3 },
}

function refusal(fields: Partial<Terms>): unknown {
  try {
    toColumns({ ...terms, ...fields })
  } catch (error) {
    return (error as AppError).errors?.json
  }
  return undefined
}

describe('toColumns', () => {
  it('keeps days as hundredths and hours as minutes', () => {
    assert.deepEqual(toColumns(terms), {
      unit: 'days',
      allowance: 2500,
      accrual: 'yearly',
      year_start: '01-01',
      carry_over_cap: 500,
      carry_over_months: 3,
    })
    const { allowance, carry_over_cap } = toColumns({ ...terms, unit: 'hours', allowance: 187.5 })
    assert.deepEqual([allowance, carry_over_cap], [11_250, 300])
  })

  it('is undone by toTerms, for every amount that the units have', () => {
    const same = (each: Terms) => assert.deepEqual(toTerms(toColumns(each)), each)
    for (let i = 0; i <= 36_600; i++) same({ ...terms, allowance: i / 100 })
    for (let i = 0; i <= 8784 * 20; i += 7) same({ ...terms, unit: 'hours', allowance: i / 20 })
    same({ ...terms, carry_over: { cap: null, expires_after_months: null } })
  })

  it('refuses an amount too fine or too large for its unit', () => {
    const fine = { allowance: ['Must be a multiple of 0.01 days.'] }
    for (const allowance of [0.001, 25.005, 365.999]) assert.deepEqual(refusal({ allowance }), fine)
    assert.deepEqual(refusal({ allowance: 366.01 }), { allowance: ['Must be less than or equal to 366 days.'] })
    assert.deepEqual(refusal({ unit: 'hours', allowance: 0.01 }), {
      allowance: ['Must come to whole minutes: a multiple of 0.05 hours.'],
    })
    const cap = { ...terms.carry_over, cap: 1.001 }
    assert.deepEqual(refusal({ carry_over: cap }), { 'carry_over.cap': ['Must be a multiple of 0.01 days.'] })
  })

  it('takes the day of a leave year that exists in some year, and names the others', () => {
    for (const year_start of ['01-01', '02-29', '04-30', '12-31', 'hire_date'])
      assert.equal(refusal({ year_start }), undefined)
    for (const year_start of ['02-30', '04-31', '00-10', '13-01', '01-00', '01-32', '99-99']) {
      assert.deepEqual(refusal({ year_start }), { year_start: [`No year has a ${year_start}.`] })
    }
  })
})
