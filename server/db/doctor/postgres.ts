import { sql } from 'kysely'
import type { Db } from '../connect.ts'
import { attempt } from '../read-only.ts'
import type { Inspector } from './inspector.ts'

export const postgresInspector: Inspector = {
  async integrity(db, report) {
    for (const table of await listTables(db)) {
      // As text, so that each value is read whole, wherever it lies.
      const read = sql`select sum(length(t::text)) from ${sql.table(table)} as t`
      const error = await attempt(db, async () => void (await read.execute(db)))
      if (error) report.wrong(`table ${table}`, `it cannot be read: ${error.message}.`)
      report.looked(1)
    }
    const { rows } = await sql<{ name: string }>`
      select c.oid::regclass::text as name from pg_index i join pg_class c on c.oid = i.indexrelid
        join pg_am a on a.oid = c.relam
      where c.relnamespace = current_schema()::regnamespace and a.amname = 'btree' and i.indisvalid
        and exists (select 1 from pg_extension where extname = 'amcheck')
        and has_function_privilege(to_regprocedure('bt_index_check(regclass)'), 'execute')
      order by 1`.execute(db)
    for (const { name } of rows) {
      const error = await attempt(
        db,
        async () => void (await sql`select bt_index_check(${name}::regclass)`.execute(db)),
      )
      if (error) report.wrong(`index ${name}`, error.message)
    }
  },

  async references(db, report) {
    const { rows } = await sql<{ child: string; parent: string; columns: string[]; targets: string[] }>`
      select child.relname as child, parent.relname as parent,
        (select array_agg(attname::text order by n) from unnest(k.conkey) with ordinality as u (num, n)
          join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.num) as columns,
        (select array_agg(attname::text order by n) from unnest(k.confkey) with ordinality as u (num, n)
          join pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.num) as targets
      from pg_constraint k join pg_class child on child.oid = k.conrelid join pg_class parent on parent.oid = k.confrelid
      where k.contype = 'f' and k.connamespace = current_schema()::regnamespace
      order by 1, 2`.execute(db)
    for (const { child, parent, columns, targets } of rows) {
      const isSet = columns.map((column) => sql`c.${sql.ref(column)} is not null`)
      const matches = columns.map((column, i) => sql`p.${sql.ref(targets[i] as string)} = c.${sql.ref(column)}`)
      const error = await attempt(db, async () => {
        const { rows: counted } = await sql<{ n: number }>`select count(*) as n from ${sql.table(child)} as c
          where ${sql.join(isSet, sql` and `)} and not exists
            (select 1 from ${sql.table(parent)} as p where ${sql.join(matches, sql` and `)})`.execute(db)
        const n = counted[0]?.n ?? 0
        if (n > 0) report.wrong(`table ${child}`, `${n} of its rows refer to rows of ${parent} that are not there.`)
      })
      if (error) report.wrong(`table ${child}`, `what refers to ${parent} cannot be read: ${error.message}.`)
      report.looked(1)
    }
  },

  async searchIndex(db, posts, report) {
    for await (const batch of posts) {
      const [ids, words] = [batch.map(({ id }) => id), batch.map((post) => post.words)]
      const { rows } = await sql<{ id: string }>`
        select p.id from posts as p join unnest(${ids}::text[], ${words}::text[]) as due (id, words) on p.id = due.id
        where p.words is distinct from array_to_tsvector(string_to_array(due.words, ' ')) order by 1`.execute(db)
      for (const { id } of rows) report.wrong(`post ${id}`, 'searches do not find what it says.')
      report.looked(batch.length)
    }
  },

  async schema(db) {
    const { rows } = await sql<{ name: string; definition: string }>`
      select 'column ' || c.relname || '.' || a.attname as name,
        format_type(a.atttypid, a.atttypmod)
          || case when a.attcollation <> t.typcollation then ' collate ' || l.collname else '' end
          || case when a.attnotnull then ' not null' else '' end
          || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')
          || case a.attidentity when '' then '' else ' identity ' || a.attidentity::text end as definition
      from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_type t on t.oid = a.atttypid
        left join pg_collation l on l.oid = a.attcollation
        left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
      where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
      union all
      select 'index ' || c.relname, pg_get_indexdef(c.oid) || case when i.indisvalid then '' else ' invalid' end
      from pg_index i join pg_class c on c.oid = i.indexrelid
      where c.relnamespace = current_schema()::regnamespace
      union all
      select 'constraint ' || k.conname || ' of ' || c.relname, pg_get_constraintdef(k.oid)
          || case when k.convalidated then '' else ' not valid' end
          || case when exists (select 1 from pg_trigger t where t.tgconstraint = k.oid and t.tgenabled in ('D', 'R'))
            then ' disabled' else '' end
      from pg_constraint k join pg_class c on c.oid = k.conrelid
      where k.connamespace = current_schema()::regnamespace and k.contype in ('p', 'u', 'f', 'c')
      union all
      select 'trigger ' || t.tgname || ' of ' || c.relname, pg_get_triggerdef(t.oid)
        || ' with ' || f.prosrc || case when t.tgenabled in ('D', 'R') then ' disabled' else '' end
      from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_proc f on f.oid = t.tgfoid
      where c.relnamespace = current_schema()::regnamespace and not t.tgisinternal`.execute(db)
    const { rows: schemas } = await sql<{ name: string }>`select current_schema() as name`.execute(db)
    const prefix = `${schemas[0]?.name}.`
    // Parentheses and casts are set differently by versions of PostgreSQL.
    const plain = (definition: string) =>
      definition
        .replaceAll(prefix, '')
        .replaceAll(/[\s()]+/g, ' ')
        .trim()
    return Object.fromEntries(
      rows.map(({ name, definition }) => [name, plain(definition)] as const).sort(([a], [b]) => (a < b ? -1 : 1)),
    )
  },
}

async function listTables(db: Db): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_class where relnamespace = current_schema()::regnamespace and relkind = 'r' order by 1`.execute(
    db,
  )
  return rows.map(({ name }) => name)
}
