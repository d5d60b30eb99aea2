import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { atomProblems } from '../../test/feeds/atom-checker.ts'
import { type Account, startTeamroom, type Teamroom } from '../../test/harness.ts'

const DAY_MS = 86_400_000
const CONTENT = 'Some content of **ten** characters or more.'

let teamroom: Teamroom
let editor: Account
let member: Account

before(async () => {
  teamroom = await startTeamroom()
})
after(() => teamroom.stop())
beforeEach(async () => {
  editor = await teamroom.account('manager')
  member = await teamroom.account('member')
})

async function write(fields: object = {}) {
  const answer = await editor.send('POST', '/api/posts', { title: 'A title', content: CONTENT, ...fields })
  assert.equal(answer.status, 201, answer.text)
  return answer.body
}

async function titles(send: Account['send'], query: string): Promise<string[]> {
  const answer = await send('GET', `/api/posts?${query}`)
  assert.equal(answer.status, 200, answer.text)
  return answer.body.map((post: { title: string }) => post.title)
}

async function statuses(path: string): Promise<number[]> {
  const answers = await Promise.all([teamroom.send, member.send, editor.send].map((send) => send('GET', path)))
  return answers.map((answer) => answer.status)
}

describe('POST /api/posts', () => {
  it('publishes a post for everyone unless told otherwise', async () => {
    const answer = await editor.send('POST', '/api/posts', { title: 'Hello there', content: CONTENT })
    assert.equal(answer.status, 201)
    assert.equal(answer.headers.location, `/api/posts/${answer.body.id}`)
    const { id, created_at, publish_at, updated_at, ...rest } = answer.body
    assert.deepEqual(rest, {
      can: ['edit', 'publish', 'delete', 'see_versions'],
      title: 'Hello there',
      content: CONTENT,
      html: '<p>Some content of <strong>ten</strong> characters or more.</p>\n',
      slug: 'hello-there',
      tags: [],
      published: true,
      visibility: 'public',
      pinned: false,
      must_read: false,
      author: { id: editor.id, username: editor.username },
      version: 1,
    })
    assert.deepEqual([created_at, publish_at, updated_at], Array(3).fill(teamroom.clock.now.toISOString()))
    const read = await editor.send('GET', `/api/posts/${id}`)
    assert.deepEqual(read.body, answer.body)
    assert.equal(read.headers.etag, answer.headers.etag)
    assert.deepEqual((await teamroom.send('GET', `/api/posts/${id}`)).body, { ...answer.body, can: [] })
  })

  it('keeps every field that is given', async () => {
    const post = await write({
      tags: ['Events', 'événement'],
      visibility: 'members',
      pinned: true,
      must_read: true,
      published: false,
    })
    assert.deepEqual(post.tags, ['events', 'événement'])
    assert.equal(post.visibility, 'members')
    assert.deepEqual([post.pinned, post.must_read, post.published, post.publish_at], [true, true, false, null])
  })

  it('is for managers and administrators', async () => {
    const body = { title: 'A title', content: CONTENT }
    assert.equal((await teamroom.send('POST', '/api/posts', body)).status, 401)
    assert.equal((await member.send('POST', '/api/posts', body)).status, 403)
  })

  it('refuses a schedule in the past, a scheduled draft and a blank title', async () => {
    const past = new Date(teamroom.clock.now.getTime() - 1000).toISOString()
    const later = new Date(teamroom.clock.now.getTime() + DAY_MS).toISOString()
    const refused: [object, string][] = [
      [{ publish_at: past }, 'publish_at'],
      [{ publish_at: later, published: false }, 'publish_at'],
      [{ publish_at: '2026-12-31T23:59:60Z' }, 'publish_at'],
      [{ title: '     ' }, 'title'],
      [{ tags: ['a', 'b', ' '] }, 'tags'],
    ]
    for (const [fields, field] of refused) {
      const { status, body } = await editor.send('POST', '/api/posts', {
        title: 'A title',
        content: CONTENT,
        ...fields,
      })
      assert.equal(status, 422, JSON.stringify(fields))
      assert.deepEqual(Object.keys(body.errors.json), [field])
    }
  })

  it('renders Markdown without letting anything run', async () => {
    const attacks = [
      '<script>alert(1)</script>',
      '<img src=x onerror=alert(1)>',
      '[click me](javascript:alert(1))',
      '[click me](JaVaScRiPt&#58;alert(1))',
      '![x](javascript:alert(1))',
      '[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)',
      '<javascript:alert(1)>',
      '[a]: javascript:alert(1)\n\n[a]',
      '<svg/onload=alert(1)>',
      '<a href="x" onclick="alert(1)">x</a>',
      '`<script>alert(1)</script>`',
      '"><script>alert(1)</script>',
      '[x](https://example.com "onmouseover=\\"alert(1)")',
      '<style>body{display:none}</style><iframe src="https://example.com"></iframe>',
    ]
    for (const content of attacks) {
      const { html } = await write({ content: `${content} ${' and more'.repeat(2)}` })
      assert.doesNotMatch(html, /<(script|svg|iframe|style|object|embed|form)|<[^>]+\son\w+\s*=/i, content)
      assert.doesNotMatch(html, /(href|src)="\s*(javascript|data|vbscript):/i, content)
    }
  })

  it('gives posts with the same title slugs of their own', async () => {
    const posts = await Promise.all(Array.from({ length: 20 }, () => write({ title: 'The very same title' })))
    const slugs = posts.map((post) => post.slug)
    assert.equal(new Set(slugs).size, 20)
    assert.ok(slugs.includes('the-very-same-title'))
  })
})

describe('POST /api/posts/preview', () => {
  const preview = (content: unknown, send = editor.send) => send('POST', '/api/posts/preview', { content })

  it('gives the HTML that a post would have, and keeps nothing', async () => {
    const before = (await editor.send('GET', '/api/posts')).body
    const content = `# A heading\n\n${CONTENT}\n\n<img src=x onerror=alert(1)> [x](javascript:alert(2))`
    const { status, body } = await preview(content)
    assert.equal(status, 200)
    assert.deepEqual((await editor.send('GET', '/api/posts')).body, before)
    assert.deepEqual(body, { html: (await write({ content })).html })
  })

  it('shows what is only begun, and refuses what no post could hold', async () => {
    assert.deepEqual((await preview('')).body, { html: '' })
    assert.deepEqual((await preview('*Hi*')).body, { html: '<p><em>Hi</em></p>\n' })
    assert.equal((await preview('x'.repeat(100_000))).status, 200)
    for (const content of ['x'.repeat(100_001), 'a\u0000b', 7, null, undefined]) {
      const { status, body } = await preview(content)
      assert.deepEqual([status, Object.keys(body.errors.json)], [422, ['content']], String(content).slice(0, 20))
    }
  })

  it('is for those who may write', async () => {
    assert.equal((await preview(CONTENT, teamroom.send)).status, 401)
    assert.equal((await preview(CONTENT, member.send)).status, 403)
  })
})

describe('GET /api/posts', () => {
  it('shows each reader what is meant for them', async () => {
    const tag = 'visibility-test'
    const later = new Date(teamroom.clock.now.getTime() + DAY_MS).toISOString()
    await write({ tags: [tag], title: 'For all' })
    await write({ tags: [tag], title: 'For members', visibility: 'members' })
    await write({ tags: [tag], title: 'Draft', published: false })
    await write({ tags: [tag], title: 'Scheduled', publish_at: later })

    assert.deepEqual((await titles(teamroom.send, `tag=${tag}`)).sort(), ['For all'])
    assert.deepEqual((await titles(member.send, `tag=${tag}`)).sort(), ['For all', 'For members'])
    assert.deepEqual((await titles(editor.send, `tag=${tag}`)).sort(), ['Draft', 'For all', 'For members', 'Scheduled'])
  })

  it('filters by whether it is published', async () => {
    const tag = 'published-test'
    await write({ tags: [tag], title: 'Published' })
    await write({ tags: [tag], title: 'Draft', published: false })
    assert.deepEqual(await titles(editor.send, `tag=${tag}&published=true`), ['Published'])
    assert.deepEqual(await titles(editor.send, `tag=${tag}&published=False`), ['Draft'])
    assert.deepEqual(await titles(teamroom.send, `tag=${tag}&published=false`), [])
    assert.deepEqual(await titles(member.send, `tag=${tag}&published=false`), [])
  })

  it('filters by whether it is scheduled', async () => {
    const tag = 'scheduled-test'
    const later = new Date(teamroom.clock.now.getTime() + DAY_MS).toISOString()
    await write({ tags: [tag], title: 'Due' })
    await write({ tags: [tag], title: 'Draft', published: false })
    await write({ tags: [tag], title: 'Scheduled', publish_at: later })
    const { id } = await write({ tags: [tag], title: 'No longer scheduled', publish_at: later })
    await editor.send('PATCH', `/api/posts/${id}`, { published: false })
    assert.deepEqual(await titles(editor.send, `tag=${tag}&scheduled=true`), ['Scheduled'])
    assert.deepEqual(await titles(editor.send, `tag=${tag}&scheduled=false`), ['Due'])
    assert.deepEqual(await titles(member.send, `tag=${tag}&scheduled=true`), [])
    assert.deepEqual(await titles(teamroom.send, `tag=${tag}&scheduled=true`), [])
  })

  it('shows a scheduled post from its moment on, at the place of that moment', async () => {
    const tag = 'schedule-test'
    const later = new Date(teamroom.clock.now.getTime() + DAY_MS).toISOString()
    const { id } = await write({ tags: [tag], title: 'Scheduled', publish_at: later })
    assert.deepEqual(await statuses(`/api/posts/${id}`), [404, 404, 200])
    teamroom.clock.advance(1000)
    await write({ tags: [tag], title: 'Written after it' })
    assert.deepEqual(await titles(teamroom.send, `tag=${tag}`), ['Written after it'])
    teamroom.clock.advance(DAY_MS)
    editor = await teamroom.account('manager')
    member = await teamroom.account('member')
    assert.deepEqual(await titles(teamroom.send, `tag=${tag}`), ['Scheduled', 'Written after it'])
    assert.deepEqual(await statuses(`/api/posts/${id}`), [200, 200, 200])
  })

  it('finds words in title, tags and content, by their beginning and without accents', async () => {
    await write({ title: 'Crème brûlée for Zoë', content: 'In the kitchen on quixotic Friday.', tags: ['patisserie'] })
    for (const q of ['brulee', 'BRÛLÉE quix', 'zoe', 'patiss', 'kitchen+friday']) {
      assert.deepEqual(
        await titles(teamroom.send, `q=${encodeURIComponent(q).replace('%2B', '+')}`),
        ['Crème brûlée for Zoë'],
        q,
      )
    }
    assert.deepEqual(await titles(teamroom.send, 'q=brulee+nowhere'), [])
  })

  it('finds words as people type them, with whatever letters they were written', async () => {
    const titled: [title: string, ...queries: string[]][] = [
      ['Wyjazd do Łodzi', 'lodzi', 'ŁODZI', 'łodz'],
      ['Neue Straßenbahn', 'strassen', 'STRASSENBAHN', 'straßen'],
      ['Smørrebrød på Ærø', 'smorrebrod', 'pa aero'],
      ['Isparta ve İzmir’de ılık', 'izmir', 'ISPARTA', 'ilik'],
      ['Þórður og Đorđe', 'thordur dorde'],
      ['Jürgen Müller aus Köln', 'mueller', 'juergen koeln', 'muller'],
      ['Aujourd’hui, d’études', "aujourd'hui", 'études', "d'etudes"],
      ['ｶﾀｶﾅ ﾃｽﾄ', 'カタカナ', 'テスト'],
      ['東京オフィスの引っ越し', '東京', '京オフ', 'オフィスの引っ', '東'],
      ['रविवार की छुट्टी', 'छुट्टी', 'की रवि'],
    ]
    for (const [title] of titled) await write({ title })
    for (const [title, ...queries] of titled)
      for (const q of queries) {
        assert.deepEqual(await titles(teamroom.send, `q=${encodeURIComponent(q)}`), [title], q)
      }
  })

  it('finds phrases where a script has no spaces, and not their characters somewhere', async () => {
    await write({ title: '京都の東にある店' })
    assert.deepEqual(await titles(teamroom.send, `q=${encodeURIComponent('京都の東')}`), ['京都の東にある店'])
    for (const q of ['東京都', '店京', '都東', 'の店']) {
      assert.deepEqual(await titles(teamroom.send, `q=${encodeURIComponent(q)}`), [], q)
    }
  })

  it('takes what is looked for at any length, and cuts it', async () => {
    const title = 'Ozymandias: look on my works, ye mighty, and despair, said he who walked by'
    await write({ title })
    assert.deepEqual(await titles(teamroom.send, `q=${encodeURIComponent(title)}`), [title])
    assert.deepEqual(await titles(teamroom.send, `q=${encodeURIComponent(`${title} ${'and so on '.repeat(500)}`)}`), [
      title,
    ])
    assert.deepEqual(await titles(teamroom.send, `q=${encodeURIComponent('!!! 🎉')}`), [])
  })

  it('searches only what the reader may see', async () => {
    await write({ title: 'Secretplan one', visibility: 'members' })
    await write({ title: 'Secretplan two', published: false })
    assert.deepEqual(await titles(teamroom.send, 'q=secretplan'), [])
    assert.deepEqual(await titles(member.send, 'q=secretplan'), ['Secretplan one'])
    assert.equal((await titles(editor.send, 'q=secretplan')).length, 2)
  })

  it('forgets the words of text that was replaced or deleted', async () => {
    const { id } = await write({ title: 'Xylophone lessons' })
    await editor.send('PATCH', `/api/posts/${id}`, { title: 'Piano lessons' })
    assert.deepEqual(await titles(teamroom.send, 'q=xylophone'), [])
    assert.deepEqual(await titles(teamroom.send, 'q=piano'), ['Piano lessons'])
    await editor.send('DELETE', `/api/posts/${id}`)
    assert.deepEqual(await titles(teamroom.send, 'q=piano'), [])
  })

  it('filters by author, pinned and must-read', async () => {
    const other = await teamroom.account('admin')
    await other.send('POST', '/api/posts', { title: 'Pinned', content: CONTENT, pinned: true })
    await other.send('POST', '/api/posts', { title: 'Must read', content: CONTENT, must_read: true })
    assert.deepEqual(await titles(teamroom.send, `author=${other.id}&pinned=true`), ['Pinned'])
    assert.deepEqual(await titles(teamroom.send, `author=${other.id}&pinned=false`), ['Must read'])
    assert.deepEqual(await titles(teamroom.send, `author=${other.id}&must_read=true`), ['Must read'])
  })

  it('follows a change at once', async () => {
    const { id } = await write({ title: 'Before the change', tags: ['change-test'] })
    assert.deepEqual(await titles(teamroom.send, 'tag=change-test'), ['Before the change'])
    await editor.send('PATCH', `/api/posts/${id}`, { title: 'After the change' })
    assert.deepEqual(await titles(teamroom.send, 'tag=change-test'), ['After the change'])
    await editor.send('PATCH', `/api/posts/${id}`, { visibility: 'members' })
    assert.deepEqual(await titles(teamroom.send, 'tag=change-test'), [])
  })

  it("shows an author's new name, and another ETag, at once", async () => {
    const author = await teamroom.account('admin')
    const { body } = await author.send('POST', '/api/posts', { title: 'By a person', content: CONTENT })
    const path = `/api/posts/${body.id}`
    const first = await teamroom.send('GET', path)
    const renamed = await author.send('PATCH', '/api/me', { username: 'A New Name' })
    assert.equal(renamed.status, 200, renamed.text)
    const second = await teamroom.send('GET', path, undefined, { 'if-none-match': String(first.headers.etag) })
    assert.equal(second.status, 200)
    assert.equal(second.body.author.username, 'A New Name')
  })
})

describe('a draft', () => {
  it('is seen by editors, and by its author even when no longer one', async () => {
    const author = await teamroom.account('manager')
    const { body } = await author.send('POST', '/api/posts', { title: 'My draft', content: CONTENT, published: false })
    const path = `/api/posts/${body.id}`
    assert.deepEqual(await statuses(path), [404, 404, 200])
    await teamroom.db.updateTable('users').set({ role: 'member' }).where('id', '=', author.id).execute()
    assert.equal((await author.send('GET', path)).status, 200)
    assert.deepEqual(await titles(author.send, `author=${author.id}`), ['My draft'])
    assert.equal((await author.send('PATCH', path, { title: 'Not any more' })).status, 403)
  })
})

describe('PUT and PATCH /api/posts/:id', () => {
  it('PUT replaces title and content and keeps the rest, as the blog seed has it', async () => {
    const post = await write({ tags: ['kept'], published: false })
    teamroom.clock.advance(1000)
    const answer = await editor.send('PUT', `/api/posts/${post.id}`, {
      title: 'Updated title',
      content: 'Updated content.',
    })
    assert.equal(answer.status, 200)
    assert.deepEqual(
      [answer.body.title, answer.body.content, answer.body.tags, answer.body.published, answer.body.version],
      ['Updated title', 'Updated content.', ['kept'], false, 2],
    )
    assert.equal(answer.body.created_at, post.created_at)
    assert.notEqual(answer.body.updated_at, post.updated_at)
  })

  it('PUT needs title and content, PATCH at least one field', async () => {
    const { id } = await write()
    const put = await editor.send('PUT', `/api/posts/${id}`, {})
    assert.deepEqual(Object.keys(put.body.errors.json).sort(), ['content', 'title'])
    const patch = await editor.send('PATCH', `/api/posts/${id}`, {})
    assert.deepEqual(patch.body.errors.json, { _schema: ['At least one field is required.'] })
  })

  it('refuse a change to another version than the one that was read', async () => {
    const { id } = await write()
    const etag = String((await editor.send('GET', `/api/posts/${id}`)).headers.etag)
    const first = await editor.send('PATCH', `/api/posts/${id}`, { pinned: true }, { 'if-match': etag })
    assert.equal(first.status, 200)
    const second = await editor.send('PATCH', `/api/posts/${id}`, { pinned: false }, { 'if-match': etag })
    assert.equal(second.status, 412)
    const third = await editor.send('DELETE', `/api/posts/${id}`, undefined, { 'if-match': etag })
    assert.equal(third.status, 412)
    assert.equal((await editor.send('GET', `/api/posts/${id}`)).body.pinned, true)
  })

  it('let one of fifty crossing changes to the same version win', async () => {
    const { id } = await write()
    const etag = String((await editor.send('GET', `/api/posts/${id}`)).headers.etag)
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        editor.send('PATCH', `/api/posts/${id}`, { title: `Title ${i}` }, { 'if-match': etag }),
      ),
    )
    assert.equal(answers.filter((answer) => answer.status === 200).length, 1)
    assert.equal(answers.filter((answer) => answer.status === 412).length, 49)
    assert.equal((await editor.send('GET', `/api/posts/${id}`)).body.version, 2)
  })

  it('lose no change when fifty cross without If-Match', async () => {
    const { id } = await write()
    await Promise.all(
      Array.from({ length: 50 }, (_, i) => editor.send('PATCH', `/api/posts/${id}`, { tags: [`t${i}`] })),
    )
    assert.equal((await editor.send('GET', `/api/posts/${id}`)).body.version, 51)
    const { n } = await teamroom.db
      .selectFrom('post_tags')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .where('post_id', '=', id)
      .executeTakeFirstOrThrow()
    assert.equal(Number(n), 1)
  })

  it('answer 404 where there is no post', async () => {
    const path = '/api/posts/0197c0de-5a1e-7c3f-9a41-3f6c2b7d8e90'
    assert.equal((await editor.send('PATCH', path, { pinned: true })).status, 404)
    assert.equal((await editor.send('DELETE', path)).status, 404)
  })
})

