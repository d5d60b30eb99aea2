import type { Tables } from '../../db/tables.ts'
import { invalidField } from '../../errors.ts'
import { toHours, toMinutes } from '../hours.ts'

/** What a policy gives and takes: all of it that a balance depends on. */
export type PolicyTerms = Pick<
  Tables['leave_policies'],
  'unit' | 'allowance' | 'accrual' | 'year_start' | 'carry_over_cap' | 'carry_over_months'
>

type Unit = PolicyTerms['unit']

/** The terms as the API has them: amounts in days or in hours. */
export interface Terms {
  unit: Unit
  allowance: number
  accrual: PolicyTerms['accrual']
  year_start: string
  carry_over: CarryOver
}

export interface CarryOver {
  cap: number | null
  expires_after_months: number | null
}

const MAX_DAYS = 366
const DAY_FRACTIONS = 100

/**
 * The terms in the units that are kept.
 * @throws AppError `invalid` for an amount too fine or too large for its unit, and for a leave year that begins on no day.
 */
export function toColumns({ unit, allowance, accrual, year_start, carry_over }: Terms): PolicyTerms {
  checkYearStart(year_start)
  const { cap, expires_after_months } = carry_over
  return {
    unit,
    allowance: toAmount('allowance', unit, allowance),
    accrual,
    year_start,
    carry_over_cap: cap === null ? null : toAmount('carry_over.cap', unit, cap),
    carry_over_months: expires_after_months,
  }
}

/** The terms as the API has them. */
export function toTerms({ unit, accrual, year_start, ...columns }: PolicyTerms): Terms {
  const { allowance, carry_over_cap, carry_over_months } = columns
  return {
    unit,
    allowance: fromAmount(unit, allowance),
    accrual,
    year_start,
    carry_over: {
      cap: carry_over_cap === null ? null : fromAmount(unit, carry_over_cap),
      expires_after_months: carry_over_months,
    },
  }
}

function toAmount(field: string, unit: Unit, amount: number): number {
  if (unit === 'hours') return toMinutes(field, amount)
  if (amount > MAX_DAYS) throw invalidField(field, `Must be less than or equal to ${MAX_DAYS} days.`)
  const hundredths = Math.round(amount * DAY_FRACTIONS)
  // A decimal such as 2.01 is a little off as a number; one with more digits is off by far more.
  if (Math.abs(amount * DAY_FRACTIONS - hundredths) > 1e-6) {
    throw invalidField(field, 'Must be a multiple of 0.01 days.')
  }
  return hundredths
}

function fromAmount(unit: Unit, amount: number): number {
  return unit === 'hours' ? toHours(amount) : amount / DAY_FRACTIONS
}

function checkYearStart(start: string): void {
  if (start === 'hire_date') return
  try {
    Temporal.PlainMonthDay.from(start)
  } catch {
    throw invalidField('year_start', `No year has a ${start}.`)
  }
}

interface PolicyFacts extends PolicyTerms {
  leave_type_id: string
}

const TERMS = [
  'leave_type_id',
  'unit',
  'allowance',
  'accrual',
  'year_start',
  'carry_over_cap',
  'carry_over_months',
] as const

/** True where two policies give and take the same. */
export function hasSameTerms(a: PolicyFacts, b: PolicyFacts): boolean {
  return TERMS.every((term) => a[term] === b[term])
}
