import type { Tables } from '../../db/tables.ts'

/** What a policy gives and takes: all of it that a balance depends on. */
export type PolicyTerms = Pick<
  Tables['leave_policies'],
  'unit' | 'allowance' | 'accrual' | 'year_start' | 'carry_over_cap' | 'carry_over_months'
>
