import pg from 'pg'

/** Where the statements are kept that make the tables, apart from these. */
const RECORDER = `
  create schema recorded;
  create table recorded.statements (number integer generated always as identity, text text not null);
  create function recorded.record() returns event_trigger language plpgsql as
    $$ begin insert into recorded.statements (text) values (current_query()); end $$;
  create event trigger recorded on ddl_command_end execute function recorded.record();`

const TABLES = `select relname::text as name from pg_class
  where relnamespace = 'public'::regnamespace and relkind = 'r' order by relname`

const SEQUENCES = `select relname::text as name from pg_class
  where relnamespace = 'public'::regnamespace and relkind = 'S' order by relname`

/** From now on, an empty database notes by which statements tables are made in it. */
export function recordStatements(url: string): Promise<void> {
  return withClient(url, async (client) => void (await client.query(RECORDER)))
}

/**
 * Statements that make a database anew that has noted them: its tables by the very statements that made them, then each row.
 * One `query` of any client runs them, and needs no program of PostgreSQL's.
 */
export function statementsOf(url: string): Promise<string> {
  return withClient(url, async (client) => {
    const lines = (await client.query('select text from recorded.statements order by number')).rows.map(
      ({ text }) => `${text};`,
    )
    // Without triggers, which have added and checked what they do already.
    lines.push("set session_replication_role = 'replica';", "set timezone = 'UTC';")
    for (const { name } of (await client.query(TABLES)).rows) {
      const { rows } = await client.query(
        `select to_json(t)::text as row from ${pg.escapeIdentifier(name)} t order by ctid`,
      )
      if (rows.length > 0) lines.push(insertion(name, rows))
    }
    for (const { name } of (await client.query(SEQUENCES)).rows) {
      const { rows } = await client.query(`select last_value, is_called from ${pg.escapeIdentifier(name)}`)
      const [{ last_value, is_called }] = rows
      lines.push(`select setval(${pg.escapeLiteral(name)}, ${last_value}, ${is_called});`)
    }
    lines.push('reset session_replication_role;', 'reset timezone;')
    return `${lines.join('\n')}\n`
  })
}

function insertion(table: string, rows: { row: string }[]): string {
  const name = pg.escapeIdentifier(table)
  const list = pg.escapeLiteral(`[${rows.map(({ row }) => row).join(',\n')}]`)
  return `insert into ${name} overriding system value select * from json_populate_recordset(null::${name}, ${list});`
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, options: '-c timezone=UTC' })
  await client.connect()
  return work(client).finally(() => client.end())
}
