import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Account, startTeamroom, type Teamroom } from '../../test/harness.ts'

const CONTENT = 'Some content of ten characters or more.'

let teamroom: Teamroom
let editor: Account
let member: Account

before(async () => {
  teamroom = await startTeamroom()
  editor = await teamroom.account('manager', 'Edith')
  member = await teamroom.account('member', 'Mem')
})
after(() => teamroom.stop())

async function write(fields: object = {}): Promise<string> {
  const { body } = await editor.send('POST', '/api/posts', { title: 'A title', content: CONTENT, ...fields })
  return body.id
}

describe('GET /api/posts/:id/revisions', () => {
  it('lists the versions that were replaced, newest first', async () => {
    const id = await write({ title: 'First', tags: ['one'] })
    await editor.send('PATCH', `/api/posts/${id}`, { title: 'Second' })
    await editor.send('PATCH', `/api/posts/${id}`, { pinned: true })
    await editor.send('PATCH', `/api/posts/${id}`, { content: 'Other content for it.' })
    const { body } = await editor.send('GET', `/api/posts/${id}/revisions`)
    assert.deepEqual(
      body.map((r: Record<string, unknown>) => [r.version, r.title, r.content, r.tags, r.replaced_by]),
      [
        [3, 'Second', CONTENT, ['one'], editor.id],
        [1, 'First', CONTENT, ['one'], editor.id],
      ],
    )
  })

  it('keeps the newest fifty, in pages', async () => {
    const id = await write()
    for (let i = 0; i < 55; i++) await editor.send('PATCH', `/api/posts/${id}`, { title: `Title ${i}` })
    const first = await editor.send('GET', `/api/posts/${id}/revisions?limit=30`)
    const next = String(first.headers.link).match(/<(.*)>/)?.[1] as string
    const second = await editor.send('GET', next)
    const versions = [...first.body, ...second.body].map((revision) => revision.version)
    assert.deepEqual(
      versions,
      Array.from({ length: 50 }, (_, i) => 55 - i),
    )
    assert.equal(second.headers.link, undefined)
  })

  it('has long ones in pages of a bounded size, none left out', async () => {
    const id = await write()
    const content = (i: number) => `${i} ${'字'.repeat(80_000)}`
    for (let i = 0; i < 6; i++) await editor.send('PATCH', `/api/posts/${id}`, { content: content(i) })
    const pages: number[][] = []
    for (let next: string | undefined = `/api/posts/${id}/revisions?limit=50`; next; ) {
      const { body, headers } = await editor.send('GET', next)
      pages.push(body.map((revision: { version: number }) => revision.version))
      next = headers.link?.match(/<(.*)>/)?.[1]
    }
    assert.deepEqual(pages, [
      [6, 5],
      [4, 3],
      [2, 1],
    ])
  })

  it('is for editors', async () => {
    const id = await write()
    assert.equal((await teamroom.send('GET', `/api/posts/${id}/revisions`)).status, 401)
    assert.equal((await member.send('GET', `/api/posts/${id}/revisions`)).status, 403)
    const missing = '/api/posts/0197c0de-5a1e-7c3f-9a41-3f6c2b7d8e90/revisions'
    assert.equal((await editor.send('GET', missing)).status, 404)
  })
})

