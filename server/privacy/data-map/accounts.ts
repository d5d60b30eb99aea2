import type { Tables } from '../../db/tables.ts'
import type { TableData } from './table-data.ts'

const SECRETS = 'Secrets of this server, and useless to another.'

export const ACCOUNTS = {
  setup: {
    key: 'id',
    keeps: 'id completed_at',
    leftOut: 'Says that somebody has an account.',
  },
  setup_links: {
    key: 'id',
    keeps: 'id',
    hides: 'token_hash',
    leftOut: SECRETS,
  },
  users: {
    key: 'id',
    keeps: 'id role erased_at version created_at updated_at',
    clears: 'username email email_confirmed_at disabled_at',
    hides: 'username_key lookalike_key name_key email_key password_hash epoch',
    files: [{ name: 'account', of: { account: 'id' } }],
    erased: { as: 'account', rows: 'by hand' },
    companyFile: { name: 'accounts', about: 'Who can log in. Passwords are stored as hashes only, and are not here.' },
  },
  sessions: {
    key: 'id',
    clears: 'id user_id kind user_agent created_at last_used_at expires_at access_revoked_at',
    hides: 'generation',
    files: [{ name: 'sessions', of: { account: 'user_id' } }],
    erased: { as: 'sessions', rows: 'deleted', of: { account: 'user_id' } },
    leftOut: 'Who is logged in where; it ends with this server. A person’s own export has it.',
  },
  // They go with their sessions.
  refresh_tokens: {
    key: 'hash',
    hides: 'hash session_id successor_salt spent_at created_at',
    leftOut: SECRETS,
  },
  known_devices: {
    key: 'user_id device',
    clears: 'user_id last_login_at',
    hides: 'device',
    files: [{ name: 'devices', of: { account: 'user_id' } }],
    erased: { as: 'devices', rows: 'deleted', of: { account: 'user_id' } },
    leftOut: 'From which devices people log in, as hashes.',
  },
  invites: {
    key: 'id',
    keeps: 'id role created_by created_at expires_at used_at used_by',
    clears: 'email',
    hides: 'token_hash',
    files: [
      { name: 'invites', of: { account: 'created_by used_by' }, columns: 'id role created_at expires_at used_at' },
    ],
    erased: { as: 'invites', rows: 'by hand' },
    companyFile: { name: 'invites', about: 'Who was invited by whom. Their links are not here.' },
  },
  password_resets: {
    key: 'user_id given_by',
    clears: 'user_id given_by made_by expires_at',
    hides: 'token_hash',
    files: [{ name: 'password-resets', of: { account: 'user_id' }, columns: 'user_id given_by expires_at' }],
    erased: { as: 'links', rows: 'deleted', of: { account: 'user_id made_by' } },
    leftOut: SECRETS,
  },
  confirmations: {
    key: 'token_hash',
    clears: 'email user_id username expires_at',
    hides: 'token_hash email_key password_hash',
    files: [{ name: 'confirmations', of: { account: 'user_id' }, columns: 'email expires_at' }],
    erased: { as: 'links', rows: 'deleted', of: { account: 'user_id', confirmedAddress: 'email_key' } },
    leftOut: 'Links by which addresses are confirmed, good for a day.',
  },
} satisfies Partial<Record<keyof Tables, TableData>>
