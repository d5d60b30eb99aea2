import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { queryWords, searchWords, wordsOf } from './search-rules.ts'

/** Whether a search finds a text, as both indexes work: each word that is looked for begins one of the text's. */
function finds(query: string, text: string): boolean {
  const [looked, there] = [queryWords(query), searchWords(text)]
  return looked.length > 0 && looked.every((word) => there.some((one) => one.startsWith(word)))
}

describe('words to search', () => {
  it('are letters and digits in lower case without accents, each once', () => {
    assert.deepEqual(searchWords("L'été à Zürich, 2026! <b>foo_bar-baz</b>"), [
      ...['l', 'ete', 'a', 'zurich', '2026', 'b', 'foo', 'bar', 'baz'],
    ])
    assert.deepEqual(wordsOf({ title: 'Łódź', tags: ['lodz', 'rynek'], content: 'Łódź' }), ['lodz', 'rynek'])
  })

  it('are parts of sentences where a script has no spaces', () => {
    assert.deepEqual(searchWords('東京都 tower'), ['東京都', '京都', '都', 'tower'])
    assert.deepEqual(searchWords('タワー'), ['タワー', 'ワー', 'ー'])
    assert.deepEqual(searchWords('𠀀𠀁𠀂𠀃'), ['𠀀𠀁𠀂', '𠀁𠀂𠀃', '𠀂𠀃', '𠀃'])
  })

  it('are all those of the longest texts that people write', () => {
    const words = Array.from({ length: 20_000 }, (_, i) => `가${i.toString(36)}`)
    assert.equal(searchWords(words.join(' ')).length, 20_000)
    const sentence = Array.from({ length: 100_000 }, (_, i) => String.fromCodePoint(0x4e00 + ((i * 7919) % 20_011)))
    assert.ok(searchWords(sentence.join('')).length > 20_000)
  })

  it('never take more than the megabyte that an index takes of one post', () => {
    const signs = (first: number, step: number) =>
      Array.from({ length: 100_000 }, (_, i) => String.fromCodePoint(first + ((i * step + (i >> 4)) % 20_000))).join('')
    for (const text of ['ﷺ'.repeat(100_000), signs(0x4e00, 7919), signs(0x20000, 6007), signs(0x10a0, 3)])
      assert.ok(Buffer.byteLength(searchWords(text).join('')) < 1_048_575)
  })

  it('have a bounded length', () => assert.equal(searchWords('x'.repeat(1000))[0]?.length, 64))
})

describe('a query', () => {
  const cases: [query: string, text: string, isFound: boolean][] = [
    ['lodz', 'Łódź', true],
    ['strasse', 'Straße', true],
    ['STRASSE', 'straße', true],
    ['smorrebrod', 'smørrebrød', true],
    ['istanbul', 'İSTANBUL', true],
    ['ISPARTA', 'ısparta', true],
    ['thorshavn', 'Þórshavn', true],
    ['oeuvre', 'Œuvre', true],
    ['dordevic', 'Đorđević', true],
    ['straße', 'Strasse 5', true],
    ['東京', '東京タワー', true],
    ['東京', '新東京', true],
    ['東京', '京都の東', false],
    ['東京', '東の京', false],
    ['京', '東京', true],
    ['東京都庁', '東京都庁舎', true],
    ['東京都庁', '東京都と大阪府庁', false],
    ['タワー', '東京タワー', true],
    ['한국', '한국어', true],
    ['ภาษา', 'เรียนภาษาไทย', true],
    ['หมา', 'มาหา', false],
    ['की', 'कि', false],
    ['हिन्दी', 'हिन्दी भाषा', true],
    ['かす', 'がす', false],
    ['collegi', 'Col·legi', true],
    ['strassen', 'Straßenbahn', true],
    ['bahn', 'Straßenbahn', false],
  ]
  for (const [query, text, isFound] of cases)
    it(`${query} ${isFound ? 'finds' : 'does not find'} ${text}`, () => assert.equal(finds(query, text), isFound))

  it('has a word once, and of many the first ten', () => {
    assert.deepEqual(queryWords('Lunch lunch'), ['lunch'])
    assert.deepEqual(queryWords('a b c d e f g h i j k l'), [...'abcdefghij'])
    assert.equal(queryWords('東京都庁舎'.repeat(1_000)).length, 5)
  })

  it('has no word where there is neither letter nor digit', () => assert.deepEqual(queryWords('!!! -- 🎉'), []))

  it('finds every text that has it, where a script has no spaces', () => {
    const sentence = fc.string({ unit: fc.constantFrom(...'東京都の𠀀ー'), minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(sentence, sentence, sentence, (before, query, after) => {
        assert.ok(finds(query, before + query + after))
      }),
    )
  })

  it('of up to three characters finds no other text, where a script has no spaces', () => {
    const short = fc.string({ unit: fc.constantFrom(...'東京都の𠀀ー'), minLength: 1, maxLength: 3 })
    const sentence = fc.string({ unit: fc.constantFrom(...'東京都の𠀀ー'), maxLength: 12 })
    fc.assert(fc.property(short, sentence, (query, text) => assert.equal(finds(query, text), text.includes(query))))
  })

  it('finds every text that it is taken from, whatever it is made of', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        assert.equal(finds(text, text), queryWords(text).length > 0)
      }),
    )
  })
})
