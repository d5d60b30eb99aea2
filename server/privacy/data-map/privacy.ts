import type { Tables } from '../../db/tables.ts'
import type { TableData } from './table-data.ts'

export const PRIVACY = {
  // Receipts, which say nothing of whom they are about; and who erased.
  erasures: {
    key: 'id',
    keeps: 'id pseudonym way erased_by erased_at counts',
    files: [{ name: 'erasures', of: { account: 'erased_by' } }],
    companyFile: { name: 'erasures', about: 'What erasing people has done, without a word about whom.' },
  },
  retention: {
    key: 'id',
    keeps: 'id leavers_months notes_months session_days named_replies version updated_at',
    companyFile: { name: 'retention', about: 'How long the company keeps what.' },
  },
} satisfies Partial<Record<keyof Tables, TableData>>
