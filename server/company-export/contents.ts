import type { Tables } from '../db/tables.ts'
import { columnsIn, DATA_MAP } from '../privacy/data-map.ts'

/** A kind of data that is exported: once as CSV, once as JSON. */
export interface Exported {
  /** The name of its files, without their endings. */
  file: string
  about: string
  /** Columns that say nothing outside of this database; separated by spaces. */
  omits?: string
  /** By what rows of surveys that are gone for everybody are told; they are left out. */
  survey?: string
}

export interface LeftOut {
  /** Why, as a sentence. */
  because: string
}

const SECRETS = 'Secrets of this server, and useless to another.'
const COUNTED = 'Follows from the replies; `surveys/` has the results.'
const PASSING = 'What callers have used of their limits; it is deleted within days.'

/** Every table stands here once: `contents.test.ts` fails where the database has one that it does not name. */
export const CONTENTS: Record<keyof Tables, Exported | LeftOut> = {
  company: { file: 'company', about: 'The settings that hold for everybody.' },
  users: { file: 'accounts', about: 'Who can log in. Passwords are stored as hashes only, and are not here.' },
  invites: { file: 'invites', about: 'Who was invited by whom. Their links are not here.' },
  employees: { file: 'people', about: 'Everybody who works here, or did.' },
  employee_accounts: { file: 'people-accounts', about: 'Whose account somebody’s was, now or before.' },
  working_patterns: { file: 'working-patterns', about: 'Who works how long on which day of the week.' },
  company_holidays: { file: 'holidays', about: 'Days that the company gives, or takes from the public ones.' },
  leave_types: { file: 'leave-types', about: 'Kinds of time off.' },
  leave_policies: { file: 'leave-policies', about: 'The terms of allowances.' },
  policy_assignments: { file: 'policy-assignments', about: 'Who has which policy from when on.' },
  time_off_requests: { file: 'time-off-requests', about: 'Who asked for which days off, and who decided.' },
  time_off_halves: { file: 'time-off-days', about: 'The half days that pending and approved requests hold.' },
  leave_accounts: { file: 'time-off-balances', about: 'What each person’s account of each leave type comes to.' },
  ledger_entries: { file: 'time-off-ledger', about: 'Every entry of those accounts: their sum is the balance.' },
  calendar_feeds: { file: 'calendar-feeds', about: 'Whose calendar program reads what. Addresses are not here.' },
  posts: { file: 'news', about: 'The news; `news/` has each as Markdown.' },
  post_slugs: { file: 'news-addresses', about: 'The addresses that news has had.' },
  post_revisions: { file: 'news-revisions', about: 'What news said before it was changed.' },
  post_acknowledgements: { file: 'news-acknowledgements', about: 'Who has confirmed having read what must be read.' },
  surveys: {
    file: 'surveys',
    about: 'Surveys and their settings; `surveys/` has what came of each.',
    omits: 'removed_at',
    survey: 'id',
  },
  survey_forms: { file: 'survey-forms', about: 'What each version of a survey asks.', survey: 'survey_id' },
  survey_editors: { file: 'survey-editors', about: 'Who edits which survey.', survey: 'survey_id' },
  survey_links: {
    file: 'survey-links',
    about: 'For whom single-use links were made. Links are not here, nor whether they were used.',
    survey: 'survey_id',
  },

  erasures: { file: 'erasures', about: 'What erasing people has done, without a word about whom.' },
  retention: { file: 'retention', about: 'How long the company keeps what.' },

  survey_replies: { because: '`surveys/` has them, those to anonymous surveys as far as their results are shown.' },
  survey_participants: { because: 'Says who has replied to an anonymous survey, which is nobody’s to know.' },
  survey_words: { because: 'What people wrote in anonymous surveys: `surveys/` has it as far as it is shown.' },
  survey_held: { because: 'What of anonymous replies is not shown yet.' },
  survey_tallies: { because: COUNTED },
  survey_untallied: { because: COUNTED },
  survey_texts: { because: 'The texts of forms as HTML; `survey-forms` has them as they were written.' },
  post_tags: { because: 'The tags of news, which `news` has, in an order of their own.' },
  setup: { because: 'Says that somebody has an account.' },
  setup_links: { because: SECRETS },
  sessions: { because: 'Who is logged in where; it ends with this server. A person’s own export has it.' },
  refresh_tokens: { because: SECRETS },
  password_resets: { because: SECRETS },
  confirmations: { because: 'Links by which addresses are confirmed, good for a day.' },
  known_devices: { because: 'From which devices people log in, as hashes.' },
  throttles: { because: PASSING },
  allowances: { because: PASSING },
  idempotency_keys: { because: 'Answers kept for a day, for clients that ask again.' },
  backups: { because: 'How the last backup of this server went.' },
  schema_migrations: { because: 'The state of this database’s schema.' },
}

export function isExported(content: Exported | LeftOut): content is Exported {
  return 'file' in content
}

/** The kinds that are exported, with their tables. */
export const EXPORTED = (Object.entries(CONTENTS) as [keyof Tables, Exported | LeftOut][]).flatMap(
  ([table, content]) => (isExported(content) ? [{ table, ...content }] : []),
)

/** The columns that are shown of a table: all but secrets, and what things are found by. */
export function shownColumns(table: keyof Tables): string[] {
  const { keeps, clears } = DATA_MAP[table]
  const content = CONTENTS[table]
  const omitted = isExported(content) ? columnsIn(content.omits) : []
  return columnsIn(`${keeps} ${clears ?? ''}`).filter((column) => !omitted.includes(column))
}
