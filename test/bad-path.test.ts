import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Account, startTeamroom, type Teamroom } from './harness.ts'
import { NOBODY } from './time-off.ts'

const NOT_FOUND = '{"code":404,"status":"Not Found"}'

let teamroom: Teamroom
let admin: Account

before(async () => {
  teamroom = await startTeamroom()
  admin = await teamroom.account('admin')
})
after(() => teamroom.stop())

describe('a path', () => {
  const almost = ['0197c0de-5a1e-7c3f-9a41-3f6c2b7d8e9', '0197c0de5a1e7c3f9a413f6c2b7d8e90']
  const ids = ['1', 'x', 'null', '%00', "'%20or%201=1--", '%F0%9F%98%80', '*', '{id}', ...almost]
  const routes: [method: string, path: string, body?: object][] = [
    ['GET', '/api/posts'],
    ['PUT', '/api/posts', { title: 'Hello there', content: 'Ten characters.' }],
    ['PATCH', '/api/posts', { pinned: true }],
    ['DELETE', '/api/posts'],
    ['GET', '/api/users'],
    ['PATCH', '/api/users', { role: 'admin' }],
    ['DELETE', '/api/users'],
    ['GET', '/api/invites'],
    ['DELETE', '/api/invites'],
    ['GET', '/api/me/sessions'],
    ['DELETE', '/api/me/sessions'],
    ['GET', '/api/employees'],
    ['PATCH', '/api/employees', { team: 'Kitchen' }],
    ['DELETE', '/api/employees'],
    ['GET', '/api/company/holidays'],
    ['PATCH', '/api/company/holidays', { off: 'day' }],
    ['DELETE', '/api/company/holidays'],
    ['GET', '/api/time-off/leave-types'],
    ['PATCH', '/api/time-off/leave-types', { colour: '#000000' }],
    ['DELETE', '/api/time-off/leave-types'],
    ['GET', '/api/time-off/policies'],
    ['PATCH', '/api/time-off/policies', { allowance: 30 }],
    ['DELETE', '/api/time-off/policies'],
    ['GET', '/api/time-off/requests'],
    ['PATCH', '/api/time-off/requests', { note: 'Hello' }],
    ['GET', '/api/surveys'],
    ['PATCH', '/api/surveys', { title: 'Dinner' }],
    ['DELETE', '/api/surveys'],
    ['GET', '/api/surveys/public'],
    ['GET', `/api/surveys/${NOBODY}/links`],
    ['DELETE', `/api/surveys/${NOBODY}/links`],
    ['PUT', `/api/surveys/${NOBODY}/editors`],
    ['DELETE', `/api/surveys/${NOBODY}/editors`],
    ['GET', `/api/surveys/${NOBODY}/questions`],
  ]
  for (const [method, path, sent] of routes) {
    it(`${method} ${path}/… with an id that is no UUID is 404`, async () => {
      for (const id of ids) {
        const { status, text } = await admin.send(method, `${path}/${id}`, sent)
        assert.deepEqual([status, text], [404, NOT_FOUND], id)
      }
    })
  }

  it('below an id that is no UUID is 404', async () => {
    for (const end of ['revisions', 'acknowledgement', 'acknowledgements']) {
      assert.equal((await admin.send('GET', `/api/posts/7/${end}`)).text, NOT_FOUND)
    }
    assert.equal((await admin.send('POST', '/api/posts/7/acknowledgement')).text, NOT_FOUND)
    for (const end of ['balance', 'ledger', 'holidays', 'policies', 'working-patterns']) {
      assert.equal((await admin.send('GET', `/api/employees/7/${end}`)).text, NOT_FOUND)
    }
    for (const end of ['approval', 'rejection', 'cancellation']) {
      assert.equal((await admin.send('POST', `/api/time-off/requests/7/${end}`)).text, NOT_FOUND)
    }
    for (const end of [
      'editors',
      'file',
      'links',
      'results',
      'results/events',
      'replies.csv',
      'replies.json',
      'replies.xlsx',
      'codebook.csv',
      'codebook.xlsx',
    ]) {
      assert.equal((await admin.send('GET', `/api/surveys/7/${end}`)).text, NOT_FOUND)
    }
    for (const end of ['publication', 'closure', 'copies']) {
      assert.equal((await admin.send('POST', `/api/surveys/7/${end}`)).text, NOT_FOUND)
    }
  })

  it('below somebody with a day that is none, or a leave type that is no UUID, is 404', async () => {
    const { body } = await admin.send('POST', '/api/employees', { name: 'Ann', start_date: '2026-01-01' })
    const hours = [8, 8, 8, 8, 8, 0, 0]
    for (const day of ['2026-02-30', 'today', '1899-12-31', '3000-01-01', '%00']) {
      const pattern = `/api/employees/${body.id}/working-patterns/${day}`
      const policy = `/api/employees/${body.id}/policies/${body.id}/${day}`
      assert.equal((await admin.send('PUT', pattern, { hours })).text, NOT_FOUND, day)
      assert.equal((await admin.send('PUT', policy, { policy_id: null })).text, NOT_FOUND, day)
    }
    const policy = `/api/employees/${body.id}/policies/annual/2026-01-01`
    assert.equal((await admin.send('PUT', policy, { policy_id: null })).text, NOT_FOUND)
  })

  it('with an id that is a UUID, in capitals or of another kind, is 404 as long as nothing has it', async () => {
    for (const id of ['0197C0DE-5A1E-7C3F-9A41-3F6C2B7D8E90', '00000000-0000-0000-0000-000000000000']) {
      assert.equal((await admin.send('GET', `/api/posts/${id}`)).text, NOT_FOUND)
    }
  })

  it('that climbs is refused', async () => {
    for (const path of [
      '/api/posts/..',
      '/api/posts/%2e%2e',
      '/api/posts/../../etc/passwd',
      '//api/posts',
      '/api//posts',
    ]) {
      const { status } = await admin.send('GET', path)
      assert.ok(status >= 400 && status < 500, `${path} ${status}`)
    }
  })

  it('with broken escapes is 400, and is not sent back', async () => {
    const paths = ['/%', '/%zz', '/api/posts/%', '/api/posts/%ff', '/api/posts/%c3%28', '/api/posts/by-slug/%e0%a4']
    for (const path of paths) {
      const { status, body } = await teamroom.send('GET', path)
      assert.equal(status, 400, path)
      assert.deepEqual(body, { code: 400, status: 'Bad Request', message: 'The address is not well formed.' })
    }
  })

  it('without end is refused, and is not sent back', async () => {
    for (const length of [501, 5_000, 15_000]) {
      for (const path of ['/', '/api/posts/', '/api/posts/by-slug/', '/api/docs/swagger/static/']) {
        const { status, text } = await teamroom.send('GET', path + 'x'.repeat(length))
        assert.ok(status >= 400 && status < 500, `${path} ${status}`)
        assert.ok(text.length < 300, path)
      }
    }
  })

  it('leads to no file', async () => {
    const climbs = ['../../package.json', '..%2f..%2fpackage.json', '%2e%2e/%2e%2e/package.json', '....//package.json']
    for (const climb of [...climbs, '..\\..\\package.json', '/etc/passwd', '%00']) {
      const { status, text } = await teamroom.send('GET', `/api/docs/swagger/static/${climb}`)
      assert.ok(status >= 400 && status < 500, `${climb} ${status}`)
      assert.doesNotMatch(text, /"name"|root:/)
    }
  })
})
