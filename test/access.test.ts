import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Role } from '../server/db/tables.ts'
import type { Account, Teamroom } from './harness.ts'
import { addressOf, type DeclaredRoute, startWithRoutes } from './routes.ts'

let teamroom: Teamroom
let routes: DeclaredRoute[]
let accounts: Record<Role, Account>

before(async () => {
  ;({ teamroom, routes } = await startWithRoutes())
  accounts = {
    member: await teamroom.account('member'),
    manager: await teamroom.account('manager'),
    admin: await teamroom.account('admin'),
  }
})
after(() => teamroom.stop())

const named = (access: DeclaredRoute['access']) =>
  routes
    .filter((route) => route.access === access)
    .map(({ method, url }) => `${method} ${url}`)
    .sort()

/** Sends nothing that a route could take, so that whoever gets in changes nothing. */
const knock = (route: DeclaredRoute, send: Account['send']) =>
  send(route.method, addressOf(route), undefined, { 'if-match': '"none"' })

describe('the routes for everybody', () => {
  it('are these, and look at no access token', () => {
    assert.deepEqual(named('public'), [
      'GET /',
      'GET /api/auth/setup',
      'GET /api/docs/openapi.json',
      'GET /api/docs/swagger',
      'GET /api/docs/swagger/*',
      'GET /api/time-off/feeds/:token/calendar.ics',
      'GET /healthz',
      'GET /readyz',
      'POST /api/auth/confirmations',
      'POST /api/auth/forgotten-password',
      'POST /api/auth/login',
      'POST /api/auth/password-reset',
      'POST /api/auth/refresh',
      'POST /api/auth/register',
      'POST /login',
      'POST /logout/refresh',
      'POST /register',
      'POST /token/refresh',
    ])
  })

  it('are these, and show an account what is meant for it', () => {
    assert.deepEqual(named('guest'), [
      'GET /activesurveys',
      'GET /api/posts',
      'GET /api/posts/:id',
      'GET /api/posts/by-slug/:slug',
      'GET /api/posts/feed.atom',
      'GET /api/surveys/open',
      'GET /api/surveys/public/:key',
      'GET /getsurveyquestions',
      'POST /addreply',
      'POST /api/surveys/public/:key/begun',
      'POST /api/surveys/public/:key/replies',
    ])
  })
})

