import type { DatabaseConfig } from '../config.ts'
import { inspectorOf } from '../db/doctor/choose.ts'
import { compareSchemas, expectedSchema } from '../db/doctor/schema.ts'
import type { Examination } from '../examination.ts'
import { lists, searchIndex } from '../posts/doctor/actions.ts'
import { replyCounts, tallies } from '../surveys/doctor/actions.ts'
import { balances } from '../time-off/doctor/actions.ts'

/** Everything that is proved of a database, in this order. */
export function examinationsOf(database: Pick<DatabaseConfig, 'kind'>): Examination[] {
  const inspector = inspectorOf(database)
  return [
    { name: 'integrity', of: 'tables', needsTables: false, run: inspector.integrity },
    { name: 'references', of: 'foreign keys', needsTables: false, run: inspector.references },
    {
      name: 'tables, indexes and triggers',
      of: 'parts',
      needsTables: true,
      run: async (db, report) => compareSchemas(expectedSchema(database), await inspector.schema(db), report),
    },
    balances,
    replyCounts,
    tallies,
    lists,
    searchIndex(inspector),
  ]
}
