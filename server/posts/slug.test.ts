import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { slugOf } from './slug.ts'

describe('a slug', () => {
  const cases = [
    ['My First Blog Post', 'my-first-blog-post'],
    ['  Grüße, Café & Smørrebrød! ', 'gruesse-cafe-and-smorrebrod'],
    ['Привет', 'privet'],
    ['🎉🎉🎉', 'post'],
    ['日本語', 'post'],
    ['<script>alert(1)</script>', 'script-alert-1-script'],
    ['a'.repeat(100), 'a'.repeat(80)],
  ] as const
  for (const [title, slug] of cases)
    it(`of ${title.slice(0, 30)} is ${slug.slice(0, 30)}`, () => assert.equal(slugOf(title), slug))

  it('of a plain title is what the library makes of it', () => {
    const word = fc.string({ unit: fc.constantFrom(...'aAzZ09'), minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 8 }), (words) => {
        // A colon at the end leaves nothing in a slug, but makes the title one for the library.
        assert.equal(slugOf(words.join(' ')), slugOf(`${words.join(' ')}:`))
      }),
    )
  })
})
