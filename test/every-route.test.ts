import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Account, Answer, Client, Teamroom } from './harness.ts'
import { walk } from './pages.ts'
import { addressOf, type DeclaredRoute, hasEnd, startWithRoutes } from './routes.ts'
import { addEditor, ask, LEAVE_TYPE, makeSamples, POLICY, type Samples, sampleAddress } from './samples.ts'
import { openSurvey, reply } from './surveys.ts'
import { addLeaveType, addPolicy } from './time-off.ts'

let teamroom: Teamroom
let routes: DeclaredRoute[]
let admin: Account
let pages: string[]
let samples: Samples

before(async () => {
  ;({ teamroom, routes } = await startWithRoutes())
  admin = await teamroom.account('admin')
  samples = await makeSamples(teamroom, admin)
  pages = reads().map(({ url }) => sampleAddress(samples, url))
})
after(() => teamroom.stop())

/** One of the documentation's files is a redirect to its page. */
const reads = () => routes.filter(({ method, url }) => method === 'GET' && !url.endsWith('/index.html') && hasEnd(url))

/** Asks every route in every way that matters here: as nobody, as somebody, with a bad token, with a bad body. */
async function askAll(ask: (route: DeclaredRoute, path: string, answer: Answer) => void): Promise<void> {
  for (const route of routes) {
    const path = addressOf(route)
    const body = route.method === 'GET' ? undefined : '{"title": '
    for (const send of [teamroom.send, admin.send]) ask(route, path, await send(route.method, path, body))
    ask(route, path, await teamroom.send(route.method, path, undefined, { authorization: 'Bearer bad' }))
  }
}

function assertBaseHeaders({ headers }: Answer, what: string): void {
  assert.match(headers['content-security-policy'] ?? '', /default-src 'none'.*frame-ancestors 'none'/, what)
  assert.equal(headers['x-content-type-options'], 'nosniff', what)
  assert.equal(headers['referrer-policy'], 'no-referrer', what)
  assert.match(headers['x-request-id'] ?? '', /^[\w.:-]{1,128}$/, what)
}

describe('every answer', () => {
  it('has the headers that keep browsers from harm, and an id', async () => {
    await askAll(({ method }, path, answer) => assertBaseHeaders(answer, `${method} ${path} ${answer.status}`))
    for (const path of pages) assertBaseHeaders(await admin.send('GET', path), path)
  })

  it('has them where there is no route, and where the address is broken', async () => {
    for (const path of [
      '/nope',
      '/api/posts/%zz',
      `/api/posts/${'x'.repeat(3_000)}`,
      '/%00',
      '/..%2f..%2fetc/passwd',
    ]) {
      for (const method of ['GET', 'POST', 'OPTIONS', 'PROPFIND']) {
        const answer = await teamroom.send(method, path)
        assert.ok(answer.status >= 400 && answer.status < 500, `${method} ${path} ${answer.status}`)
        assertBaseHeaders(answer, `${method} ${path}`)
      }
    }
  })

  it('has the id that the client sent, when that is a sensible one', async () => {
    for (const path of ['/healthz', '/nope', '/api/me', '/%zz']) {
      const idFor = async (id: string) =>
        (await teamroom.send('GET', path, undefined, { 'x-request-id': id })).headers['x-request-id']
      assert.equal(await idFor('my.request:1-2_3'), 'my.request:1-2_3')
      for (const id of ['two words', 'x'.repeat(129), '', 'é', 'a;b']) assert.notEqual(await idFor(id), id)
    }
  })

  it('is not stored by anybody when it is of a private route, or of a guest route to an account', async () => {
    await askAll(({ method, access }, path, { headers, status }) => {
      if (access !== 'public' && access !== 'guest')
        assert.equal(headers['cache-control'], 'no-store', `${method} ${path} ${status}`)
    })
    for (const { method, url } of routes.filter(({ access }) => access === 'guest')) {
      const path = addressOf({ url })
      assert.equal((await admin.send(method, path)).headers['cache-control'], 'no-store', path)
      assert.equal((await teamroom.send(method, path)).headers['cache-control'], 'no-cache', path)
    }
  })

  it('is not stored by anybody when it has to do with passwords and tokens', async () => {
    const entrances = routes.filter(({ url }) => /^\/(api\/auth|register|login|token|logout)/.test(url))
    assert.ok(entrances.length >= 8)
    for (const { method, url } of entrances) {
      assert.equal((await teamroom.send(method, url, {})).headers['cache-control'], 'no-store', url)
    }
  })
})