describe('DELETE /api/posts/:id', () => {
  it('leaves nothing of the post behind', async () => {
    const post = await write({ tags: ['gone'], must_read: true })
    await editor.send('PATCH', `/api/posts/${post.id}`, { title: 'Changed once' })
    await member.send('POST', `/api/posts/${post.id}/acknowledgement`)
    const answer = await editor.send('DELETE', `/api/posts/${post.id}`)
    assert.deepEqual([answer.status, answer.text], [204, ''])
    assert.deepEqual(await statuses(`/api/posts/${post.id}`), [404, 404, 404])
    for (const table of ['post_slugs', 'post_tags', 'post_revisions', 'post_acknowledgements'] as const) {
      const rows = await teamroom.db.selectFrom(table).select('post_id').where('post_id', '=', post.id).execute()
      assert.deepEqual(rows, [], table)
    }
  })
})

describe('GET /api/posts/by-slug/:slug', () => {
  it('finds a post, and redirects from slugs it had before', async () => {
    const { id } = await write({ title: 'The old name of it' })
    await editor.send('PATCH', `/api/posts/${id}`, { title: 'The new name of it' })
    const old = await teamroom.send('GET', '/api/posts/by-slug/the-old-name-of-it')
    assert.deepEqual([old.status, old.headers.location], [301, '/api/posts/by-slug/the-new-name-of-it'])
    const found = await teamroom.send('GET', String(old.headers.location))
    assert.deepEqual([found.status, found.body.id], [200, id])
  })

  it('never gives an old slug to another post', async () => {
    const { id } = await write({ title: 'A contested name' })
    await editor.send('PATCH', `/api/posts/${id}`, { title: 'Renamed meanwhile' })
    assert.notEqual((await write({ title: 'A contested name' })).slug, 'a-contested-name')
    const back = await editor.send('PATCH', `/api/posts/${id}`, { title: 'A contested name' })
    assert.equal(back.body.slug, 'a-contested-name')
  })

  it('does not tell of posts that the reader may not see', async () => {
    const { slug, id } = await write({ title: 'Hidden by its slug', published: false })
    await editor.send('PATCH', `/api/posts/${id}`, { title: 'Hidden by another slug' })
    assert.deepEqual(await statuses(`/api/posts/by-slug/${slug}`), [404, 404, 301])
  })
})

