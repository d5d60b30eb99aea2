import type { Tables } from '../../db/tables.ts'
import type { TableData } from './table-data.ts'

const PASSING = 'What callers have used of their limits; it is deleted within days.'

export const SERVER = {
  schema_migrations: {
    key: 'name',
    keeps: 'name applied_at checksum',
    leftOut: 'The state of this database’s schema.',
  },
  backups: {
    key: 'id',
    keeps: 'id done_for claimed_until succeeded_at place bytes failed_at failure',
    leftOut: 'How the last backup of this server went.',
  },
  // Their keys are hashes that only this server can make, and they are forgotten within a day or two.
  throttles: {
    key: 'key',
    keeps: 'attempts until',
    hides: 'key',
    leftOut: PASSING,
  },
  allowances: {
    key: 'key',
    keeps: 'used ends_at',
    hides: 'key',
    leftOut: PASSING,
  },
  idempotency_keys: {
    key: 'owner key_hash',
    hides: 'owner key_hash fingerprint sealed_answer created_at',
    erased: { as: 'kept_answers', rows: 'deleted', of: { account: 'owner' } },
    leftOut: 'Answers kept for a day, for clients that ask again.',
  },
} satisfies Partial<Record<keyof Tables, TableData>>
