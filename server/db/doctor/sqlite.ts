import { sql } from 'kysely'
import type { Inspector } from './inspector.ts'
import { compareSearchIndex } from './sqlite-search.ts'

/** How many broken places of one database are named. */
const MOST = 100

export const sqliteInspector: Inspector = {
  async integrity(db, report) {
    const { rows: tables } = await sql<{
      n: number
    }>`select count(*) as n from sqlite_schema where type = 'table'`.execute(db)
    const { rows } = await sql<{ integrity_check: string }>`pragma integrity_check(${sql.lit(MOST)})`.execute(db)
    report.looked(tables[0]?.n ?? 0)
    const sentences = rows.flatMap((row) => row.integrity_check.split('\n'))
    for (const sentence of sentences) if (!/^(ok$|\*\*\*)/.test(sentence)) report.wrong('the file', `${sentence}.`)
  },

  async references(db, report) {
    const { rows } = await sql<{ child: string; parent: string; n: number }>`
      select "table" as child, parent, count(*) as n from pragma_foreign_key_check group by 1, 2 order by 1, 2`.execute(
      db,
    )
    const { rows: keys } = await sql<{ n: number }>`
      select count(*) as n from sqlite_schema as t, pragma_foreign_key_list(t.name) where t.type = 'table'`.execute(db)
    report.looked(keys[0]?.n ?? 0)
    for (const { child, parent, n } of rows) {
      report.wrong(`table ${child}`, `${n} of its rows refer to rows of ${parent} that are not there.`)
    }
  },

  searchIndex: compareSearchIndex,

  async schema(db) {
    // The tables in which the full-text index keeps its own are its own to look after.
    const { rows } = await sql<{ type: string; name: string; sql: string }>`
      select type, name, sql from sqlite_schema
      where sql is not null and name not like 'sqlite\\_%' escape '\\' and name not like 'post\\_search\\_%' escape '\\'
      order by type, name`.execute(db)
    return Object.fromEntries(rows.map(({ type, name, sql }) => [`${type} ${name}`, sql.replaceAll(/\s+/g, ' ')]))
  },
}
