import type { Tables } from '../../db/tables.ts'
import type { TableData } from './table-data.ts'

export const TIME_OFF = {
  leave_types: {
    key: 'id',
    keeps:
      'id name name_key colour needs_approval floor_minutes blackouts is_default archived_at version created_at ' +
      'updated_at',
    companyFile: { name: 'leave-types', about: 'Kinds of time off.' },
  },
  leave_policies: {
    key: 'id',
    keeps:
      'id leave_type_id name name_key unit allowance accrual year_start carry_over_cap carry_over_months version ' +
      'created_at updated_at',
    companyFile: { name: 'leave-policies', about: 'The terms of allowances.' },
  },
  policy_assignments: {
    key: 'employee_id leave_type_id effective_from',
    keeps: 'employee_id leave_type_id effective_from policy_id',
    files: [{ name: 'policies', of: { employee: 'employee_id' } }],
    companyFile: { name: 'policy-assignments', about: 'Who has which policy from when on.' },
  },
  time_off_requests: {
    key: 'id',
    keeps:
      'id employee_id leave_type_id start_date start_half end_date end_half minutes status cost_minutes requested_by ' +
      'decided_at decided_by cancelled_at cancelled_by version created_at updated_at',
    clears: 'note decision_note cancellation_note',
    files: [
      { name: 'time-off-requests', of: { employee: 'employee_id' } },
      { name: 'time-off-decisions', of: { account: 'decided_by' }, columns: 'id status decided_at decision_note' },
      { name: 'time-off-cancellations', of: { account: 'cancelled_by' }, columns: 'id cancelled_at cancellation_note' },
      { name: 'time-off-entered', of: { account: 'requested_by' }, columns: 'id created_at' },
    ],
    erased: { as: 'request_notes', rows: 'cleared', of: { employee: 'employee_id' } },
    companyFile: { name: 'time-off-requests', about: 'Who asked for which days off, and who decided.' },
  },
  time_off_halves: {
    key: 'employee_id date half',
    keeps: 'employee_id date half request_id minutes',
    files: [{ name: 'time-off-days', of: { employee: 'employee_id' } }],
    companyFile: { name: 'time-off-days', about: 'The half days that pending and approved requests hold.' },
  },
  leave_accounts: {
    key: 'employee_id leave_type_id',
    keeps: 'employee_id leave_type_id total_minutes settled_through',
    files: [{ name: 'time-off-balances', of: { employee: 'employee_id' } }],
    companyFile: { name: 'time-off-balances', about: 'What each person’s account of each leave type comes to.' },
  },
  ledger_entries: {
    key: 'id',
    keeps:
      'id employee_id leave_type_id date kind minutes correction carried_over request_id refunds_id created_by created_at',
    clears: 'note',
    files: [{ name: 'time-off-ledger', of: { employee: 'employee_id' } }],
    erased: { as: 'ledger_notes', rows: 'cleared', of: { employee: 'employee_id' } },
    companyFile: { name: 'time-off-ledger', about: 'Every entry of those accounts: their sum is the balance.' },
  },
  calendar_feeds: {
    key: 'id',
    clears: 'id user_id scope created_at',
    hides: 'token_hash epoch uid_key',
    files: [{ name: 'calendar-feeds', of: { account: 'user_id' } }],
    erased: { as: 'feeds', rows: 'deleted', of: { account: 'user_id' } },
    companyFile: { name: 'calendar-feeds', about: 'Whose calendar program reads what. Addresses are not here.' },
  },
} satisfies Partial<Record<keyof Tables, TableData>>
