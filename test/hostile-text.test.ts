import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { sql } from 'kysely'
import { givePassword, logIn } from './accounts.ts'
import { type Account, startTeamroom, type Teamroom } from './harness.ts'

const SQL = [
  "'; drop table posts; --",
  "' or '1'='1",
  '" or ""="',
  "admin'--",
  '1); delete from users; --',
  "' union select password_hash from users --",
  '$1 ? :id @p {0} %s',
  "\\'; select pg_sleep(10); --",
  "x' || (select version()) || '",
]

const HTML = [
  '<script>alert(1)</script>',
  '<ScRiPt src=//evil.example>',
  '<img src=x onerror=alert(1)>',
  '<svg/onload=alert(1)>',
  '<svg><animate onbegin=alert(1)>',
  '<iframe src="javascript:alert(1)">',
  '<a href="javascript:alert(1)">x</a>',
  '<style>@import "//evil.example"</style>',
  '<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>',
  '<!--><img src=x onerror=alert(1)>-->',
  '"><script>alert(1)</script>',
  '<div style="background:url(javascript:alert(1))">',
  '<object data="data:text/html,<script>alert(1)</script>">',
  '<base href="//evil.example/">',
  '<meta http-equiv=refresh content="0;url=//evil.example">',
  '<form action="//evil.example"><input name=password>',
]

const MARKDOWN = [
  '[x](javascript:alert(1))',
  '[x](JaVaScRiPt:alert(1))',
  '[x](&#106;avascript:alert(1))',
  '[x](java\nscript:alert(1))',
  '[x](data:text/html;base64,PHNjcmlwdD4=)',
  '[x](vbscript:msgbox(1))',
  '![x](javascript:alert(1))',
  '![x](data:image/svg+xml,<svg onload=alert(1)>)',
  '![x"onerror="alert(1)](x)',
  '[x](https://example.com "\\" onmouseover=\\"alert(1)")',
  '[x]: javascript:alert(1)\n\n[x]',
  '<javascript:alert(1)>',
  '<https://example.com/"onclick="alert(1)>',
  '`<script>alert(1)</script>`',
  '```html"onload="alert(1)\n<script>alert(1)</script>\n```',
  '|<script>alert(1)</script>|\n|---|\n|<img src=x onerror=alert(1)>|',
]

let teamroom: Teamroom
let admin: Account

before(async () => {
  teamroom = await startTeamroom()
  admin = await teamroom.account('admin')
})
after(() => teamroom.stop())

async function countAll(): Promise<number[]> {
  const { rows } = await sql<{ posts: number; users: number }>`
    select (select count(*) from posts) as posts, (select count(*) from users) as users`.execute(teamroom.db)
  return rows.flatMap(({ posts, users }) => [Number(posts), Number(users)])
}

const TAGS = new Set(
  'p br hr h1 h2 h3 h4 h5 h6 blockquote pre code em strong s ul ol li a img table thead tbody tr th td'.split(' '),
)
const ATTRIBUTES = new Set(['href', 'src', 'alt', 'title', 'rel', 'start', 'style', 'referrerpolicy', 'loading'])

