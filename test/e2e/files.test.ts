import assert from 'node:assert/strict'
import { readFileSync, statSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import { readPages } from '../../server/web/page.ts'
import { startTeamroom, type Teamroom } from '../harness.ts'

const BUILT = new URL('../../web/dist/', import.meta.url)
const KB = 1_000

let teamroom: Teamroom

before(async () => {
  teamroom = await startTeamroom({}, { pages: readPages(['https://pictures.example.com']) })
})
after(() => teamroom.stop())

/** The scripts and styles that a page asks for before it shows anything, with what they import at once. */
function filesOf(page: 'index' | 'answer'): Set<string> {
  const html = readFileSync(new URL(`${page}.html`, BUILT), 'utf8')
  const found = new Set<string>()
  const add = (file: string) => {
    if (found.has(file)) return
    found.add(file)
    if (!file.endsWith('.js')) return
    const script = readFileSync(new URL(`assets/${file}`, BUILT), 'utf8')
    for (const [, imported] of script.matchAll(/(?:import|from)\s*"\.\/([^"]+\.js)"/g)) add(imported as string)
    // The texts of one language.
    const [, texts] = script.match(/import\(`\.\/(en-[^`]+\.js)`\)/) ?? []
    if (texts !== undefined) add(texts)
  }
  for (const [, file] of html.matchAll(/(?:src|href)="\.\/assets\/([^"]+)"/g)) add(file as string)
  return found
}

const sizeOf = (files: Iterable<string>) =>
  Array.from(files, (file) => statSync(new URL(`assets/${file}.br`, BUILT)).size).reduce((sum, size) => sum + size, 0)

describe('the files of the app', () => {
  it('come to less than 210 kB, compressed, for the first page, and to 60 kB for the answering page', () => {
    const [app, answer] = [sizeOf(filesOf('index')), sizeOf(filesOf('answer'))]
    assert.ok(app > 50 * KB && app < 210 * KB, `${app} bytes`)
    assert.ok(answer > KB && answer < 60 * KB, `${answer} bytes`)
  })

  it('are kept for a year by browsers, and sent compressed', async () => {
    for (const file of new Set([...filesOf('index'), ...filesOf('answer')])) {
      const { status, headers } = await teamroom.send('GET', `/assets/${file}`, undefined, {
        'accept-encoding': 'gzip, br',
      })
      assert.deepEqual(
        [status, headers['cache-control'], headers['content-encoding']],
        [200, 'public, max-age=31536000, immutable', 'br'],
      )
    }
  })

  it('are loaded by pages that are asked for anew each time', async () => {
    for (const path of ['/', '/time-off', '/surveys/some', '/s/some-key']) {
      const { status, headers } = await teamroom.send('GET', path, undefined, { accept: 'text/html' })
      assert.deepEqual([status, headers['cache-control']], [200, 'no-cache'], path)
      assert.match(headers['content-security-policy'] ?? '', /script-src 'self';/)
    }
  })

  it('show no picture from elsewhere where a survey is answered, and elsewhere those that the company allows', async () => {
    const policyOf = async (path: string) =>
      (await teamroom.send('GET', path, undefined, { accept: 'text/html' })).headers
    const answering = await policyOf('/s/some-key')
    assert.match(answering['content-security-policy'] ?? '', /default-src 'none'; .*; img-src 'self' data:; /)
    assert.equal(answering['x-dns-prefetch-control'], 'off')
    assert.equal(answering['referrer-policy'], 'no-referrer')
    const news = await policyOf('/news')
    assert.match(news['content-security-policy'] ?? '', /; img-src 'self' data: https:\/\/pictures\.example\.com; /)
  })

  it('are not there by any other name', async () => {
    for (const path of ['/assets/unknown-abc123.js', '/assets/..%2findex.html', '/assets/../answer.html']) {
      const { status } = await teamroom.send('GET', path)
      assert.equal(status, 404, path)
    }
  })
})
