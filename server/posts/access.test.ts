import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Account, type Client, startTeamroom, type Teamroom } from '../../test/harness.ts'
import { walk } from '../../test/pages.ts'
import type { Caller } from '../http/access.ts'
import { actsOf, decide, readerOf } from './access.ts'
import { POST_ACTS } from './schema.ts'
import { findPost, type PostRow } from './store.ts'

const SOON_MS = 600_000
const WRITER_ACTS = ['edit', 'publish', 'delete', 'see_versions']

let teamroom: Teamroom
let manager: Account
let admin: Account
let member: Account
/** Wrote posts as a manager, and is none any more. */
let former: Account
let posts: PostRow[]
let now: Date

before(async () => {
  teamroom = await startTeamroom()
  now = teamroom.clock.now
  const publish_at = new Date(now.getTime() + SOON_MS).toISOString()
  manager = await teamroom.account('manager')
  admin = await teamroom.account('admin')
  member = await teamroom.account('member')
  former = await teamroom.account('manager')
  const ids: string[] = []
  for (const author of [manager, former]) {
    for (const state of [{ published: false }, { published: true }, { publish_at }]) {
      for (const visibility of ['public', 'members']) {
        for (const must_read of [true, false]) {
          const fields = { title: 'Summer party', content: 'On Friday at five.', visibility, must_read, ...state }
          const { status, body, text } = await author.send('POST', '/api/posts', fields)
          assert.equal(status, 201, text)
          ids.push(body.id)
        }
      }
    }
  }
  await admin.send('PATCH', `/api/users/${former.id}`, { role: 'member' })
  const editor = readerOf(callerOf(admin, 'admin'), now)
  posts = (await Promise.all(ids.map((id) => findPost(teamroom.db, editor, id)))).map((post) => post as PostRow)
})
after(() => teamroom.stop())

const callerOf = ({ id, username }: Account, role: Caller['role']): Caller => ({
  ...{ id, username, role, sessionId: '', version: 1 },
})

const readers = (): { name: string; send: Client; caller: Caller | null }[] => [
  { name: 'a guest', send: teamroom.send, caller: null },
  { name: 'a member', send: member.send, caller: callerOf(member, 'member') },
  { name: 'a former manager', send: former.send, caller: callerOf(former, 'member') },
  { name: 'a manager', send: manager.send, caller: callerOf(manager, 'manager') },
  { name: 'an administrator', send: admin.send, caller: callerOf(admin, 'admin') },
]

describe('permissions over posts', () => {
  it('to read are the same in a list, for each post alone, by its slug, and in one place', async () => {
    for (const { name, send, caller } of readers()) {
      const decided = posts.filter((post) => decide(readerOf(caller, now), 'read', post) === 'yes').map(({ id }) => id)
      const listed = (await walk(send, '/api/posts?limit=7')).map(({ id }) => id)
      assert.deepEqual(listed.sort(), decided.sort(), name)
      for (const { id, slug } of posts) {
        const status = decided.includes(id) ? 200 : 404
        assert.equal((await send('GET', `/api/posts/${id}`)).status, status, `${name} ${id}`)
        assert.equal((await send('GET', `/api/posts/by-slug/${slug}`)).status, status, `${name} ${slug}`)
      }
    }
  })

  it('are what answers say can be done, alone and in lists', async () => {
    for (const { name, send, caller } of readers()) {
      for (const post of await walk(send, '/api/posts?limit=7')) {
        const row = posts.find(({ id }) => id === post.id) as PostRow
        assert.deepEqual(post.can, actsOf(readerOf(caller, now), row), name)
        assert.deepEqual((await send('GET', `/api/posts/${post.id}`)).body, post, name)
      }
    }
  })

  it('are a writer’s to change what is written, and an account’s to acknowledge what is out', () => {
    const acts = (caller: Caller | null, fields: Partial<PostRow>) =>
      actsOf(readerOf(caller, now), { ...(posts[0] as PostRow), ...fields })
    const out = { publish_at: now.toISOString(), visibility: 'public', must_read_at: now.toISOString() } as const
    for (const { caller } of readers()) {
      const isWriter = caller !== null && caller.role !== 'member'
      assert.deepEqual(acts(caller, out), [
        ...(isWriter ? [...WRITER_ACTS, 'see_readers'] : []),
        ...(caller ? ['acknowledge'] : []),
      ])
      assert.deepEqual(acts(caller, { ...out, must_read_at: null }), isWriter ? WRITER_ACTS : [])
      assert.deepEqual(acts(caller, { ...out, publish_at: null }), isWriter ? [...WRITER_ACTS, 'see_readers'] : [])
    }
    assert.deepEqual(POST_ACTS.slice(0, WRITER_ACTS.length), WRITER_ACTS)
  })

  it('end with the role: a former manager reads their own drafts, and changes nothing', async () => {
    const own = posts.filter(({ author_id }) => author_id === former.id)
    for (const { id } of own) {
      assert.deepEqual((await former.send('GET', `/api/posts/${id}`)).body.can.includes('edit'), false)
      assert.equal((await former.send('PATCH', `/api/posts/${id}`, { title: 'Winter party' })).status, 403)
      assert.equal((await former.send('DELETE', `/api/posts/${id}`)).status, 403)
      assert.equal((await former.send('GET', `/api/posts/${id}/revisions`)).status, 403)
    }
  })

  it('change the ETag of a post with the role of its reader, and leave it good for a change', async () => {
    const person = await teamroom.account('manager')
    const path = `/api/posts/${posts[4]?.id}`
    const { etag = '' } = (await person.send('GET', path)).headers
    await admin.send('PATCH', `/api/users/${person.id}`, { role: 'member' })
    const again = await person.send('GET', path, undefined, { 'if-none-match': etag })
    assert.deepEqual([again.status, again.body.can], [200, ['acknowledge']])
    const changed = await admin.send('PATCH', path, { pinned: true }, { 'if-match': String(again.headers.etag) })
    assert.equal(changed.status, 200)
  })

  it('change in a list that is kept when a scheduled post comes out', async () => {
    const canOf = async () =>
      (await manager.send('GET', '/api/posts?must_read=true&scheduled=false&limit=200')).body.length
    const listed = (await manager.send('GET', '/api/posts?must_read=true&limit=200')).body
    const before = await canOf()
    teamroom.clock.advance(SOON_MS)
    const later = (await manager.send('GET', '/api/posts?must_read=true&limit=200')).body
    assert.equal(later.length, listed.length)
    assert.equal(await canOf(), before + 4)
    const acknowledgeable = (list: { can: string[] }[]) => list.filter(({ can }) => can.includes('acknowledge')).length
    assert.equal(acknowledgeable(later), acknowledgeable(listed) + 4)
    teamroom.clock.advance(-SOON_MS)
  })
})
