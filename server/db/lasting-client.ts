import pg from 'pg'

const CONNECT_WITHIN_MS = 5_000
const ASK_AFTER_MS = 30_000

/** What PostgreSQL is told to do about a connection that may be silent for hours: see that somebody is there, and let it be. */
const OPTIONS = '-c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3'

/** What is set for one connection, beyond what each of them has. */
export interface LastingSettings {
  /** In the form of PostgreSQL's command line, such as `-c timezone=UTC`. */
  options?: string
  name?: string
  types?: pg.ClientConfig['types']
}

/**
 * Opens a connection to PostgreSQL of one's own that lasts, idle or not: for locks that end with it, and for work without timeouts. Both
 * ends ask each other for a sign of life, so that no firewall forgets it and a cut is noticed within a minute: then the client
 * says `end`, and whatever is asked of it fails.
 * @throws what the driver throws
 */
export async function openLasting(
  url: string,
  { options = '', name, types }: LastingSettings = {},
): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_WITHIN_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: ASK_AFTER_MS,
    options: `${OPTIONS} ${options}`,
    ...(name !== undefined && { application_name: name }),
    ...(types && { types }),
  })
  // Without a listener, the error of a lost connection would end the process; whoever uses the connection is told.
  client.on('error', () => {})
  await client.connect()
  try {
    // Not one of the options: PostgreSQL before 14 does not know it, and would refuse the connection.
    await client.query(
      "select set_config(name, '0', false) from pg_settings where name in ('idle_session_timeout', 'idle_in_transaction_session_timeout')",
    )
    return client
  } catch (error) {
    await client.end().catch(() => {})
    throw error
  }
}
