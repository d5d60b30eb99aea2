import { type CompiledQuery, type Expression, PostgresAdapter, type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Db } from './connect.ts'
import { NodeSqliteAdapter } from './sqlite-dialect.ts'

/*
 * The only file that asks which database this is. Everything that SQLite and PostgreSQL do differently is a
 * function here, named for what it is for.
 */

/** True on PostgreSQL, false on SQLite. */
function isPostgres(db: Db): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter
}

/** True where one connection does all the writing, so that commits are worth sharing. */
export function hasSingleWriter(db: Db): boolean {
  return !isPostgres(db)
}

/**
 * Runs a query that is built already, and gives its rows. On SQLite that is done on the spot, unless a transaction of
 * somebody else is open on the connection: Kysely's queue for the connection costs more than a read by key.
 */
export async function run<Row>(db: Db, query: CompiledQuery<Row>): Promise<Row[]> {
  const { adapter } = db.getExecutor()
  if (adapter instanceof NodeSqliteAdapter && adapter.isInTransaction === db.isTransaction) return adapter.rowsOf(query)
  const { rows } = await db.executeQuery<Row>(query)
  return rows
}

/** Whether the database has ended a transaction by itself, as SQLite does when the disk is full. */
export function isRolledBack(trx: Db): boolean {
  const { adapter } = trx.getExecutor()
  return adapter instanceof NodeSqliteAdapter && !adapter.isInTransaction
}

/**
 * Column types for migrations; ids and slugs compare byte by byte everywhere, whatever the database's collation.
 * A sequence is a primary key that counts rows, and gives no number twice, not even that of a row that is gone.
 */
export function columnTypes(db: Db) {
  return isPostgres(db)
    ? {
        key: sql`text collate "C"`,
        instant: sql`timestamptz`,
        day: sql`date`,
        // A sum, which may outgrow what it is the sum of.
        sum: sql`bigint`,
        json: sql`jsonb`,
        number: sql`double precision`,
        sequence: sql`bigint generated always as identity primary key`,
      }
    : {
        key: sql`text`,
        instant: sql`text`,
        day: sql`text`,
        sum: sql`integer`,
        json: sql`text`,
        number: sql`real`,
        sequence: sql`integer primary key autoincrement`,
      }
}

/** What follows a `create table` statement: SQLite's tables check their types only when told to. */
export function tableOptions(db: Db): RawBuilder<unknown> {
  return isPostgres(db) ? sql`` : sql`strict`
}

/**
 * The same for a table whose rows lie in the order of their primary key, where SQLite would otherwise number them as
 * they come; PostgreSQL keeps rows wherever there is room.
 */
export function clusteredTableOptions(db: Db): RawBuilder<unknown> {
  return isPostgres(db) ? sql`` : sql`strict, without rowid`
}

/** The value of a JSON column, as it is written. */
export function json<T>(value: T): T {
  return JSON.stringify(value) as T
}

/** The JSON of one field of the objects in a JSON column, as a text; null where they have no such field. */
export function jsonField(db: Db, column: string, field: string): RawBuilder<string | null> {
  return isPostgres(db)
    ? sql<string | null>`(${sql.ref(column)} -> ${field}::text)::text`
    : sql<string | null>`(${sql.ref(column)} -> ${field})`
}

/** Where an answer has a person's own words: it is a text, a choice that may be `{"other": "…"}`, or a list of such. */
export type WordsIn = 'text' | 'choice' | 'choices'

/** The words in the answer to a question, where the objects of a JSON column are answers by question; null without any. */
export function answerText(db: Db, column: string, question: string, words: WordsIn): RawBuilder<string | null> {
  const answers = sql.ref(column)
  if (isPostgres(db)) {
    const answer = sql`${answers} -> ${question}::text`
    const expressions = {
      text: sql<string | null>`${answers} ->> ${question}::text`,
      choice: sql<string | null>`${answer} ->> 'other'`,
      choices: sql<string | null>`(select item.value ->> 'other' from jsonb_array_elements(${answer}) as item (value)
        where jsonb_typeof(item.value) = 'object')`,
    }
    return expressions[words]
  }
  const path = `$."${question}"`
  const expressions = {
    text: sql<string | null>`json_extract(${answers}, ${path})`,
    choice: sql<string | null>`json_extract(${answers}, ${`${path}.other`})`,
    choices: sql<string | null>`(select json_extract(item.value, '$.other') from json_each(${answers}, ${path}) as item
      where item.type = 'object')`,
  }
  return expressions[words]
}

