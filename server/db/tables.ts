import type { Generated } from 'kysely'
import type { Answers } from '../surveys/answering/schema.ts'
import type { Form, FormHtml } from '../surveys/form/form.ts'
import type { Held } from '../surveys/results/release-rules.ts'

/**
 * The data model on one page. Instants are `2026-01-31T09:30:00.000Z`, days `2026-01-31`, JSON is parsed,
 * whichever database holds them; `connect.ts` sees to that.
 */
export interface Tables {
  schema_migrations: { name: string; applied_at: string; checksum: string | null }
  setup: SetupTable
  users: UsersTable
  sessions: SessionsTable
  refresh_tokens: RefreshTokensTable
  invites: InvitesTable
  password_resets: PasswordResetsTable
  confirmations: ConfirmationsTable
  setup_links: { id: number; token_hash: string }
  known_devices: { user_id: string; device: string; last_login_at: string }
  throttles: ThrottlesTable
  allowances: AllowancesTable
  idempotency_keys: IdempotencyKeysTable
  posts: PostsTable
  post_slugs: { slug: string; post_id: string; created_at: string }
  post_tags: { tag: string; listed_at: string; post_id: string }
  post_revisions: PostRevisionsTable
  post_acknowledgements: { post_id: string; user_id: string; version: number; acknowledged_at: string }
  backups: BackupsTable
  company: CompanyTable
  employees: EmployeesTable
  employee_accounts: EmployeeAccountsTable
  working_patterns: WorkingPatternsTable
  company_holidays: CompanyHolidaysTable
  leave_types: LeaveTypesTable
  leave_policies: LeavePoliciesTable
  policy_assignments: PolicyAssignmentsTable
  time_off_requests: TimeOffRequestsTable
  time_off_halves: TimeOffHalvesTable
  leave_accounts: LeaveAccountsTable
  ledger_entries: LedgerEntriesTable
  calendar_feeds: CalendarFeedsTable
  surveys: SurveysTable
  survey_forms: SurveyFormsTable
  survey_texts: { survey_id: string; version: number; html: FormHtml }
  survey_editors: { survey_id: string; user_id: string }
  survey_links: SurveyLinksTable
  survey_replies: SurveyRepliesTable
  survey_participants: SurveyParticipantsTable
  survey_untallied: { survey_id: string; reply_id: string }
  survey_tallies: SurveyTalliesTable
  survey_held: { survey_id: string; held: Held }
  survey_words: SurveyWordsTable
  erasures: ErasuresTable
  retention: RetentionTable
}

export type Role = 'member' | 'manager' | 'admin'
export type Visibility = 'public' | 'members'

/** One row once the first account exists: its primary key is what makes that account the only first one. */
interface SetupTable {
  id: number
  completed_at: string
}

interface UsersTable {
  id: string
  username: string
  /** The name as compared: folded, so that `Ann` and `ann` are one account. */
  username_key: string
  /** What the name looks like; null where an older account looked the same before that was asked for. */
  lookalike_key: string | null
  /** The name as lists are ordered by it, and as it is looked for. */
  name_key: string
  email: string | null
  email_key: string | null
  /** When a mail to the address was answered, or an administrator vouched for it. */
  email_confirmed_at: string | null
  password_hash: string
  role: Role
  disabled_at: string | null
  /** Goes up when all that the account has handed out ends: it is disabled, or its password is reset. */
  epoch: number
  /** When the person was erased: the name is a pseudonym, and nobody logs in with the account any more. */
  erased_at: string | null
  version: number
  created_at: string
  updated_at: string
}

interface SessionsTable {
  id: string
  user_id: string
  /** `fixed` sessions belong to the seeds' clients: their refresh token is not rotated. */
  kind: 'rotating' | 'fixed'
  /** Access tokens carry it; raising it revokes those issued before. */
  generation: number
  /** When the access tokens were revoked, as long as no new one was issued. */
  access_revoked_at: string | null
  user_agent: string | null
  created_at: string
  last_used_at: string
  expires_at: string
}

/** A session's line of refresh tokens; a unique index lets only one of them be unspent. */
interface RefreshTokensTable {
  hash: string
  session_id: string
  /** With the spent token itself, yields its successor again for a retry within the grace. */
  successor_salt: string | null
  spent_at: string | null
  created_at: string
}

interface InvitesTable {
  id: string
  token_hash: string
  role: Role
  email: string | null
  created_by: string | null
  created_at: string
  expires_at: string
  used_at: string | null
  used_by: string | null
}

