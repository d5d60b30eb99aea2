import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { pino } from 'pino'
import { clientOf, startTeamroom, type Teamroom } from '../../test/harness.ts'
import { buildApp } from '../app.ts'
import type { BackupPlan } from '../backup/plan-rules.ts'
import { AppError } from '../errors.ts'
import type { App } from '../http/app-type.ts'
import { listenForMetrics } from './listener.ts'
import { type Metrics, makeMetrics } from './registry.ts'

const log = pino({ level: 'silent' })
let teamroom: Teamroom
let metrics: Metrics
let app: App

before(async () => {
  teamroom = await startTeamroom()
  const config = { ...teamroom.deps.config, dataDir: '.' }
  metrics = makeMetrics(config, { poolState: () => ({ busy: 3, idle: 2, waiting: 1 }), lastBackup: async () => null })
  app = await buildApp({ ...teamroom.deps, metrics }, log)
  app.get('/broken', { config: { access: 'public' }, schema: { hide: true } }, async () => {
    throw new Error('broken')
  })
  app.get('/busy', { config: { access: 'public' }, schema: { hide: true } }, async () => {
    throw new AppError('unavailable', 'Busy.')
  })
  await app.ready()
})
after(async () => {
  await app.close()
  await teamroom.stop()
})

const lineOf = async (start: string) => (await metrics.read()).text.split('\n').find((line) => line.startsWith(start))

describe('the metrics', () => {
  it('count requests by the pattern of their route, and never by an address that callers choose', async () => {
    const send = clientOf(app, {})
    await send('GET', '/api/posts?q=some-secret')
    await send('GET', '/some-secret')
    const { text } = await metrics.read()
    const count = 'teamroom_http_request_duration_seconds_count'
    assert.equal(
      await lineOf(`${count}{method="GET",route="/api/posts",status="200"}`),
      `${count}{method="GET",route="/api/posts",status="200"} 1`,
    )
    assert.ok(await lineOf(`${count}{method="GET",route="none",status="404"}`))
    assert.doesNotMatch(text, /some-secret/)
  })

  it('count what fails through no fault of the sender', async () => {
    const send = clientOf(app, {})
    for (const path of ['/broken', '/busy', '/api/me']) await send('GET', path)
    const failures = (await metrics.read()).text.match(/^teamroom_http_failures_total\{.*$/gm)
    assert.deepEqual(failures, [
      'teamroom_http_failures_total{method="GET",route="/broken",kind="internal"} 1',
      'teamroom_http_failures_total{method="GET",route="/busy",kind="unavailable"} 1',
    ])
  })

  it('say what runs, how much room there is, and how late the event loop is', async () => {
    assert.match((await lineOf('teamroom_info')) ?? '', new RegExp(`node="${process.version}"`))
    assert.ok(Number((await lineOf('teamroom_disk_free_bytes'))?.split(' ')[1]) > 0)
    assert.ok(await lineOf('nodejs_eventloop_lag_p99_seconds'))
    const waiting = await lineOf('teamroom_database_connections{state="waiting"}')
    assert.equal(
      waiting,
      teamroom.deps.config.database.kind === 'postgres'
        ? 'teamroom_database_connections{state="waiting"} 1'
        : undefined,
    )
  })

  it('say when the last backup was made, where the server makes some', async () => {
    const name = 'teamroom_backup_last_success_timestamp_seconds'
    assert.equal(await lineOf(name), undefined)
    let lastBackup = async (): Promise<string | null> => null
    const backup: BackupPlan = { hour: 3, minute: 0, place: { kind: 'folder', path: '/backups' }, keep: 7 }
    const config = { ...teamroom.deps.config, dataDir: '.', backup }
    const made = makeMetrics(config, { poolState: () => undefined, lastBackup: () => lastBackup() })
    const line = async () => (await made.read()).text.split('\n').find((one) => one.startsWith(name))
    assert.equal(await line(), `${name} 0`)
    lastBackup = async () => '2026-02-27T03:00:04.000Z'
    assert.equal(await line(), `${name} 1772161204`)
    lastBackup = async () => {
      throw new Error('The database does not answer.')
    }
    assert.equal(await line(), `${name} 1772161204`)
  })

  it('have no request in flight where all are answered', async () => {
    await clientOf(app, {})('GET', '/api/posts')
    assert.equal(await lineOf('teamroom_http_requests_in_flight'), 'teamroom_http_requests_in_flight 0')
  })
})

describe('the address of the metrics', () => {
  const listen = async (token: string | undefined) => {
    const server = await listenForMetrics({ host: '127.0.0.1', port: 0, token }, metrics, log)
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    return { origin, [Symbol.dispose]: () => void server.close() }
  }

  it('gives them to who asks, and nothing else', async () => {
    using server = await listen(undefined)
    const answer = await fetch(`${server.origin}/metrics`)
    assert.equal(answer.status, 200)
    assert.match(answer.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/)
    assert.match(await answer.text(), /^teamroom_info/m)
    assert.equal((await fetch(`${server.origin}/`)).status, 404)
    assert.equal((await fetch(`${server.origin}/metrics`, { method: 'POST' })).status, 405)
  })

  it('asks for the token where there is one', async () => {
    using server = await listen('a token of some length')
    const ask = (authorization = '') => fetch(`${server.origin}/metrics`, { headers: { authorization } })
    for (const wrong of ['', 'Bearer', 'Bearer a token', 'a token of some length'])
      assert.equal((await ask(wrong)).status, 401, wrong)
    assert.equal((await ask('Bearer a token of some length')).status, 200)
  })
})
