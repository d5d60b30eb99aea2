import { execFileSync } from 'node:child_process'
import { chownSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { ROOM } from '../databases.ts'
import { startPostgres } from '../postgres.ts'

export interface Postgres {
  /** Of an empty database, `teamroom`. */
  url: string
  /** Its host and port. */
  host: string
  run(statement: string): Promise<void>
  stop(): void
}

/** A PostgreSQL as a recipe has it made: an account and a database `teamroom`. */
export async function makePostgres(): Promise<Postgres> {
  const { url, stop } = await startPostgres()
  const run = async (statement: string) => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    await client.query(statement).finally(() => client.end())
  }
  await run('create database teamroom')
  const own = Object.assign(new URL(url), { pathname: '/teamroom' })
  return { url: own.href, host: own.host, run, stop }
}

/** Has it take TLS, with a certificate that it signed itself, as Heroku's does. Returns how to delete the certificate. */
export async function takeTls({ run }: Postgres): Promise<() => void> {
  const folder = mkdtempSync(join(ROOM, 'teamroom-certificate-'))
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')]
  makeCertificate('database.example.com', key, certificate)
  // PostgreSQL reads a key that is its own alone.
  if (process.getuid?.() === 0) {
    const nobody = Number(execFileSync('id', ['-u', 'nobody']))
    for (const path of [folder, key]) chownSync(path, nobody, -1)
  }
  await run(`alter system set ssl_key_file = '${key}'`)
  await run(`alter system set ssl_cert_file = '${certificate}'`)
  await run('alter system set ssl = on')
  await run('select pg_reload_conf()')
  return () => rmSync(folder, { recursive: true })
}

function makeCertificate(name: string, key: string, certificate: string): void {
  const how = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', `/CN=${name}`]
  execFileSync('openssl', ['req', ...how, '-keyout', key, '-out', certificate], { stdio: 'pipe' })
}
