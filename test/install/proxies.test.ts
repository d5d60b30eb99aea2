import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { parse } from 'yaml'
import { freePort } from '../postgres.ts'
import { temporaryFolder } from '../process/server-process.ts'
import { startRealProxy } from '../proxies/real.ts'
import { follow, ROOT } from './document.ts'
import { shellEnv } from './machine.ts'
import { only, readNginx, serveLocation } from './nginx.ts'
import { notTried } from './notes.ts'
import { begin, type Program } from './program.ts'
import { createByLink, type Kept, proveInstalled } from './proof.ts'

/** The documented files, by the path that they serve. */
const WAYS = [
  { path: '', publicUrl: 'https://teamroom.example.com', nginx: 'nginx.conf' },
  { path: '/teamroom', publicUrl: 'https://intranet.example.com/teamroom', nginx: 'nginx-path.conf' },
]
const STAND_IN = 'it is not installed: a stand-in obeys its directives'
const home = temporaryFolder()

/** Whether the machine has a program. */
function has(program: string, flag: string): boolean {
  return spawnSync(program, [flag], { stdio: 'ignore' }).status === 0
}

describe('behind a proxy', () => {
  let port: number
  let server: Program | undefined
  let publicUrl = ''
  let kept: Kept | undefined
  const start = async () => {
    const settings = {
      NODE_ENV: 'production',
      DATA_DIR: join(home, 'data'),
      PUBLIC_URL: publicUrl,
      TRUST_PROXY: '127.0.0.1',
    }
    const env = { ...shellEnv(home), ...settings, PORT: String(port), LOG_LEVEL: 'silent' }
    server = begin({ command: [process.execPath, join(ROOT, 'dist/main.js')], cwd: home, env })
    await server.isUp()
    return server.output()
  }
  const restart = async () => {
    await server?.stop()
    await start()
  }
  before(async () => {
    port = await freePort()
  })
  after(() => server?.[Symbol.asyncDispose]())

  /** Has the server take another address; its first start creates the first account, by the link that it prints. */
  async function moveTo(address: string): Promise<void> {
    publicUrl = address
    await server?.stop()
    const isFirst = server === undefined
    const output = await start()
    if (isFirst) await createByLink({ url: `http://127.0.0.1:${port}`, publicUrl }, output, 'anna')
  }

  /** What was written through one proxy is there through the next. */
  async function prove(url: string): Promise<void> {
    await kept?.isThere({ url, publicUrl })
    kept = await proveInstalled({ url, publicUrl }, 'anna', restart)
  }

  /** Runs a proxy with a configuration of its own for as long as the proof takes. */
  async function proveBy(command: (file: string) => string[], configuration: string, url: string): Promise<void> {
    const file = join(temporaryFolder(), 'configuration')
    writeFileSync(file, configuration)
    await using proxy = begin({ command: command(file), cwd: home, env: shellEnv(home) })
    try {
      await prove(url)
    } catch (error) {
      throw new Error(`${configuration}\n${proxy.output()}`, { cause: error })
    }
  }

  async function proveByReal(program: 'nginx' | 'caddy', path: string): Promise<void> {
    const proxy = await startRealProxy(program, path)
    try {
      await proxy.leadTo(port)
      await prove(proxy.origin + path)
    } finally {
      await proxy.stop()
    }
  }

  const atTheServer = (text: string) => text.replaceAll(/10\.0\.0\.[12]:5000/g, `127.0.0.1:${port}`)

  for (const { path, publicUrl: address, nginx } of WAYS) {
    it(`with the documented files, the app opens ${path ? 'under a path' : 'on a host of its own'}, an invite is good, a restart keeps everything`, async () => {
      await moveTo(address)
      notTried('certificates of docs/proxies', 'the proxies serve without TLS here')
      if (has('nginx', '-v')) await proveByReal('nginx', path)
      else {
        notTried('nginx', STAND_IN)
        const text = readFileSync(join(ROOT, 'docs/proxies', nginx), 'utf8').replaceAll(
          '127.0.0.1:5000',
          `127.0.0.1:${port}`,
        )
        const read = readNginx(text)
        const outer = path === '' ? only(read, 'server').block : read
        const location = outer.find(({ name, args }) => name === 'location' && args[0] === `${path}/`)
        assert.ok(location)
        await using stand = await serveLocation(location, 'https', {})
        await prove(stand.url + path)
      }
      if (has('caddy', 'version')) await proveByReal('caddy', path)
      else notTried('Caddy', 'it is not installed')
    })
  }

  it('that knows several servers, HAProxy or nginx, all of that holds, too', async () => {
    await moveTo('https://teamroom.example.com')
    const section = follow('Several servers, and restarts nobody notices')
    section.next('ini')
    await tryHaproxy(section.next(''))
    const text = section.next('nginx')
    const read = readNginx(atTheServer(text))
    const hosts = only(read, 'upstream').block.flatMap(({ name, args }) => (name === 'server' ? args.slice(0, 1) : []))
    const location = only(only(read, 'server').block, 'location')
    await using stand = await serveLocation(location, 'http', { teamroom: hosts })
    await prove(stand.url)
    await tryNginx(text)
    const { containers } = parse(section.next('yaml'))
    assert.deepEqual(
      [containers[0].readinessProbe.httpGet.path, containers[0].livenessProbe.httpGet.path],
      ['/readyz', '/healthz'],
    )
    notTried('the lines for Kubernetes', 'there is no cluster')
    section.ends()
  })

  async function tryNginx(text: string): Promise<void> {
    if (!has('nginx', '-v')) return notTried('nginx', STAND_IN)
    const at = `127.0.0.1:${await freePort()}`
    const scratch = temporaryFolder()
    const kinds = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    const folders = kinds.map((kind) => `${kind}_temp_path ${scratch};`).join(' ')
    const user = process.getuid?.() === 0 ? 'user root;' : ''
    const block = atTheServer(text).replace(/^server \{/m, `server {\n    listen ${at};`)
    const main = `${user} daemon off; pid ${scratch}/pid; error_log stderr; events {}`
    const command = (file: string) => ['nginx', '-e', 'stderr', '-c', file]
    await proveBy(command, `${main} http { access_log off; ${folders}\n${block} }`, `http://${at}`)
  }

  async function tryHaproxy(text: string): Promise<void> {
    if (!has('haproxy', '-v')) return notTried('HAProxy', 'it is not installed')
    const at = `127.0.0.1:${await freePort()}`
    const command = (file: string) => ['haproxy', '-db', '-f', file]
    await proveBy(command, atTheServer(text).replace('bind :80', `bind ${at}`), `http://${at}`)
  }
})
