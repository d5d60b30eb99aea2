import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../db/connect.ts'
import type { Tables } from '../db/tables.ts'
import type { CompanyFile } from '../privacy/data-map/table-data.ts'

/** A condition: the row is not of a survey that is gone for everybody. Undefined where no row can be. */
export function isKept(table: keyof Tables, { survey }: CompanyFile): RawBuilder<boolean> | undefined {
  if (survey === undefined) return undefined
  return sql<boolean>`${sql.ref(`${table}.${survey}`)} in (select id from surveys where removed_at is null)`
}

/** All news, by the last part of its address. */
export function listNews(db: Db): Promise<{ id: string; slug: string }[]> {
  return db.selectFrom('posts').select(['id', 'slug']).orderBy('slug').execute()
}

/** A piece of news with the name of who wrote it. */
export type NewsRow = Awaited<ReturnType<typeof findNews>>

export function findNews(db: Db, id: string) {
  return db
    .selectFrom('posts')
    .leftJoin('users', 'users.id', 'posts.author_id')
    .select(['posts.id', 'title', 'content', 'slug', 'tags', 'publish_at', 'visibility', 'pinned_at', 'must_read_at'])
    .select(['posts.created_at', 'posts.updated_at', 'users.username as author'])
    .where('posts.id', '=', id)
    .executeTakeFirstOrThrow()
}

/** The surveys that there are, in the order of their ids, and whether anybody could ever reply. */
export async function listSurveys(db: Db): Promise<{ id: string; isPublished: boolean }[]> {
  const rows = await db
    .selectFrom('surveys')
    .select(['id', 'published_version'])
    .where('removed_at', 'is', null)
    .orderBy('id')
    .execute()
  return rows.map(({ id, published_version }) => ({ id, isPublished: published_version > 0 }))
}

/** Requests that take somebody away, or will where they are approved, in the order of their ids. */
export function listAbsences(db: Db, after: string, limit: number) {
  return db
    .selectFrom('time_off_requests as r')
    .innerJoin('employees as e', 'e.id', 'r.employee_id')
    .innerJoin('leave_types as t', 't.id', 'r.leave_type_id')
    .select(['r.id', 'r.start_date', 'r.start_half', 'r.end_date', 'r.end_half', 'r.minutes', 'r.status'])
    .select(['r.version', 'r.updated_at', 'e.name as employee_name', 't.name as leave_type_name'])
    .where('r.status', 'in', ['pending', 'approved'])
    .where('r.id', '>', after)
    .orderBy('r.id')
    .limit(limit)
    .execute()
}
