import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import { usageOf } from '../../server/commands/command.ts'
import { COMMANDS } from '../../server/commands/list.ts'
import { migrations } from '../../server/db/migrations/index.ts'
import { VERSION } from '../../server/version.ts'
import { freshDatabase } from '../databases.ts'
import { call, PASSWORD } from './clients.ts'
import {
  CLI,
  databaseEnv,
  type Env,
  launch,
  onPostgres,
  startServer,
  teamroom,
  temporaryFolder,
  until,
} from './server-process.ts'

const ALL = migrations.map(({ name }) => name).join(', ')

describe('teamroom', () => {
  const env = { DATA_DIR: temporaryFolder() }

  it('says how it is called, when it is called in another way', async () => {
    const all = /^teamroom serve .*\nteamroom migrate .*\nteamroom user add NAME /m
    const wrong: [string[], RegExp][] = [
      [[], all],
      [['user', 'rm', 'ann'], all],
      [['serve', 'now'], /^teamroom serve\n$/],
      [['serve', '--port', '80'], /--port.*\nteamroom serve\n$/],
    ]
    await Promise.all(
      wrong.map(async ([args, answer]) => {
        const { code, stdout, stderr } = await teamroom(args, env)
        assert.deepEqual([code, stdout], [1, ''], args.join(' '))
        assert.match(stderr, answer)
        assert.doesNotMatch(stderr, /\n\s+at /)
      }),
    )
  })

  it('says its version, and how it and each command is called, when it is asked', async () => {
    assert.deepEqual(await teamroom(['--version'], env), { code: 0, stdout: `${VERSION}\n`, stderr: '' })
    const [all, one] = await Promise.all([teamroom(['--help'], env), teamroom(['user', 'add', '--help'], env)])
    assert.deepEqual([all.code, all.stdout], [0, `${usageOf(COMMANDS)}\n`])
    assert.deepEqual([one.code, one.stderr], [0, ''])
    assert.match(one.stdout, /^teamroom user add NAME .*\n\nMake an account/)
  })

  it('says what is set, without secrets', async () => {
    const { code, stdout } = await teamroom(['config', 'check'], { ...env, JWT_SECRET_KEY: 'k'.repeat(40), PORT: '81' })
    assert.equal(code, 0)
    assert.match(stdout, /^PORT=81$/m)
    assert.match(stdout, /^JWT_SECRET_KEY=1 set$/m)
    assert.doesNotMatch(stdout, /kkk/)
  })

  it('names wrong settings, whatever it is told to do', async () => {
    for (const args of [['migrate'], ['user', 'add', 'ann'], ['config', 'check']]) {
      const { code, stderr } = await teamroom(args, { ...env, PORT: 'five thousand' }, PASSWORD)
      assert.deepEqual([code, stderr], [1, 'PORT: a port from 0 to 65535 is expected.\n'])
    }
  })
})

describe('teamroom migrate', () => {
  let database: Awaited<ReturnType<typeof freshDatabase>>
  beforeEach(async () => {
    database = await freshDatabase()
  })
  afterEach(() => database.drop())

  it('brings a database up to date and says how, also when there is nothing to do', async () => {
    const env = databaseEnv(database.config)
    assert.deepEqual(await teamroom(['migrate'], env), { code: 0, stdout: `Applied ${ALL}.\n`, stderr: '' })
    assert.deepEqual(await teamroom(['migrate'], env), { code: 0, stdout: 'The database is up to date.\n', stderr: '' })
  })

  if (onPostgres) {
    it('takes postgres:// and postgresql:// for the same', async () => {
      const { DATABASE_URL = '', ...env } = databaseEnv(database.config)
      const [, address] = DATABASE_URL.split('://')
      const first = await teamroom(['migrate'], { ...env, DATABASE_URL: `postgresql://${address}` })
      assert.deepEqual([first.code, first.stdout], [0, `Applied ${ALL}.\n`])
      const second = await teamroom(['migrate'], { ...env, DATABASE_URL: `postgres://${address}` })
      assert.deepEqual([second.code, second.stdout], [0, 'The database is up to date.\n'])
    })
  }
})

