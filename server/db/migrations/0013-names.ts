import { lookalikeKey } from '../../auth/users/lookalikes.ts'
import type { Db } from '../connect.ts'
import { columnTypes } from '../dialect.ts'

/**
 * No two user names look alike. Of accounts that do already, the oldest keeps the look; the others have none, and keep
 * their names until they change them.
 */
export async function up(db: Db): Promise<void> {
  await db.schema.alterTable('users').addColumn('lookalike_key', columnTypes(db).key).execute()
  const users = await db.selectFrom('users').select(['id', 'username']).orderBy('created_at').orderBy('id').execute()
  const seen = new Set<string>()
  for (const { id, username } of users) {
    const key = lookalikeKey(username)
    if (seen.has(key)) continue
    seen.add(key)
    await db.updateTable('users').set({ lookalike_key: key }).where('id', '=', id).execute()
  }
  await db.schema.createIndex('users_lookalike_key').on('users').column('lookalike_key').unique().execute()
}