/** The links by which an account gets another password: at most one of each kind, so that no guest voids an administrator's. */
interface PasswordResetsTable {
  user_id: string
  given_by: 'admin' | 'mail'
  /** The administrator who made it; null for one that was mailed, or made at the command line. */
  made_by: string | null
  token_hash: string
  expires_at: string
}

/**
 * Addresses that a mail was sent to, to find out whose they are: of an account that wants another one, or of somebody who
 * gets an account by answering. Neither name nor address is taken until then.
 */
interface ConfirmationsTable {
  token_hash: string
  email: string
  email_key: string
  user_id: string | null
  username: string | null
  password_hash: string | null
  expires_at: string
}

/** Attempts counted against one account or address, and mails to one account. */
interface ThrottlesTable {
  key: string
  attempts: number
  /** Until when an account's further attempts are refused, or a running window ends. */
  until: string
}

/** What somebody has used of what they may use until an instant. */
interface AllowancesTable {
  key: string
  used: number
  ends_at: string
}

interface IdempotencyKeysTable {
  /** A user's id, or `anonymous`. */
  owner: string
  key_hash: string
  /** What the key was first used for: method, route and body. */
  fingerprint: string
  /** The first answer, readable only with the key itself. */
  sealed_answer: string
  created_at: string
}

interface PostsTable {
  /** A number that the full-text index can refer to; never shown. */
  seq: Generated<number>
  id: string
  title: string
  content: string
  html: string
  slug: string
  tags: string[]
  /** From when readers see it; null for a draft. */
  publish_at: string | null
  /** Its place in lists, newest first: when it was, or will be, published; until then when it was created. */
  listed_at: string
  visibility: Visibility
  pinned_at: string | null
  must_read_at: string | null
  author_id: string | null
  version: number
  created_at: string
  updated_at: string
}

/** A version that a later one replaced. */
interface PostRevisionsTable {
  post_id: string
  version: number
  title: string
  content: string
  tags: string[]
  replaced_by: string | null
  replaced_at: string
}

/** One row: the settings that hold for everybody. Whoever changes what time off depends on locks it. */
/** One row: how the backups went that servers make by themselves. */
interface BackupsTable {
  id: number
  /** The instant at which the last one that was made was due. */
  done_for: string | null
  /** Until then nobody begins another one: one is being made, or it failed just now. */
  claimed_until: string | null
  succeeded_at: string | null
  place: string | null
  bytes: number | null
  failed_at: string | null
  failure: string | null
}

interface CompanyTable {
  id: number
  name: string
  /** An IANA name: what "today" means. */
  time_zone: string
  /** 1 for Monday to 7 for Sunday. */
  first_day_of_week: number
  /** Country, state and region as `DE`, `DE-BY`, `DE-BY-A`; null where no public holidays are kept. */
  holiday_region: string | null
  /** Which kinds of holidays are days off; null for those of each country's custom. */
  holiday_kinds: ('public' | 'bank' | 'optional')[] | null
  locale: string
  /** 1 when colleagues see the type of an absence, and not only the absence. */
  shows_leave_types: number
  /** The rules by which all time off was last counted: an upgrade may bring other ones. */
  counted_by: Generated<number>
  version: number
  updated_at: string
}

interface EmployeesTable {
  id: string
  name: string
  /** The name as lists are ordered by it. */
  name_key: string
  user_id: string | null
  manager_id: string | null
  /** Who decides for this person's reports while this person is away. */
  stand_in_id: string | null
  /** As payroll knows the person; no two who are not removed have the same. */
  personnel_number: string | null
  /** Where the company writes to the person, who need not have an account. */
  email: string | null
  team: string | null
  start_date: string
  /** The last day of employment. */
  end_date: string | null
  /** Null: the company's. */
  holiday_region: string | null
  /** Gone from every list; the ledger stays. */
  removed_at: string | null
  /** When the person was erased: the name is a pseudonym. */
  erased_at: string | null
  version: number
  created_at: string
  updated_at: string
}

/** Whose an employee is or has been; the database adds to it whenever an account is linked. */
interface EmployeeAccountsTable {
  employee_id: string
  user_id: string
  /** When it was for the first time. */
  linked_at: string
}

/** A person's working week from a day on, until the next one begins. */
interface WorkingPatternsTable {
  employee_id: string
  effective_from: string
  /** Seven numbers, Monday first. */
  minutes: number[]
}

/** A day that the company gives, or takes from the public ones. */
interface CompanyHolidaysTable {
  id: string
  date: string
  /** Empty: everywhere. `DE-BY` holds for its regions too. */
  region: string
  name: string
  /** `nothing`: a public holiday on which people work. */
  off: 'day' | 'morning' | 'afternoon' | 'nothing'
  version: number
  created_at: string
}

