import type { Tables } from '../db/tables.ts'

/*
 * Where personal data is, and what becomes of it: every column of every table stands here once. Exports and erasures follow
 * this list and nothing else, and `data-map.test.ts` fails where the database has a column that it does not name.
 */

/** What a row names a person by. */
export type Names = 'account' | 'employee' | 'confirmed address' | 'link to a confirmed address'

/** What an erasure says it did, in its receipt. */
export const KINDS = [
  'account',
  'employee',
  'sessions',
  'devices',
  'links',
  'invites',
  'feeds',
  'kept_answers',
  'request_notes',
  'ledger_notes',
  'survey_links',
  'survey_replies',
  'surveys',
] as const
export type Kind = (typeof KINDS)[number]

/** A file of an export: the rows that name the person in this column, in the order of a few. */
export interface ExportedFile {
  name: string
  of: readonly (readonly [Names, column: string])[]
  /** What is shown; left out, all that is not hidden. What is about somebody else stays with them. */
  columns?: string
}

/** The columns of a table, each in one of three lists; separated by spaces. */
export interface TableData {
  /** Stays as it is: it counts, or names somebody by an id behind which the pseudonym stands. */
  keeps: string
  /** Cleared, or replaced by the pseudonym, by an erasure. */
  clears?: string
  /** Secrets, and what things are found by. Not shown to anybody; cleared or overwritten where it follows from a name. */
  hides?: string
  /** By what rows are ordered and told apart. */
  key: string
  files?: readonly ExportedFile[]
  /** What an erasure does with the person's rows; `by hand`: see `erase-store.ts`. Left out, they stay. */
  erased?: { as: Kind; rows: 'deleted' | 'cleared' | 'by hand'; of?: readonly (readonly [Names, column: string])[] }
}

const OF_ACCOUNT = [['account', 'user_id']] as const
const OF_EMPLOYEE = [['employee', 'employee_id']] as const

