/**
 * A machine of its own to follow a recipe on, as far as a folder can be one: what the recipe puts into /opt, /etc and
 * /var/lib goes there, and `sudo`, `systemctl` and others are stand-ins that a spec answers for. Everything else is real.
 */
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { delimiter, join } from 'node:path'
import { json, text as textOf } from 'node:stream/consumers'
import { roomFor } from '../databases.ts'
import { freePort } from '../postgres.ts'
import { notTried } from './notes.ts'

const isRoot = process.getuid?.() === 0
/** An account that is nobody else's, where this one may become another; where not, itself. */
export const ORDINARY = isRoot ? { uid: 64_207, gid: 64_207 } : {}

/** What three recipes at a time put on the disk. */
const INSTALLED_BYTES = 8e9

/** What a person's shell has, and what tells npm where packages are; nothing of the run that this is part of. */
const KEPT =
  /^(LANG|TMPDIR|npm_config_(registry|cache|userconfig|.*proxy|strict_ssl|cafile)|https?_proxy|no_proxy|NODE_EXTRA_CA_CERTS|SSL_CERT_\w+)$/i

export interface Call {
  args: string[]
  cwd: string
  stdin: string
}
/** Where a block is typed in, and by whom; without an account, by the one that runs this. */
interface Shell {
  cwd?: string
  stdin?: string
  home?: string
  env?: Record<string, string>
  uid?: number
  gid?: number
}
/** What a command prints, if that is a text. It fails by throwing. */
type Answer = (call: Call) => unknown

