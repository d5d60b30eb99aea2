import assert from 'node:assert/strict'
import { appendFileSync, existsSync, globSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { runCommand } from '../../server/upgrade/run.ts'
import { freshDatabase } from '../databases.ts'
import { freePort } from '../postgres.ts'
import { call, firstAccount } from './clients.ts'
import { type Operator, standBy } from './operator.ts'
import { databaseEnv, type Env, launch, onPostgres, teamroom, temporaryFolder } from './server-process.ts'
import { layOut, packSmall } from './small-release.ts'

const POST = { title: 'Written before', content: 'and there afterwards, too.' }

describe('teamroom upgrade', () => {
  let database: Awaited<ReturnType<typeof freshDatabase>>
  let base: string
  let env: Env
  let server: { url: string }
  let operator: Operator
  beforeEach(async () => {
    database = await freshDatabase()
    base = layOut()
    const port = await freePort()
    env = { ...databaseEnv(database.config), PORT: String(port), DATA_DIR: temporaryFolder() }
    server = { url: `http://127.0.0.1:${port}` }
    operator = await standBy(join(base, 'current/server/main.ts'), env)
  })
  afterEach(async () => {
    await operator[Symbol.asyncDispose]()
    await database.drop()
  })

  const current = () => readlinkSync(join(base, 'current'))
  const upgrade = async (...args: string[]) => {
    await using child = launch([join(base, 'current/server/cli.ts'), 'upgrade', ...args], env)
    const code = await child.exit
    return { code, stdout: child.stdout, stderr: child.stderr }
  }
  /** Starts the server, and writes into it. */
  const begin = async () => {
    await runCommand(operator.restart)
    const account = await firstAccount(server)
    const { body } = await call(server, 'POST', '/api/posts', POST, account)
    return { account, post: `/api/posts/${body.id}` }
  }

  it('backs up, switches, starts the new version and waits until it is ready', async () => {
    const { account, post } = await begin()
    const file = await packSmall({ version: '1.0.1', migrates: true })
    const settings = join(temporaryFolder(), 'teamroom.env')
    writeFileSync(
      settings,
      Object.entries(env)
        .map(([name, value]) => `${name}=${value}\n`)
        .join(''),
    )
    const commands = ['--restart', operator.restart, '--stop', operator.stop]
    const { code, stdout, stderr } = await upgrade(file, '--settings', settings, ...commands)
    assert.equal(code, 0, stderr)
    for (const line of [
      /^The file is whole\.$/m,
      /^1\.0\.1 is unpacked, .*the migrations 9999-added\.$/m,
      /^The server has stopped\.$/m,
      /^Backup: .*\.tar\.zst, .*B\.$/m,
      /^.*current leads to releases\/1\.0\.1\.$/m,
      /^1\.0\.1 is ready, after \d+ s\.$/m,
      /^Upgraded to 1\.0\.1\.$/m,
    ])
      assert.match(stdout, line)
    assert.equal(current(), 'releases/1.0.1')
    assert.deepEqual((await call(server, 'GET', '/readyz')).body, { status: 'ok', version: '1.0.1' })
    assert.equal((await call(server, 'GET', post, undefined, account)).body.title, POST.title)
    assert.ok(existsSync(join(base, 'releases/1.0.0/server/main.ts')))
    const [backup = ''] = globSync('backups/*.tar.zst', { cwd: base })
    assert.equal(statSync(join(base, backup)).mode & 0o777, 0o600)
  })

  it('goes back, the database too, where the new version has migrated it and is not ready in time', async () => {
    const { account, post } = await begin()
    const file = await packSmall({ version: '1.0.1', migrates: true, hangs: true })
    const { code, stdout, stderr } = await upgrade(file, '--restart', operator.restart, '--wait', '1')
    assert.equal(code, 1)
    assert.match(stdout, /^1\.0\.1 is not ready after 1 s\.$/m)
    assert.match(stdout, /^Going back: .* leads to releases\/1\.0\.0 again\.$/m)
    assert.match(stdout, /^The database is back from the backup; as the new version left it, it is kept: \S+/m)
    assert.equal(stderr, '1.0.1 was not ready in time: its log says why. 1.0.0 is running again.\n')
    assert.equal(current(), 'releases/1.0.0')
    assert.equal((await call(server, 'GET', '/readyz')).body.version, '1.0.0')
    assert.equal((await call(server, 'GET', post, undefined, account)).body.title, POST.title)
    // The next try begins as if this one had not been.
    const better = await packSmall({ version: '1.0.1' })
    assert.equal((await upgrade(better, '--restart', operator.restart)).code, 0)
  })

  it('says what to do where no command starts the server anew', async () => {
    await teamroom(['migrate'], env)
    const { code, stdout } = await upgrade(await packSmall({ version: '1.0.1', migrates: true }))
    assert.equal(code, 0)
    assert.match(stdout, /^Now start the server anew, /m)
    assert.match(stdout, /ln -sfn releases\/1\.0\.0 .*current"/)
    assert.equal(current(), 'releases/1.0.1')
  })

  it('refuses what is damaged, or no newer version, and changes nothing', async () => {
    await teamroom(['migrate'], env)
    const refusal = async (file: string, line: RegExp) => {
      const { code, stderr } = await upgrade(file, '--restart', operator.restart, '--stop', operator.stop)
      assert.equal(code, 1)
      assert.match(stderr, line)
      assert.equal(current(), 'releases/1.0.0')
      assert.deepEqual(globSync('{releases/*,releases/.u*,backups}', { cwd: base }), ['releases/1.0.0'])
    }
    const file = await packSmall({ version: '1.0.1' })
    await refusal(join(dirname(file), 'teamroom-1.0.2.tar.gz'), /^There is no file /)
    await refusal(await packSmall({ version: '1.0.0' }), /^1\.0\.0 is the version that is running\.$/m)
    await refusal(await packSmall({ version: '0.9.9' }), /^0\.9\.9 is older than 1\.0\.0, which is running\.$/m)
    appendFileSync(file, 'more')
    await refusal(file, /is damaged: its checksum is not the one in SHA256SUMS/)
    rmSync(join(dirname(file), 'SHA256SUMS'))
    await refusal(file, /SHA256SUMS does not have teamroom-1\.0\.1\.tar\.gz/)
  })

  if (!onPostgres) {
    it('leaves the database alone where the new version has not migrated it', async () => {
      const { account, post } = await begin()
      const file = await packSmall({ version: '1.0.1', hangs: true })
      const commands = ['--restart', operator.restart, '--stop', operator.stop, '--wait', '1']
      const { code, stdout } = await upgrade(file, ...commands)
      assert.equal(code, 1)
      assert.doesNotMatch(stdout, /The database is back/)
      assert.equal(current(), 'releases/1.0.0')
      assert.equal((await call(server, 'GET', post, undefined, account)).body.title, POST.title)
    })

    it('does not make the database that its settings should have named', async () => {
      const { code, stderr } = await upgrade(await packSmall({ version: '1.0.1' }))
      assert.equal(code, 1)
      assert.match(stderr, /^There is no database at .*: see DATABASE_URL, DATA_DIR and --settings\.$/m)
    })

    it('is for what was installed from a release', async () => {
      const file = await packSmall({ version: '1.0.1' })
      const { code, stderr } = await teamroom(['upgrade', file], env)
      assert.equal(code, 1)
      assert.match(stderr, /is not what a link "current" beside a folder "releases" leads to/)
    })
  }
})
