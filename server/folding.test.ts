import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { foldText, nameSortKey, spellingsOf } from './folding.ts'

describe('a text as people type it', () => {
  const cases: [text: string, typed: string, why: string][] = [
    ['Łódź', 'lodz', 'Polish'],
    ['Straße STRAẞE', 'strasse strasse', 'German'],
    ['Smørrebrød Ærø Åse', 'smorrebrod aero ase', 'Danish'],
    ['Þórður Ísafjörður', 'thordur isafjordur', 'Icelandic'],
    ['Đorđe Đặng', 'dorde dang', 'Serbian and Vietnamese'],
    ['İstanbul ISPARTA ılık ğ ş', 'istanbul isparta ilik g s', 'Turkish'],
    ['Œuvre façade', 'oeuvre facade', 'French'],
    ['Ħal Għaxaq', 'hal ghaxaq', 'Maltese'],
    ['Əliyev', 'eliyev', 'Azerbaijani'],
    ['Col·legi COL·LEGI', 'collegi collegi', 'Catalan'],
    ['ﬁn Ǆ Ⅳ', 'fin dz iv', 'signs for several letters'],
    ['ΣΊΣΥΦΟΣ Σίσυφος', 'σισυφοσ σισυφοσ', 'Greek, with its last letter like the others'],
    ['Ёлка', 'елка', 'Russian'],
    ['مُحَمَّد', 'محمد', 'Arabic without vowels'],
    ['שָׁלוֹם', 'שלום', 'Hebrew without points'],
    ['می\u200cخواهم', 'ميخواهم', 'Persian without joiners'],
    ['हिन्दी', 'हिन्दी', 'Hindi with its vowels'],
    ['ガ', 'ガ', 'Japanese with the marks that make other letters'],
    ['Stra\u00adße', 'strasse', 'without soft hyphens'],
    ['O’Brien Jean‑Luc', "o'brien jean-luc", 'with quotation marks and hyphens of keyboards'],
  ]
  for (const [text, typed, why] of cases) it(`is that of ${why}`, () => assert.equal(foldText(text), typed))

  it('is the same however its accents are encoded, and folded twice', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        const folded = foldText(text)
        assert.equal(foldText(text.normalize('NFD')), folded)
        assert.equal(foldText(text.normalize('NFC')), folded)
        assert.equal(foldText(folded), folded)
      }),
    )
  })
})

describe('a name as lists have it', () => {
  it('knows neither case nor accents nor more than one space', () => {
    assert.deepEqual(['Émile', 'ÅSA', 'ﬁn', ' Ann\u00a0 Lee '].map(nameSortKey), ['emile', 'asa', 'fin', 'ann lee'])
  })

  it('stands among those that begin alike', () => {
    const names = ['Zoe', 'Łukasz', 'Luis', 'Ørsted', 'Otto', 'ßen', 'Sam', 'Ilse', 'ıtır', 'Đorđe', 'Dan']
    const sorted = names.toSorted((a, b) => (nameSortKey(a) < nameSortKey(b) ? -1 : 1))
    assert.deepEqual(sorted, ['Dan', 'Đorđe', 'Ilse', 'ıtır', 'Luis', 'Łukasz', 'Ørsted', 'Otto', 'Sam', 'ßen', 'Zoe'])
  })
})

describe('what somebody may have typed', () => {
  it('is also a letter with an accent, where two letters stand for it', () => {
    assert.deepEqual(['mueller', 'aarhus', 'goethe', 'anna koehler'].map(spellingsOf), [
      ...[
        ['mueller', 'muller'],
        ['aarhus', 'arhus'],
        ['goethe', 'gothe'],
        ['anna koehler', 'anna kohler'],
      ],
    ])
  })

  it('is nothing else in a short word, or at the end of one', () => {
    for (const word of ['poet', 'joe', 'sue', 'monroe', 'muller', '東京']) assert.deepEqual(spellingsOf(word), [word])
  })
})
