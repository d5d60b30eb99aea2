import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { makeFolder } from './folder.ts'

describe('a folder for the data', () => {
  let above: string
  before(() => {
    above = mkdtempSync(join(tmpdir(), 'teamroom-'))
  })
  after(() => rmSync(above, { recursive: true }))

  it('is made with those above it, for this account alone, and stays when it is there', () => {
    const folder = join(above, 'a', 'b')
    makeFolder(folder)
    writeFileSync(join(folder, 'kept'), '')
    makeFolder(folder)
    for (const made of [folder, join(above, 'a')]) assert.equal(statSync(made).mode & 0o777, 0o700)
    assert.ok(statSync(join(folder, 'kept')).isFile())
  })

  it('is refused at once, by name, where none can be made', { skip: process.platform !== 'linux' }, () => {
    for (const folder of ['/proc/none', '/proc/none/data']) {
      assert.throws(() => makeFolder(folder), { path: '/proc/none' })
    }
  })

  it('is refused below a file', () => {
    writeFileSync(join(above, 'file'), '')
    assert.throws(() => makeFolder(join(above, 'file', 'data')), { code: 'ENOTDIR' })
  })
})
