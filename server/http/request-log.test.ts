import assert from 'node:assert/strict'
import { Writable } from 'node:stream'
import { after, before, describe, it } from 'node:test'
import { pino } from 'pino'
import { bearer, givePassword, logIn, PASSWORD } from '../../test/accounts.ts'
import { clientOf, startTeamroom, type Teamroom } from '../../test/harness.ts'
import { buildApp } from '../app.ts'
import type { App } from './app-type.ts'

let teamroom: Teamroom
let app: App
let lines: Record<string, unknown>[] = []

before(async () => {
  teamroom = await startTeamroom()
  const output = new Writable({
    write(chunk, _encoding, done) {
      lines.push(JSON.parse(chunk))
      done()
    },
  })
  app = await buildApp(teamroom.deps, pino({ level: 'trace' }, output))
})
after(async () => {
  await app.close()
  await teamroom.stop()
})

/** What is logged while something is done. */
async function logged(work: () => Promise<unknown>): Promise<Record<string, unknown>[]> {
  lines = []
  await work()
  return lines
}

describe('the log', () => {
  it('has a line a request: who asked which route, and what came of it', async () => {
    const { id, token } = await teamroom.account('member')
    const send = clientOf(app, { ...bearer(token), 'x-request-id': 'my-request' })
    const found = await logged(() => send('GET', `/api/posts/${id}?x=1`))
    assert.equal(found.length, 1)
    const { ms, time, level, pid, hostname, ...line } = found[0] ?? {}
    assert.deepEqual(line, {
      reqId: 'my-request',
      method: 'GET',
      route: '/api/posts/:id',
      status: 404,
      ip: '127.0.0.1',
      user: id,
    })
    assert.equal(typeof ms, 'number')
  })

  it('tells neither who calls a discreet route, nor from where, nor what the request was called', async () => {
    const { token } = await teamroom.account('member')
    const send = clientOf(app, { ...bearer(token), 'x-request-id': 'my-request' })
    const found = await logged(() => send('POST', '/api/surveys/public/some-key/replies', {}))
    const [{ ms, time, level, pid, hostname, ...line } = {}] = found
    assert.deepEqual(
      [found.length, line],
      [1, { method: 'POST', route: '/api/surveys/public/:key/replies', status: 422 }],
    )
  })

  it('has no address that led nowhere', async () => {
    const [line] = await logged(() => clientOf(app, {})('GET', '/some-secret?and=more'))
    assert.deepEqual([line?.route, line?.status], [null, 404])
    assert.doesNotMatch(JSON.stringify(line), /some-secret/)
  })

  it('has neither passwords nor tokens nor anything that was sent', async () => {
    const { id, username, token } = await teamroom.account('admin')
    await givePassword(teamroom.db, id)
    const given: string[] = [PASSWORD, token, 'needle']
    const found = await logged(async () => {
      const send = clientOf(app, bearer(token))
      const login = await logIn({ ...teamroom, send }, username)
      given.push(login.body.access_token, login.body.refresh_token)
      await send('POST', '/api/auth/refresh', { refresh_token: login.body.refresh_token })
      await send('POST', '/api/auth/refresh', { refresh_token: 'needle' })
      await send('POST', '/api/posts?needle=needle', { title: 'needle', content: 'needle needle', needle: 'needle' })
      await send('POST', '/api/posts', '{"needle": ', { cookie: 'needle=needle', 'user-agent': 'needle' })
      await send('GET', '/api/posts?q=needle', undefined, { referer: 'https://needle.example' })
      await send('GET', '/api/posts/by-slug/needle')
    })
    assert.equal(found.length, 7)
    const text = JSON.stringify(found)
    for (const secret of given) assert.ok(!text.includes(secret), secret)
  })
})