interface LeaveTypesTable {
  id: string
  name: string
  name_key: string
  colour: string
  /** 0 when a request is approved at once. */
  needs_approval: number
  /** What no balance may fall below; null when it may fall without end. */
  floor_minutes: number | null
  blackouts: { start: string; end: string; reason: string }[]
  /** 1 for the type that the older PTO paths book from. */
  is_default: number
  archived_at: string | null
  version: number
  created_at: string
  updated_at: string
}

/** The terms of an allowance. Once a person has it, only its name changes: other terms are another policy. */
interface LeavePoliciesTable {
  id: string
  leave_type_id: string
  name: string
  name_key: string
  /** `days`: amounts are hundredths of a day, and a day is a fifth of the person's week; `hours`: amounts are minutes. */
  unit: 'days' | 'hours'
  /** A leave year's. */
  allowance: number
  /** `yearly`: given at the start of the leave year; `monthly`: a twelfth at the end of each of its months. */
  accrual: 'yearly' | 'monthly'
  /** `04-06`, or `hire_date` for the anniversary of the person's start. */
  year_start: string
  /** What a leave year hands on at most; null: everything. */
  carry_over_cap: number | null
  /** Months after which what was handed on and not used expires; null: never. */
  carry_over_months: number | null
  version: number
  created_at: string
  updated_at: string
}

/** Which policy a person has, from a day on, until the next one begins; null: none. */
interface PolicyAssignmentsTable {
  employee_id: string
  leave_type_id: string
  effective_from: string
  policy_id: string | null
}

export type Half = 'morning' | 'afternoon'
export type RequestStatus = 'pending' | 'approved' | 'rejected' | 'cancelled'

interface TimeOffRequestsTable {
  id: string
  employee_id: string
  leave_type_id: string
  start_date: string
  /** The half day it begins with. */
  start_half: Half
  end_date: string
  /** The half day it ends with. */
  end_half: Half
  /** For a part of one day counted in hours; null: all that the person works then. */
  minutes: number | null
  note: string | null
  status: RequestStatus
  /** What its days cost: the sum of its halves while it holds any. */
  cost_minutes: number
  requested_by: string | null
  /** When it was approved or rejected. */
  decided_at: string | null
  decided_by: string | null
  decision_note: string | null
  cancelled_at: string | null
  cancelled_by: string | null
  cancellation_note: string | null
  version: number
  created_at: string
  updated_at: string
}

/** The half days that a pending or approved request holds. */
interface TimeOffHalvesTable {
  employee_id: string
  date: string
  half: Half
  request_id: string
  minutes: number
}

/** A person's account of one leave type. */
interface LeaveAccountsTable {
  employee_id: string
  leave_type_id: string
  /** The sum of all its entries. */
  total_minutes: number
  /** The last day whose grants, accruals and expiries are posted; null: none are. */
  settled_through: string | null
}

export type EntryKind = 'grant' | 'accrual' | 'expiry' | 'booking' | 'refund' | 'adjustment'

/** The ledger. Rows are only ever added: the database refuses anything else. */
interface LedgerEntriesTable {
  id: string
  employee_id: string
  leave_type_id: string
  /** The day from which it counts. */
  date: string
  kind: EntryKind
  minutes: number
  /** For what dates alone call for: 0 for the first of its kind and date, then counting its corrections. */
  correction: number | null
  request_id: string | null
  /** The booking that this refund takes back, when that booking is not a request's. */
  refunds_id: string | null
  note: string | null
  /** 1 for time that came along from another system, where it was carried over from an earlier leave year. */
  carried_over: number
  created_by: string | null
  created_at: string
}

interface CalendarFeedsTable {
  id: string
  token_hash: string
  user_id: string
  scope: 'me' | 'team' | 'company'
  /** The account's at the time: another one ends the feed. */
  epoch: number
  /** Makes the names of events, from which nothing of the requests behind them follows. */
  uid_key: string
  created_at: string
}

/** Who may reply: whoever has the public link, every account, or whoever was sent a link of their own. */
export type Audience = 'anyone' | 'members' | 'invited'

/** When results of an anonymous survey are shown: with every so many new replies, or once it is closed. */
export type ResultsWhen = 'steps' | 'closed'

