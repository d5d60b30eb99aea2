import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { appendFileSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { parseEnv } from 'node:util'
import { PASSWORD } from '../process/clients.ts'
import { checkOut } from './checkout.ts'
import { makePostgres, type Postgres } from './database.ts'
import { type Docker, startDocker } from './docker.ts'
import { follow } from './document.ts'
import { Machine } from './machine.ts'
import { notTried } from './notes.ts'
import { FORWARDED, proveInstalled } from './proof.ts'

const hasEngine = spawnSync('docker', ['info'], { stdio: 'ignore' }).status === 0
const ADMIN = /^anna has an account now \(admin\)\.$/m

describe('containers', () => {
  let machine: Machine
  let postgres: Postgres
  let docker: Docker
  let folder: string
  const section = follow('A container')
  const place = () => ({ url: `http://127.0.0.1:${machine.port}` })
  before(async () => {
    machine = await Machine.start()
    postgres = await makePostgres()
    docker = startDocker(machine, postgres.host)
    folder = join(machine.root, 'home/checkout')
    checkOut(folder)
  })
  after(async () => {
    await docker[Symbol.asyncDispose]()
    postgres.stop()
    await machine[Symbol.asyncDispose]()
  })

  it('run on PostgreSQL by compose.yaml, and behind a proxy', async () => {
    notTried('docker compose', 'images are built by the steps of the Dockerfile, and services run as processes')
    // What the database's container makes of its settings.
    machine.meant.push(['docker compose exec', 'bring-up-database && docker compose exec'])
    machine.answer('bring-up-database', async () => {
      const { POSTGRES_PASSWORD = '' } = parseEnv(readFileSync(join(folder, '.env'), 'utf8'))
      await postgres.run(`alter role teamroom password '${POSTGRES_PASSWORD}'`)
      return ''
    })
    assert.match(await machine.run(section.next('sh'), { cwd: folder, stdin: PASSWORD }), ADMIN)
    machine.meant.pop()
    const kept = await proveInstalled(place(), 'anna', () => docker.restart('teamroom'))
    await docker.checkHealth('teamroom')

    appendFileSync(join(folder, '.env'), section.next('ini'))
    await machine.run('docker compose up --detach', { cwd: folder })
    await kept.isThere({ ...place(), headers: FORWARDED })
  })

  it('are two servers behind HAProxy, each of which a new version replaces', async () => {
    const two = follow('Two servers')
    notTried('docs/nodes/haproxy.cfg', 'HAProxy runs in a container; the servers behind it are tried one by one')
    await machine.run(two.next('sh'), { cwd: folder })
    for (const name of ['teamroom-1', 'teamroom-2']) {
      const node = { url: `http://127.0.0.1:${docker.portOf(name)}`, publicUrl: 'https://teamroom.example.com' }
      const kept = await proveInstalled(node, 'anna', () => docker.restart(name))
      if (name === 'teamroom-2') {
        await machine.run(two.next('sh'), { cwd: folder })
        await kept.isThere()
      }
    }
    two.ends()
  })

  it('hold everything, on SQLite, in one volume', async () => {
    const block = section.next('sh')
    section.ends()
    if (hasEngine) return await inEngine(block)
    notTried('docker build, docker run', 'no engine answers: the steps of the Dockerfile are replayed in a folder')
    assert.match(await machine.run(block, { cwd: folder, stdin: PASSWORD }), ADMIN)
    await proveInstalled(place(), 'anna', () => docker.restart('teamroom'))
    await docker.checkHealth('teamroom')
  })

  /** With names that are nobody's, so that a server on this machine is left alone. */
  async function inEngine(block: string): Promise<void> {
    const name = `teamroom-trial-${process.pid}`
    rmSync(join(machine.root, 'bin/docker'))
    // There is no terminal here.
    machine.meant.push([' teamroom', ` ${name}`], ['--interactive --tty', '--interactive'])
    try {
      assert.match(await machine.run(block, { cwd: folder, stdin: PASSWORD }), ADMIN)
      await proveInstalled(place(), 'anna', () => machine.run('docker restart teamroom'))
    } finally {
      spawnSync('docker', ['rm', '--force', '--volumes', name])
      spawnSync('docker', ['volume', 'rm', name])
      spawnSync('docker', ['image', 'rm', name])
    }
  }
})
