import { sql } from 'kysely'
import type { Db } from '../connect.ts'
import { clusteredTableOptions, columnTypes, tableOptions } from '../dialect.ts'

export async function up(db: Db): Promise<void> {
  const { key, instant, json } = columnTypes(db)

  // Filled when a version is published or, for those published before, when it is first read.
  await db.schema
    .createTable('survey_texts')
    .addColumn('survey_id', key, (c) => c.notNull().references('surveys.id').onDelete('cascade'))
    .addColumn('version', 'integer', (c) => c.notNull())
    .addColumn('html', json, (c) => c.notNull())
    .addPrimaryKeyConstraint('survey_texts_pkey', ['survey_id', 'version'])
    .modifyEnd(tableOptions(db))
    .execute()

  await db.schema
    .createTable('allowances')
    .addColumn('key', key, (c) => c.primaryKey())
    .addColumn('used', 'integer', (c) => c.notNull().check(sql`used >= 0`))
    .addColumn('ends_at', instant, (c) => c.notNull())
    .modifyEnd(clusteredTableOptions(db))
    .execute()
  await db.schema.createIndex('allowances_end').on('allowances').column('ends_at').execute()
}
