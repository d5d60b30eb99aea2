import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Answer } from './floor.ts'
import { type Request, send } from './load.ts'
import { type Command, has, run, type Server, start } from './processes.ts'

/** Signs the bench's tokens and cursors, on loopback alone. */
export const SECRET = 'for the bench alone and known to nothing else'

/** The account that `withAdmin` opens. */
export const ADMIN = { username: 'bench', password: 'correct horse battery staple' }

const COMMAND_WITHIN_MS = 120_000
const BUILDS = ['build-web', 'build-server']

/** A server to measure, and what a request to it has to carry. */
export interface Site extends Server {
  kind: 'ours' | 'peer' | 'floor'
  headers: Record<string, string>
}

/** Builds app and server where they are missing or old: what is measured is what is run. */
export async function buildOurs(): Promise<void> {
  for (const name of BUILDS) {
    const script = fileURLToPath(new URL(`../scripts/${name}.ts`, import.meta.url))
    await run({ file: process.execPath, args: [script] }, COMMAND_WITHIN_MS)
  }
}

/**
 * Starts Teamroom as it is run in production, on the SQLite file of a folder; with settings of its own, and a file that it
 * loads first.
 */
export async function startOurs(
  folder: string,
  { env = {}, preload }: { env?: Record<string, string>; preload?: string } = {},
): Promise<Site> {
  const server = await start((port) => {
    const command = ours(folder, 'dist/main.js', [], { PORT: String(port), LOG_LEVEL: 'warn', ...env })
    return preload === undefined ? command : { ...command, args: [`--import=${preload}`, ...command.args] }
  })
  return { ...server, kind: 'ours', headers: {} }
}

/** Runs a command of Teamroom on the SQLite file of a folder, to its end. Returns what it printed. */
export function runOurs(folder: string, args: readonly string[]): Promise<string> {
  return run(ours(folder, 'server/cli.ts', args), COMMAND_WITHIN_MS)
}

function ours(folder: string, file: string, args: readonly string[], env: Record<string, string> = {}): Command {
  return {
    file: process.execPath,
    args: [fileURLToPath(new URL(`../${file}`, import.meta.url)), ...args],
    cwd: folder,
    env: {
      NODE_ENV: 'production',
      DATABASE_URL: `sqlite:///${databaseIn(folder)}`,
      JWT_SECRET_KEY: SECRET,
      LIMITS: 'off',
      ...env,
    },
  }
}

/** Where `startOurs` keeps the database. */
export function databaseIn(folder: string): string {
  return join(folder, 'teamroom.db')
}

/** Opens the first account of a fresh server, the administrator's: from now on its token is sent. */
export async function withAdmin(site: Site): Promise<Site> {
  const response = await send(site.url, { method: 'POST', path: '/api/auth/register', body: ADMIN })
  const { access_token } = (await response.json()) as { access_token: string }
  return { ...site, headers: { authorization: `Bearer ${access_token}` } }
}

/** Starts one of the Flask peers: one worker, one process. @throws Error where gunicorn or a package of it is missing. */
export async function startPeer(name: string, folder: string): Promise<Site> {
  if (!has('gunicorn')) throw new Error('gunicorn is not on PATH')
  const server = await start((port) => ({
    file: 'gunicorn',
    args: ['-w', '1', '-b', `127.0.0.1:${port}`, '--log-level', 'error', `${name}:app`],
    cwd: fileURLToPath(new URL('peers/', import.meta.url)),
    env: { DATABASE_URL: `sqlite:///${join(folder, 'peer.db')}`, PYTHONDONTWRITEBYTECODE: '1' },
  }))
  return { ...server, kind: 'peer', headers: {} }
}

/** Starts the floor with the answers that another server gives to these requests. */
export async function startFloor(model: Site, requests: readonly Request[], folder: string): Promise<Site> {
  const answers: Record<string, Answer> = {}
  for (const request of requests) {
    const response = await send(model.url, request)
    // Node adds these three by itself, to the floor's answers as to ours.
    const headers = [...response.headers].filter(([name]) => !['connection', 'date', 'keep-alive'].includes(name))
    const name = `${request.method ?? 'GET'} ${request.path}`
    answers[name] = { status: response.status, headers: headers.flat(), body: await response.text() }
  }
  const file = join(folder, 'floor.json')
  writeFileSync(file, JSON.stringify(answers))
  const server = await start((port) => ({
    file: process.execPath,
    args: [fileURLToPath(new URL('floor.ts', import.meta.url)), file, String(port)],
  }))
  return { ...server, kind: 'floor', headers: {} }
}
