import type { Generated } from 'kysely'

/**
 * The data model on one page. Instants are `2026-01-31T09:30:00.000Z`, days `2026-01-31`, JSON is parsed,
 * whichever database holds them; `connect.ts` sees to that.
 */
export interface Tables {
  schema_migrations: { name: string; applied_at: string }
  setup: SetupTable
  users: UsersTable
  sessions: SessionsTable
  refresh_tokens: RefreshTokensTable
  invites: InvitesTable
  throttles: ThrottlesTable
  idempotency_keys: IdempotencyKeysTable
  posts: PostsTable
  post_slugs: { slug: string; post_id: string; created_at: string }
  post_tags: { tag: string; listed_at: string; post_id: string }
  post_revisions: PostRevisionsTable
  post_acknowledgements: { post_id: string; user_id: string; version: number; acknowledged_at: string }
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
  email: string | null
  email_key: string | null
  password_hash: string
  role: Role
  disabled_at: string | null
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

/** Attempts counted against one account or address. */
interface ThrottlesTable {
  key: string
  attempts: number
  /** Until when an account's further attempts are refused, or an address's running window ends. */
  until: string
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

/** Columns that hold JSON: parsed on the way out of SQLite, which has no type for them. */
export const JSON_COLUMNS: ReadonlySet<string> = new Set(['posts.tags', 'post_revisions.tags'])
