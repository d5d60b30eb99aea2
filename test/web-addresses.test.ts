import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { ADDRESSES } from '../server/web/addresses.ts'

/** Those of the routes that the browser app has; what is indented twice is below `/people`. */
function routedAddresses(): string[] {
  const source = readFileSync(new URL('../web/src/router.tsx', import.meta.url), 'utf8')
  const found = source.matchAll(/^(?<indent> *)(?:const .*)?\bpath: '(?<path>\/[^']*)'/gm)
  return Array.from(found, ({ groups: { indent, path } = {} }) =>
    `${indent === '    ' ? '/people' : ''}${path}`.replace('$', ':').replace(/(?<=.)\/$/, ''),
  )
}

describe('the addresses of the browser app', () => {
  it('are the same for the server and in the browser', () => {
    const addresses = new Set(routedAddresses())
    assert.ok(addresses.delete('/'))
    assert.deepEqual([...addresses].sort(), [...ADDRESSES].sort())
  })
})
