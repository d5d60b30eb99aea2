import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Account, startTeamroom, type Teamroom } from './harness.ts'
import { nextPage } from './pages.ts'
import { openSurvey } from './surveys.ts'

let teamroom: Teamroom
let admin: Account

before(async () => {
  teamroom = await startTeamroom()
  admin = await teamroom.account('admin')
  // The older paths say 404 where there is nothing to list.
  await openSurvey(admin, { audience: 'anyone', listed: true })
  for (let i = 0; i < 5; i++) {
    await admin.send('POST', '/api/posts', {
      title: `Post ${i}`,
      content: 'Ten characters.',
      tags: ['a'],
      must_read: true,
    })
    await admin.send('POST', '/api/invites', {})
    await admin.send('POST', '/api/employees', { name: `Employee ${i}`, start_date: '2026-01-01' })
    await teamroom.account('member')
  }
})
after(() => teamroom.stop())

/** Asks for a list as the administrator, who is refused with exactly these sentences about the query. */
async function refused(path: string, query: Record<string, string[]>): Promise<void> {
  const { status, body } = await admin.send('GET', path)
  assert.equal(status, 422, path)
  assert.deepEqual(body.errors, { query }, path)
}

const LISTS = [
  ...['/api/posts', '/api/users', '/api/invites', '/api/me/sessions', '/users'],
  ...['/api/employees', '/api/company/holidays', '/api/holidays', '/api/holidays/regions'],
  ...['leave-types', 'policies', 'requests', 'balances', 'year-end'].map((list) => `/api/time-off/${list}`),
  ...['/api/surveys', '/api/surveys/open', '/getsurveys', '/activesurveys'],
]

describe('limit', () => {
  it('is from 1 to 200 on every list', async () => {
    const said = ['Must be greater than or equal to 1 and less than or equal to 200.']
    for (const list of LISTS) {
      for (const limit of ['0', '-1', '201', '1000', '999999999999999'])
        await refused(`${list}?limit=${limit}`, { limit: said })
      for (const limit of ['1', '200']) assert.equal((await admin.send('GET', `${list}?limit=${limit}`)).status, 200)
    }
  })

  it('is a number', async () => {
    for (const limit of [
      'abc',
      '',
      '1.5',
      '1e2',
      'NaN',
      'Infinity',
      '0x10',
      '1%20',
      '%00',
      '٣',
      '1'.repeat(400),
      '1;drop table posts',
    ]) {
      await refused(`/api/posts?limit=${limit}`, { limit: ['Not a valid integer.'] })
    }
  })
})

describe('a query parameter', () => {
  it('is there once', async () => {
    await refused('/api/posts?limit=1&limit=2', { limit: ['Not a valid integer.'] })
    await refused('/api/posts?published=true&published=true', { published: ['Not a valid boolean.'] })
    await refused('/api/posts?author=a&author=b', { author: ['Not a valid UUID.'] })
    for (const name of ['q', 'tag', 'cursor'])
      await refused(`/api/posts?${name}=a&${name}=b`, { [name]: ['Not a valid string.'] })
  })

  it('is one that the list has', async () => {
    await refused('/api/posts?page=2&sort=title&q[]=a', {
      page: ['Unknown field.'],
      sort: ['Unknown field.'],
      'q[]': ['Unknown field.'],
    })
    await refused('/api/posts?limit[$gt]=1', { 'limit[$gt]': ['Unknown field.'] })
    await refused('/api/posts?constructor=1', { constructor: ['Unknown field.'] })
  })

  it('is of its type, and every one that is not is named', async () => {
    await refused('/api/posts?published=maybe&pinned=&must_read=2&acknowledged=null&author=me&limit=x', {
      published: ['Not a valid boolean.'],
      pinned: ['Not a valid boolean.'],
      must_read: ['Not a valid boolean.'],
      acknowledged: ['Not a valid boolean.'],
      author: ['Not a valid UUID.'],
      limit: ['Not a valid integer.'],
    })
  })

  it('has no more characters than make sense, and none that no one can read', async () => {
    const line = 'Not a valid string: it must be one line without control characters.'
    await refused(`/api/posts?tag=${'x'.repeat(41)}`, { tag: ['Length must be between 1 and 40.'] })
    await refused(`/api/posts?cursor=${'x'.repeat(1_001)}`, { cursor: ['Length must be between 1 and 1000.'] })
    for (const name of ['q', 'tag', 'cursor']) {
      for (const text of ['a%00b', 'a%0Ab', '%7F', 'a%E2%80%A8b'])
        await refused(`/api/posts?${name}=${text}`, { [name]: [line] })
    }
  })

  it('is a calendar day where one is asked for', async () => {
    const lists = ['/api/time-off/requests?from=', '/api/time-off/balances?on=', '/api/time-off/year-end?on=']
    for (const list of [
      ...lists,
      '/api/employees?active_on=',
      '/api/time-off/balances?active_on=',
      '/api/holidays?from=',
      '/api/time-off/balances.csv?on=',
    ]) {
      const name = list.slice(list.indexOf('?') + 1, -1)
      const [wrong, beyond] = ['Not a valid date.', 'Must be between 1900-01-01 and 2999-12-31.']
      for (const day of ['2026-02-30', '2026-2-3', '20260203', '2026-02-03T00:00:00Z'])
        await refused(list + day, { [name]: [wrong] })
      for (const day of ['1899-12-31', '3000-01-01', '0000-01-01']) await refused(list + day, { [name]: [beyond] })
      for (const day of ['', 'today', '%00']) await refused(list + day, { [name]: [beyond, wrong] })
    }
    await refused('/api/time-off/taken.csv', {
      from: ['Missing data for required field.'],
      to: ['Missing data for required field.'],
    })
    await refused('/api/time-off/taken.csv?from=2026-02-01&to=2026-01-31', { to: ['Must not be before from.'] })
  })

  it('is read as it stands when its escapes are broken', async () => {
    for (const text of ['%zz', '%', '%f', '%ff', '%c3%28', '%ed%a0%80']) {
      for (const name of ['q', 'tag', 'cursor', 'limit', 'author']) {
        const { status } = await admin.send('GET', `/api/posts?${name}=${text}`)
        assert.ok(status === 200 || status === 422, `${name}=${text} ${status}`)
      }
    }
  })
})

