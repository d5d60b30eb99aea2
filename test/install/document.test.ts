import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { FOLLOWED_BY, readDocument } from './document.ts'

describe('docs/deploy.md', () => {
  it('has no section with something to type in that nobody follows', () => {
    assert.deepEqual(Object.keys(FOLLOWED_BY).sort(), [...readDocument().keys()].sort())
    for (const [heading, file] of Object.entries(FOLLOWED_BY)) {
      const spec = readFileSync(join(import.meta.dirname, file), 'utf8')
      assert.ok(spec.includes(`follow('${heading}')`), `${file} does not follow "${heading}".`)
    }
  })
})
