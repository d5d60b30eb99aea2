import { sql } from 'kysely'
import type { Db } from '../connect.ts'
import { clusteredTableOptions, columnTypes, tableOptions } from '../dialect.ts'

export async function up(db: Db): Promise<void> {
  const { key, json } = columnTypes(db)
  await db.schema
    .alterTable('surveys')
    .addColumn('threshold', 'integer', (c) => c.notNull().defaultTo(5).check(sql`threshold >= 5`))
    .execute()
  await db.schema
    .alterTable('surveys')
    .addColumn('text_threshold', 'integer', (c) => c.notNull().defaultTo(10).check(sql`text_threshold >= 5`))
    .execute()
  await db.schema
    .alterTable('surveys')
    .addColumn('results_when', 'text', (c) =>
      c.notNull().defaultTo('steps').check(sql`results_when in ('steps', 'closed')`),
    )
    .execute()
  await db.schema
    .alterTable('surveys')
    .addColumn('whole_replies', 'integer', (c) => c.notNull().defaultTo(0).check(sql`whole_replies in (0, 1)`))
    .execute()
  await db.schema.alterTable('surveys').addColumn('split_by', 'text').execute()

  await db.schema
    .createTable('survey_held')
    .addColumn('survey_id', key, (c) => c.primaryKey().references('surveys.id').onDelete('cascade'))
    .addColumn('held', json, (c) => c.notNull())
    .modifyEnd(tableOptions(db))
    .execute()

  // In the order of its random ids, which says nothing about the order in which replies came.
  await db.schema
    .createTable('survey_words')
    .addColumn('survey_id', key, (c) => c.notNull().references('surveys.id').onDelete('cascade'))
    .addColumn('question_id', key, (c) => c.notNull())
    .addColumn('id', key, (c) => c.notNull())
    .addColumn('form_version', 'integer', (c) => c.notNull())
    .addColumn('text', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('survey_words_pkey', ['survey_id', 'question_id', 'id'])
    .modifyEnd(clusteredTableOptions(db))
    .execute()

  // Anonymous replies are counted anew, as what was counted of them so far tells more than may be shown.
  await sql`
    delete from survey_tallies where survey_id in (select id from surveys where anonymous = 1)`.execute(db)
  await sql`
    insert into survey_untallied (survey_id, reply_id)
    select survey_id, id from survey_replies where survey_id in (select id from surveys where anonymous = 1)
    on conflict do nothing`.execute(db)
}
