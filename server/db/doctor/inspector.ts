import type { Report } from '../../examination.ts'
import type { Db } from '../connect.ts'

/** How each database is asked about itself. */
export interface Inspector {
  /** Reads everything, and asks the database what of it is broken. */
  integrity(db: Db, report: Report): Promise<void>
  /** Looks for rows that refer to others which are not there. */
  references(db: Db, report: Report): Promise<void>
  /** Compares what searches look in with the words of all posts, in the order of their numbers. */
  searchIndex(db: Db, posts: AsyncIterable<IndexedPost[]>, report: Report): Promise<void>
  /** What the tables are, by name: `index posts_id`, for example. */
  schema(db: Db): Promise<Schema>
}

/** A post, with the words that searches find it by. */
export interface IndexedPost {
  seq: number
  id: string
  words: string
}

/** Definitions of tables, columns, indexes, constraints and triggers, by their kind and name. */
export type Schema = Record<string, string>
