import assert from 'node:assert/strict'
import { chownSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { PASSWORD } from '../process/clients.ts'
import { checkOut } from './checkout.ts'
import { makePostgres, type Postgres, takeTls } from './database.ts'
import { follow } from './document.ts'
import { Machine, ORDINARY, shellEnv } from './machine.ts'
import { notTried } from './notes.ts'
import { begin, type Program } from './program.ts'
import { proveInstalled } from './proof.ts'

/** What Heroku's buildpack for Node does: everything is installed, what builds is run, and what only builds is removed. */
const BUILDPACK = `
export NODE_ENV=production NPM_CONFIG_PRODUCTION=false
npm ci --no-audit --no-fund
npm run build
npm prune --omit=dev --no-audit --no-fund`
const PUBLIC = 'https://your-app-0123.herokuapp.com'

describe('Heroku', () => {
  let machine: Machine
  let postgres: Postgres
  let forgetCertificate: () => void
  let web: Program | undefined
  let slug: string
  /** What the app was given to set, by `heroku config:set`. */
  const config: Record<string, string> = {}
  before(async () => {
    machine = await Machine.start()
    postgres = await makePostgres()
    forgetCertificate = await takeTls(postgres)
    slug = join(machine.root, 'opt/slug')
    machine.answer('heroku', heroku)
    machine.answer('git', async ({ args }) => {
      assert.deepEqual(args, ['push', 'heroku', 'HEAD:main'])
      await deploy()
      return ''
    })
  })
  after(async () => {
    await web?.[Symbol.asyncDispose]()
    postgres.stop()
    forgetCertificate()
    await machine[Symbol.asyncDispose]()
  })

  it('builds, migrates and serves what is pushed to it, and restarts dynos as it likes', async () => {
    notTried('heroku', 'its buildpack, release phase and dynos are replayed; requests come without its router')
    const section = follow('Heroku')
    const printed = await machine.run(section.next('sh'), { stdin: PASSWORD })
    assert.match(printed, /^anna has an account now \(admin\)\.$/m)
    const place = { url: `http://127.0.0.1:${machine.port}`, publicUrl: PUBLIC }
    await proveInstalled(place, 'anna', restart)
    section.ends()
  })

  it('takes app.json for the same settings', () => {
    const app = JSON.parse(readFileSync(join(slug, 'app.json'), 'utf8'))
    const given = Object.entries<{ value?: string; generator?: string }>(app.env)
    const values = Object.fromEntries(
      given.flatMap(([name, { value }]) => (value === undefined ? [] : [[name, value]])),
    )
    assert.deepEqual(values, {
      ...values,
      HOST: config.HOST,
      TRUST_PROXY: config.TRUST_PROXY,
      PGSSLMODE: config.PGSSLMODE,
    })
    assert.equal(app.env.JWT_SECRET_KEY.generator, 'secret')
  })

  async function heroku({ args: [verb, ...words], stdin }: { args: string[]; stdin: string }): Promise<string> {
    if (verb === 'info') return `addons=heroku-postgresql:essential-0\nweb_url=${PUBLIC}/\n`
    if (verb === 'addons:create') config.DATABASE_URL = postgres.url.replace('postgresql:', 'postgres:')
    else if (verb === 'config:set') {
      for (const word of words) config[word.slice(0, word.indexOf('='))] = word.slice(word.indexOf('=') + 1)
    } else if (verb === 'run') return await onDyno(words.join(' '), stdin)
    else assert.equal(verb, 'create')
    return ''
  }

  async function deploy(): Promise<void> {
    checkOut(slug)
    await machine.run(BUILDPACK, { cwd: slug })
    const { uid, gid } = ORDINARY
    if (uid !== undefined) chownSync(slug, uid, gid)
    const { release = '' } = procfile()
    await onDyno(release)
    await start()
  }

  const procfile = () =>
    Object.fromEntries(
      [...readFileSync(join(slug, 'Procfile'), 'utf8').matchAll(/^(\w+): (.*)$/gm)].map((m) => [m[1], m[2]]),
    )

  /** A dyno's network is its own; only the router reaches its port. */
  const dynoEnv = () => ({ ...config, NODE_ENV: 'production', HOST: '127.0.0.1', PORT: String(machine.port) })

  function onDyno(command: string, stdin = ''): Promise<string> {
    return machine.run(command, { cwd: slug, env: dynoEnv(), stdin, ...ORDINARY })
  }

  async function start(): Promise<void> {
    const command = ['bash', '--norc', '-c', procfile().web ?? '']
    web = begin({ command, cwd: slug, env: { ...shellEnv(slug), ...dynoEnv() }, ...ORDINARY })
    await web.isUp()
  }

  /** Another dyno has the slug as it was built, and no file that was written since. */
  async function restart(): Promise<void> {
    await web?.stop()
    rmSync(join(slug, 'data'), { recursive: true, force: true })
    await start()
  }
})
