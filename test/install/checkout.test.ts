import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chownSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { checkOut } from './checkout.ts'
import { follow } from './document.ts'
import { Machine, ORDINARY, shellEnv } from './machine.ts'
import { begin, type Program } from './program.ts'
import { createByLink, FORWARDED, proveInstalled } from './proof.ts'

describe('a checkout', () => {
  let machine: Machine
  let server: Program | undefined
  before(async () => {
    machine = await Machine.start()
  })
  after(async () => {
    await server?.[Symbol.asyncDispose]()
    await machine[Symbol.asyncDispose]()
  })

  it('serves out of a folder with an odd name that cannot be written to, to an account without rights', async () => {
    const section = follow('From a checkout')
    const folder = join(machine.root, 'opt/Team röom 100%')
    const home = join(machine.root, 'home/ordinary')
    checkOut(folder)
    mkdirSync(home)
    const { uid, gid } = ORDINARY
    if (uid !== undefined) chownSync(home, uid, gid)
    await machine.run(section.next('sh'), { cwd: folder })
    execFileSync('chmod', ['-R', 'a-w', folder])

    const command = ['bash', '--norc', '-euo', 'pipefail', '-c', section.next('sh')]
    const start = async () => {
      server = begin({ command, cwd: folder, env: { ...shellEnv(home), PORT: String(machine.port) }, ...ORDINARY })
      await server.isUp()
      return server.output()
    }
    const place = {
      url: `http://127.0.0.1:${machine.port}`,
      publicUrl: 'https://teamroom.example.com',
      headers: FORWARDED,
    }
    await createByLink(place, await start(), 'anna')
    await proveInstalled(place, 'anna', async () => {
      await server?.stop()
      await start()
    })
    assert.match(await machine.run(section.next('sh'), { cwd: folder, home, ...ORDINARY }), /adds up/)
    section.ends()
  })
})