describe('GET /api/posts/feed.atom', () => {
  it('is not sent again until something in it has changed, as when a post comes out', async () => {
    await write({ title: 'Out at once' })
    const due = new Date(teamroom.clock.now.getTime() + DAY_MS).toISOString()
    await write({ title: 'Out tomorrow', publish_at: due })
    const { headers } = await teamroom.send('GET', '/api/posts/feed.atom')
    const known = { 'if-none-match': headers.etag ?? assert.fail('no ETag') }
    assert.equal((await teamroom.send('GET', '/api/posts/feed.atom', undefined, known)).status, 304)
    teamroom.clock.advance(2 * DAY_MS)
    const { status, text } = await teamroom.send('GET', '/api/posts/feed.atom', undefined, known)
    assert.equal(status, 200)
    assert.match(text, /Out tomorrow/)
  })

  it('has the newest posts that are out, with titles as text', async () => {
    await write({ title: '<b>Bold</b> & <script>', tags: ['r&d <"x">'] })
    await write({ title: 'For members alone', visibility: 'members' })
    await write({ title: 'A draft for nobody', published: false })
    const { headers, text } = await teamroom.send('GET', '/api/posts/feed.atom')
    assert.match(String(headers['content-type']), /^application\/atom\+xml/)
    assert.match(text, /&lt;b&gt;Bold&lt;\/b&gt; &amp; &lt;script&gt;/)
    assert.doesNotMatch(text, /<b>|<script>|For members alone|A draft for nobody/)
    assert.match(text, / term="r&amp;d &lt;&quot;x&quot;&gt;" /)
    assert.deepEqual(atomProblems(text), [])
    const own = (await editor.send('GET', '/api/posts/feed.atom')).text
    assert.match(own, /For members alone/)
    assert.doesNotMatch(own, /A draft for nobody/)
  })

  it('keeps RFC 4287 whatever is in it, once scheduled posts are out, and once accounts are gone', async () => {
    const author = await teamroom.account('manager', 'Nobody \ufffe')
    const due = new Date(teamroom.clock.now.getTime() + DAY_MS).toISOString()
    const odd = {
      title: 'Odd \uf8ff\uffff <b>',
      tags: ['\uffff', '\uf8ff'],
      content: '[A link](../menu), \ufffe and \uf8ff.',
    }
    assert.equal((await author.send('POST', '/api/posts', { ...odd, publish_at: due })).status, 201)
    teamroom.clock.advance(2 * DAY_MS)
    const read = async () => (await teamroom.send('GET', '/api/posts/feed.atom')).text
    const before = await read()
    assert.deepEqual(atomProblems(before), [])
    assert.match(before, /<title>Odd \uf8ff &lt;b&gt;<\/title>/)
    assert.match(before, new RegExp(`<updated>${due}</updated>\n<author>\n<name>Nobody </name>`))
    const admin = await teamroom.account('admin')
    assert.equal((await admin.send('DELETE', `/api/users/${author.id}`)).status, 204)
    const after = await read()
    assert.deepEqual(atomProblems(after), [])
    assert.doesNotMatch(after, /Nobody/)
  })
})

