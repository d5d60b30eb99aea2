import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Type } from 'typebox'
import { bareApp } from '../../test/bare-app.ts'
import { clientOf } from '../../test/harness.ts'
import { nextPage, walk } from '../../test/pages.ts'
import { readPage, sendPage } from './paging.ts'
import { makeSecrets } from './secrets.ts'
import { closed, Line, PageQuery } from './shapes.ts'

const Query = closed({ ...PageQuery, q: Type.Optional(Line(1, 20)), odd: Type.Optional(Type.Boolean()) })

/** A server with two lists of the numbers 1 to 50. */
function startServer(secret = 'secret') {
  const app = bareApp()
  const secrets = makeSecrets(secret)
  for (const path of ['/numbers', '/others']) {
    app.get(path, { schema: { querystring: Query } }, async (request, reply) => {
      const page = readPage(secrets, request)
      const first = page.after === undefined ? 1 : Number(page.after[0]) + 1
      const rows = Array.from({ length: 51 - first }, (_, i) => first + i).slice(0, page.limit + 1)
      return sendPage(secrets, request, reply, page, rows, (row) => [String(row)])
    })
  }
  return clientOf(app, {})
}

describe('a list', () => {
  const send = startServer()
  const cursorOf = async (url: string) =>
    new URL(nextPage(await send('GET', url)) ?? '', 'http://x').searchParams.get('cursor') ?? ''

  const refused = async (url: string) => {
    const { status, body } = await send('GET', url)
    assert.equal(status, 422, url)
    assert.deepEqual(body.errors, { query: { cursor: ['Not a cursor of this list.'] } }, url)
  }

  it('has twenty rows a page where nobody asks for another number', async () => {
    assert.equal((await send('GET', '/numbers')).body.length, 20)
    assert.equal((await send('GET', '/numbers?limit=50')).body.length, 50)
  })

  it('says where its next page is, and nothing on the last one', async () => {
    const { headers } = await send('GET', '/numbers?limit=49')
    assert.match(headers.link ?? '', /^<\/numbers\?limit=49&cursor=[\w-]+>; rel="next"$/)
    for (const limit of [50, 51, 200]) {
      assert.equal((await send('GET', `/numbers?limit=${limit}`)).headers.link, undefined)
    }
  })

  it('is walked by its links, each row once', async () => {
    for (const limit of [1, 7, 20, 49, 50]) {
      const seen = await walk(send, `/numbers?limit=${limit}`)
      assert.deepEqual(
        seen,
        Array.from({ length: 50 }, (_, i) => i + 1),
      )
    }
  })

  it('keeps its filters in its links, whatever characters they have', async () => {
    const query = new URLSearchParams({ q: 'a&b=c>é "%;,', odd: 'true', limit: '5' })
    const first = await send('GET', `/numbers?${query}`)
    const next = new URL(nextPage(first) ?? '', 'http://x').searchParams
    assert.equal(next.get('q'), 'a&b=c>é "%;,')
    assert.equal(next.get('odd'), 'true')
    assert.deepEqual((await send('GET', nextPage(first) ?? '')).body, [6, 7, 8, 9, 10])
  })

  it('takes a cursor with another number of rows, and with its filters in another order or spelling', async () => {
    const cursor = await cursorOf('/numbers?q=x&odd=true&limit=5')
    assert.deepEqual((await send('GET', `/numbers?odd=yes&cursor=${cursor}&limit=2&q=x`)).body, [6, 7])
  })

  it('refuses a cursor of another list, or with other filters', async () => {
    const cursor = await cursorOf('/numbers?q=x')
    for (const url of ['/others?q=x', '/numbers?q=y', '/numbers?q=x&odd=true', '/numbers?']) {
      await refused(`${url}&cursor=${cursor}`)
    }
    await refused(`/numbers?q=x&cursor=${await cursorOf('/numbers')}`)
  })

  it('refuses a cursor in which anything was changed', async () => {
    const cursor = await cursorOf('/numbers')
    for (let i = 0; i < cursor.length; i++) {
      const other = cursor[i] === 'A' ? 'B' : 'A'
      await refused(`/numbers?cursor=${cursor.slice(0, i)}${other}${cursor.slice(i + 1)}`)
    }
    for (const edited of [
      `${cursor}A`,
      cursor.slice(0, -1),
      cursor.slice(0, 22),
      cursor.slice(22),
      cursor.toLowerCase(),
    ]) {
      await refused(`/numbers?cursor=${edited}`)
    }
  })

  it('refuses a cursor that some other server made', async () => {
    const { searchParams } = new URL(nextPage(await startServer('other')('GET', '/numbers')) ?? '', 'http://x')
    await refused(`/numbers?cursor=${searchParams.get('cursor')}`)
  })

  it('refuses what is no cursor at all', async () => {
    for (const text of ['1', 'null', '%5B%221%22%5D', 'W10', '-', '%C3%A9', 'x'.repeat(1_000)]) {
      await refused(`/numbers?cursor=${text}`)
    }
  })
})
