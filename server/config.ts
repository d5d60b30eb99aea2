import { resolve } from 'node:path'
import { type BackupPlan, DAILY_RULE, readDaily } from './backup/plan-rules.ts'
import { ConfigError } from './config-error.ts'
import { POSTGRES_BOUNDS, type PostgresBounds } from './db/postgres-bounds.ts'
import {
  type DatabaseConfig,
  MIN_SECRET_LENGTH,
  MIN_TOKEN_LENGTH,
  parseCompat,
  parseDatabaseUrl,
  parseEndpoint,
  parseListener,
  parseMailFrom,
  parsePictures,
  parseProxies,
  parsePublicUrl,
  parseSecrets,
  parseSignup,
  parseSmtpUrl,
  parseSwitch,
  parseToken,
  parseWhole,
  type Signup,
  wantsTraces,
} from './setting-parsers.ts'

export type { DatabaseConfig, Signup }

export interface MailConfig {
  smtpUrl: string
  /** The address that mails come from, perhaps with a name. */
  from: string
}

/** Where metrics are read, and the token that opens them; undefined where everybody who gets there may read. */
export interface MetricsConfig {
  host: string
  port: number
  token: string | undefined
}

/** How an S3-compatible store is reached, by the names that its tools have for it. */
export interface S3Settings {
  /** Undefined at Amazon. */
  endpoint: string | undefined
  region: string
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string
}

