import assert from 'node:assert/strict'
import { chmodSync, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { makeRelease } from '../../scripts/release/make.ts'
import { PASSWORD } from '../process/clients.ts'
import { until } from '../process/server-process.ts'
import { makePostgres, type Postgres } from './database.ts'
import { follow } from './document.ts'
import { Machine } from './machine.ts'
import { packNext } from './next-release.ts'
import { FORWARDED, type Kept, type Place, proveInstalled } from './proof.ts'
import { type Services, startSystemd } from './systemd.ts'

const MADE_AT = new Date('2026-01-02T03:04:05Z')

describe('a release on a plain VM', () => {
  let machine: Machine
  let services: Services
  let downloads: string
  let place: Place
  let kept: Kept
  let postgres: Postgres | undefined
  before(async () => {
    machine = await Machine.start()
    services = startSystemd(machine)
    downloads = join(machine.root, 'home/downloads')
    mkdirSync(downloads)
    await makeRelease(downloads, { mtime: MADE_AT, level: 1 })
    place = {
      url: `http://127.0.0.1:${machine.port}`,
      publicUrl: 'https://teamroom.example.com',
      headers: FORWARDED,
    }
  })
  after(async () => {
    await services[Symbol.asyncDispose]()
    postgres?.stop()
    await machine[Symbol.asyncDispose]()
  })

  const settings = () => join(machine.root, 'etc/teamroom.env')
  /** As the editor does that the document says to open. */
  const write = (file: string, text: string) => writeFileSync(file, machine.map(text))

  it('is installed, opens, takes an invite, and keeps everything over a restart', async () => {
    const section = follow('A plain VM with systemd')
    await machine.run(section.next('sh'), { cwd: downloads })
    const edit = section.next('sh')
    const text = section.next('ini')
    machine.answer('editor', ({ args: [file = ''] }) => write(file, `${text}PORT=${machine.port}\n`))
    await machine.run(edit)
    assert.equal(statSync(settings()).mode & 0o777, 0o600)
    write(join(machine.root, 'etc/systemd/system/teamroom.service'), section.next('ini'))

    const printed = await machine.run(section.next('sh'), { stdin: PASSWORD })
    assert.match(printed, /^anna has an account now \(admin\)\.$/m)
    assert.match(printed, /"status":"ok"/)
    kept = await proveInstalled(place, 'anna', () => machine.run('sudo systemctl restart teamroom'))
    assert.match(await machine.run(section.next('sh')), /adds up/)
    section.ends()
  })

  it('makes backups, by a command and by itself, and restores one', async () => {
    const section = follow('Backups')
    await machine.run(section.next('sh'))
    const backups = join(machine.root, 'var/lib/teamroom/backups')
    const [file = ''] = globSync(join(backups, '*.tar.zst'))
    assert.equal(statSync(file).mode & 0o777, 0o600)

    write(settings(), readFileSync(settings(), 'utf8') + section.next('ini'))
    await machine.run('sudo systemctl restart teamroom')
    await kept.isThere()
    // A server that is told to make backups makes the first at its start.
    await until('a backup is made', () => globSync(join(backups, '*.tar.zst')).length > 1)
    section.next('ini')

    machine.meant.push(['FILE', file])
    await machine.run(section.next('sh'))
    machine.meant.pop()
    await kept.isThere()
    section.ends()
  })

  it('is upgraded to the next release', async () => {
    const section = follow('Upgrades')
    await packNext(join(machine.root, 'opt/teamroom/releases/1.0.0'), downloads, '1.0.1')
    assert.match(await machine.run(section.next('sh'), { cwd: downloads }), /^Upgraded to 1\.0\.1\.$/m)
    await kept.isThere()
    section.ends()
  })

  it('moves to PostgreSQL', async () => {
    const section = follow('Moving to PostgreSQL, or back')
    postgres = await makePostgres()
    const { url } = postgres

    machine.answer('editor', ({ args: [file = ''] }) => write(file, `${url}\n`))
    await machine.run(section.next('sh'))
    const key = readFileSync(join(machine.root, 'var/lib/teamroom/jwt-secret.key'), 'utf8').trim()
    write(settings(), `${readFileSync(settings(), 'utf8')}\nDATABASE_URL=${url}\nJWT_SECRET_KEY=${key}\n`)
    chmodSync(settings(), 0o600)
    await machine.run('sudo systemctl start teamroom')
    await kept.isThere()
    section.ends()
  })
})