describe('teamroom user', () => {
  let database: Awaited<ReturnType<typeof freshDatabase>>
  let env: Env
  before(async () => {
    database = await freshDatabase()
    env = databaseEnv(database.config)
  })
  after(() => database.drop())

  /** Adds an account that is wrong in some way. */
  async function refuses(args: string[], password: string, words: RegExp): Promise<void> {
    const { code, stdout, stderr } = await teamroom(['user', 'add', ...args], env, password)
    assert.equal(code, 1, args.join(' '))
    assert.equal(stdout, '')
    assert.match(stderr, words)
    assert.equal(stderr.trimEnd().split('\n').length, 1, stderr)
  }

  it('does to accounts what it is told, one command after the other', async (t) => {
    await t.test('add makes accounts, with the password from standard input, that can log in', async () => {
      const ann = await teamroom(
        ['user', 'add', 'ann', '--role', 'admin', '--email', 'ann@example.com'],
        env,
        `${PASSWORD}\n`,
      )
      assert.deepEqual(ann, { code: 0, stdout: 'ann has an account now (admin).\n', stderr: '' })
      const bob = await teamroom(['user', 'add', 'bob'], env, `${PASSWORD}\r\n`)
      assert.deepEqual(bob, { code: 0, stdout: 'bob has an account now (member).\n', stderr: '' })

      await using server = await startServer(env)
      assert.doesNotMatch(server.stdout, /curl/)
      for (const [username, role] of Object.entries({ 'ann@example.com': 'admin', bob: 'member' })) {
        const { status, body } = await call(server, 'POST', '/api/auth/login', { username, password: PASSWORD })
        assert.deepEqual([status, body.user.role], [200, role])
      }
    })

    await t.test('add says that a name is taken before it asks for a password', async () => {
      await using child = launch([CLI, 'user', 'add', 'ANN'], env)
      // Its input stays open: nobody has typed anything.
      assert.equal(await child.exit, 1)
      assert.match(child.stderr, /taken/)
    })

    await t.test('add says in plain words what is wrong with an account', async () => {
      await Promise.all([
        refuses(['ANN'], PASSWORD, /taken|exists|already/i),
        refuses(['carl', '--email', 'Ann@Example.com'], PASSWORD, /taken|exists|already/i),
        refuses(['carl'], 'short', /^password: .*8/),
        refuses(['carl'], 'password', /^password: .*common/),
        refuses(['carl', '--role', 'king'], PASSWORD, /^role: Must be one of: member, manager, admin/),
        refuses(['c@rl'], PASSWORD, /^username: /),
      ])
      await using server = await startServer(env)
      const login = await call(server, 'POST', '/api/auth/login', { username: 'carl', password: PASSWORD })
      assert.equal(login.status, 401)
    })

    await t.test('password gives another one, and ends the sessions of the first', async () => {
      await using server = await startServer(env)
      const { body } = await call(server, 'POST', '/api/auth/login', { username: 'bob', password: PASSWORD })
      const session = { authorization: `Bearer ${body.access_token}` }
      assert.equal((await call(server, 'GET', '/api/me', undefined, session)).status, 200)

      const changed = await teamroom(['user', 'password', 'Bob'], env, 'one of another kind')
      assert.deepEqual([changed.code, changed.stderr], [0, ''])
      assert.equal((await call(server, 'GET', '/api/me', undefined, session)).status, 401)
      const login = (password: string) => call(server, 'POST', '/api/auth/login', { username: 'bob', password })
      assert.equal((await login(PASSWORD)).status, 401)
      assert.equal((await login('one of another kind')).status, 200)

      const nobody = await teamroom(['user', 'password', 'carl'], env, PASSWORD)
      assert.deepEqual(nobody, { code: 1, stdout: '', stderr: 'Nobody is called carl.\n' })
    })

    await t.test('reset prints a link, good once, to choose another one by', async () => {
      const { code, stdout, stderr } = await teamroom(['user', 'reset', 'Ann'], {
        ...env,
        PUBLIC_URL: 'https://team.test',
      })
      assert.deepEqual([code, stderr], [0, ''])
      const token = stdout.match(/^https:\/\/team\.test\/reset#token=([\w-]{43})\nGood once, until \S+Z\.\n$/)?.[1]

      await using server = await startServer(env)
      const reset = () => call(server, 'POST', '/api/auth/password-reset', { token, password: 'one of a third kind' })
      assert.equal((await reset()).status, 200)
      assert.equal((await reset()).status, 403)

      const local = await teamroom(['user', 'reset', 'ann'], { ...env, PORT: '81' })
      assert.match(local.stdout, /^http:\/\/127\.0\.0\.1:81\/reset#token=/)
      assert.match(local.stderr, /^PUBLIC_URL is not set here: /)

      const nobody = await teamroom(['user', 'reset', 'carl'], env)
      assert.deepEqual(nobody, { code: 1, stdout: '', stderr: 'Nobody is called carl.\n' })
    })
  })
})

describe('teamroom serve', () => {
  it('serves until it is told to end', async () => {
    const database = await freshDatabase()
    try {
      await using child = launch([CLI, 'serve'], { ...databaseEnv(database.config), PORT: '0' })
      const url = await until('it says where it is', () => child.stdout.match(/^Teamroom is at (\S+)$/m)?.[1])
      assert.equal((await call({ url }, 'GET', '/readyz')).status, 200)
      process.kill(child.pid, 'SIGINT')
      assert.equal(await child.exit, 0, child.stderr)
    } finally {
      await database.drop()
    }
  })
})
