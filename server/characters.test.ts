import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { characterCount, pilesMarks } from './characters.ts'

const FAMILY = '👨‍👩‍👧‍👦'

describe('marks on a letter', () => {
  it('are thirty at most, of whichever kind, on any letter', () => {
    for (const mark of ['\u0301', '\u0315\u0316', '\u20dd', '\ufe0f', '\ud834\udd65']) {
      const [first] = mark
      const thirty = `So a${mark.repeat(30 / [...mark].length)}`
      assert.equal(pilesMarks(`${thirty}b${mark}`), false, mark)
      assert.equal(pilesMarks(thirty + first), true, mark)
    }
    assert.equal(pilesMarks('e\u0301'.repeat(100_000)), false)
  })
})

describe('characterCount', () => {
  const cases: [text: string, count: number, why: string][] = [
    ['', 0, 'an empty text has none'],
    ['Hello, world!', 13, 'ASCII counts by the letter'],
    ['Grüße', 5, 'so do letters with accents'],
    ['e\u0301te\u0301', 3, 'accents that are characters of their own count with their letter'],
    ['😀😀', 2, 'an emoji is one, though two code units'],
    [FAMILY, 1, 'a family is one, though eleven code units'],
    [`${FAMILY}${FAMILY}x`, 3, 'two families and a letter are three'],
    ['👍🏽', 1, 'a skin tone belongs to its hand'],
    ['🇩🇪🇫🇷🇮🇹', 3, 'each flag is one'],
    ['❤️', 1, 'a heart with its variation is one'],
    ['1️⃣', 1, 'a keycap is one'],
    ['a\r\nb', 3, 'the end of a line is one, even of two control characters'],
    ['\r\n\r\n', 2, 'two ends of lines are two'],
    ['\n\n', 2, 'so they are without carriage returns'],
    ['日本語', 3, 'ideographs count each'],
    ['नमस्ते', 3, 'a syllable of Devanagari is one'],
    ['각', 1, 'Hangul that is put together is one'],
    ['z̸͓͚', 1, 'a letter with a heap of marks is one'],
    ['\u0000', 1, 'a control character is one'],
  ]
  for (const [text, count, why] of cases) it(why, () => assert.equal(characterCount(text, 1_000), count))

  it('agrees with itself wherever plain text is counted the fast way', () => {
    for (let code = 0; code < 0x300; code++) {
      const char = String.fromCharCode(code)
      // An ideograph in front makes it count the slow way, and joins with nothing that comes behind it here.
      assert.equal(
        characterCount(`字${char}${char}`, 10) - 1,
        characterCount(char + char, 10),
        `U+${code.toString(16)}`,
      )
    }
  })

  it('stops at enough', () => {
    assert.equal(characterCount('語'.repeat(50), 7), 7)
    assert.equal(characterCount(FAMILY.repeat(10), 7), 7)
  })

  it('takes a text with absurdly many marks for one that is too long', () => {
    assert.equal(characterCount(`a${'\u0301'.repeat(10_000)}`, 100), Number.POSITIVE_INFINITY)
  })
})