describe('every path', () => {
  /** Which methods each path has, as `Allow` names them. */
  function allowedMethods(): Map<string, Set<string>> {
    const paths = new Map<string, Set<string>>()
    for (const { url, method } of routes) {
      const allowed = paths.get(url) ?? new Set(['OPTIONS'])
      for (const name of method === 'GET' ? ['GET', 'HEAD'] : [method]) allowed.add(name)
      paths.set(url, allowed)
    }
    return paths
  }

  it('is 405 for the methods that it does not have, and says which it has', async () => {
    const paths = allowedMethods()
    // These stand where an id may: other methods look for a post, an employee, a request or a survey of that name.
    const named =
      /^\/api\/(posts\/(feed\.atom|preview)|employees\/(me|import|export\.(csv|xlsx))|time-off\/requests\/preview|surveys\/(open|import|:id\/links\/takeover))$/
    const elsewhere = (url: string) => (named.test(url) ? ['GET', 'PUT', 'PATCH', 'DELETE'] : [])
    for (const [url, allowed] of paths) {
      const allow = [...allowed].sort().join(', ')
      const had = new Set([...allowed, ...elsewhere(url)])
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND'].filter(
        (name) => !had.has(name),
      )) {
        const { status, headers, body } = await admin.send(method, addressOf({ url }))
        assert.deepEqual([status, headers.allow, body.code], [405, allow, 405], `${method} ${url}`)
      }
    }
  })

  it('is 204 for OPTIONS, and says which methods it has', async () => {
    for (const [url, allowed] of allowedMethods()) {
      const { status, headers, text } = await teamroom.send('OPTIONS', addressOf({ url }))
      assert.deepEqual([status, headers.allow, text], [204, [...allowed].sort().join(', '), ''], url)
    }
  })
})

describe('every GET', () => {
  it('has an ETag, and is 304 without a body to those who have that', async () => {
    for (const path of pages) {
      const read = await admin.send('GET', path)
      assert.equal(read.status, 200, path)
      const { etag = '' } = read.headers
      assert.match(etag, /^(W\/)?"[^"]+"$/, path)
      const again = await admin.send('GET', path, undefined, { 'if-none-match': etag })
      assert.deepEqual([again.status, again.text], [304, ''], path)
      assert.equal(again.headers.etag, etag, path)
      assertBaseHeaders(again, path)
      assert.equal(again.headers['cache-control'], read.headers['cache-control'], path)
      assert.equal((await admin.send('GET', path, undefined, { 'if-none-match': '"other"' })).status, 200, path)
    }
  })

  it('can be asked for its head alone', async () => {
    const nowhere = ['/nope', '/api/posts/none', '/api/posts/by-slug/none']
    for (const path of [...pages, ...nowhere]) {
      for (const headers of [{}, { 'if-none-match': '*' }, { accept: 'text/html' }]) {
        const full = await admin.send('GET', path, undefined, headers)
        const head = await admin.send('HEAD', path, undefined, headers)
        assert.deepEqual([head.status, head.text], [full.status, ''], path)
        for (const name of ['etag', 'content-type', 'location'])
          assert.equal(head.headers[name], full.headers[name], path)
      }
    }
  })
})

