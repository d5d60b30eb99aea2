/** nginx and Caddy with the very files of `docs/proxies`, for `npm run test:proxies`. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { FrontProxy } from './proxy.ts'

/** Names of programs, which Debian's packages of these names have. */
export const REAL_PROXIES = ['nginx', 'caddy'] as const
export type RealProxy = (typeof REAL_PROXIES)[number]

/** Long after it ought to have begun. */
const WITHIN_MS = 30_000
const DOCUMENTED = new URL('../../docs/proxies/', import.meta.url)

/** Starts one on a free port once it is told where to lead; what it says goes where this process's errors do. */
export async function startRealProxy(program: RealProxy, path: string): Promise<FrontProxy> {
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), `teamroom-${program}-`))
  let stopProgram = async (): Promise<void> => {}
  return {
    origin: `http://127.0.0.1:${port}`,
    leadTo: async (upstream) => {
      const file = join(folder, 'config')
      const wiring = { port, upstream, path, folder }
      writeFileSync(file, program === 'nginx' ? nginxConfig(wiring) : caddyConfig(wiring))
      const args =
        program === 'nginx' ? ['-c', file, '-e', 'stderr'] : ['run', '--config', file, '--adapter', 'caddyfile']
      const env = { ...process.env, HOME: folder, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder }
      const child = spawn(program, args, { env, stdio: ['ignore', 'ignore', 'inherit'] })
      const kill = () => void child.kill()
      const exit = once(child, 'exit').finally(() => process.off('exit', kill))
      process.once('exit', kill)
      stopProgram = async () => {
        kill()
        await exit
      }
      const ended = exit.then(() => {
        throw new Error(`${program} does not begin: it has said why.`)
      })
      await Promise.race([untilItAnswers(`http://127.0.0.1:${port}${path}/healthz`), ended])
      // From here on it ends when it is told to.
      ended.catch(() => {})
    },
    stop: async () => {
      await stopProgram()
      rmSync(folder, { recursive: true })
    },
  }
}

interface Wiring {
  /** Where the proxy listens, and where the server does. */
  port: number
  upstream: number
  path: string
  /** For whatever it writes. */
  folder: string
}

/** Of the documented file only the ports and the certificate are others. */
function documented(name: string, { port, upstream }: Wiring): string {
  return readFileSync(new URL(name, DOCUMENTED), 'utf8')
    .replaceAll('127.0.0.1:5000', `127.0.0.1:${upstream}`)
    .replace('listen 443 ssl;', `listen 127.0.0.1:${port};`)
    .replace(/^ *ssl_certificate.*$/gm, '')
    .replace(/^[\w.]+\.example\.com \{$/m, `:${port} {`)
}

function nginxConfig(wiring: Wiring): string {
  const { port, path, folder } = wiring
  const server =
    path === ''
      ? documented('nginx.conf', wiring)
      : `server { listen 127.0.0.1:${port}; location / { return 404; } ${documented('nginx-path.conf', wiring)} }`
  const folders = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${folder};`)
  const user = process.getuid?.() === 0 ? 'user root;' : ''
  return `${user} daemon off; master_process off; pid ${folder}/pid; error_log stderr; events {}
    http { access_log off; ${folders.join(' ')} ${server} }`
}

function caddyConfig(wiring: Wiring): string {
  const { path, folder } = wiring
  const site = documented(path === '' ? 'Caddyfile' : 'Caddyfile-path', wiring)
  return `{\n admin off\n auto_https off\n storage file_system ${folder}\n log {\n  level ERROR\n }\n}\n${site}`
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

async function untilItAnswers(url: string): Promise<void> {
  const deadline = performance.now() + WITHIN_MS
  const answers = () =>
    fetch(url)
      .then(({ ok }) => ok)
      .catch(() => false)
  while (!(await answers())) {
    if (performance.now() > deadline) throw new Error(`Nothing answers at ${url}.`)
    await setTimeout(50)
  }
}