describe('every other route', () => {
  const LESSER: Record<Role, Role[]> = { member: [], manager: ['member'], admin: ['member', 'manager'] }
  const guarded = () =>
    routes.filter(
      (route): route is DeclaredRoute & { access: Role } => route.access !== 'public' && route.access !== 'guest',
    )

  it('is one for accounts', () => {
    assert.deepEqual(named('member'), [
      'DELETE /api/me/sessions/:id',
      'DELETE /api/surveys/:id',
      'DELETE /api/surveys/:id/closure',
      'DELETE /api/surveys/:id/editors/:user_id',
      'DELETE /api/surveys/:id/links/:link',
      'DELETE /api/surveys/:id/questions/:question',
      'DELETE /api/time-off/feeds/:id',
      'DELETE /api/time-off/requests/:id/approval',
      'DELETE /api/time-off/requests/:id/rejection',
      'DELETE /pto/:id',
      'GET /api/company',
      'GET /api/company/holidays',
      'GET /api/company/holidays/:id',
      'GET /api/employees',
      'GET /api/employees/:id',
      'GET /api/employees/:id/balance',
      'GET /api/employees/:id/holidays',
      'GET /api/employees/:id/ledger',
      'GET /api/employees/:id/policies',
      'GET /api/employees/:id/policies/:leave_type_id/:effective_from',
      'GET /api/employees/:id/working-patterns',
      'GET /api/employees/me',
      'GET /api/holidays',
      'GET /api/holidays/regions',
      'GET /api/me',
      'GET /api/me/export',
      'GET /api/me/sessions',
      'GET /api/me/sessions/:id',
      'GET /api/posts/:id/acknowledgement',
      'GET /api/surveys',
      'GET /api/surveys/:id',
      'GET /api/surveys/:id/codebook.csv',
      'GET /api/surveys/:id/codebook.xlsx',
      'GET /api/surveys/:id/editors',
      'GET /api/surveys/:id/file',
      'GET /api/surveys/:id/links',
      'GET /api/surveys/:id/links/:link',
      'GET /api/surveys/:id/questions/:question',
      'GET /api/surveys/:id/questions/:question/answers',
      'GET /api/surveys/:id/replies.csv',
      'GET /api/surveys/:id/replies.json',
      'GET /api/surveys/:id/replies.xlsx',
      'GET /api/surveys/:id/results',
      'GET /api/surveys/:id/results/events',
      'GET /api/time-off/balances',
      'GET /api/time-off/balances.csv',
      'GET /api/time-off/balances.xlsx',
      'GET /api/time-off/calendar',
      'GET /api/time-off/feeds',
      'GET /api/time-off/feeds/:id',
      'GET /api/time-off/leave-types',
      'GET /api/time-off/leave-types/:id',
      'GET /api/time-off/policies',
      'GET /api/time-off/policies/:id',
      'GET /api/time-off/requests',
      'GET /api/time-off/requests/:id',
      'GET /api/time-off/taken.csv',
      'GET /api/time-off/taken.xlsx',
      'GET /api/time-off/year-end',
      'GET /employees',
      'GET /getsurveys',
      'GET /getsurveystats',
      'GET /pto',
      'PATCH /api/me',
      'PATCH /api/surveys/:id',
      'PATCH /api/surveys/:id/questions/:question',
      'PATCH /api/time-off/requests/:id',
      'POST /addquestion',
      'POST /addsurvey',
      'POST /api/auth/logout',
      'POST /api/me/email-confirmation',
      'POST /api/posts/:id/acknowledgement',
      'POST /api/surveys',
      'POST /api/surveys/:id/closure',
      'POST /api/surveys/:id/copies',
      'POST /api/surveys/:id/editors',
      'POST /api/surveys/:id/links',
      'POST /api/surveys/:id/links/takeover',
      'POST /api/surveys/:id/publication',
      'POST /api/surveys/:id/questions',
      'POST /api/surveys/import',
      'POST /api/time-off/feeds',
      'POST /api/time-off/requests',
      'POST /api/time-off/requests/:id/approval',
      'POST /api/time-off/requests/:id/cancellation',
      'POST /api/time-off/requests/:id/rejection',
      'POST /api/time-off/requests/preview',
      'POST /logout',
      'POST /logout/access',
      'POST /pto',
      'PUT /api/me/password',
      'PUT /api/surveys/:id/editors/:user_id',
      'PUT /api/surveys/:id/public-key',
    ])
  })

  it('is 401 without a token, and with one that is none', async () => {
    for (const route of guarded()) {
      const what = `${route.method} ${route.url}`
      const { status, headers, body } = await knock(route, teamroom.send)
      assert.equal(status, 401, what)
      assert.equal(headers['www-authenticate'], 'Bearer', what)
      assert.equal(body.message, 'Missing Authorization Header', what)
      for (const authorization of ['Bearer none', 'Basic YTpi', 'Bearer', accounts.admin.token]) {
        assert.equal(
          (await teamroom.send(route.method, addressOf(route), undefined, { authorization })).status,
          401,
          what,
        )
      }
    }
  })

  it('is 403 to every lesser role', async () => {
    let refusals = 0
    for (const route of guarded()) {
      for (const role of LESSER[route.access]) {
        const { status, body } = await knock(route, accounts[role].send)
        assert.equal(status, 403, `${role} ${route.method} ${route.url}`)
        assert.equal(body.message, `This takes the role ${route.access}.`)
        refusals++
      }
    }
    assert.ok(refusals > 20, `${refusals} refusals`)
  })

  it('is open to the role that it asks for, and to greater ones', async () => {
    for (const route of guarded()) {
      // Everybody else, or one's own session, would be gone.
      if (route.url.startsWith('/logout') || route.url === '/api/auth/logout' || route.url === '/users') continue
      for (const role of ['member', 'manager', 'admin'] as const) {
        if (LESSER[route.access].includes(role)) continue
        const { status } = await knock(route, accounts[role].send)
        assert.ok(status !== 401 && status !== 403, `${role} ${route.method} ${route.url} ${status}`)
      }
    }
  })
})

describe('a guest route', () => {
  it('is 401 with a token that is none, so that nobody takes its answer for theirs', async () => {
    for (const route of routes.filter(({ access }) => access === 'guest')) {
      const { status } = await teamroom.send(route.method, addressOf(route), undefined, {
        authorization: 'Bearer none',
      })
      assert.equal(status, 401, route.url)
    }
  })
})

describe('the paths of earlier systems', () => {
  it('are gone when they are switched off, and nothing else is', async () => {
    const without = await startWithRoutes({ compat: false })
    const key = ({ method, url }: DeclaredRoute) => `${method} ${url}`
    const kept = new Set(without.routes.map(key))
    const gone = routes.map(key).filter((route) => !kept.has(route))
    assert.deepEqual(gone.sort(), [
      ...['DELETE /employees/:id', 'DELETE /pto/:id', 'DELETE /users', 'GET /activesurveys', 'GET /employees'],
      ...[
        'GET /getsurveyquestions',
        'GET /getsurveys',
        'GET /getsurveystats',
        'GET /pto',
        'GET /users',
        'POST /addquestion',
        'POST /addreply',
      ],
      ...['POST /addsurvey', 'POST /employees', 'POST /login', 'POST /logout', 'POST /logout/access'],
      ...['POST /logout/refresh', 'POST /pto', 'POST /register', 'POST /token/refresh'],
      ...['PUT /employees/:id', 'PUT /employees/:id/'],
    ])
    await without.teamroom.stop()
  })
})