describe('a list of long posts', () => {
  it('comes in pages of a bounded size, none left out', async () => {
    const tag = 'long-posts'
    const content = 'A sentence of thirty characters '.repeat(3000)
    await Promise.all(Array.from({ length: 30 }, (_, i) => write({ title: `Long ${i}`, tags: [tag], content })))
    const ids = new Set<string>()
    let pages = 0
    for (let next: string | undefined = `/api/posts?tag=${tag}&limit=200`; next; pages++) {
      const { text, body, headers } = await teamroom.send('GET', next)
      assert.ok(text.length < 1.1 * 1024 * 1024)
      for (const { id } of body) ids.add(id)
      next = headers.link?.match(/<(.*)>/)?.[1]
    }
    assert.equal(ids.size, 30)
    assert.ok(pages > 1)
  })

  it('has the newest of them in the feed, as many as fit', async () => {
    const content = 'ü'.repeat(90_000)
    const titles = Array.from({ length: 20 }, (_, i) => `Very long ${i}`)
    for (const title of titles) await write({ title, content })
    const { text } = await teamroom.send('GET', '/api/posts/feed.atom')
    assert.deepEqual(
      [...text.matchAll(/Very long (\d+)/g)].map(([, number]) => number),
      ['19'],
    )
    await write({ title: 'Short and new' })
    assert.match((await teamroom.send('GET', '/api/posts/feed.atom')).text, /Short and new[\s\S]*Very long 19/)
  })
})
