import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import { type Account, startTeamroom, type Teamroom } from '../../test/harness.ts'
import { rawClientOf } from '../../test/raw-http.ts'
import { openSurvey } from '../../test/surveys.ts'

const GOOD = [
  'teamroom.example.com',
  'localhost:5000',
  '127.0.0.1:80',
  '[::1]:5000',
  '[2001:db8::1]',
  'my_host',
  'A.b-c~d',
]
const BAD = [
  ...['a b', 'evil.example/path', 'evil.example?x', 'evil.example#x', 'user@evil.example', 'a"b', "a'b", '<script>'],
  ...['a:b', 'a:123456', 'a:', '[::1', '::1', 'ä.example', '%zz', 'a\\b', 'a,b', '$(x)', `${'x'.repeat(254)}`],
]

let teamroom: Teamroom
let member: Account

before(async () => {
  teamroom = await startTeamroom()
  member = await teamroom.account('member')
})
after(() => teamroom.stop())

describe('the host that a request names', () => {
  it('is where links lead while nothing is configured', async () => {
    for (const host of GOOD) {
      const { status, text } = await teamroom.send('GET', '/api/posts/feed.atom', undefined, { host })
      assert.equal(status, 200, host)
      assert.ok(text.includes(`<id>http://${host}/api/posts</id>`), text)
    }
  })

  it('is refused where it is malformed, whatever the route does with it', async () => {
    const { id } = await openSurvey(member, { audience: 'invited' })
    for (const host of BAD) {
      for (const [method, path, body] of [
        ['GET', '/api/posts/feed.atom', undefined],
        ['GET', '/', undefined],
        ['GET', '/api/docs/swagger', undefined],
        ['GET', '/nowhere', undefined],
        ['POST', '/api/auth/login', { username: 'a', password: 'b' }],
        ['POST', '/api/auth/refresh', {}],
        ['POST', '/api/time-off/feeds', { scope: 'me' }],
        ['POST', `/api/surveys/${id}/links`, { addresses: ['ann@example.com'] }],
      ] as const) {
        const answer = await member.send(method, path, body, { host })
        assert.deepEqual(
          [answer.status, answer.body.message],
          [400, 'The Host header is not well formed.'],
          `${path} ${host}`,
        )
      }
    }
    assert.deepEqual((await member.send('GET', `/api/surveys/${id}/links`)).body, [])
  })

  it('is needed only where links are built', async () => {
    const send = await rawClientOf(teamroom.app)
    const feed = await send('GET /api/posts/feed.atom HTTP/1.0\r\n\r\n')
    assert.deepEqual([feed.status, feed.body.message], [400, 'A Host header is needed to build links.'])
    const posts = await send('GET /api/posts HTTP/1.0\r\n\r\n')
    assert.equal(posts.status, 200)
  })

  it('is asked for in one place', () => {
    const files = globSync('server/**/*.ts').filter((file) => !file.endsWith('.test.ts'))
    const own = files.filter((file) => /\brequest\.(host|hostname|protocol)\b/.test(readFileSync(file, 'utf8')))
    assert.deepEqual(own, ['server/http/origin.ts'])
  })
})