/** The environment of a shell on such a machine. */
export function shellEnv(home: string, ...bins: string[]): Record<string, string> {
  const { env } = process
  const kept = Object.entries(env).filter(([name, value]) => KEPT.test(name) && value !== undefined)
  // The machine's own Node, not the one that `npm run` puts before it.
  const path = (env.PATH ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'))
  return {
    ...(Object.fromEntries(kept) as Record<string, string>),
    HOME: home,
    PATH: [...bins, ...path].join(delimiter),
  }
}

export class Machine implements AsyncDisposable {
  /** Its folder. */
  readonly root: string
  /** The port that stands for 5000. */
  readonly port: number
  /** Words of the document that stand for something else here. */
  readonly meant: [from: string, to: string][] = []
  readonly #answers = new Map<string, Answer>()
  readonly #ear: Server

  private constructor(port: number) {
    this.port = port
    this.root = mkdtempSync(join(roomFor(INSTALLED_BYTES), 'teamroom-install-'))
    process.once('exit', this.#remove)
    chmodSync(this.root, 0o755)
    for (const folder of ['bin', 'opt', 'etc/systemd/system', 'var/lib', 'home']) {
      mkdirSync(join(this.root, folder), { recursive: true })
    }
    this.#ear = createServer(async (request, response) => {
      const { name, ...call } = (await json(request)) as Call & { name: string }
      try {
        const said = await this.#answers.get(name)?.(call)
        response.end(JSON.stringify({ stdout: typeof said === 'string' ? said : '', code: 0 }))
      } catch (error) {
        response.end(JSON.stringify({ stderr: `${name}: ${(error as Error).message}\n`, code: 1 }))
      }
    })
  }

  static async start(): Promise<Machine> {
    const machine = new Machine(await freePort())
    machine.#ear.listen(0, '127.0.0.1')
    await once(machine.#ear, 'listening')
    machine.#addAccounts()
    return machine
  }

  /** A command that is a stand-in: it reads its input only where it is told to hand it on. */
  answer(name: string, answer: Answer): void {
    this.#answers.set(name, answer)
    const { port } = this.#ear.address() as AddressInfo
    // By no `fetch`, which gives up after five minutes: installing may take longer.
    const program = `import { request } from 'node:http'
import { json } from 'node:stream/consumers'
const args = process.argv.slice(2)
const read = async () => { let text = ''; for await (const chunk of process.stdin) text += chunk; return text }
const stdin = args.includes('exec') || (args[0] === 'run' && !args.includes('--detach')) ? await read() : ''
const body = JSON.stringify({ name: ${JSON.stringify(name)}, args, cwd: process.cwd(), stdin })
const asked = request('http://127.0.0.1:${port}', { method: 'POST' }).end(body)
const answer = await new Promise((resolve, reject) => asked.on('response', resolve).on('error', reject))
const { stdout = '', stderr = '', code } = await json(answer)
process.stdout.write(stdout)
process.stderr.write(stderr)
process.exitCode = code
`
    this.put(`bin/${name}.mjs`, program)
    // Where Node is gone it fails, and the machine's own command does not step in.
    const script = join(this.root, 'bin', `${name}.mjs`)
    this.put(`bin/${name}`, `#!/bin/sh\nexec '${process.execPath}' '${script}' "$@"\n`, 0o755)
  }

  /** A text of the document as it is meant here. */
  map(text: string): string {
    const here = text
      .replaceAll(/(?<![\w.])\/(opt|etc|var\/lib)\//g, (path) => this.root + path)
      .replaceAll('127.0.0.1:5000', `127.0.0.1:${this.port}`)
    return this.meant.reduce((mapped, [from, to]) => mapped.replaceAll(from, () => to), here)
  }

  /** Writes a file by its path on this machine. */
  put(path: string, content: string, mode = 0o644): void {
    writeFileSync(join(this.root, path), content, { mode })
    chmodSync(join(this.root, path), mode)
  }

  /** Types a block of commands into a shell, and `stdin` into whatever asks; returns what was printed. */
  async run(text: string, { cwd = join(this.root, 'home'), stdin = '', home, env = {}, ...as }: Shell = {}) {
    const script = `umask 022\n${this.map(text)}`
    const own = shellEnv(home ?? process.env.HOME ?? '/', join(this.root, 'bin'))
    const shell = spawn('bash', ['--norc', '-euo', 'pipefail', '-c', script], { cwd, env: { ...own, ...env }, ...as })
    shell.stdin.on('error', () => {})
    shell.stdin.end(stdin)
    const [stdout, stderr, [code]] = await Promise.all([
      textOf(shell.stdout),
      textOf(shell.stderr),
      once(shell, 'close'),
    ])
    assert.equal(code, 0, `${script}\n${stdout}${stderr}`)
    return stdout
  }

  /** `sudo`, which drops the environment; `useradd`; and `apt-get`, which only notes what it was asked for. */
  #addAccounts(): void {
    const accounts = join(this.root, 'accounts')
    appendFileSync(accounts, 'root\n')
    const { uid, gid } = ORDINARY
    const as = uid === undefined ? '' : `setpriv --reuid=${uid} --regid=${gid} --clear-groups`
    const env = Object.entries(shellEnv('', '')).filter(([name]) => !['HOME', 'PATH'].includes(name))
    const kept = env.map(([name, value]) => `'${name}=${value}'`).join(' ')
    const sudo = `#!/bin/sh
if [ "\${1:-}" = -u ]; then
  grep -qx "$2" '${accounts}' || { echo "sudo: unknown user $2" >&2; exit 1; }
  shift 2
  exec env -i PATH="$PATH" HOME=/nonexistent ${as} "$@"
fi
exec env -i PATH="$PATH" HOME="$HOME" ${kept} "$@"
`
    this.put('bin/sudo', sudo, 0o755)
    this.answer('useradd', ({ args }) => appendFileSync(accounts, `${args.at(-1)}\n`))
    this.answer('apt-get', ({ args }) =>
      notTried(`apt-get ${args.join(' ')}`, "it would change this machine's packages"),
    )
  }

  /** Whether an account has been added to it. */
  knows(account: string): boolean {
    return readFileSync(join(this.root, 'accounts'), 'utf8').split('\n').includes(account)
  }

  readonly #remove = (): void => {
    // Others than root may not even delete what is in a folder that cannot be written to.
    if (!isRoot) execFileSync('chmod', ['-R', 'u+w', this.root])
    rmSync(this.root, { recursive: true, force: true })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ear.closeAllConnections()
    this.#ear.close()
    this.#remove()
    process.off('exit', this.#remove)
  }
}
