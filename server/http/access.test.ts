import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { bareApp } from '../../test/bare-app.ts'
import { clientOf } from '../../test/harness.ts'
import type { Role } from '../db/tables.ts'
import { AppError } from '../errors.ts'
import { type Access, addAccess, type Caller, callerOf, hasRole } from './access.ts'

const caller = (role: Role): Caller => ({ id: role, username: role, role, sessionId: 's', version: 1 })

/** A server with a route of each access; a token is good when it is the name of a role. */
function startServer() {
  const app = bareApp()
  const seen: string[] = []
  addAccess(app, async (token) => {
    seen.push(token)
    if (!['member', 'manager', 'admin'].includes(token)) throw new AppError('unauthenticated', 'Not a token.')
    return caller(token as Role)
  })
  for (const access of ['public', 'guest', 'member', 'manager', 'admin'] satisfies Access[]) {
    app.post(`/${access}`, { config: { access } }, async (request) => ({ caller: request.caller?.id ?? null }))
  }
  app.post('/asks', { config: { access: 'guest' } }, async (request) => callerOf(request))
  const client = clientOf(app, {})
  const send = (path: string, authorization?: string, body?: unknown) =>
    client('POST', path, body, authorization === undefined ? {} : { authorization })
  return { app, send, seen }
}

const { send, seen } = startServer()
const statusFor = async (access: string, token?: string) =>
  (await send(`/${access}`, token === undefined ? undefined : `Bearer ${token}`)).status

describe('access', () => {
  const table: [access: Access, anonymous: number, member: number, manager: number, admin: number, badToken: number][] =
    [
      ['public', 200, 200, 200, 200, 200],
      ['guest', 200, 200, 200, 200, 401],
      ['member', 401, 200, 200, 200, 401],
      ['manager', 401, 403, 200, 200, 401],
      ['admin', 401, 403, 403, 200, 401],
    ]
  for (const [access, ...expected] of table) {
    it(`${access} lets in whom it says`, async () => {
      const statuses: number[] = []
      for (const token of [undefined, 'member', 'manager', 'admin', 'bad'])
        statuses.push(await statusFor(access, token))
      assert.deepEqual(statuses, expected)
    })
  }

  it('gives guest routes the caller when there is one', async () => {
    assert.deepEqual((await send('/guest', 'Bearer member')).body, { caller: 'member' })
    assert.deepEqual((await send('/guest')).body, { caller: null })
  })

  it('looks at no token on public routes', async () => {
    const before = seen.length
    assert.deepEqual((await send('/public', 'Bearer admin')).body, { caller: null })
    assert.equal(seen.length, before)
  })

  it('is checked before the body is read', async () => {
    assert.equal((await send('/member', undefined, '{')).status, 401)
    assert.equal((await send('/admin', 'Bearer member', '{')).status, 403)
    assert.equal((await send('/admin', 'Bearer admin', '{')).status, 400)
  })

  it('says which role it takes', async () => {
    assert.deepEqual((await send('/admin', 'Bearer manager')).body, {
      code: 403,
      status: 'Forbidden',
      message: 'This takes the role admin.',
    })
  })

  it('of a route that declares none stops the boot', async () => {
    const { app } = startServer()
    app.get('/forgotten', async () => 'everyone sees this')
    await assert.rejects(async () => app.ready(), /These routes declare no access: GET \/forgotten/)
  })
})

describe('no-store', () => {
  it('is on every answer of a private route, and of a guest route to an account', async () => {
    for (const [path, authorization] of [
      ['/member', undefined],
      ['/member', 'Bearer member'],
      ['/admin', 'Bearer member'],
      ['/guest', 'Bearer member'],
      ['/guest', 'Bearer bad'],
    ] as const) {
      assert.equal((await send(path, authorization)).headers['cache-control'], 'no-store', path)
    }
  })

  it('is on no answer that is for everyone', async () => {
    assert.equal((await send('/public')).headers['cache-control'], undefined)
    assert.equal((await send('/guest')).headers['cache-control'], 'no-cache')
  })
})

describe('the Authorization header', () => {
  it('is Bearer, in any case, and a token', async () => {
    for (const header of ['Bearer member', 'bearer member', 'BEARER   member', 'Bearer member  ']) {
      assert.equal((await send('/member', header)).status, 200, header)
    }
  })

  it('is refused in any other form, on guest routes too', async () => {
    for (const header of [
      '',
      'Bearer',
      'Bearer ',
      'member',
      'Basic bWVtYmVy',
      'Bearer a b',
      'Bearer m\u00e9',
      'Bearer "member"',
    ]) {
      for (const path of ['/member', '/guest']) {
        const { status, headers } = await send(path, header)
        assert.equal(status, 401, `${path} ${header}`)
        assert.equal(headers['www-authenticate'], 'Bearer')
      }
    }
  })

  it('is said to be missing when it is', async () => {
    assert.equal((await send('/member')).body.message, 'Missing Authorization Header')
  })
})

describe('hasRole', () => {
  it('includes the roles below', () => {
    assert.ok(hasRole(caller('admin'), 'member') && hasRole(caller('manager'), 'manager'))
    assert.ok(!hasRole(caller('member'), 'manager') && !hasRole(caller('manager'), 'admin'))
    assert.ok(!hasRole(null, 'member'))
  })
})

describe('callerOf', () => {
  it('is a fault of the server where nobody need be', async () => {
    assert.equal((await send('/asks')).status, 500)
    assert.equal((await send('/asks', 'Bearer member')).body.id, 'member')
  })
})