/** Everything that a browser would take for a tag is one that does no harm, and so are its attributes. */
function assertHarmless(html: string): void {
  for (const [tag] of html.matchAll(/<[^>]*>?/g)) {
    const [, name = '', attributes = ''] =
      tag.match(/^<\/?([a-z0-9]+)((?: [a-z]+="[^"<>]*")*) ?\/?>$/) ?? assert.fail(`${tag} in ${html}`)
    assert.ok(TAGS.has(name), `${tag} in ${html}`)
    for (const [, attribute = '', value = ''] of attributes.matchAll(/([a-z]+)="([^"]*)"/g)) {
      assert.ok(ATTRIBUTES.has(attribute), `${tag} in ${html}`)
      if (attribute === 'href' || attribute === 'src')
        assert.match(value, /^(https?:|mailto:|tel:|[^:]*$)/, `${tag} in ${html}`)
      if (attribute === 'style') assert.match(value, /^text-align:(left|center|right);?$/)
    }
  }
}

describe('SQL and HTML', () => {
  for (const text of [...SQL, ...HTML]) {
    it(`is text in every field of a post: ${text}`, async () => {
      const before = await countAll()
      const sent = { title: text, content: `${text} and more`, tags: [text.toLowerCase().slice(0, 40).trim()] }
      const created = await admin.send('POST', '/api/posts', sent)
      assert.equal(created.status, 201, created.text)
      const { body } = await teamroom.send('GET', created.headers.location ?? '')
      assert.deepEqual({ title: body.title, content: body.content, tags: body.tags }, sent)
      assertHarmless(body.html)
      assert.match(body.slug, /^[a-z0-9-]+$/)
      const changed = await admin.send('PATCH', `/api/posts/${body.id}`, { ...sent, title: `${text}!` })
      assert.equal(changed.body.title, `${text}!`)
      assert.deepEqual((await admin.send('GET', `/api/posts/${body.id}/revisions`)).body[0].title, text)
      assert.deepEqual(await countAll(), [Number(before[0]) + 1, before[1]])
    })
  }

  for (const text of [...SQL, ...HTML]) {
    it(`finds nothing but what is meant as a query parameter: ${text}`, async () => {
      const before = await countAll()
      const value = encodeURIComponent(text)
      for (const name of ['q', 'author', 'cursor', 'limit', 'published', text]) {
        const { status } = await teamroom.send('GET', `/api/posts?${encodeURIComponent(name)}=${value}`)
        assert.ok(status === 200 || status === 422, `${name} ${status}`)
      }
      const tagged = await teamroom.send('GET', `/api/posts?tag=${value}`)
      const found: { tags: string[] }[] = tagged.status === 200 ? tagged.body : []
      for (const post of found) assert.ok(post.tags.includes(text.toLowerCase().trim()))
      for (const path of [`/api/posts/${value}`, `/api/posts/by-slug/${value}`, `/${value}`]) {
        assert.equal((await teamroom.send('GET', path)).status, 404, path)
      }
      assert.deepEqual(await countAll(), before)
    })
  }

  for (const text of [...SQL, ...HTML]) {
    it(`is text in the name of an account: ${text}`, async () => {
      const username = text.replaceAll('@', '(at)').trim()
      const { id, send } = await teamroom.account('member')
      const renamed = await send('PATCH', '/api/me', { username })
      assert.equal(renamed.status, 200, renamed.text)
      assert.equal((await admin.send('GET', `/api/users/${id}`)).body.username, username)
      await givePassword(teamroom.db, id)
      assert.equal((await logIn(teamroom, username)).body.user?.username, username)
      await admin.send('DELETE', `/api/users/${id}`)
    })
  }
})

describe('Markdown', () => {
  for (const text of [...MARKDOWN, ...HTML]) {
    it(`runs nothing: ${text.replaceAll('\n', '⏎')}`, async () => {
      const content = `Some text before.\n\n${text}\n\n> ${text}\n\n- ${text}\n\n# ${text}`
      const { status, body } = await admin.send('POST', '/api/posts', { title: 'Harmless', content })
      assert.equal(status, 201)
      assert.equal(body.content, content)
      assertHarmless(body.html)
    })
  }

  for (const text of HTML) {
    it(`shows HTML as it was typed: ${text}`, async () => {
      const { body } = await admin.send('POST', '/api/posts', { title: 'Shown', content: `\`${text}\` and ${text}` })
      const shown = body.html.match(/<code>(.*)<\/code> and (.*)<\/p>/s)
      assert.equal(shown?.[1].replaceAll(/<\/?a[^>]*>/g, ''), shown?.[2].replaceAll(/<\/?a[^>]*>/g, ''))
    })
  }

  it('still is Markdown', async () => {
    const content =
      '# Hello\n\n**bold** *it* `code` [link](https://example.com) ![pic](https://example.com/a.png)\n\n|a|\n|:-:|\n|b|'
    const { html } = (await admin.send('POST', '/api/posts', { title: 'Markdown', content })).body
    for (const part of [
      ...['<h1>Hello</h1>', '<strong>bold</strong>', '<em>it</em>', '<code>code</code>', '<table>'],
      '<a href="https://example.com" rel="nofollow noopener noreferrer">link</a>',
      '<img src="https://example.com/a.png" alt="pic" referrerpolicy="no-referrer" loading="lazy" />',
    ]) {
      assert.ok(html.includes(part), `${part} in ${html}`)
    }
    assertHarmless(html)
  })
})

describe('searching', () => {
  it('takes the operators of both databases for text', async () => {
    const words = ['zebra', 'near the river', 'and so on', 'not a word', 'or else', 'tab:colon']
    for (const title of words)
      await admin.send('POST', '/api/posts', { title, content: 'Ten characters.', tags: ['searched'] })
    const search = async (query: string) => {
      const { status, body } = await teamroom.send('GET', `/api/posts?tag=searched&q=${encodeURIComponent(query)}`)
      assert.equal(status, 200, query)
      return body.map((post: { title: string }) => post.title)
    }
    for (const query of [
      '"',
      "'",
      '*',
      '-',
      ':',
      '(',
      ')',
      '()',
      '"*"',
      '!',
      '&',
      '|',
      '<->',
      ':*',
      '\\',
      '^',
      '{}',
      '%',
      '_',
      '+ - *',
      '" "',
    ]) {
      assert.deepEqual(await search(query), [], query)
    }
    const found: [query: string, ...titles: string[]][] = [
      ['zebra"', 'zebra'],
      ["'zebra'", 'zebra'],
      ['zebra*', 'zebra'],
      ['*zebra', 'zebra'],
      ['-zebra', 'zebra'],
      ['!zebra', 'zebra'],
      ['zebra:', 'zebra'],
      ['(zebra', 'zebra'],
      ['title:zebra'],
      ['words:zebra'],
      ['^zebra', 'zebra'],
      ['zebra:*A'],
      ['zebra AND river'],
      ['zebra OR river'],
      ['NEAR', 'near the river'],
      ['NEAR(river the)', 'near the river'],
      ['AND', 'and so on'],
      ['NOT', 'not a word'],
      ['OR', 'or else'],
      ['tab:colon', 'tab:colon'],
      ['zeb ra'],
      ['zebra\\', 'zebra'],
      ["zebra' | 'x"],
      ['zebra & !x'],
    ]
    for (const [query, ...titles] of found) assert.deepEqual(await search(query), titles, query)
  })
})
