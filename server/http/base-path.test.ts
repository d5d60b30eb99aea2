import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Account, startTeamroom, type Teamroom } from '../../test/harness.ts'
import { withoutBasePath } from './base-path.ts'

const PATH = '/teamroom'
const pages = {
  app: { html: '<title>app</title>', policy: "default-src 'none'" },
  answer: { html: '<title>answer</title>', policy: "default-src 'none'" },
}

let teamroom: Teamroom
let anna: Account

before(async () => {
  teamroom = await startTeamroom({ publicUrl: `https://intranet.example.com${PATH}` }, { pages })
  anna = await teamroom.account('admin')
})
after(() => teamroom.stop())

const writePost = (title: string) => anna.send('POST', `${PATH}/api/posts`, { title, content: 'Ten letters.' })

describe('withoutBasePath', () => {
  const rewrite = (url: string) => withoutBasePath(PATH)({ url })

  it('takes the path away, and nothing that only begins like it', () => {
    assert.equal(rewrite('/teamroom/api/posts?limit=1'), '/api/posts?limit=1')
    for (const home of ['/teamroom', '/teamroom/']) assert.equal(rewrite(home), '/')
    assert.equal(rewrite('/teamroom?x=1'), '/?x=1')
    for (const other of ['/teamrooms', '/teamroom-2/api', '/api/posts', '/']) assert.equal(rewrite(other), other)
  })

  it('leaves everything as it is where there is none', () => {
    for (const url of ['/', '/api/posts', '/?x', '*']) assert.equal(withoutBasePath('')({ url }), url)
  })
})

describe('a server under a path', () => {
  it('answers whether its proxy hands the path on or takes it away', async () => {
    for (const url of [`${PATH}/healthz`, '/healthz']) assert.equal((await teamroom.send('GET', url)).status, 200)
    assert.equal((await teamroom.send('GET', '/other/healthz')).status, 404)
  })

  it('leads to addresses below it: where things are made, moved, and go on', async () => {
    const { status, body, headers } = await writePost('First')
    assert.equal(status, 201)
    assert.equal(headers.location, `${PATH}/api/posts/${body.id}`)
    await anna.send('PATCH', `${PATH}/api/posts/${body.id}`, { title: 'Renamed' })
    const moved = await anna.send('GET', `${PATH}/api/posts/by-slug/first`)
    assert.deepEqual([moved.status, moved.headers.location], [301, `${PATH}/api/posts/by-slug/renamed`])
    await writePost('Second')
    const { headers: listed } = await anna.send('GET', `${PATH}/api/posts?limit=1`)
    const [, next = ''] = listed.link?.match(/^<([^>]+)>; rel="next"$/) ?? []
    assert.ok(next.startsWith(`${PATH}/api/posts?`), next)
    assert.equal((await anna.send('GET', next)).status, 200)
  })

  it('repeats an answer with the same address', async () => {
    const key = { 'idempotency-key': 'again' }
    const post = () => anna.send('POST', `${PATH}/api/posts`, { title: 'Once', content: 'Ten letters.' }, key)
    const [first, second] = [await post(), await post()]
    assert.equal(first.headers.location, `${PATH}/api/posts/${first.body.id}`)
    assert.equal(second.headers.location, first.headers.location)
  })

  it('builds links with it', async () => {
    const invite = await anna.send('POST', '/api/invites', { role: 'member' })
    assert.ok(invite.body.url.startsWith(`https://intranet.example.com${PATH}/join#`), invite.text)
    const feed = await teamroom.send('GET', `${PATH}/api/posts/feed.atom`)
    assert.match(feed.text, /<id>https:\/\/intranet\.example\.com\/teamroom\/api\/posts<\/id>/)
  })

  it('binds its cookies to it, and asks for TLS of no other program on its host', async () => {
    const account = { username: 'Bo', password: 'a long password of Bo', email: 'bo@example.com' }
    const invite = await anna.send('POST', '/api/invites', { role: 'member', email: account.email })
    const token = new URLSearchParams(new URL(invite.body.url).hash.slice(1)).get('invite')
    const body = { ...account, invite: token, cookie: true }
    const { status, headers, text } = await teamroom.send('POST', `${PATH}/api/auth/register`, body)
    assert.equal(status, 201, text)
    const cookies = [headers['set-cookie']].flat().join('\n')
    assert.match(cookies, /^__Secure-teamroom_refresh=[^;]+;.*Path=\/teamroom\/api\/auth;.*Secure/m)
    assert.equal(headers['strict-transport-security'], undefined)
  })

  it('says in the description of the API where it is', async () => {
    const { body } = await teamroom.send('GET', `${PATH}/api/docs/openapi.json`)
    assert.deepEqual(body.servers, [{ url: PATH }])
  })
})

describe('an address that nothing has', () => {
  const visit = (url: string, accept = 'text/html,application/xhtml+xml,*/*;q=0.8', method = 'GET') =>
    teamroom.send(method, url, undefined, { accept })

  it('is the page of the app in a browser, with status 404', async () => {
    for (const url of ['/nonsense', '/news/1/2', `${PATH}/nonsense`]) {
      const { status, text, headers } = await visit(url)
      assert.deepEqual([status, text, headers.vary], [404, '<title>app</title>', 'accept'], url)
    }
  })

  it('is an error for programs, and below the API', async () => {
    const all = [
      await visit('/nonsense', '*/*'),
      await visit('/nonsense', undefined, 'POST'),
      await visit('/api/nonsense'),
      await visit('/assets/nonsense.js'),
    ]
    for (const { status, body } of all) assert.deepEqual([status, body.code], [404, 404])
  })
})
