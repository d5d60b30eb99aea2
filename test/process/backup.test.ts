import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { freshDatabase, type TestDatabase } from '../databases.ts'
import { call, firstAccount } from './clients.ts'
import {
  CLI,
  databaseEnv,
  type Env,
  launch,
  onPostgres,
  type Server,
  startServer,
  teamroom,
  temporaryFolder,
  until,
} from './server-process.ts'
import { Ledger } from './writers.ts'

/** `BACKUP_KILLS=20` takes a minute. */
const KILLS = Number(process.env.BACKUP_KILLS ?? 3)
const WRITERS = 4
const PAUSE_MS = 20
const UNFINISHED = '.teamroom-unfinished'

const isBackup = (name: string) => name.endsWith('.tar.zst')

describe('teamroom backup, while others write', () => {
  let database: TestDatabase
  let env: Env
  let server: Server
  let account: { authorization: string }
  const ledger = new Ledger()
  const folder = temporaryFolder()
  const stop = new AbortController()
  let writing: Promise<unknown>

  before(async () => {
    database = await freshDatabase()
    env = { ...databaseEnv(database.config), DATA_DIR: temporaryFolder(), LOG_LEVEL: 'silent', LIMITS: 'off' }
    server = await startServer(env)
    account = await firstAccount(server)
    const write = async () => {
      while (!stop.signal.aborted) {
        await ledger.sendNew(server, account)
        await setTimeout(PAUSE_MS)
      }
    }
    writing = Promise.all(Array.from({ length: WRITERS }, write))
  })
  after(async () => {
    stop.abort()
    await writing
    await server.stop()
    await database.drop()
  })

  it('ends, refuses nobody, and is whole, whatever was killed before it', async () => {
    const whole = await timed(() => teamroom(['backup', folder], env))
    assert.equal(whole.result.code, 0, whole.result.stderr)
    for (let kill = 0; kill < KILLS; kill++) {
      const acknowledged = [...ledger.kept.keys()]
      const listed = readdirSync(folder).filter(isBackup)
      await using backup = launch([CLI, 'backup', folder], env)
      // From its first step, which it takes as soon as it has begun, to its last.
      await until('it has begun', () => readdirSync(folder).includes(UNFINISHED) || backup.stdout !== '')
      await setTimeout((kill / KILLS) * whole.ms * 0.3)
      await backup.kill9()
      const added = readdirSync(folder).filter((name) => isBackup(name) && !listed.includes(name))
      if (backup.stdout !== '') assert.equal(added.length, 1)
      for (const name of added) await restores(join(folder, name), acknowledged)
    }
    const acknowledged = [...ledger.kept.keys()]
    assert.ok(acknowledged.length > 0)
    const { code, stdout, stderr } = await teamroom(['backup', folder, '--keep', '1'], env)
    assert.deepEqual([code, stderr], [0, ''])
    const [file = ''] = stdout.split('\n')
    assert.deepEqual(readdirSync(folder).sort(), ['.teamroom-lock', file.slice(folder.length + 1)])
    await restores(file, acknowledged)
    assert.equal(ledger.refused, 0)
  })

  it('is followed by no restore while the server runs', async () => {
    const { stdout } = await teamroom(['backup', folder], env)
    const [file = ''] = stdout.split('\n')
    const { code, stderr } = await teamroom(['restore', file, '--replace'], env)
    assert.equal(code, 1)
    assert.match(stderr, onPostgres ? /^A server runs on this database/ : /is in use: stop the server/)
    assert.equal((await call(server, 'GET', '/api/me', undefined, account)).status, 200)
  })

  /** The backup is proved and restored to a database of its own, which has all that was acknowledged. */
  async function restores(file: string, acknowledged: readonly string[]): Promise<void> {
    const target = await freshDatabase()
    try {
      const targetEnv = { ...env, ...databaseEnv(target.config), DATA_DIR: temporaryFolder() }
      const verified = await teamroom(['verify', file], targetEnv)
      assert.deepEqual([verified.code, verified.stderr], [0, ''])
      const restored = await teamroom(['restore', file], targetEnv)
      assert.deepEqual([restored.code, restored.stderr], [0, ''])
      await using revived = await startServer(targetEnv)
      const answers = await Promise.all(
        acknowledged.map((id) => call(revived, 'GET', `/api/posts/${id}`, undefined, account)),
      )
      assert.deepEqual(
        answers.map(({ status }) => status).filter((status) => status !== 200),
        [],
        'acknowledged and not in the backup',
      )
      await revived.stop()
    } finally {
      await target.drop()
    }
  }

  async function timed<T>(work: () => Promise<T>): Promise<{ result: T; ms: number }> {
    const began = performance.now()
    return { result: await work(), ms: performance.now() - began }
  }
})