describe('a cursor', () => {
  const said = { cursor: ['Not a cursor of this list.'] }

  async function cursorOf(path: string): Promise<string> {
    const next = nextPage(await admin.send('GET', path))
    return new URL(next ?? '', 'http://x').searchParams.get('cursor') ?? assert.fail(`${path} has one page.`)
  }

  it('belongs to one list', async () => {
    const lists = ['/api/posts', '/api/users', '/api/invites', '/users', '/api/employees', '/api/time-off/balances']
    for (const from of lists) {
      const cursor = await cursorOf(`${from}?limit=1`)
      assert.equal((await admin.send('GET', `${from}?cursor=${cursor}`)).status, 200)
      for (const to of lists) if (to !== from) await refused(`${to}?cursor=${cursor}`, said)
    }
  })

  it('belongs to one set of filters', async () => {
    const filters = [
      '',
      'tag=a',
      'tag=b',
      'published=true',
      'published=false',
      'q=post',
      'must_read=true',
      'tag=a&must_read=true',
    ]
    for (const from of filters.filter((filter) => !/tag=b|published=false/.test(filter))) {
      const cursor = await cursorOf(`/api/posts?limit=1&${from}`)
      assert.equal((await admin.send('GET', `/api/posts?${from}&cursor=${cursor}`)).status, 200)
      for (const to of filters) if (to !== from) await refused(`/api/posts?${to}&cursor=${cursor}`, said)
    }
  })

  it('belongs to one post where the list does', async () => {
    const [first, second] = (await admin.send('GET', '/api/posts')).body
    const cursor = await cursorOf(`/api/posts/${first.id}/acknowledgements?limit=1`)
    await refused(`/api/posts/${second.id}/acknowledgements?cursor=${cursor}`, said)
    await refused(`/api/posts/${first.id}/revisions?cursor=${cursor}`, said)
  })

  it('is refused when it was edited, or is none', async () => {
    const cursor = await cursorOf('/api/posts?limit=1')
    const keys = Buffer.from(cursor.slice(22), 'base64url').toString('utf8')
    const forged = Buffer.from(keys.replace(/\d{4}/, '9999')).toString('base64url')
    const seal = cursor.slice(0, 22)
    const edited = [
      `${seal}${forged}`,
      forged,
      `${'A'.repeat(22)}${cursor.slice(22)}`,
      `${seal}${Buffer.from('["\' or 1=1 --","x"]').toString('base64url')}`,
      `${seal}`,
      `${cursor}=`,
      `${cursor} `,
      cursor.slice(1),
      ...['1', 'null', '[]', '../..', "'", 'eyJhIjoxfQ', 'x'.repeat(1_000)],
    ]
    for (const text of edited) await refused(`/api/posts?cursor=${encodeURIComponent(text)}`, said)
  })

  it('opens no door: a guest with the cursor of an editor sees what guests see', async () => {
    await admin.send('POST', '/api/posts', { title: 'A draft', content: 'Ten characters.', published: false })
    const cursor = await cursorOf('/api/posts?limit=1')
    const { body } = await teamroom.send('GET', `/api/posts?limit=200&cursor=${cursor}`)
    assert.ok(body.every((post: { published: boolean }) => post.published))
  })
})
