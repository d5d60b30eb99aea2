import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { connect } from '../../server/db/connect.ts'
import { listUnsettled } from '../../server/time-off/ledger/store.ts'
import { freshDatabase } from '../databases.ts'
import { type Answer, call, firstAccount, PASSWORD } from '../process/clients.ts'
import { databaseEnv, onPostgres, type Server, startServer, teamroom, until } from '../process/server-process.ts'
import { Ledger } from '../process/writers.ts'
import { startBalancer } from './balancer.ts'

const WRITERS = 4
const LATER_DAY = '2037-12-31'
/** Enough for the proxy to notice, which asks many times a second. */
const DRAIN = { DRAIN_SECONDS: '2' }

/** Two servers on SQLite are no set-up of ours. */
if (onPostgres) describe('two servers on one PostgreSQL', nodes)

function nodes() {
  let database: Awaited<ReturnType<typeof freshDatabase>>
  let env: Record<string, string>
  let one: Server
  let other: Server
  let account: { authorization: string }
  before(async () => {
    database = await freshDatabase()
    env = { ...databaseEnv(database.config), ...DRAIN }
    ;[one, other] = await Promise.all([startServer(env), startServer(env)])
    account = await firstAccount(one)
  })
  after(async () => {
    await Promise.all([one.kill9(), other.kill9()])
    await database.drop()
  })

  it('know the same sessions: who logs in at one is known to the other, and who logs out is known to neither', async () => {
    const { body } = await call(one, 'POST', '/api/auth/login', { username: 'ann', password: PASSWORD })
    const session = { authorization: `Bearer ${body.access_token}` }
    assert.equal((await call(other, 'GET', '/api/me', undefined, session)).status, 200)
    const refreshed = await call(other, 'POST', '/api/auth/refresh', { refresh_token: body.refresh_token })
    assert.equal(refreshed.status, 200, refreshed.text)
    const next = { authorization: `Bearer ${refreshed.body.access_token}` }
    assert.equal((await call(other, 'POST', '/api/auth/logout', undefined, next)).status, 204)
    for (const server of [one, other]) assert.equal((await call(server, 'GET', '/api/me', undefined, next)).status, 401)
  })

  it('do once what both are sent under one key', async () => {
    for (let i = 0; i < 10; i++) {
      const headers = { ...account, 'idempotency-key': randomUUID() }
      const send = (server: Server) =>
        call(server, 'POST', '/api/posts', { title: `Once ${i}`, content: 'And only once.' }, headers)
      const answers = await Promise.all([send(one), send(other), send(one), send(other)])
      const made = answers.filter(({ status }) => status === 201)
      // Who comes while the first is at work is told to ask again.
      for (const { status, text } of answers) assert.ok(status === 201 || status === 409, text)
      assert.equal(new Set(made.map(({ body }) => body.id)).size, 1)
    }
    const titles = (await call(other, 'GET', '/api/posts?limit=200', undefined, account)).body
      .map(({ title }: { title: string }) => title)
      .filter((title: string) => title.startsWith('Once '))
    assert.equal(titles.length, 10)
  })

  it('count wrong passwords together', async () => {
    await call(one, 'POST', '/api/users', { username: 'guessed', password: PASSWORD, role: 'member' }, account)
    const guess = (server: Server) =>
      call(server, 'POST', '/api/auth/login', { username: 'guessed', password: 'wrong one' })
    const answers: Answer[] = []
    while (answers.length < 40 && answers.at(-1)?.status !== 429) {
      answers.push(await guess(answers.length % 2 === 0 ? one : other))
    }
    assert.equal(answers.at(-1)?.status, 429)
    for (const server of [one, other]) assert.equal((await guess(server)).status, 429)
  })

  it('tell each other’s readers of what was answered', async () => {
    const survey = await openSurvey()
    const stream = await fetch(`${other.url}/api/surveys/${survey.id}/results/events`, { headers: account })
    assert.equal(stream.status, 200)
    const seen = readAll(stream)
    const answers = [{ question: 'well', value: true }]
    const reply = { submission_id: randomUUID().replaceAll('-', ''), answers }
    const sent = await call(one, 'POST', `/api/surveys/public/${survey.public_key}/replies`, reply)
    assert.equal(sent.status, 201, sent.text)
    await until('the other server’s reader sees the reply', () => /"replies":1\b/.test(seen.text))
    await seen.stop()
  })

  it('keep house once: what falls due is posted by one of them', async () => {
    // Of its own: years later every session has ended.
    const ours = await freshDatabase()
    const then = { ...databaseEnv(ours.config), TEST_NOW: '2026-01-05T12:00:00Z' }
    const later = { ...then, TEST_NOW: `${LATER_DAY}T12:00:00Z` }
    try {
      await employWithMonthlyAllowance(then)
      const servers = await Promise.all([startServer(later), startServer(later)])
      const { db, close } = await connect(ours.config)
      await until('all is posted', async () => (await listUnsettled(db, LATER_DAY, '', 1)).length === 0)
      const entries = await db.selectFrom('ledger_entries').select(['date', 'kind', 'correction']).execute()
      await close()
      for (const server of servers) assert.equal(await server.stop(), 0, server.stderr)
      assert.ok(entries.length > 11, `${entries.length} entries`)
      assert.equal(new Set(entries.map((entry) => JSON.stringify(entry))).size, entries.length)
      const { code, stdout, stderr } = await teamroom(['doctor'], later)
      assert.equal(code, 0, stdout + stderr)
    } finally {
      await ours.drop()
    }
  })

  it('lose nothing that was acknowledged when one of them is killed under load, and go on without it', async () => {
    await using proxy = await startBalancer()
    await using doomed = await startServer(env)
    await proxy.add(doomed)
    await proxy.add(one)
    const ledger = new Ledger()
    const before = await allTitles()
    const end = new AbortController()
    const writing = ledger.write(proxy, account, WRITERS, end.signal)
    await until('there is load', () => ledger.kept.size > 20)
    await doomed.kill9()
    await proxy.avoids(doomed)
    const kept = ledger.kept.size
    await until('it goes on', () => ledger.kept.size > kept + 20)
    end.abort()
    await writing
    await ledger.retry(one, account)
    const added = (await allTitles()).filter((title) => !before.includes(title))
    assert.deepEqual(added.sort(), [...ledger.kept.values()].map(({ title }) => title).sort())
  })

  it('are replaced one by one under load without a failed request', async () => {
    await using proxy = await startBalancer()
    let running = [await startServer(env), await startServer(env)]
    const statuses: number[] = []
    const end = new AbortController()
    try {
      for (const server of running) await proxy.add(server)
      const working = Promise.all(Array.from({ length: WRITERS }, (_, i) => work(proxy, i, statuses, end.signal)))
      await until('there is load', () => statuses.length > 20)
      for (const old of running) {
        const next = await startServer(env)
        running = [...running, next]
        await proxy.add(next)
        assert.equal(await old.stop(), 0, old.stderr)
      }
      const count = statuses.length
      await until('it goes on', () => statuses.length > count + 20)
      end.abort()
      await working
    } finally {
      end.abort()
      await Promise.all(running.map((server) => server.kill9()))
    }
    const failed = statuses.filter((status) => status !== 200 && status !== 201)
    assert.deepEqual(failed, [], `of ${statuses.length}`)
  })

  /** Has somebody get a day each month. */
  async function employWithMonthlyAllowance(settings: Record<string, string>): Promise<void> {
    await using server = await startServer(settings)
    const admin = await firstAccount(server)
    const made = async (path: string, body: object) => {
      const answer = await call(server, 'POST', path, body, admin)
      assert.equal(answer.status, 201, answer.text)
      return answer.body
    }
    const [type] = (await call(server, 'GET', '/api/time-off/leave-types', undefined, admin)).body
    const allowance = { unit: 'days', allowance: 12, accrual: 'monthly' }
    const policy = await made('/api/time-off/policies', { name: 'Twelve', leave_type_id: type.id, ...allowance })
    const { id } = await made('/api/employees', { name: 'Bea', start_date: '2026-01-01' })
    const assignment = { employee_ids: [id], effective_from: '2026-01-01' }
    await made(`/api/time-off/policies/${policy.id}/assignments`, assignment)
    assert.equal(await server.stop(), 0)
  }

  /** Reads and writes in turn, each after the other's answer; what breaks is noted as 0. */
  async function work(proxy: { url: string }, i: number, statuses: number[], end: AbortSignal): Promise<void> {
    for (let at = i; !end.aborted; at++) {
      const answer =
        at % 2 === 0
          ? call(proxy, 'GET', '/api/posts', undefined, account)
          : call(proxy, 'POST', '/api/posts', { title: randomUUID(), content: 'Under way.' }, account)
      statuses.push(
        await answer.then(
          ({ status }) => status,
          () => 0,
        ),
      )
    }
  }

  async function allTitles(): Promise<string[]> {
    const titles: string[] = []
    for (let path: string | undefined = '/api/posts?limit=200'; path; ) {
      const answer: Answer = await call(one, 'GET', path, undefined, account)
      titles.push(...answer.body.map(({ title }: { title: string }) => title))
      path = answer.headers
        .get('link')
        ?.match(/<([^>]+)>; rel="next"/)?.[1]
        ?.replace(/^https?:\/\/[^/]+/, '')
    }
    return titles
  }

  async function openSurvey(): Promise<{ id: string; public_key: string }> {
    const questions = [{ id: 'well', type: 'yes_no', title: 'Are you well?' }]
    const draft = { title: 'How is it?', audience: 'anyone', anonymous: false, questions }
    const { body: survey } = await call(one, 'POST', '/api/surveys', draft, account)
    const { status, text } = await call(one, 'POST', `/api/surveys/${survey.id}/publication`, undefined, account)
    assert.equal(status, 200, text)
    return survey
  }
}

/** What a stream has said so far. */
function readAll(response: Response) {
  const reader = (response.body as ReadableStream<Uint8Array>).getReader()
  const decoder = new TextDecoder()
  const seen = { text: '', stop: () => reader.cancel() }
  void (async () => {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      seen.text += decoder.decode(value, { stream: true })
    }
  })()
  return seen
}
