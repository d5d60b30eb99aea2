/** What is promised of every way to install: the app opens, an invite link works, and a restart keeps everything. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { type Answer, call, PASSWORD } from '../process/clients.ts'
import { until } from '../process/server-process.ts'

/** Where a server is reached. */
export interface Place {
  url: string
  /** The address that people use; links begin with it. */
  publicUrl?: string
  /** What the proxy in front of it says of each request. */
  headers?: Record<string, string>
}

/** As a proxy that ends TLS says of a caller's requests. */
export const FORWARDED = { 'x-forwarded-for': '192.0.2.7', 'x-forwarded-proto': 'https' }

export interface Kept {
  /** Both accounts can still sign in, and what was written is still there. */
  isThere(place?: Place): Promise<void>
}

/** Proves all of it. `admin` has the password of the tests. */
export async function proveInstalled(place: Place, admin: string, restart: () => Promise<unknown>): Promise<Kept> {
  await until('the server is ready', async () => (await readiness(place)) === 200)
  await proveApp(place, '/')
  const session = await signIn(place, admin)

  const invite = await send(place, 'POST', '/api/invites', {}, session)
  assert.equal(invite.status, 201, invite.text)
  const link: string = invite.body.url
  const base = place.publicUrl ?? ''
  assert.ok(link.startsWith(`${base}/join#invite=`), link)
  await proveApp(place, link.slice(base.length).split('#')[0] ?? '')
  const guest = `bert-${randomUUID().slice(0, 8)}`
  const account = { username: guest, password: PASSWORD, invite: new URLSearchParams(link.split('#')[1]).get('invite') }
  const joined = await send(place, 'POST', '/api/auth/register', account)
  assert.equal(joined.status, 201, joined.text)

  const post = await send(place, 'POST', '/api/posts', { title: `By ${guest}`, content: 'Written before.' }, session)
  assert.equal(post.status, 201, post.text)
  const kept: Kept = {
    isThere: async (now = place) => {
      await until('the server is ready', async () => (await readiness(now)) === 200)
      await signIn(now, guest)
      const again = await send(now, 'GET', `/api/posts/${post.body.id}`, undefined, await signIn(now, admin))
      assert.equal(again.body?.title, `By ${guest}`, again.text)
    },
  }
  await restart()
  await kept.isThere()
  return kept
}

/** Creates the first account by the link that a start prints. */
export async function createByLink(place: Place, output: string, username: string): Promise<void> {
  const [, base, setup] = output.match(/^ {2}(\S+)\/join#setup=(\S+)$/m) ?? []
  assert.equal(base, place.publicUrl ?? place.url, output)
  await proveApp(place, '/join')
  const created = await send(place, 'POST', '/api/auth/register', { username, password: PASSWORD, setup })
  assert.equal(created.status, 201, created.text)
}

/** The page at a path is the app's, and the script and the style that it loads are served. */
async function proveApp(place: Place, path: string): Promise<void> {
  const page = await send(place, 'GET', path, undefined, { accept: 'text/html' })
  assert.equal(page.status, 200, page.text)
  assert.match(page.text, /<title>Teamroom<\/title>/)
  const [, script = ''] = page.text.match(/<script type="module"[^>]* src="([^"]+)"/) ?? []
  const [, style = ''] = page.text.match(/<link rel="stylesheet"[^>]* href="([^"]+)"/) ?? []
  for (const [file, type] of [
    [script, /javascript/],
    [style, /css/],
  ] as const) {
    const served = await call({ url: new URL(file, place.url).href }, 'GET', '', undefined, place.headers)
    assert.equal(served.status, 200, `${file}: ${served.text}`)
    assert.match(served.headers.get('content-type') ?? '', type)
  }
}

async function signIn(place: Place, username: string): Promise<{ authorization: string }> {
  const { status, text, body } = await send(place, 'POST', '/api/auth/login', { username, password: PASSWORD })
  assert.equal(status, 200, text)
  return { authorization: `Bearer ${body.access_token}` }
}

async function readiness(place: Place): Promise<number | undefined> {
  return (await send(place, 'GET', '/readyz').catch(() => undefined))?.status
}

function send(
  place: Place,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return call(place, method, path, body, { ...place.headers, ...headers })
}