export interface Config {
  /** People use this server: `NODE_ENV` says so. */
  isProduction: boolean
  port: number
  host: string
  database: DatabaseConfig
  /** How long a start waits for a database that does not answer yet. */
  databaseWaitMs: number
  /** How long the server says that it is not ready any more before it stops. */
  drainMs: number
  /** The process that npm runs this one by, where it does; it may be gone by now. */
  npmParent: number | undefined
  /** True where a start never makes the tables of a new server, whatever is known of an earlier one. */
  databaseMustExist: boolean
  /** Where a key made at first start is kept, and whatever else is not in the database. */
  dataDir: string
  /** Newest first: the first signs, all of them verify. Empty: made and kept by the server (SQLite only). */
  jwtSecretKeys: string[]
  /** The origin that people use, and the path they find Teamroom under, if any; without a trailing slash. Undefined when nobody said. */
  publicUrl: string | undefined
  signup: Signup
  /** Addresses of proxies whose forwarding headers are believed. */
  trustProxy: string[]
  compat: boolean
  /** True where the older path that deletes all other accounts does so: never in production. */
  deletesUsers: boolean
  /** False where something in front of the server limits what callers may send. */
  limits: boolean
  /** Where pictures in news may come from, as a content security policy lists it; empty: from nowhere. */
  pictures: string[]
  /** Undefined where no mail is sent. */
  mail: MailConfig | undefined
  /** Undefined where nothing is measured. */
  metrics: MetricsConfig | undefined
  /** Undefined where the server makes no backups by itself. */
  backup: BackupPlan | undefined
  /** Undefined where no keys to one are set. */
  s3: S3Settings | undefined
  /** Traces are sent to where the variables of OpenTelemetry say. */
  traces: boolean
  logLevel: string
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']

/**
 * Reads the settings once, from an environment such as `process.env`.
 * @throws ConfigError naming every setting that is wrong, and what it should be.
 */
export function readConfig(env: Record<string, string | undefined>): Config {
  const problems: string[] = []
  const read = <T>(name: string, fallback: string, parse: (value: string) => T | undefined, rule: string): T => {
    const value = env[name]?.trim() || fallback
    const parsed = parse(value)
    if (parsed === undefined) problems.push(`${name}: ${rule}`)
    return parsed as T
  }

  const isProduction = env.NODE_ENV === 'production'
  const dataDir = resolve(env.DATA_DIR?.trim() || 'data')
  const database = read(
    'DATABASE_URL',
    `sqlite:///${dataDir}/teamroom.db`,
    parseDatabaseUrl,
    'an address like sqlite:///data/teamroom.db or postgres://user:password@host/name is expected.',
  )
  const jwtSecretKeys = read(
    'JWT_SECRET_KEY',
    '',
    (value) => parseSecrets(value),
    `each key needs at least ${MIN_SECRET_LENGTH} characters; make one with: openssl rand -base64 48`,
  )
  if (database?.kind === 'postgres' && jwtSecretKeys?.length === 0) {
    problems.push(
      'JWT_SECRET_KEY: must be set with PostgreSQL, the same on every server; make one with: openssl rand -base64 48',
    )
  }

  const readBounds = (): PostgresBounds => {
    const seconds = (name: string, fallbackMs: number) =>
      read(name, `${fallbackMs / 1000}`, parseWhole(1, 600), 'whole seconds from 1 to 600 are expected.') * 1000
    return {
      poolSize: read(
        'DATABASE_POOL',
        `${POSTGRES_BOUNDS.poolSize}`,
        parseWhole(2, 200),
        'a number of connections from 2 to 200 is expected.',
      ),
      connectMs: seconds('DATABASE_CONNECT_TIMEOUT', POSTGRES_BOUNDS.connectMs),
      statementMs: seconds('DATABASE_STATEMENT_TIMEOUT', POSTGRES_BOUNDS.statementMs),
      lockMs: seconds('DATABASE_LOCK_TIMEOUT', POSTGRES_BOUNDS.lockMs),
    }
  }

  const readMail = (): MailConfig | undefined => {
    const smtpUrl = read('SMTP_URL', '', parseSmtpUrl, 'an address like smtp://user:password@host:587 is expected.')
    const from = read('MAIL_FROM', '', parseMailFrom, 'an address like Teamroom <teamroom@example.com> is expected.')
    if (!smtpUrl) return undefined
    if (from === '') problems.push('MAIL_FROM: must be set with SMTP_URL: the address that mails come from.')
    if (!env.PUBLIC_URL?.trim()) problems.push('PUBLIC_URL: must be set with SMTP_URL: mails have links to it.')
    return { smtpUrl, from }
  }

  const readMetrics = (): MetricsConfig | undefined => {
    const address = read('METRICS', 'off', parseListener, 'off, or an address such as 127.0.0.1:9464 is expected.')
    const token = read('METRICS_TOKEN', '', parseToken, `${MIN_TOKEN_LENGTH} characters or more are expected.`)
    return address ? { ...address, token: token || undefined } : undefined
  }

  const readPlan = (): BackupPlan | undefined => {
    const daily = read('BACKUP', 'off', readDaily, DAILY_RULE)
    const keep = read('BACKUP_KEEP', '7', parseWhole(1, 1_000), 'a number of backups from 1 to 1000 is expected.')
    return daily ? { ...daily, keep } : undefined
  }

  const readS3 = (): S3Settings | undefined => {
    const endpoint = read(
      'AWS_ENDPOINT_URL',
      '',
      parseEndpoint,
      'an http:// or https:// address without keys in it is expected.',
    )
    const accessKeyId = env.AWS_ACCESS_KEY_ID?.trim() ?? ''
    const secretAccessKey = env.AWS_SECRET_ACCESS_KEY?.trim() ?? ''
    if (accessKeyId === '' || secretAccessKey === '') return undefined
    const region = env.AWS_REGION?.trim() || env.AWS_DEFAULT_REGION?.trim() || 'us-east-1'
    const sessionToken = env.AWS_SESSION_TOKEN?.trim()
    return {
      endpoint: endpoint || undefined,
      region,
      accessKeyId,
      secretAccessKey,
      ...(sessionToken && { sessionToken }),
    }
  }

  const config: Config = {
    isProduction,
    port: read('PORT', '5000', parseWhole(0, 65_535), 'a port from 0 to 65535 is expected.'),
    host: env.HOST?.trim() || '127.0.0.1',
    database: database?.kind === 'postgres' ? { ...database, bounds: readBounds() } : database,
    databaseWaitMs:
      read('DATABASE_WAIT', '30', parseWhole(0, 3_600), 'whole seconds from 0 to 3600 are expected.') * 1000,
    drainMs: read('DRAIN_SECONDS', '0', parseWhole(0, 600), 'whole seconds from 0 to 600 are expected.') * 1000,
    npmParent: env.npm_lifecycle_event === undefined ? undefined : Number(env.TEAMROOM_PARENT ?? process.ppid),
    databaseMustExist: read('DATABASE_MUST_EXIST', 'off', parseSwitch, 'on or off is expected.'),
    dataDir,
    jwtSecretKeys,
    publicUrl:
      read(
        'PUBLIC_URL',
        '',
        parsePublicUrl,
        'an http:// or https:// address is expected, such as https://example.com or https://example.com/teamroom.',
      ) || undefined,
    signup: read(
      'SIGNUP',
      'invite',
      parseSignup,
      'invite, open, or mail domains such as example.com,example.org are expected.',
    ),
    trustProxy: read(
      'TRUST_PROXY',
      'off',
      parseProxies,
      'off, or the addresses of your proxies such as 127.0.0.1,10.0.0.0/8 are expected.',
    ),
    compat: read('COMPAT', 'on', parseCompat, 'on, off or development is expected.'),
    deletesUsers: env.COMPAT?.trim() === 'development' && !isProduction,
    limits: read('LIMITS', 'on', parseSwitch, 'on or off is expected.'),
    pictures: read(
      'PICTURES',
      'anywhere',
      parsePictures,
      'anywhere, none, or the hosts that pictures in news come from such as https://pictures.example.com are expected.',
    ),
    mail: readMail(),
    metrics: readMetrics(),
    backup: readPlan(),
    s3: readS3(),
    traces: wantsTraces(env),
    logLevel: read(
      'LOG_LEVEL',
      'info',
      (value) => (LOG_LEVELS.includes(value) ? value : undefined),
      `one of ${LOG_LEVELS.join(', ')} is expected.`,
    ),
  }
  if (config.signup?.mode === 'domains' && !env.SMTP_URL?.trim()) {
    problems.push(
      'SIGNUP: mail domains take a mail server, as addresses are confirmed by mail: set SMTP_URL, MAIL_FROM and PUBLIC_URL, ' +
        'or use invite.',
    )
  }
  if (config.backup?.place.kind === 's3' && !config.s3) {
    problems.push(
      'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY: must be set with a BACKUP to an address like s3://bucket.',
    )
  }
  if (problems.length > 0) throw new ConfigError(problems.join('\n'))
  return config
}
