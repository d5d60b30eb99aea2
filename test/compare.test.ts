import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { compare, type Part } from '../web/src/news/compare.ts'

/** What is left of a comparison for whoever sees only one of the texts. */
const without = (parts: Part[], kind: Part['kind']) =>
  parts
    .filter((part) => part.kind !== kind)
    .map(({ text }) => text)
    .join('')

/** As on a page of corrections: `[-old-]{+new+}`. */
const marked = (before: string, after: string) =>
  compare(before, after)
    .map(({ kind, text }) => (kind === 'same' ? text : kind === 'removed' ? `[-${text}-]` : `{+${text}+}`))
    .join('')

describe('the comparison of two versions', () => {
  it('marks lines, and in lines that have changed the words', () => {
    assert.equal(marked('', ''), '')
    assert.equal(marked('', 'new'), '{+new+}')
    assert.equal(marked('old\n', ''), '[-old\n-]')
    assert.equal(marked('a\nb\nc\n', 'a\nc\n'), 'a\n[-b\n-]c\n')
    assert.equal(marked('On Friday at five.', 'On Monday at five.'), 'On [-Friday-]{+Monday+} at five.')
    assert.equal(
      marked('one\ntwo\nthree', 'zero\none\ntwo and a half\nthree'),
      '{+zero\n+}one\ntwo{+ and a half+}\nthree',
    )
  })

  it('has both texts in it, whole and in order', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c d', '\n', ' ', 'é', '**x**\n'), { maxLength: 40 })
    fc.assert(
      fc.property(text, text, (one, other) => {
        const [before, after] = [one.join(''), other.join('')]
        const parts = compare(before, after)
        assert.equal(without(parts, 'added'), before)
        assert.equal(without(parts, 'removed'), after)
        assert.ok(parts.every(({ kind, text: piece }, at) => piece !== '' && kind !== parts[at - 1]?.kind))
      }),
    )
  })

  it('takes a long text that is another one altogether for replaced', () => {
    const [before, after] = ['a', 'b'].map((word) => Array.from({ length: 3_000 }, (_, i) => `${word}${i}`).join('\n'))
    assert.deepEqual(
      compare(before ?? '', after ?? '').map(({ kind }) => kind),
      ['removed', 'added'],
    )
  })
})
