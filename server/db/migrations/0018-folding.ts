import { nameSortKey } from '../../folding.ts'
import { wordsOf } from '../../posts/search-rules.ts'
import type { Db } from '../connect.ts'
import { columnTypes, indexPostQuery, renewPostSearch } from '../dialect.ts'

const AT_ONCE = 50

/** Posts and people are found as people type, `Łódź` by `lodz`, and lists of people have `Łukasz` beside `Luis`. */
export async function up(db: Db): Promise<void> {
  await renewPostSearch(db)
  await inSlices(
    (after) =>
      db
        .selectFrom('posts')
        .select(['id', 'title', 'content', 'tags'])
        .where('id', '>', after)
        .orderBy('id')
        .limit(AT_ONCE)
        .execute(),
    async (post) => void (await indexPostQuery(db, post.id, wordsOf(post).join(' ')).execute(db)),
  )
  await inSlices(
    (after) =>
      db.selectFrom('employees').select(['id', 'name']).where('id', '>', after).orderBy('id').limit(AT_ONCE).execute(),
    async ({ id, name }) =>
      void (await db
        .updateTable('employees')
        .set({ name_key: nameSortKey(name) })
        .where('id', '=', id)
        .execute()),
  )
  await db.schema
    .alterTable('users')
    .addColumn('name_key', columnTypes(db).key, (column) => column.notNull().defaultTo(''))
    .execute()
  await inSlices(
    (after) =>
      db.selectFrom('users').select(['id', 'username']).where('id', '>', after).orderBy('id').limit(AT_ONCE).execute(),
    async ({ id, username }) =>
      void (await db
        .updateTable('users')
        .set({ name_key: nameSortKey(username) })
        .where('id', '=', id)
        .execute()),
  )
  await db.schema.createIndex('users_listed').on('users').columns(['name_key', 'id']).execute()
}

/** Works on all rows, reading few at once: memory holds no more of them. */
async function inSlices<Row extends { id: string }>(
  read: (after: string) => Promise<Row[]>,
  change: (row: Row) => Promise<void>,
): Promise<void> {
  for (let after = ''; ; ) {
    const rows = await read(after)
    for (const row of rows) await change(row)
    const last = rows.at(-1)
    if (last === undefined || rows.length < AT_ONCE) return
    after = last.id
  }
}