/** Narrow, as each reply writes it: what is asked stands in `survey_forms`. */
interface SurveysTable {
  id: string
  /** Null when the account is gone: administrators look after it then. */
  owner_id: string | null
  title: string
  description: string
  audience: Audience
  /** 1 when nothing says whose a reply is. Does not change once there is one. */
  anonymous: number
  /** At least so many answers are shown together. This and what follows is for anonymous surveys, and settled with publication. */
  threshold: number
  /** At least so many texts are. */
  text_threshold: number
  results_when: ResultsWhen
  /** 1 when whole replies may be read, which those who reply are told. */
  whole_replies: number
  /** The question by whose answers results may be compared, once they are shown after closing. */
  split_by: string | null
  one_reply_each: number
  /** 1 when whoever may reply finds it listed. */
  listed: number
  reply_cap: number | null
  /** The secret of the public address. */
  link_key: string
  /** 1 for a survey made on the older paths, until its public key is renewed: there its id alone leads to it. */
  open_by_id: number
  /** Makes receipts and the ids of replies. */
  receipt_key: string
  opens_at: string | null
  due_at: string | null
  /** The owner's, in which instants are shown. */
  time_zone: string
  /** In which it is written, as a language tag such as `pt-BR`; null where nobody has said. */
  language: Generated<string | null>
  /** The form that is worked on. */
  form_version: number
  /** The form that is answered; 0 for a draft. */
  published_version: number
  published_at: string | null
  closed_at: string | null
  reply_count: number
  /** How many began to answer, and nothing of who or when; fewer than replies where an older server took some. */
  begun_count: Generated<number>
  version: number
  /** Gone for everybody; its replies are deleted little by little. */
  removed_at: string | null
  created_at: string
  updated_at: string
}

/** What a survey asks. A published version is never changed: replies refer to it. */
interface SurveyFormsTable {
  survey_id: string
  version: number
  form: Form
  published_at: string | null
}

/** A single-use link. */
interface SurveyLinksTable {
  id: string
  survey_id: string
  token_hash: string
  /** Whom it was made for. */
  address: string
  /** Who made it, or has taken it over: it works for as long as they may make links. Null when the account is gone. */
  created_by: string | null
  revoked_at: string | null
  created_at: string
}

interface SurveyRepliesTable {
  survey_id: string
  /** Made from the submission's id, by which the reply is stored once. */
  id: string
  form_version: number
  answers: Answers
  day: string
  /** This and what follows: null in an anonymous survey. */
  submitted_at: string | null
  user_id: string | null
  link_id: string | null
  /** Unique in the survey: who replies, where each replies once. */
  once_key: string | null
}

/**
 * Who has replied to an anonymous survey in which each replies once. One sorted list a survey, as rows of their own would
 * say by their place, or the transaction that wrote them, in which order people came.
 */
interface SurveyParticipantsTable {
  survey_id: string
  participants: string[]
}

/** How many replies, that `survey_untallied` no longer names, have what `cell` says in answer to a question. */
interface SurveyTalliesTable {
  survey_id: string
  form_version: number
  /** Empty for what is counted of whole replies. */
  question_id: string
  cell: string
  /** The number that the cell stands for, where numbers or days are asked for. */
  value: number | null
  count: number
}

/** What people wrote in answer to a question of an anonymous survey, without a link to their replies. */
interface SurveyWordsTable {
  survey_id: string
  question_id: string
  /** Random. */
  id: string
  form_version: number
  text: string
}

/** What an erasure did, without a word about whom. */
interface ErasuresTable {
  id: string
  pseudonym: string
  /** An administrator in the app or by the API, somebody at the command line, or the retention settings. */
  way: 'administrator' | 'command' | 'retention'
  erased_by: string | null
  erased_at: string
  /** How many of each kind. */
  counts: Record<string, number>
}

/** One row: what the company keeps for how long. Null: until somebody deletes it. */
interface RetentionTable {
  id: number
  /** People are erased so many months after their last day. */
  leavers_months: number | null
  /** Notes on their time off are deleted so many months after it. */
  notes_months: number | null
  /** Sessions and devices are forgotten once they were not used for so many days. */
  session_days: number | null
  /** What an erasure does with replies to surveys that are not anonymous. */
  named_replies: 'unlink' | 'delete'
  version: number
  updated_at: string
}

/** Columns that hold JSON: parsed on the way out of SQLite, which has no type for them. */
export const JSON_COLUMNS: ReadonlySet<string> = new Set([
  'posts.tags',
  'post_revisions.tags',
  'working_patterns.minutes',
  'company.holiday_kinds',
  'leave_types.blackouts',
  'survey_forms.form',
  'survey_texts.html',
  'survey_replies.answers',
  'survey_participants.participants',
  'survey_held.held',
  'erasures.counts',
])
