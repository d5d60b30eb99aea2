import type { Tables } from '../../db/tables.ts'
import type { TableData } from './table-data.ts'

export const PEOPLE = {
  company: {
    key: 'id',
    keeps:
      'id name time_zone first_day_of_week holiday_region locale counted_by holiday_kinds shows_leave_types version updated_at',
    companyFile: { name: 'company', about: 'The settings that hold for everybody.' },
  },
  employees: {
    key: 'id',
    keeps:
      'id user_id manager_id stand_in_id team start_date end_date holiday_region removed_at erased_at version ' +
      'created_at updated_at',
    clears: 'name personnel_number email',
    hides: 'name_key',
    files: [{ name: 'employment', of: { employee: 'id' } }],
    erased: { as: 'employee', rows: 'by hand' },
    companyFile: { name: 'people', about: 'Everybody who works here, or did.' },
  },
  employee_accounts: {
    key: 'employee_id user_id',
    keeps: 'employee_id user_id linked_at',
    files: [{ name: 'linked-accounts', of: { account: 'user_id', employee: 'employee_id' } }],
    companyFile: { name: 'people-accounts', about: 'Whose account somebody’s was, now or before.' },
  },
  working_patterns: {
    key: 'employee_id effective_from',
    keeps: 'employee_id effective_from minutes',
    files: [{ name: 'working-patterns', of: { employee: 'employee_id' } }],
    companyFile: { name: 'working-patterns', about: 'Who works how long on which day of the week.' },
  },
  company_holidays: {
    key: 'id',
    keeps: 'id date region name off version created_at',
    companyFile: { name: 'holidays', about: 'Days that the company gives, or takes from the public ones.' },
  },
} satisfies Partial<Record<keyof Tables, TableData>>
