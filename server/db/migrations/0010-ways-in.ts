import { sql } from 'kysely'
import type { Db } from '../connect.ts'
import { columnTypes } from '../dialect.ts'

/** In JSON as either database writes it; within a text, its quotes would be escaped. */
const hasOriginal = sql`(cast(form as text) like '%"original":{%' or cast(form as text) like '%"original": {%')`

export async function up(db: Db): Promise<void> {
  const { key } = columnTypes(db)

  await db.schema
    .alterTable('surveys')
    .addColumn('open_by_id', 'integer', (c) => c.notNull().defaultTo(0).check(sql`open_by_id in (0, 1)`))
    .execute()
  // Questions that came by the older paths have kept their words; nothing else says where a survey was made.
  await sql`update surveys set open_by_id = 1 where exists (
    select 1 from survey_forms where survey_forms.survey_id = surveys.id and ${hasOriginal}
  )`.execute(db)

  await db.schema
    .alterTable('survey_links')
    .addColumn('created_by', key, (c) => c.references('users.id').onDelete('set null'))
    .execute()
  await sql`update survey_links set created_by = (select owner_id from surveys where surveys.id = survey_links.survey_id)`.execute(
    db,
  )
  await db.schema.createIndex('survey_links_creator').on('survey_links').column('created_by').execute()
}
