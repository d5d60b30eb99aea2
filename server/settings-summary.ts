import { textOf } from './backup/plan-rules.ts'
import type { Config, DatabaseConfig } from './config.ts'

/** The settings as a log or a person at a terminal may see them: by their names in the environment, and without a secret. */
export function summaryOf(config: Config): Record<string, string | number> {
  const { database, signup, mail } = config
  return {
    NODE_ENV: config.isProduction ? 'production' : 'development',
    HOST: config.host,
    PORT: config.port,
    ...databaseOf(database),
    DATABASE_WAIT: config.databaseWaitMs / 1000,
    DRAIN_SECONDS: config.drainMs / 1000,
    DATABASE_MUST_EXIST: onOrOff(config.databaseMustExist),
    DATA_DIR: config.dataDir,
    JWT_SECRET_KEY:
      config.jwtSecretKeys.length === 0 ? 'made and kept by the server' : `${config.jwtSecretKeys.length} set`,
    PUBLIC_URL: config.publicUrl ?? 'not set',
    SIGNUP: signup.mode === 'domains' ? signup.domains.join(',') : signup.mode,
    TRUST_PROXY: config.trustProxy.join(',') || 'off',
    COMPAT: config.deletesUsers ? 'development' : onOrOff(config.compat),
    LIMITS: onOrOff(config.limits),
    PICTURES: config.pictures.join(',') || 'none',
    SMTP_URL: mail ? withoutPassword(mail.smtpUrl) : 'not set',
    MAIL_FROM: mail?.from ?? 'not set',
    METRICS: config.metrics ? `${config.metrics.host}:${config.metrics.port}` : 'off',
    METRICS_TOKEN: config.metrics?.token ? 'set' : 'not set',
    BACKUP: config.backup ? textOf(config.backup) : 'off',
    ...(config.backup && { BACKUP_KEEP: config.backup.keep }),
    AWS_ACCESS_KEY_ID: config.s3 ? 'set' : 'not set',
    OTEL_EXPORTER_OTLP_ENDPOINT: config.traces ? 'set' : 'not set',
    LOG_LEVEL: config.logLevel,
  }
}

function databaseOf(database: DatabaseConfig): Record<string, string | number> {
  if (database.kind === 'sqlite') return { DATABASE_URL: `sqlite:///${database.file}` }
  const { url, bounds } = database
  return {
    DATABASE_URL: withoutPassword(url),
    ...(bounds && {
      DATABASE_POOL: bounds.poolSize,
      DATABASE_CONNECT_TIMEOUT: bounds.connectMs / 1000,
      DATABASE_STATEMENT_TIMEOUT: bounds.statementMs / 1000,
      DATABASE_LOCK_TIMEOUT: bounds.lockMs / 1000,
    }),
  }
}

/** An address with nothing but where it leads to: passwords may also stand in its query. */
function withoutPassword(address: string): string {
  const { protocol, username, host, pathname } = new URL(address)
  return `${protocol}//${username && `${username}@`}${host}${pathname}`
}

function onOrOff(is: boolean): string {
  return is ? 'on' : 'off'
}