/** How many bytes the text of a JSON column has. */
export function jsonBytes(db: Db, column: string): RawBuilder<number> {
  return isPostgres(db)
    ? sql<number>`octet_length(${sql.ref(column)}::text)`
    : sql<number>`octet_length(${sql.ref(column)})`
}

/** How many bytes a JSON column takes on the disk, which costs less to say: PostgreSQL stores long ones compressed. */
export function storedBytes(db: Db, column: string): RawBuilder<number> {
  return isPostgres(db) ? sql<number>`pg_column_size(${sql.ref(column)})` : jsonBytes(db, column)
}

/** Rows that the statement reads stay as they are until the transaction ends; SQLite's transactions have that anyway. */
export function lockRows<Query extends { forUpdate(): Query }>(db: Db, query: Query): Query {
  return isPostgres(db) ? query.forUpdate() : query
}

/** Rows that the statement reads keep others from changing them until the transaction ends, but not from reading so too. */
export function shareRows<Query extends { forShare(): Query }>(db: Db, query: Query): Query {
  return isPostgres(db) ? query.forShare() : query
}

/**
 * Empties SQLite's write-ahead log into the database: until it is written over, it shows in which order what was written.
 * While somebody reads from it, it stays as it is. PostgreSQL keeps and drops its own by its own settings.
 */
export async function emptyLog(db: Db): Promise<void> {
  if (!isPostgres(db)) await sql`pragma wal_checkpoint(truncate)`.execute(db)
}

/** Makes a table one that rows are only ever added to. */
export async function forbidChanges(db: Db, table: string): Promise<void> {
  const name = sql.raw(table)
  if (!isPostgres(db)) {
    for (const event of ['update', 'delete']) {
      await sql`create trigger ${sql.raw(`${table}_no_${event}`)} before ${sql.raw(event)} on ${name}
        begin select raise(abort, 'rows of this table are never changed'); end`.execute(db)
    }
    return
  }
  await sql`create function ${sql.raw(`${table}_no_change`)}() returns trigger language plpgsql
    as $$ begin raise exception 'rows of this table are never changed'; end $$`.execute(db)
  await sql`create trigger ${sql.raw(`${table}_no_change`)} before update or delete on ${name}
    for each statement execute function ${sql.raw(`${table}_no_change`)}()`.execute(db)
}

/** What a database does by itself with each row that is written. The parts are SQL, in which the row is called `new`. */
export interface Trigger {
  name: string
  /** `after insert on employees`, for example. */
  when: string
  condition: string
  body: string
}

export async function createTrigger(db: Db, { name, when, condition, body }: Trigger): Promise<void> {
  if (!isPostgres(db)) {
    await sql.raw(`create trigger ${name} ${when} when ${condition} begin ${body}; end`).execute(db)
    return
  }
  await sql
    .raw(`create function ${name}() returns trigger language plpgsql as $$ begin ${body}; return new; end $$`)
    .execute(db)
  await sql
    .raw(`create trigger ${name} ${when} for each row when (${condition}) execute function ${name}()`)
    .execute(db)
}

/** The body of a trigger that refuses rows of which this holds. */
export function refuseRow(db: Db, condition: string, reason: string): string {
  return isPostgres(db)
    ? `if ${condition} then raise exception '${reason}'; end if`
    : `select raise(abort, '${reason}') where ${condition}`
}

/** Lets one column of a table that rows are only ever added to be emptied, and nothing else of it be changed. */
export async function allowEmptying(
  db: Db,
  { table, column, others }: { table: string; column: string; others: readonly string[] },
): Promise<void> {
  if (isPostgres(db)) {
    await sql.raw(`drop trigger ${table}_no_change on ${table}`).execute(db)
    await sql
      .raw(`create trigger ${table}_no_delete before delete on ${table}
        for each statement execute function ${table}_no_change()`)
      .execute(db)
  } else {
    await sql.raw(`drop trigger ${table}_no_update`).execute(db)
  }
  const isSame = others.map((other) => `new.${other} is not distinct from old.${other}`).join(' and ')
  await createTrigger(db, {
    name: `${table}_only_empties_${column}`,
    when: `before update on ${table}`,
    condition: `not (new.${column} is null and ${isSame})`,
    body: refuseRow(db, 'true', 'rows of this table are never changed'),
  })
}

/** The names of a table's columns; none where there is no such table. */
export async function listColumns(db: Db, table: string): Promise<string[]> {
  const { rows } = isPostgres(db)
    ? await sql<{ name: string }>`select attname as name from pg_attribute
        where attrelid = to_regclass(${table}) and attnum > 0 and not attisdropped`.execute(db)
    : await sql<{ name: string }>`select name from pragma_table_info(${table})`.execute(db)
  return rows.map(({ name }) => name)
}

