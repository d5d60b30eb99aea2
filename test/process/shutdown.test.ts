import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { freshDatabase } from '../databases.ts'
import { call, firstAccount, type RawClient, rawClient, rawPost } from './clients.ts'
import { databaseEnv, launch, type Server, startServer, until } from './server-process.ts'

const POST = JSON.stringify({ title: 'Half of it', content: 'came after the signal.' })
/** Well before those who hang are cut off. */
const AT_ONCE_MS = 7_000
const AT_LAST_MS = 10_000
/** The machine may be busy. */
const SLACK_MS = 5_000

describe('SIGTERM', { concurrency: true }, () => {
  let database: Awaited<ReturnType<typeof freshDatabase>>
  let account: { authorization: string }
  before(async () => {
    database = await freshDatabase()
    await using server = await startServer(databaseEnv(database.config))
    account = await firstAccount(server)
    await server.stop()
  })
  after(() => database.drop())

  it('closes what is idle, refuses what is new, finishes what was accepted, and exits 0', async () => {
    await using server = await startServer(databaseEnv(database.config))
    using idle = await rawClient(server)
    idle.send('GET /healthz HTTP/1.1\r\nhost: teamroom.test\r\n\r\n')
    await idle.receives('{"status":"ok"}')
    using busy = await acceptedHalf(server)

    const started = performance.now()
    process.kill(server.pid, 'SIGTERM')
    await idle.ends()
    await until('new connections are refused', () => isRefused(server))
    assert.equal(busy.isEnded, false)
    // Twice is no more than once.
    process.kill(server.pid, 'SIGTERM')
    busy.send(POST.slice(5))
    await busy.receives('"title":"Half of it"')
    assert.match(busy.received, /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 201 Created\r\n/)
    assert.equal(await server.exit, 0, server.stderr)
    const took = performance.now() - started
    assert.ok(took < AT_ONCE_MS, `${took} ms`)
    assert.equal(server.stderr, '')

    await using next = await startServer(databaseEnv(database.config))
    const { body } = await call(next, 'GET', '/api/posts')
    assert.deepEqual(
      body.map((post: { title: string }) => post.title),
      ['Half of it'],
    )
  })

  it('ends within ten seconds with exit code 0, even when a client hangs', async () => {
    await using server = await startServer(databaseEnv(database.config))
    using hanging = await acceptedHalf(server)
    const started = performance.now()
    assert.equal(await server.stop(), 0, server.stderr)
    const took = performance.now() - started
    assert.ok(took < AT_LAST_MS + SLACK_MS, `${took} ms`)
    await hanging.ends()
    assert.doesNotMatch(hanging.received, /201 Created/)
  })

  it('is told to proxies first, for as long as was set, while everybody is still served', async () => {
    await using server = await startServer({ ...databaseEnv(database.config), DRAIN_SECONDS: '60' })
    using idle = await rawClient(server)
    const started = performance.now()
    // From npm and a terminal the same wish comes twice.
    for (let i = 0; i < 2; i++) process.kill(server.pid, 'SIGTERM')
    const gone = await until('it is not ready', async () => {
      const answer = await call(server, 'GET', '/readyz')
      return answer.status !== 200 && answer
    })
    assert.deepEqual([gone.status, gone.body.message], [503, 'The server is shutting down.'])
    assert.equal((await call(server, 'GET', '/healthz')).status, 200)
    const served = await call(server, 'GET', '/api/me', undefined, account)
    assert.deepEqual([served.status, served.headers.get('connection')], [200, 'close'])
    idle.send('GET /healthz HTTP/1.1\r\nhost: teamroom.test\r\n\r\n')
    await idle.ends()
    assert.match(idle.received, /connection: close\r\n/i)

    // A second wish ends the wait.
    await until('it is another wish', () => performance.now() - started > 2_000)
    assert.equal(await isRefused(server), false)
    assert.equal(await server.stop(), 0, server.stderr)
    const took = performance.now() - started
    assert.ok(took < 2_000 + AT_ONCE_MS, `${took} ms`)
    assert.match(server.stdout, /"SIGTERM: not ready any more, shutting down in 60 s"/)
  })

  it('is obeyed once the time that was set is over', async () => {
    await using server = await startServer({ ...databaseEnv(database.config), DRAIN_SECONDS: '1' })
    assert.equal(await server.stop(), 0, server.stderr)
    assert.match(server.stdout, /shutting down in 1 s"(.|\n)*"SIGTERM: shutting down"/)
  })

  it('is not missed where npm has started the server, and dies of it alone', async () => {
    await using npm = launch(['under-npm.ts'], { PORT: '0', ...databaseEnv(database.config) })
    const pid = Number(await until('the server is there', () => npm.stdout.match(/process (\d+)/)?.[1]))
    try {
      await until('the server says where it is', () => npm.stdout.includes('Teamroom is at'))
      process.kill(npm.pid, 'SIGTERM')
      // What both write to is closed by the last of them.
      let haveEnded = false
      void npm.exit.then(() => (haveEnded = true))
      await until('both have ended', () => haveEnded, AT_LAST_MS)
      assert.match(npm.stdout, /"npm is gone: shutting down"/)
      assert.equal(npm.stderr, '')
    } finally {
      endForGood(pid)
    }
  })

  /** A request whose head the server has answered with "100 Continue", and of whose body it has five characters. */
  async function acceptedHalf(server: Server): Promise<RawClient> {
    const client = await rawClient(server)
    const head = rawPost('/api/posts', '', { ...account, expect: '100-continue' }, POST.length)
    client.send(head)
    await client.receives('100 Continue')
    client.send(POST.slice(0, 5))
    return client
  }
})

function endForGood(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended.
  }
}

async function isRefused(server: Server): Promise<boolean> {
  try {
    using _client = await rawClient(server)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ECONNREFUSED'
  }
}