describe('acknowledging a must-read post', () => {
  it('is noted once, with the version that was read', async () => {
    const id = await write({ must_read: true })
    const path = `/api/posts/${id}/acknowledgement`
    assert.equal((await member.send('GET', path)).status, 404)
    const first = await member.send('POST', path)
    assert.equal(first.status, 201)
    assert.deepEqual(first.body, {
      user: { id: member.id, username: 'Mem' },
      version: 1,
      acknowledged_at: teamroom.clock.now.toISOString(),
    })
    await editor.send('PATCH', `/api/posts/${id}`, { title: 'Changed since' })
    const again = await member.send('POST', path)
    assert.equal(again.status, 200)
    assert.deepEqual(again.body, first.body)
    assert.deepEqual((await member.send('GET', path)).body, first.body)
  })

  it('is noted once when fifty requests cross', async () => {
    const id = await write({ must_read: true })
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => member.send('POST', `/api/posts/${id}/acknowledgement`)),
    )
    assert.equal(answers.filter((answer) => answer.status === 201).length, 1)
    assert.equal(answers.filter((answer) => answer.status === 200).length, 49)
  })

  it('is refused where none is asked for, and where the post is not to be seen', async () => {
    const plain = await write()
    assert.equal((await member.send('POST', `/api/posts/${plain}/acknowledgement`)).status, 409)
    const draft = await write({ must_read: true, published: false })
    assert.equal((await member.send('POST', `/api/posts/${draft}/acknowledgement`)).status, 404)
    assert.equal((await teamroom.send('POST', `/api/posts/${plain}/acknowledgement`)).status, 401)
  })

  it('takes the post from the list of those still to be read', async () => {
    const tag = 'to-acknowledge'
    const id = await write({ must_read: true, tags: [tag] })
    const list = async (acknowledged: boolean) =>
      (await member.send('GET', `/api/posts?tag=${tag}&acknowledged=${acknowledged}`)).body.length
    assert.deepEqual([await list(false), await list(true)], [1, 0])
    await member.send('POST', `/api/posts/${id}/acknowledgement`)
    assert.deepEqual([await list(false), await list(true)], [0, 1])
    assert.equal((await teamroom.send('GET', '/api/posts?acknowledged=false')).status, 401)
  })
})

describe('GET /api/posts/:id/acknowledgements', () => {
  it('says who has acknowledged a post and who has not, by name, in pages', async () => {
    const id = await write({ must_read: true })
    const people = await Promise.all(
      ['zoe', 'Adam', 'bert', 'Łukasz', 'Luis'].map((name) => teamroom.account('member', name)),
    )
    await people[1]?.send('POST', `/api/posts/${id}/acknowledgement`)
    const names = async (query: string) => {
      const { body } = await editor.send('GET', `/api/posts/${id}/acknowledgements?${query}`)
      return body.map((row: { user: { username: string } }) => row.user.username)
    }
    assert.deepEqual(await names('acknowledged=true'), ['Adam'])
    assert.deepEqual(await names('acknowledged=false'), ['bert', 'Edith', 'Luis', 'Łukasz', 'Mem', 'zoe'])
    assert.deepEqual(await names('limit=2'), ['Adam', 'bert'])
    const paged: string[] = []
    for (let next: string | undefined = `/api/posts/${id}/acknowledgements?limit=1`; next; ) {
      const { body, headers } = await editor.send('GET', next)
      paged.push(...body.map((row: { user: { username: string } }) => row.user.username))
      next = headers.link?.match(/<(.*)>/)?.[1]
    }
    assert.deepEqual(paged, ['Adam', 'bert', 'Edith', 'Luis', 'Łukasz', 'Mem', 'zoe'])
    await teamroom.db
      .updateTable('users')
      .set({ disabled_at: '2026-01-01T00:00:00.000Z' })
      .where('username', '=', 'zoe')
      .execute()
    assert.deepEqual(await names('acknowledged=false'), ['bert', 'Edith', 'Luis', 'Łukasz', 'Mem'])
    const { body } = await editor.send('GET', `/api/posts/${id}/acknowledgements/count`)
    assert.deepEqual(body, { acknowledged: 1, outstanding: 5 })
  })

  it('is for editors, as is their number', async () => {
    const id = await write({ must_read: true })
    for (const path of ['acknowledgements', 'acknowledgements/count']) {
      assert.equal((await teamroom.send('GET', `/api/posts/${id}/${path}`)).status, 401)
      assert.equal((await member.send('GET', `/api/posts/${id}/${path}`)).status, 403)
      const missing = `/api/posts/0197c0de-5a1e-7c3f-9a41-3f6c2b7d8e90/${path}`
      assert.equal((await editor.send('GET', missing)).status, 404)
    }
  })
})