/**
 * Has a transaction that reads see the database as it is now: what it sees is fixed by its first statement that reads, which is
 * this one. It may take its time.
 */
export async function fixSnapshot(trx: Db): Promise<void> {
  if (!isPostgres(trx)) return void (await sql`select 1 from sqlite_schema limit 1`.execute(trx))
  await sql`select set_config('statement_timeout', '0', true), set_config('idle_in_transaction_session_timeout', '0', true)`.execute(
    trx,
  )
}

/** How long a migration waits for a table: everybody who wants that table waits behind it, and gives up after five seconds. */
const TABLE_WAIT_MS = '2000'

/** Of the PostgreSQL lock that all servers share as long as they run; whoever wants to be without them takes it alone. */
export const PRESENCE = 727269

/** Holds every other server's migrations back until this transaction ends. */
export async function lockMigrations(trx: Db): Promise<void> {
  if (!isPostgres(trx)) return
  await sql`select set_config('lock_timeout', '0', true), set_config('statement_timeout', '0', true)`.execute(trx)
  await sql`select pg_advisory_xact_lock(727268)`.execute(trx)
  await sql`select set_config('lock_timeout', ${TABLE_WAIT_MS}, true)`.execute(trx)
}

/**
 * Whether no server runs on the database, nor begins to until this transaction ends. Of SQLite that is not asked: there, one
 * server is started after the other.
 */
export async function keepServersOut(trx: Db): Promise<boolean> {
  if (!isPostgres(trx)) return true
  const { rows } = await sql<{ held: boolean }>`select pg_try_advisory_xact_lock(${PRESENCE}) as held`.execute(trx)
  return rows[0]?.held === true
}

/** Makes the full-text index of posts. */
export async function createPostSearch(db: Db): Promise<void> {
  if (isPostgres(db)) {
    await sql`alter table posts add column words tsvector`.execute(db)
    await sql`create index posts_words on posts using gin (words)`.execute(db)
    return
  }
  await sql`create virtual table post_search using fts5 (words, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 0')`.execute(
    db,
  )
  await sql`create trigger posts_unindex after delete on posts begin delete from post_search where rowid = old.seq; end`.execute(
    db,
  )
}

/** Makes the full-text index of posts anew, with nothing in it, where the database would take words of ours for several. */
export async function renewPostSearch(db: Db): Promise<void> {
  if (isPostgres(db)) return
  await sql`drop trigger posts_unindex`.execute(db)
  await sql`drop table post_search`.execute(db)
  await sql`create virtual table post_search using fts5 (words, content = '', contentless_delete = 1, tokenize = 'ascii')`.execute(
    db,
  )
  await sql`create trigger posts_unindex after delete on posts begin delete from post_search where rowid = old.seq; end`.execute(
    db,
  )
}

/** The statement that replaces what the full-text index knows of a post; `words` come from `wordsOf`, joined by spaces. */
export function indexPostQuery(db: Db, postId: string, words: string): RawBuilder<unknown> {
  return isPostgres(db)
    ? sql`update posts set words = ${wordsVector(words)} where id = ${postId}`
    : sql`insert or replace into post_search (rowid, words) select seq, ${words} from posts where id = ${postId}`
}

/** Words as PostgreSQL indexes them: as they are, without a parser of its own that would part or drop some. */
function wordsVector(words: string): RawBuilder<unknown> {
  return sql`array_to_tsvector(string_to_array(${words}, ' '))`
}

/** What to look for, as the full-text index wants it: posts where each of these words begins some word, in one of its spellings. */
export function matchText(db: Db, words: readonly (readonly string[])[]): string {
  return isPostgres(db)
    ? words.map((spellings) => `(${spellings.map((word) => `'${word}':*`).join(' | ')})`).join(' & ')
    : words.map((spellings) => `(${spellings.map((word) => `"${word}"*`).join(' OR ')})`).join(' AND ')
}

/** A condition on `posts`, for a text from `matchText`. */
export function postMatches(db: Db, match: string): Expression<SqlBool> {
  return isPostgres(db)
    ? sql<SqlBool>`posts.words @@ ${match}::tsquery`
    : sql<SqlBool>`posts.seq in (select rowid from post_search where words match ${match})`
}

/**
 * The instant by which posts are listed, to order them by. Of those that match something, it is no column of an index to
 * PostgreSQL, which takes every beginning of a word for a common one, and would walk over all posts until it has enough.
 */
export function orderOfPosts(db: Db, areMatches: boolean): RawBuilder<string> {
  return areMatches && isPostgres(db) ? sql<string>`posts.listed_at + interval '0'` : sql<string>`posts.listed_at`
}