export const DATA_MAP: Record<keyof Tables, TableData> = {
  schema_migrations: { key: 'name', keeps: 'name applied_at checksum' },
  setup: { key: 'id', keeps: 'id completed_at' },
  setup_links: { key: 'id', keeps: 'id', hides: 'token_hash' },
  backups: {
    key: 'id',
    keeps: 'id done_for claimed_until succeeded_at place bytes failed_at failure',
  },
  company: {
    key: 'id',
    keeps: 'id name time_zone first_day_of_week holiday_region locale shows_leave_types version updated_at',
  },

  users: {
    key: 'id',
    keeps: 'id role erased_at version created_at updated_at',
    clears: 'username email email_confirmed_at disabled_at',
    hides: 'username_key lookalike_key email_key password_hash epoch',
    files: [{ name: 'account', of: [['account', 'id']] }],
    erased: { as: 'account', rows: 'by hand' },
  },
  sessions: {
    key: 'id',
    keeps: '',
    clears: 'id user_id kind user_agent created_at last_used_at expires_at access_revoked_at',
    hides: 'generation',
    files: [{ name: 'sessions', of: OF_ACCOUNT }],
    erased: { as: 'sessions', rows: 'deleted' },
  },
  // They go with their sessions.
  refresh_tokens: { key: 'hash', keeps: '', hides: 'hash session_id successor_salt spent_at created_at' },
  known_devices: {
    key: 'user_id device',
    keeps: '',
    clears: 'user_id last_login_at',
    hides: 'device',
    files: [{ name: 'devices', of: OF_ACCOUNT }],
    erased: { as: 'devices', rows: 'deleted' },
  },
  invites: {
    key: 'id',
    keeps: 'id role created_by created_at expires_at used_at used_by',
    clears: 'email',
    hides: 'token_hash',
    files: [
      {
        name: 'invites',
        of: [
          ['account', 'created_by'],
          ['account', 'used_by'],
        ],
        columns: 'id role created_at expires_at used_at',
      },
    ],
    erased: { as: 'invites', rows: 'by hand' },
  },
  password_resets: {
    key: 'user_id given_by',
    keeps: '',
    clears: 'user_id given_by made_by expires_at',
    hides: 'token_hash',
    files: [{ name: 'password-resets', of: OF_ACCOUNT, columns: 'user_id given_by expires_at' }],
    erased: {
      as: 'links',
      rows: 'deleted',
      of: [
        ['account', 'user_id'],
        ['account', 'made_by'],
      ],
    },
  },
  confirmations: {
    key: 'token_hash',
    keeps: '',
    clears: 'email user_id username expires_at',
    hides: 'token_hash email_key password_hash',
    files: [{ name: 'confirmations', of: OF_ACCOUNT, columns: 'email expires_at' }],
    erased: {
      as: 'links',
      rows: 'deleted',
      of: [
        ['account', 'user_id'],
        ['confirmed address', 'email_key'],
      ],
    },
  },
  // Their keys are hashes that only this server can make, and they are forgotten within a day or two.
  throttles: { key: 'key', keeps: 'attempts until', hides: 'key' },
  allowances: { key: 'key', keeps: 'used ends_at', hides: 'key' },
  idempotency_keys: {
    key: 'owner key_hash',
    keeps: '',
    hides: 'owner key_hash fingerprint sealed_answer created_at',
    erased: { as: 'kept_answers', rows: 'deleted', of: [['account', 'owner']] },
  },

  // What a company has published stays; its author is the pseudonym. `words` is the full-text index of PostgreSQL.
  posts: {
    key: 'id',
    keeps:
      'id title content slug tags publish_at listed_at visibility pinned_at must_read_at author_id version created_at updated_at',
    hides: 'seq html words',
    files: [{ name: 'posts', of: [['account', 'author_id']] }],
  },
  post_slugs: { key: 'slug', keeps: 'slug post_id created_at' },
  post_tags: { key: 'tag listed_at post_id', keeps: 'tag listed_at post_id' },
  post_revisions: {
    key: 'post_id version',
    keeps: 'post_id version title content tags replaced_by replaced_at',
    files: [{ name: 'post-revisions', of: [['account', 'replaced_by']] }],
  },
  post_acknowledgements: {
    key: 'post_id user_id',
    keeps: 'post_id user_id version acknowledged_at',
    files: [{ name: 'acknowledgements', of: OF_ACCOUNT }],
  },

  employees: {
    key: 'id',
    keeps:
      'id user_id manager_id stand_in_id team start_date end_date holiday_region removed_at erased_at version created_at updated_at',
    clears: 'name',
    hides: 'name_key',
    files: [{ name: 'employment', of: [['employee', 'id']] }],
    erased: { as: 'employee', rows: 'by hand' },
  },
  employee_accounts: {
    key: 'employee_id user_id',
    keeps: 'employee_id user_id linked_at',
    files: [
      {
        name: 'linked-accounts',
        of: [
          ['account', 'user_id'],
          ['employee', 'employee_id'],
        ],
      },
    ],
  },
  working_patterns: {
    key: 'employee_id effective_from',
    keeps: 'employee_id effective_from minutes',
    files: [{ name: 'working-patterns', of: OF_EMPLOYEE }],
  },
  company_holidays: { key: 'id', keeps: 'id date region name off version created_at' },
  leave_types: {
    key: 'id',
    keeps:
      'id name name_key colour needs_approval floor_minutes blackouts is_default archived_at version created_at updated_at',
  },
  leave_policies: {
    key: 'id',
    keeps:
      'id leave_type_id name name_key unit allowance accrual year_start carry_over_cap carry_over_months version created_at updated_at',
  },
  policy_assignments: {
    key: 'employee_id leave_type_id effective_from',
    keeps: 'employee_id leave_type_id effective_from policy_id',
    files: [{ name: 'policies', of: OF_EMPLOYEE }],
  },
  time_off_requests: {
    key: 'id',
    keeps:
      'id employee_id leave_type_id start_date start_half end_date end_half minutes status cost_minutes requested_by decided_at decided_by cancelled_at cancelled_by version created_at updated_at',
    clears: 'note decision_note cancellation_note',
    files: [
      { name: 'time-off-requests', of: OF_EMPLOYEE },
      {
        name: 'time-off-decisions',
        of: [['account', 'decided_by']],
        columns: 'id status decided_at decision_note',
      },
      {
        name: 'time-off-cancellations',
        of: [['account', 'cancelled_by']],
        columns: 'id cancelled_at cancellation_note',
      },
      { name: 'time-off-entered', of: [['account', 'requested_by']], columns: 'id created_at' },
    ],
    erased: { as: 'request_notes', rows: 'cleared', of: OF_EMPLOYEE },
  },
  time_off_halves: {
    key: 'employee_id date half',
    keeps: 'employee_id date half request_id minutes',
    files: [{ name: 'time-off-days', of: OF_EMPLOYEE }],
  },
  leave_accounts: {
    key: 'employee_id leave_type_id',
    keeps: 'employee_id leave_type_id total_minutes settled_through',
    files: [{ name: 'time-off-balances', of: OF_EMPLOYEE }],
  },
  ledger_entries: {
    key: 'id',
    keeps:
      'id employee_id leave_type_id date kind minutes correction carried_over request_id refunds_id created_by created_at',
    clears: 'note',
    files: [{ name: 'time-off-ledger', of: OF_EMPLOYEE }],
    erased: { as: 'ledger_notes', rows: 'cleared', of: OF_EMPLOYEE },
  },
  calendar_feeds: {
    key: 'id',
    keeps: '',
    clears: 'id user_id scope created_at',
    hides: 'token_hash epoch uid_key',
    files: [{ name: 'calendar-feeds', of: OF_ACCOUNT }],
    erased: { as: 'feeds', rows: 'deleted' },
  },

  // Administrators look after the surveys of somebody who is gone.
  surveys: {
    key: 'id',
    keeps:
      'id title description audience anonymous threshold text_threshold results_when whole_replies split_by one_reply_each listed reply_cap open_by_id opens_at due_at time_zone form_version published_version published_at closed_at reply_count version removed_at created_at updated_at',
    clears: 'owner_id',
    hides: 'link_key receipt_key',
    files: [{ name: 'surveys', of: [['account', 'owner_id']] }],
    erased: { as: 'surveys', rows: 'cleared', of: [['account', 'owner_id']] },
  },
  survey_forms: { key: 'survey_id version', keeps: 'survey_id version form published_at' },
  survey_texts: { key: 'survey_id version', keeps: 'survey_id version html' },
  survey_editors: {
    key: 'survey_id user_id',
    keeps: '',
    clears: 'survey_id user_id',
    files: [{ name: 'survey-editors', of: OF_ACCOUNT }],
    erased: { as: 'surveys', rows: 'deleted' },
  },
  survey_links: {
    key: 'id',
    keeps: 'id survey_id revoked_at created_at',
    clears: 'address created_by',
    hides: 'token_hash',
    files: [
      {
        name: 'survey-links',
        of: [['confirmed address', 'address']],
        columns: 'id survey_id address revoked_at created_at',
      },
      { name: 'survey-links-made', of: [['account', 'created_by']], columns: 'id survey_id created_at' },
    ],
    erased: { as: 'survey_links', rows: 'by hand' },
  },
  // Of replies to anonymous surveys nobody can tell whose they are.
  survey_replies: {
    key: 'survey_id id',
    keeps: 'survey_id id form_version answers day submitted_at',
    clears: 'user_id link_id',
    hides: 'once_key',
    files: [
      {
        name: 'survey-replies',
        of: [
          ['account', 'user_id'],
          ['link to a confirmed address', 'link_id'],
        ],
      },
    ],
    erased: { as: 'survey_replies', rows: 'by hand' },
  },
  survey_participants: { key: 'survey_id', keeps: '', hides: 'survey_id participants' },
  survey_untallied: { key: 'survey_id reply_id', keeps: 'survey_id reply_id' },
  survey_tallies: {
    key: 'survey_id form_version question_id cell',
    keeps: 'survey_id form_version question_id cell value count',
  },
  survey_held: { key: 'survey_id', keeps: 'survey_id held' },
  // Receipts, which say nothing of whom they are about; and who erased.
  erasures: {
    key: 'id',
    keeps: 'id pseudonym way erased_by erased_at counts',
    files: [{ name: 'erasures', of: [['account', 'erased_by']] }],
  },
  retention: {
    key: 'id',
    keeps: 'id leavers_months notes_months session_days named_replies version updated_at',
  },
  survey_words: { key: 'survey_id question_id id', keeps: 'survey_id question_id id form_version text' },
}

/** The columns of a list. */
export function columnsIn(list = ''): string[] {
  return list.split(' ').filter((column) => column !== '')
}

/** What a file of an export shows of its rows. */
export function shownColumns(table: TableData, file: ExportedFile): string[] {
  return columnsIn(file.columns ?? `${table.keeps} ${table.clears ?? ''}`)
}