describe('every list', () => {
  /** Two of the older paths have a name for what they list. */
  const rowsIn = ({ body }: Answer) => body?.users ?? body?.surveys ?? body
  const isList = (answer: Answer) => Array.isArray(rowsIn(answer))

  /** Fills every list with more rows than the pages below have. */
  async function fill(): Promise<void> {
    const { body: post } = await admin.send('POST', '/api/posts', {
      title: 'To be changed',
      content: 'Ten characters.',
    })
    pages = pages.map((path) =>
      path.replace(/^\/api\/posts\/[^/]+\/(revisions|acknowledgements)$/, `/api/posts/${post.id}/$1`),
    )
    const survey = samples.ids.find(([start]) => start === '/api/surveys/')?.[1] ?? assert.fail()
    const hours = Array(7).fill(8)
    for (let i = 0; i < 7; i++) {
      await teamroom.account('member')
      await admin.send('POST', '/api/posts', { title: `Post ${i}`, content: 'Ten characters.' })
      await admin.send('POST', '/api/invites', {})
      await admin.send('POST', '/api/time-off/feeds', { scope: 'company' })
      const { body } = await admin.send('POST', '/api/employees', { name: `Employee ${i}`, start_date: '2026-01-01' })
      await admin.send('PUT', `/api/employees/${body.id}/policies/${LEAVE_TYPE}/2026-01-01`, { policy_id: POLICY })
      const left = { name: `Leaver ${i}`, start_date: '2026-01-01', end_date: '2026-01-31' }
      const { body: leaver } = await admin.send('POST', '/api/employees', left)
      await admin.send('POST', `/api/people/${leaver.id}/erasure`, { name: left.name })
      await admin.send('POST', '/pto', { hours: 1, employee_id: samples.employee })
      await admin.send('POST', '/api/company/holidays', { date: `2026-08-0${i + 1}`, name: `Day ${i}` })
      await admin.send('PUT', `/api/employees/${samples.employee}/working-patterns/2026-0${i + 2}-01`, { hours })
      await ask(admin, `2026-05-1${i}`)
      await admin.send('PATCH', `/api/posts/${post.id}`, { title: `Changed ${i}` })
      await openSurvey(admin, { audience: 'anyone', listed: true })
      await addEditor(teamroom, admin, survey)
      const { body: links } = await admin.send('POST', `/api/surveys/${survey}/links`, {
        addresses: [`${i}@example.com`],
      })
      await reply(admin, links[0].key, { lunch: { other: `Dish ${i}` } })
      const { id } = await addLeaveType(admin)
      await addPolicy(admin, { leave_type_id: id })
      await admin.send('PUT', `/api/employees/${samples.employee}/policies/${id}/2026-01-01`, { policy_id: null })
    }
  }

  it('is walked by its links, no row twice and none left out', async () => {
    await fill()
    const rowsOf: Client = async (...request) => {
      const answer = await admin.send(...request)
      return { ...answer, body: rowsIn(answer) }
    }
    const lists: string[] = []
    for (const path of pages) {
      // What is asked for by a period has no pages.
      if (path.includes('?') || !isList(await admin.send('GET', path))) continue
      lists.push(path.replace(/[0-9a-f-]{36}/, ':id'))
      const all = await walk(rowsOf, `${path}?limit=200`)
      for (const limit of [1, 2, 3]) assert.deepEqual(await walk(rowsOf, `${path}?limit=${limit}`), all, path)
      for (const query of ['limit=0', 'limit=201', 'limit=x', 'cursor=x', 'nope=1']) {
        const { status, body } = await admin.send('GET', `${path}?${query}`)
        assert.deepEqual([status, Object.keys(body.errors.query)], [422, [query.split('=')[0]]], `${path}?${query}`)
      }
    }
    assert.deepEqual(lists.sort(), [
      '/activesurveys',
      '/api/company/holidays',
      '/api/employees',
      '/api/employees/:id/holidays',
      '/api/employees/:id/ledger',
      '/api/employees/:id/policies',
      '/api/employees/:id/working-patterns',
      '/api/erasures',
      '/api/holidays',
      '/api/holidays/regions',
      '/api/invites',
      '/api/me/sessions',
      '/api/posts',
      '/api/posts/:id/acknowledgements',
      '/api/posts/:id/revisions',
      '/api/surveys',
      '/api/surveys/:id/editors',
      '/api/surveys/:id/links',
      '/api/surveys/:id/questions/lunch/answers',
      '/api/surveys/open',
      '/api/time-off/balances',
      '/api/time-off/feeds',
      '/api/time-off/leave-types',
      '/api/time-off/policies',
      '/api/time-off/requests',
      '/api/time-off/year-end',
      '/api/users',
      '/employees',
      '/getsurveys',
      '/pto',
      '/users',
    ])
  })
})
