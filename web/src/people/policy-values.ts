import i18next from 'i18next'
import type { Schema } from '../api/client.ts'
import { showDay, showNumber } from '../ui/formats.ts'

export type Policy = Schema<'Policy'>

/** A policy as the form has it; a number is text while it is typed. */
export type PolicyValues = {
  name: string
  leave_type_id: string
  unit: Policy['unit']
  allowance: number | string
  accrual: Policy['accrual']
  year_start: string
  carry_over: { cap: number | string | null; expires_after_months: number | string | null }
}

type Terms = Omit<PolicyValues, 'name' | 'leave_type_id'>

/** A policy as the form shows it. */
export function valuesOf(policy: Policy): PolicyValues {
  const { name, leave_type_id, unit, allowance, accrual, year_start, carry_over } = policy
  return { name, leave_type_id, unit, allowance, accrual, year_start, carry_over }
}

/** What the form says, as the API takes it; what is no number yet it refuses by itself. */
export function bodyOfPolicy({ carry_over, ...values }: PolicyValues): Schema<'PolicyInput'> {
  return { ...values, carry_over } as Schema<'PolicyInput'>
}

/** What a policy gives, in words. */
export function sayPolicy({ unit, allowance, accrual, year_start, carry_over }: Terms): string {
  const t = i18next.t
  const amount = (count: number | string | null) =>
    t(`people.policySays.${unit}`, { count: Number(count), shown: showNumber(Number(count)) })
  const start = year_start === 'hire_date' ? t('people.policySays.hireDate') : showMonthDay(year_start)
  const given = t(`people.policySays.${accrual}`, { amount: amount(allowance), start })
  const { cap, expires_after_months: months } = carry_over
  if (cap === 0) return `${given} ${t('people.policySays.nothingCarried')}`
  const carried =
    cap === null ? t('people.policySays.allCarried') : t('people.policySays.carried', { amount: amount(cap) })
  const expiry =
    months === null ? t('people.policySays.never') : t('people.policySays.expires', { count: Number(months) })
  return `${given} ${carried} ${expiry}`
}

function showMonthDay(monthDay: string): string {
  // Of a leap year, as years may begin on 29 February.
  return /^\d{2}-\d{2}$/.test(monthDay) ? showDay(`2028-${monthDay}`, { day: 'numeric', month: 'long' }) : '…'
}
