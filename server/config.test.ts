import assert from 'node:assert/strict'
import { resolve } from 'node:path'
import { describe, it } from 'node:test'
import { type Config, readConfig } from './config.ts'
import { ConfigError } from './config-error.ts'
import { POSTGRES_BOUNDS } from './db/postgres-bounds.ts'

const KEY = 'k'.repeat(32)

/** What is said about an environment, line by line. */
function problems(env: Record<string, string>): string[] {
  try {
    readConfig(env)
    return []
  } catch (error) {
    assert.ok(error instanceof ConfigError)
    return error.message.split('\n')
  }
}

describe('readConfig', () => {
  it('needs nothing', () => {
    assert.deepEqual(readConfig({}), {
      isProduction: false,
      port: 5000,
      host: '127.0.0.1',
      database: { kind: 'sqlite', file: resolve('data/teamroom.db') },
      databaseWaitMs: 30_000,
      drainMs: 0,
      npmParent: undefined,
      databaseMustExist: false,
      dataDir: resolve('data'),
      jwtSecretKeys: [],
      publicUrl: undefined,
      signup: { mode: 'invite' },
      trustProxy: [],
      compat: true,
      limits: true,
      pictures: ['https:', 'http:'],
      mail: undefined,
      metrics: undefined,
      backup: undefined,
      s3: undefined,
      traces: false,
      logLevel: 'info',
      deletesUsers: false,
    } satisfies Config)
  })

  const right: [name: string, value: string, setting: keyof Config, read: unknown][] = [
    ['PORT', '0', 'port', 0],
    ['PORT', '65535', 'port', 65535],
    ['PORT', ' 8080 ', 'port', 8080],
    ['PORT', '', 'port', 5000],
    ['HOST', '0.0.0.0', 'host', '0.0.0.0'],
    ['HOST', '::', 'host', '::'],
    ['DATABASE_URL', 'sqlite:///data/other.db', 'database', { kind: 'sqlite', file: resolve('data/other.db') }],
    ['DATABASE_URL', 'sqlite:////srv/teamroom.db', 'database', { kind: 'sqlite', file: '/srv/teamroom.db' }],
    ['DATA_DIR', '/srv/teamroom', 'database', { kind: 'sqlite', file: '/srv/teamroom/teamroom.db' }],
    ['DATA_DIR', '/srv/teamroom', 'dataDir', '/srv/teamroom'],
    ['DATABASE_WAIT', '0', 'databaseWaitMs', 0],
    ['DRAIN_SECONDS', '20', 'drainMs', 20_000],
    ['DATABASE_MUST_EXIST', 'on', 'databaseMustExist', true],
    ['JWT_SECRET_KEY', KEY, 'jwtSecretKeys', [KEY]],
    ['JWT_SECRET_KEY', `${KEY}1, ${KEY}2`, 'jwtSecretKeys', [`${KEY}1`, `${KEY}2`]],
    ['PUBLIC_URL', 'https://news.example.com/', 'publicUrl', 'https://news.example.com'],
    ['PUBLIC_URL', 'http://localhost:5000', 'publicUrl', 'http://localhost:5000'],
    ['PUBLIC_URL', 'https://intranet.example.com/teamroom/', 'publicUrl', 'https://intranet.example.com/teamroom'],
    ['PUBLIC_URL', 'https://example.com/a/b.c_d~e-f', 'publicUrl', 'https://example.com/a/b.c_d~e-f'],
    ['SIGNUP', 'open', 'signup', { mode: 'open' }],
    ['TRUST_PROXY', '127.0.0.1, 10.0.0.0/8,::1', 'trustProxy', ['127.0.0.1', '10.0.0.0/8', '::1']],
    ['TRUST_PROXY', 'off', 'trustProxy', []],
    ['COMPAT', 'off', 'compat', false],
    ['COMPAT', 'development', 'compat', true],
    ['COMPAT', 'development', 'deletesUsers', true],
    ['LIMITS', 'off', 'limits', false],
    ['PICTURES', 'anywhere', 'pictures', ['https:', 'http:']],
    ['PICTURES', 'none', 'pictures', []],
    ['PICTURES', 'https://a.example.com, http://b:81/', 'pictures', ['https://a.example.com', 'http://b:81']],
    [
      'BACKUP',
      'daily 03:00 /srv/my backups',
      'backup',
      { hour: 3, minute: 0, place: { kind: 'folder', path: '/srv/my backups' }, keep: 7 },
    ],
    ['BACKUP', 'off', 'backup', undefined],
    ['METRICS', '127.0.0.1:9464', 'metrics', { host: '127.0.0.1', port: 9464, token: undefined }],
    ['METRICS', '[::]:0', 'metrics', { host: '::', port: 0, token: undefined }],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'http://127.0.0.1:4318', 'traces', true],
    ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'http://127.0.0.1:4318/v1/traces', 'traces', true],
    ['LOG_LEVEL', 'silent', 'logLevel', 'silent'],
  ]
  for (const [name, value, setting, read] of right) {
    it(`takes ${name}=${value.slice(0, 50)}`, () => assert.deepEqual(readConfig({ [name]: value })[setting], read))
  }

  for (const scheme of ['postgres', 'postgresql']) {
    it(`takes DATABASE_URL=${scheme}://…, with a key`, () => {
      const url = `${scheme}://user:p%40ss@db.example.com:5432/teamroom?sslmode=require`
      assert.deepEqual(readConfig({ DATABASE_URL: url, JWT_SECRET_KEY: KEY }).database, {
        kind: 'postgres',
        url,
        bounds: POSTGRES_BOUNDS,
      })
    })
  }

  for (const off of [{ OTEL_SDK_DISABLED: 'true' }, { OTEL_TRACES_EXPORTER: 'none' }]) {
    it(`sends no traces with ${Object.entries(off).join()}`, () => {
      assert.equal(readConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318', ...off }).traces, false)
    })
  }

  it('takes how much to ask of PostgreSQL', () => {
    const { database } = readConfig({
      DATABASE_URL: 'postgres://localhost/team',
      JWT_SECRET_KEY: KEY,
      DATABASE_POOL: '50',
      DATABASE_CONNECT_TIMEOUT: '1',
      DATABASE_STATEMENT_TIMEOUT: '60',
      DATABASE_LOCK_TIMEOUT: '2',
    })
    const bounds = { poolSize: 50, connectMs: 1_000, statementMs: 60_000, lockMs: 2_000 }
    assert.deepEqual(database, { kind: 'postgres', url: 'postgres://localhost/team', bounds })
  })

  for (const from of ['teamroom@example.com', 'Our Teamroom <teamroom@example.com>']) {
    it(`takes SMTP_URL and MAIL_FROM=${from}, with the address for links`, () => {
      const smtpUrl = 'smtps://user:password@mail.example.com:465'
      const env = { SMTP_URL: smtpUrl, MAIL_FROM: from, PUBLIC_URL: 'https://team.example.com' }
      assert.deepEqual(readConfig(env).mail, { smtpUrl, from })
    })
  }

  it('takes mail domains in SIGNUP, with a mail server', () => {
    const mail = {
      SMTP_URL: 'smtp://mail.example.com',
      MAIL_FROM: 'a@example.com',
      PUBLIC_URL: 'https://a.example.com',
    }
    const { signup } = readConfig({ SIGNUP: 'Example.com, example.org', ...mail })
    assert.deepEqual(signup, { mode: 'domains', domains: ['example.com', 'example.org'] })
  })

  it('lets nobody in by their domain where no mail finds out whose an address is', () => {
    const lines = problems({ SIGNUP: 'example.com' })
    assert.deepEqual(lines.length, 1)
    assert.match(lines[0] ?? '', /^SIGNUP: .*set SMTP_URL, MAIL_FROM and PUBLIC_URL, or use invite\./)
  })

  const wrong: [name: string, ...values: string[]][] = [
    ['PORT', '-1', '65536', '80.5', 'http', '1e3', '0x50', '5000;'],
    [
      'DATABASE_URL',
      'mysql://localhost/db',
      'sqlite://teamroom.db',
      'sqlite:///',
      'sqlite:///data/',
      'teamroom.db',
      'postgres://[',
    ],
    ['METRICS', 'on', '9464', ':9464', 'example.com:9464', '127.0.0.1:65536', '127.0.0.1:'],
    ['METRICS_TOKEN', 'too short'],
    [
      'BACKUP',
      'on',
      'daily',
      'daily 03:00',
      'daily 24:00 /srv',
      'daily 3:00 /srv',
      'hourly /srv',
      'daily 03:00 s3://',
      'daily 03:00 /srv/one.tar.zst',
    ],
    ['BACKUP_KEEP', '0', 'all'],
    ['AWS_ENDPOINT_URL', 'minio:9000'],
    ['DATABASE_WAIT', '-1', '3601', '1.5', 'off'],
    ['DRAIN_SECONDS', '-1', '601', '1.5', 'off'],
    ['JWT_SECRET_KEY', 'short', `${KEY},short`, `${KEY},`, 'k'.repeat(31)],
    [
      'PUBLIC_URL',
      'news.example.com',
      'ftp://example.com',
      'https://example.com/news?page=1',
      'https://example.com/a%20b',
      'https://example.com/">',
      'https://a@example.com',
      'https://example.com/?a',
      'https://',
    ],
    ['SIGNUP', 'invited', 'OPEN', 'example.com,', '@example.com', 'exa mple.com', 'localhost'],
    ['TRUST_PROXY', 'on', 'true', '*', '10.0.0.0/33', '127.0.0.1,', 'localhost', '1.2.3.256'],
    ['COMPAT', 'yes', 'OFF', '0', 'true'],
    ['LIMITS', 'none', '1000', 'true'],
    [
      'PICTURES',
      'a.example.com',
      'https://a.example.com/b',
      'https:',
      "'self'",
      'none,none',
      '*',
      'https://a.example.com,',
    ],
    ['SMTP_URL', 'mail.example.com', 'smtp://', 'http://mail.example.com', 'smtp://[x'],
    [
      'MAIL_FROM',
      'teamroom',
      '@example.com',
      'teamroom@example.com, eve@example.com',
      'Teamroom <teamroom>',
      'Teamroom <a@b.test',
      'A\nBcc: eve@b.test <a@b.test>',
    ],
    ['LOG_LEVEL', 'verbose', 'INFO', '30'],
  ]
  for (const [name, ...values] of wrong) {
    for (const value of values) {
      it(`refuses ${name}=${value.slice(0, 50)} in one line that names it`, () => {
        const lines = problems({ [name]: value })
        assert.equal(lines.length, 1)
        assert.match(lines[0] ?? '', new RegExp(`^${name}: .+`))
      })
    }
  }

  it('never shows a key or a password', () => {
    const secrets = problems({
      JWT_SECRET_KEY: 'hunter2',
      DATABASE_URL: 'mysql://user:hunter2@host/db',
      SMTP_URL: 'smtp-hunter2',
    })
    assert.equal(secrets.length, 3)
    assert.doesNotMatch(secrets.join(), /hunter2/)
  })

  it('sends no mail without knowing from whom, and where its links lead', () => {
    const lines = problems({ SMTP_URL: 'smtp://mail.example.com' })
    assert.equal(lines.length, 2)
    assert.match(lines.join('\n'), /^MAIL_FROM: must be set.*\nPUBLIC_URL: must be set/)
  })

  it('makes up no key for PostgreSQL, which several servers may share', () => {
    assert.match(problems({ DATABASE_URL: 'postgres://localhost/teamroom' }).join(), /^JWT_SECRET_KEY: must be set/)
  })

  it('names everything that is wrong at once', () => {
    const env = Object.fromEntries(wrong.map(([name, value]) => [name, value ?? '']))
    assert.deepEqual(
      problems(env)
        .map((line) => line.split(':')[0])
        .sort(),
      wrong.map(([name]) => name).sort(),
    )
  })
})
