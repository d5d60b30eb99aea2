import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { sql } from 'kysely'
import { freshDatabase } from '../../../test/databases.ts'
import { queryWords } from '../../posts/search-rules.ts'
import { listPostKeys } from '../../posts/store.ts'
import { connect, type Db } from '../connect.ts'
import { json } from '../dialect.ts'
import { migrate } from '../migrate.ts'
import { migrations } from './index.ts'

const NAME = '0018-folding'
const NOW = '2026-03-02T09:00:00.000Z'
/** More than are worked on at once. */
const POSTS = 120

async function insertPosts(db: Db): Promise<void> {
  for (let i = 0; i < POSTS; i++) {
    const title = i % 2 ? `Łódź ${i}` : `東京 ${i}`
    const shown = { title, content: 'Ten characters.', html: '', slug: `post-${i}`, tags: json([]) }
    const times = { publish_at: NOW, listed_at: NOW, created_at: NOW, updated_at: NOW }
    const rest = { visibility: 'public', pinned_at: null, must_read_at: null, author_id: null, version: 1 } as const
    await db
      .insertInto('posts')
      .values({ id: `post-${String(i).padStart(3, '0')}`, ...shown, ...times, ...rest })
      .execute()
  }
}

describe('posts and people of a database from before', () => {
  it('are found as people type, all of them, and people stand where lists have them now', async () => {
    const database = await freshDatabase()
    const { db, close } = await connect(database.config)
    try {
      await migrate(
        db,
        migrations.filter(({ name }) => name < NAME),
      )
      await insertPosts(db)
      await sql`insert into users (id, username, username_key, password_hash, role, version, created_at, updated_at)
        values ('ann', 'Łukasz', 'łukasz', '', 'member', 1, ${NOW}, ${NOW})`.execute(db)
      await sql`insert into employees (id, name, name_key, start_date, version, created_at, updated_at)
        values ('ann', 'Łukasz', 'łukasz', '2026-01-01', 1, ${NOW}, ${NOW})`.execute(db)

      await migrate(
        db,
        migrations.filter(({ name }) => name <= NAME),
      )
      const count = async (query: string) => {
        const page = { limit: POSTS, after: undefined }
        const reader = { kind: 'guest', userId: null, now: NOW } as const
        return (await listPostKeys(db, reader, { words: queryWords(query) }, page)).length
      }
      assert.deepEqual([await count('lodz'), await count('東京'), await count('京東')], [POSTS / 2, POSTS / 2, 0])
      await db.deleteFrom('posts').where('title', 'like', 'Ł%').execute()
      assert.equal(await count('lodz'), 0)
      for (const table of ['users', 'employees'] as const)
        assert.deepEqual(await db.selectFrom(table).select('name_key').execute(), [{ name_key: 'lukasz' }])
    } finally {
      await close()
      await database.drop()
    }
  })
})
