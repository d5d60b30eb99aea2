import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { call } from './clients.ts'
import { launch, onPostgres, temporaryFolder, until } from './server-process.ts'

const ROOT = join(import.meta.dirname, '../..')

/** A checkout in a folder with an odd name: the server, without the app. */
function checkout(): string {
  const folder = join(temporaryFolder(), 'Team röom 100%')
  mkdirSync(folder)
  const isSpec = (file: string) => file.endsWith('.test.ts')
  cpSync(join(ROOT, 'server'), join(folder, 'server'), { recursive: true, filter: (file) => !isSpec(file) })
  cpSync(join(ROOT, 'package.json'), join(folder, 'package.json'))
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  return folder
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

function start(folder: string, env: Record<string, string>) {
  const settings = { PORT: '0', DATA_DIR: join(folder, 'data'), LOG_LEVEL: 'silent', ...env }
  return launch([join(folder, 'server/main.ts')], settings)
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
}
