import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { closureOf, type Lock, packageOf } from '../scripts/release/packages.ts'

const LOCK: Lock = {
  '': { version: '1.0.0', dependencies: { a: '1', app: '1' } },
  'node_modules/a': { version: '1.0.0', dependencies: { b: '2' }, peerDependencies: { c: '1', react: '1' } },
  'node_modules/a/node_modules/b': { version: '2.0.0', optionalDependencies: { native: '1', c: '1' } },
  'node_modules/app': { version: '1.0.0', dependencies: { b: '1' } },
  'node_modules/b': { version: '1.0.0' },
  'node_modules/c': { version: '1.0.0', dependencies: { a: '1' } },
  'node_modules/lost': { version: '1.0.0', dependencies: { gone: '1' } },
  'node_modules/react': { version: '1.0.0' },
  'node_modules/built': { version: '1.0.0', os: ['linux'] },
}
const { 'node_modules/a': a } = LOCK
Object.assign(a as object, { peerDependenciesMeta: { react: { optional: true } } })

describe('the packages of a release', () => {
  it('are those that the server imports, with all that they need, each where Node finds it', () => {
    assert.deepEqual(closureOf(['a'], LOCK), ['node_modules/a', 'node_modules/a/node_modules/b', 'node_modules/c'])
    assert.deepEqual(closureOf(['b', 'c'], LOCK), [
      'node_modules/a',
      'node_modules/a/node_modules/b',
      'node_modules/b',
      'node_modules/c',
    ])
  })

  it('are refused where one is missing, or made for some machines only', () => {
    assert.throws(() => closureOf(['lost'], LOCK), /gone, which node_modules\/lost needs, is not in package-lock.json/)
    assert.throws(() => closureOf(['built'], LOCK), /node_modules\/built is made for some machines only/)
  })

  it('are named by the beginning of an import', () => {
    assert.deepEqual(['pg', 'csv-parse/sync', '@fastify/static', '@a/b/c'].map(packageOf), [
      'pg',
      'csv-parse',
      '@fastify/static',
      '@a/b',
    ])
  })
})
