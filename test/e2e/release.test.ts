import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { hash } from 'node:crypto'
import { once } from 'node:events'
import { globSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { before, describe, it } from 'node:test'
import { makeRelease } from '../../scripts/release/make.ts'
import { packFolder } from '../../scripts/release/pack.ts'
import { importsOf } from '../../scripts/release/packages.ts'
import { VERSION } from '../../server/version.ts'
import { call } from '../process/clients.ts'
import { launch, temporaryFolder, until } from '../process/server-process.ts'

const PACKING = { mtime: new Date('2026-01-02T03:04:05Z'), level: 1 }
const OF_THE_APP = /^(react|react-dom|vite|recharts|i18next|@mantine\/.*|@tanstack\/.*|typescript|@types\/.*)$/

describe('a release', () => {
  let made: string
  let root: string
  before(async () => {
    made = temporaryFolder()
    await makeRelease(made, PACKING)
    const folder = join(temporaryFolder(), 'Team röom 100%')
    mkdirSync(folder)
    execFileSync('tar', ['-xzf', join(made, `teamroom-${VERSION}.tar.gz`), '-C', folder])
    root = join(folder, `teamroom-${VERSION}`)
  })

  it('has what the server needs, and neither specs nor what the app is built by', () => {
    const files = globSync('**', { cwd: root })
    assert.ok(files.includes('LICENSE') && files.includes('docs/deploy.md') && files.includes('server/main.ts'))
    assert.deepEqual(
      files.filter((file) => file.endsWith('.test.ts') || /^(test|scripts|bench)\//.test(file)),
      [],
    )
    const packages = globSync('node_modules/{*,@*/*}', { cwd: root }).map((path) => path.slice('node_modules/'.length))
    assert.deepEqual(
      packages.filter((name) => OF_THE_APP.test(name)),
      [],
    )
    const bytes = files.reduce((sum, file) => sum + statSync(join(root, file)).size, 0)
    assert.ok(bytes < 100_000_000, `${bytes} bytes`)
  })

  it('has a package for whatever its server imports, also late', () => {
    const names = JSON.stringify(importsOf(root))
    const script = `for (const name of ${names}) await import(name)`
    execFileSync(process.execPath, ['--input-type=module', '--eval', script], { cwd: root })
  })

  it('has the checksums of its files beside it', () => {
    const sums = readFileSync(join(made, 'SHA256SUMS'), 'utf8')
    const files = ['tar.gz', 'cdx.json'].map((ending) => `teamroom-${VERSION}.${ending}`)
    assert.equal(sums, files.map((file) => `${hash('sha256', readFileSync(join(made, file)))}  ${file}\n`).join(''))
  })

  it('has a bill of materials with each of its packages', () => {
    const bill = JSON.parse(readFileSync(join(made, `teamroom-${VERSION}.cdx.json`), 'utf8'))
    assert.equal(bill.bomFormat, 'CycloneDX')
    assert.equal(bill.metadata.component.name, 'teamroom')
    const listed = new Set(bill.components.map(({ name }: { name: string }) => basename(name)))
    const packages = globSync('node_modules/{*,@*/*}/package.json', { cwd: root })
    assert.ok(packages.length > 100)
    for (const path of packages) assert.ok(listed.has(basename(join(path, '..'))), path)
  })

  it('runs by its launcher, through a link, and serves the app in production', async () => {
    const launcher = join(temporaryFolder(), 'teamroom')
    execFileSync('ln', ['-s', join(root, 'bin/teamroom'), launcher])
    const env = { ...process.env, TEAMROOM_NODE: process.execPath }
    assert.equal(execFileSync(launcher, ['--version'], { env, cwd: '/', encoding: 'utf8' }), `${VERSION}\n`)

    const settings = { NODE_ENV: 'production', PORT: '0', DATA_DIR: temporaryFolder(), LOG_LEVEL: 'silent' }
    await using server = launch([join(root, 'dist/main.js')], settings)
    const url = await until('it says where it is', () => server.stdout.match(/^Teamroom is at (\S+)$/m)?.[1])
    const page = await call({ url }, 'GET', '/join', undefined, { accept: 'text/html' })
    const built = readFileSync(join(root, 'web/dist/index.html'), 'utf8')
    assert.equal(page.text, built.replaceAll('"./assets/', '"/assets/'))
    const [, asset = ''] = page.text.match(/src="(\/assets\/[^"]+)"/) ?? []
    assert.equal((await call({ url }, 'GET', asset)).status, 200)
    assert.equal((await call({ url }, 'GET', '/readyz')).status, 200)
  })

  it('is started by its launcher as it was built: the modules that a start loads are in a few files', async () => {
    const [source, aside] = [join(root, 'server/main.ts'), join(temporaryFolder(), 'main.ts')]
    renameSync(source, aside)
    const env = { PATH: process.env.PATH, TEAMROOM_NODE: process.execPath, PORT: '0', DATA_DIR: temporaryFolder() }
    const server = spawn(join(root, 'bin/teamroom'), ['serve'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
    try {
      let said = ''
      server.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
      const url = await until('it says where it is', () => said.match(/^Teamroom is at (\S+)$/m)?.[1])
      assert.equal((await call({ url }, 'GET', '/readyz')).status, 200)
    } finally {
      server.kill('SIGKILL')
      await once(server, 'close')
      renameSync(aside, source)
      // What it has compiled.
      rmSync(join(root, 'node_modules/.cache'), { recursive: true, force: true })
    }
  })

  it('comes to the same bytes each time', async () => {
    const again = join(temporaryFolder(), 'again.tar.gz')
    await packFolder(root, basename(root), again, PACKING)
    const sumOf = (file: string) => hash('sha256', readFileSync(file))
    assert.equal(sumOf(again), sumOf(join(made, `teamroom-${VERSION}.tar.gz`)))
  })

  it('says which Node it needs where there is none', () => {
    const env = { ...process.env, TEAMROOM_NODE: '/nowhere/node' }
    assert.throws(
      () => execFileSync(join(root, 'bin/teamroom'), ['--version'], { env, stdio: 'pipe' }),
      /Teamroom needs Node 26 or later; \/nowhere\/node is none/,
    )
  })
})
