import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { hash } from 'node:crypto'
import { appendFileSync, cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { call, firstAccount } from './clients.ts'
import { launch, onPostgres, temporaryFolder, until } from './server-process.ts'

const ROOT = join(import.meta.dirname, '../..')

/** A checkout in a folder with an odd name: the server, without the app. */
function checkout(): string {
  const folder = join(temporaryFolder(), 'Team röom 100%')
  mkdirSync(folder)
  const isSpec = (file: string) => file.endsWith('.test.ts')
  cpSync(join(ROOT, 'server'), join(folder, 'server'), { recursive: true, filter: (file) => !isSpec(file) })
  cpSync(join(ROOT, 'scripts/build-server.ts'), join(folder, 'scripts/build-server.ts'))
  for (const file of ['package.json', 'package-lock.json']) cpSync(join(ROOT, file), join(folder, file))
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  return folder
}

function build(folder: string): void {
  execFileSync(process.execPath, [join(folder, 'scripts/build-server.ts')], { stdio: 'pipe' })
}

/** Puts an app there that was built from `package.json`, as it is now. */
function putApp(folder: string): void {
  const dist = join(folder, 'web/dist')
  mkdirSync(join(dist, 'assets'), { recursive: true })
  for (const page of ['index', 'answer']) writeFileSync(join(dist, `${page}.html`), `<title>${page}</title>`)
  const content = readFileSync(join(folder, 'package.json'), 'utf8')
  const built = { files: ['package.json'], hash: hash('sha256', `package.json\n${content}`) }
  writeFileSync(join(dist, '.built-from.json'), JSON.stringify(built))
}

function start(folder: string, env: Record<string, string>, entry = 'server/main.ts') {
  const settings = { PORT: '0', DATA_DIR: join(folder, 'data'), LOG_LEVEL: 'silent', ...env }
  return launch([join(folder, entry)], settings)
}

async function refusal(folder: string): Promise<string> {
  await using server = start(folder, { NODE_ENV: 'production' })
  assert.equal(await server.exit, 1, server.stdout)
  return server.stderr
}

if (!onPostgres) {
  describe('the web app', () => {
    it('is needed in production, built from the sources that are there', async () => {
      const folder = checkout()
      assert.equal(await refusal(folder), 'The web app has not been built: run `npm run build`.\n')
      putApp(folder)
      writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
      assert.equal(await refusal(folder), 'The web app was built from other sources than these: run `npm run build`.\n')
      putApp(folder)
      await using server = start(folder, { NODE_ENV: 'production' })
      const url = await until('it says where it is', () => server.stdout.match(/^Teamroom is at (\S+)$/m)?.[1])
      assert.match((await call({ url }, 'GET', '/', undefined, { accept: 'text/html' })).text, /<title>index/)
      assert.doesNotMatch(server.stdout, /has not been built/)
    })

    it('may be missing elsewhere, which is said', async () => {
      await using server = start(checkout(), {})
      await until('it says where it is', () => server.stdout.match(/^Teamroom is at (\S+)$/m)?.[1])
      assert.match(server.stdout, /^The web app has not been built, .*`npm run build`/m)
    })
  })

  describe('the server as built', () => {
    const BUILT = 'dist/main.js'
    const where = (stdout: string) => stdout.match(/^Teamroom is at (\S+)$/m)?.[1]

    it('serves what it does from its sources, also what it loads late', async () => {
      const folder = checkout()
      build(folder)
      await using server = start(folder, {}, BUILT)
      const url = await until('it says where it is', () => where(server.stdout))
      const account = await firstAccount({ url })
      const post = { title: 'Loud', content: '**Bold** <script>alert(1)</script>' }
      const { status, body } = await call({ url }, 'POST', '/api/posts', { ...post, published: true }, account)
      assert.equal(status, 201)
      assert.match((await call({ url }, 'GET', `/api/posts/${body.id}`)).text, /<strong>Bold<\/strong>/)
      assert.match((await call({ url }, 'GET', '/api/posts/feed.atom')).text, /<entry>.*Loud/s)
      assert.equal((await call({ url }, 'GET', '/api/docs/openapi.json')).status, 200)
    })

    it('does not start when its sources have changed since, and is built anew then', async () => {
      const folder = checkout()
      build(folder)
      appendFileSync(join(folder, 'server/clock.ts'), '\n')
      await using stale = start(folder, {}, BUILT)
      assert.equal(await stale.exit, 1, stale.stdout)
      assert.equal(stale.stderr, 'The server was built from other sources than these: run `npm run build`.\n')
      build(folder)
      await using server = start(folder, {}, BUILT)
      await until('it says where it is', () => where(server.stdout))
    })

    it('names the lines of its sources in a trace, where Node is told to', async () => {
      const folder = checkout()
      const file = join(folder, 'server/serve.ts')
      const text = readFileSync(file, 'utf8')
      writeFileSync(file, text.replace('  requireBuilt(settings)\n', "  throw new Error('On purpose')\n"))
      const line =
        readFileSync(file, 'utf8')
          .split('\n')
          .findIndex((one) => one.includes('On purpose')) + 1
      build(folder)
      await using server = start(folder, { NODE_OPTIONS: '--enable-source-maps' }, BUILT)
      assert.equal(await server.exit, 1)
      assert.match(server.stderr, new RegExp(`server/serve\\.ts:${line}:`))
    })
  })
}
