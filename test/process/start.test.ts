import assert from 'node:assert/strict'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { freshDatabase } from '../databases.ts'
import { call, firstAccount, PASSWORD } from './clients.ts'
import { databaseEnv, type Env, onPostgres, serverEnds, startServer, temporaryFolder, until } from './server-process.ts'

describe('a first start', () => {
  let database: Awaited<ReturnType<typeof freshDatabase>>
  let env: Env
  before(async () => {
    database = await freshDatabase()
    env = databaseEnv(database.config)
  })
  after(() => database.drop())

  it('says where the server is, where its docs are, and how to make the first account: a command that works', async (t) => {
    await using server = await startServer(env)
    const command = curl(server.stdout)
    assert.equal(new URL(command.url).origin, server.url)
    const answer = await fetch(command.url, { method: command.method, headers: command.headers, body: command.data })
    assert.equal(answer.status, 201)
    const { user } = (await answer.json()) as { user: { role: string } }
    assert.equal(user.role, 'admin')
    assert.equal((JSON.parse(command.data) as { setup: string }).setup, linkIn(server.stdout))

    const docs = server.stdout.match(/^Its API is described at (\S+)$/m)?.[1] ?? ''
    const page = await fetch(docs)
    assert.equal(page.status, 200)
    assert.match(page.headers.get('content-type') ?? '', /^text\/html/)
    assert.equal(await server.stop(), 0)
    assert.equal(server.stderr, '')

    await t.test('says nothing of a first account once there is one', async () => {
      await using again = await startServer(env)
      await call(again, 'GET', '/healthz')
      assert.match(again.stdout, /^Its API is described at /m)
      assert.doesNotMatch(again.stdout, /account|curl|setup/)
    })
  })

  it('prints another link with each start, the only one that is good then, where the server has an address of its own', async () => {
    const own = await freshDatabase()
    const settings = { ...databaseEnv(own.config), PUBLIC_URL: 'https://team.test' }
    const tokenOf = (stdout: string) => stdout.match(/^ {2}https:\/\/team\.test\/join#setup=([\w-]{43})$/m)?.[1]
    const first = await startServer(settings)
    const older = tokenOf(first.stdout)
    await first.stop()
    await using server = await startServer(settings)
    const url = await until(
      'the log says where it listens',
      () => server.stdout.match(/Server listening at ([^"]+)/)?.[1],
    )
    const statusWith = async (setup?: string) =>
      (await call({ url }, 'POST', '/api/auth/register', { username: 'ann', password: PASSWORD, setup })).status
    assert.ok(older)
    assert.deepEqual(
      [await statusWith(), await statusWith(older), await statusWith(tokenOf(server.stdout))],
      [403, 403, 201],
    )
    await server.stop()
    await own.drop()
  })
})

if (!onPostgres) {
  describe('a start with SQLite', () => {
    it('makes a folder, and a key in it, that are for its own account alone, and keeps both', async () => {
      const folder = join(temporaryFolder(), 'made', 'at', 'start')
      const key = join(folder, 'jwt-secret.key')
      const mode = (path: string) => (statSync(path).mode & 0o777).toString(8)

      await using first = await startServer({ DATA_DIR: folder })
      const account = await firstAccount(first)
      assert.equal(mode(folder), '700')
      assert.equal(mode(key), '600')
      assert.equal(mode(join(folder, 'teamroom.db')), '600')
      const secret = readFileSync(key, 'utf8')
      assert.equal(await first.stop(), 0)

      await using second = await startServer({ DATA_DIR: folder })
      assert.equal((await call(second, 'GET', '/api/me', undefined, account)).status, 200)
      assert.equal(readFileSync(key, 'utf8'), secret)
      assert.equal(mode(key), '600')
    })

    it('leaves the key file alone when JWT_SECRET_KEY says which key to use', async () => {
      const folder = temporaryFolder()
      await using server = await startServer({ DATA_DIR: folder, JWT_SECRET_KEY: 'k'.repeat(32) })
      await firstAccount(server)
      assert.equal(existsSync(join(folder, 'jwt-secret.key')), false)
    })

    it('agrees on one key with another server that starts at the same time', async () => {
      const folder = temporaryFolder()
      const [one, two] = await Promise.all([startServer({ DATA_DIR: folder }), startServer({ DATA_DIR: folder })])
      await using _one = one
      await using _two = two
      const account = await firstAccount(one)
      assert.equal((await call(two, 'GET', '/api/me', undefined, account)).status, 200)
    })
  })
} else {
  describe('a start with PostgreSQL', () => {
    it('is refused without JWT_SECRET_KEY, as every server needs the same', async () => {
      const { code, stdout, stderr } = await serverEnds({ DATABASE_URL: 'postgres://nobody@127.0.0.1/none' })
      assert.equal(code, 1)
      assert.match(stderr, /^JWT_SECRET_KEY: must be set with PostgreSQL.*\n$/)
      assert.equal(stdout, '')
    })
  })
}

/** The token of the link that the welcome shows. */
function linkIn(welcome: string): string | undefined {
  return welcome.match(/^ {2}http:\S+\/join#setup=([\w-]{43})$/m)?.[1]
}

/** The command that the welcome shows, as a shell would take it apart. */
function curl(welcome: string) {
  const command = welcome.match(/curl -X (\S+) (\S+) -H "([\w-]+): ([^"]+)" \\\n\s+-d '([^']+)'/)
  assert.ok(command, `no command in ${welcome}`)
  const [, method = '', url = '', name = '', value = '', data = ''] = command
  return { method, url, headers: { [name]: value }, data }
}
