import { DatabaseSync } from 'node:sqlite'
import { sql } from 'kysely'
import type { Report } from '../../examination.ts'
import type { Db } from '../connect.ts'
import type { IndexedPost } from './inspector.ts'

const DOCUMENTS_AT_ONCE = 5_000

/** What the index has of a document: how many words, and a number that they and their places come to. */
interface Document {
  doc: number
  words: number
  sum: number
}

/** In SQL, over the words of an index: `offset` is a word's place. */
const MEASURES = `doc, count(*) as words, sum(((unicode(term) * 131 + unicode(substr(term, length(term) / 2 + 1))) * 131
  + unicode(substr(term, -1)) * 31 + length(term)) * (offset + 1) % 1000003) as sum`

/**
 * Compares the full-text index with one that is made of the posts' words in memory, batch by batch: the index itself keeps
 * words, but no texts.
 */
export async function compareSearchIndex(db: Db, posts: AsyncIterable<IndexedPost[]>, report: Report): Promise<void> {
  await sql`create virtual table temp.indexed_words using fts5vocab('main', 'post_search', 'instance')`.execute(db)
  const { rows } = await sql<{ sql: string }>`select sql from sqlite_schema where name = 'post_search'`.execute(db)
  const scratch = new DatabaseSync(':memory:')
  scratch.exec(`${rows[0]?.sql}; create virtual table indexed_words using fts5vocab('post_search', 'instance')`)
  try {
    const documents = new Documents(db)
    for await (const batch of posts) {
      const expected = measure(scratch, batch)
      for (const { seq, id } of batch) {
        if (!isSame(await documents.take(seq), expected.get(seq))) {
          report.wrong(`post ${id}`, 'searches do not find what it says.')
        }
      }
      report.looked(batch.length)
    }
    await documents.take(Number.POSITIVE_INFINITY)
    if (documents.passed > 0) report.wrong('posts', `the search index has ${documents.passed} that are not there.`)
  } finally {
    scratch.close()
    await sql`drop table temp.indexed_words`.execute(db)
  }
}

function isSame(is: Document | undefined, due: Document | undefined): boolean {
  return is?.words === due?.words && is?.sum === due?.sum
}

/** What the index has, in its order. */
class Documents {
  /** How many nobody took. */
  passed = 0
  readonly #all: AsyncGenerator<Document, undefined>
  #next: Promise<IteratorResult<Document, undefined>>

  constructor(db: Db) {
    this.#all = listDocuments(db)
    this.#next = this.#all.next()
  }

  /** The document with this number, if there is one; those before it are passed over. */
  async take(doc: number): Promise<Document | undefined> {
    for (;;) {
      const { value } = await this.#next
      if (value === undefined || value.doc > doc) return undefined
      this.#next = this.#all.next()
      if (value.doc === doc) return value
      this.passed += 1
    }
  }
}

async function* listDocuments(db: Db): AsyncGenerator<Document, undefined> {
  let last = -1
  for (;;) {
    const { rows } = await sql<Document>`select ${sql.raw(MEASURES)} from temp.indexed_words
      where doc > ${last} group by doc order by doc limit ${DOCUMENTS_AT_ONCE}`.execute(db)
    yield* rows
    if (rows.length < DOCUMENTS_AT_ONCE) return undefined
    last = rows.at(-1)?.doc as number
  }
}

function measure(scratch: DatabaseSync, posts: readonly IndexedPost[]): Map<number, Document> {
  const insert = scratch.prepare('insert or replace into post_search (rowid, words) values (?, ?)')
  scratch.exec(`begin; delete from post_search`)
  for (const { seq, words } of posts) insert.run(seq, words)
  scratch.exec('commit')
  const rows = scratch.prepare(`select ${MEASURES} from indexed_words group by doc`).all() as unknown as Document[]
  return new Map(rows.map((row) => [row.doc, row]))
}
