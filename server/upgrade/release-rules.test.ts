import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { compareVersions, pendingOf, placeOf, problemOf, readRelease, sumIn } from './release-rules.ts'

const migrations = [
  { name: '0001', checksum: 'a' },
  { name: '0002', checksum: 'b' },
]
const release = { version: '1.2.0', node: '26.10.0', migrations }
const present = { version: '1.1.9', node: '26.10.0', applied: [{ name: '0001', checksum: 'a' }] }

describe('a release', () => {
  it('takes the place of an older version whose migrations it knows', () => {
    assert.equal(problemOf(release, present), undefined)
    assert.deepEqual(pendingOf(release, present), ['0002'])
    const unchecked = { ...present, applied: [{ name: '0001', checksum: null }] }
    assert.equal(problemOf(release, unchecked), undefined)
  })

  const refusals: [string, Partial<typeof present>, RegExp][] = [
    ['is running already', { version: '1.2.0' }, /^1\.2\.0 is the version that is running\.$/],
    ['is older', { version: '1.10.0' }, /^1\.2\.0 is older than 1\.10\.0/],
    ['needs a later Node', { node: '26.9.9' }, /^1\.2\.0 needs Node 26\.10\.0 or later, and this is 26\.9\.9\.$/],
    ['knows less than the database', { applied: [{ name: '0003', checksum: 'c' }] }, /The database is newer .* 0003/],
    ['knows a migration as another', { applied: [{ name: '0002', checksum: 'x' }] }, /knows 0002 as another migration/],
  ]
  for (const [why, differs, sentence] of refusals) {
    it(`is refused when it ${why}`, () => {
      assert.match(problemOf(release, { ...present, ...differs }) ?? '', sentence)
    })
  }

  it('says what it is in a file of its own', () => {
    assert.deepEqual(readRelease(JSON.stringify(release)), release)
    const others = ['', '{}', 'null', '{"version":"1.2"}', JSON.stringify({ ...release, migrations: [null] })]
    for (const text of others) assert.equal(readRelease(text), undefined, text)
  })

  it('has plain files below its name, and no others', () => {
    assert.deepEqual(placeOf({ name: 'teamroom-1.2.0/server/main.ts', type: 'file' }), { path: 'server/main.ts' })
    assert.equal(placeOf({ name: 'teamroom-1.2.0/', type: 'directory' }), undefined)
    const odd = [
      { name: 'teamroom-1.2.0/../../etc/passwd', type: 'file' },
      { name: '/teamroom-1.2.0/a', type: 'file' },
      { name: 'teamroom-1.2.0/a\\b', type: 'file' },
      { name: 'teamroom-1.2.0/link', type: 'symlink' },
      { name: 'other/a', type: 'file' },
      { name: '', type: 'file' },
    ]
    for (const entry of odd) assert.match(JSON.stringify(placeOf(entry)), /problem/, entry.name)
  })
})

describe('versions', () => {
  it('are compared number by number', () => {
    const sorted = ['2.0.0', '1.10.0', '1.9.1', '1.9.0'].sort(compareVersions)
    assert.deepEqual(sorted, ['1.9.0', '1.9.1', '1.10.0', '2.0.0'])
    assert.equal(compareVersions('1.0.0', '1.0.0'), 0)
  })
})

describe('checksums', () => {
  it('are found by the name of their file', () => {
    const [a, b] = ['a', 'b'].map((letter) => letter.repeat(64))
    const text = `${a}  x.tar.gz\n${b} *y.tar.gz\n`
    assert.deepEqual([sumIn(text, 'x.tar.gz'), sumIn(text, 'y.tar.gz'), sumIn(text, 'tar.gz')], [a, b, undefined])
  })
})
