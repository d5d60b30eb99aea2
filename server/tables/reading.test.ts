import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { decode } from './decoding.ts'
import { readTable } from './reading.ts'

const cellsOf = (text: string) => readTable(text).map(({ cells }) => cells)

describe('a table that is read', () => {
  it('has its cells between commas, semicolons or tabs, whichever most lines agree on', () => {
    const rows = [
      ['Name', 'Start'],
      ['Ann', '2026-01-01'],
    ]
    for (const delimiter of [',', ';', '\t']) {
      assert.deepEqual(cellsOf(rows.map((row) => row.join(delimiter)).join('\r\n')), rows)
    }
    assert.deepEqual(cellsOf('Name, first;Start\nLee, Ann;2026-01-01\nRay;2026-02-01'), [
      ['Name, first', 'Start'],
      ['Lee, Ann', '2026-01-01'],
      ['Ray', '2026-02-01'],
    ])
    assert.deepEqual(cellsOf('Name\tHours\nAnn\t7,5\nBea\t8,0'), [
      ['Name', 'Hours'],
      ['Ann', '7,5'],
      ['Bea', '8,0'],
    ])
    assert.deepEqual(cellsOf('"a;b;c",d\n"e;f;g",h'), [
      ['a;b;c', 'd'],
      ['e;f;g', 'h'],
    ])
    assert.deepEqual(cellsOf('Name\nAnn'), [['Name'], ['Ann']])
  })

  it('goes by the line that names the delimiter, which is no row', () => {
    for (const line of ['sep=;', 'SEP=;', '"sep=;"', '\ufeffsep=;']) {
      assert.deepEqual(readTable(`${line}\r\na,b;c\r\n1;2`), [
        { line: 2, cells: ['a,b', 'c'] },
        { line: 3, cells: ['1', '2'] },
      ])
    }
    assert.deepEqual(cellsOf('sep=\t\na\tb'), [['a', 'b']])
  })

  it('has no blank rows, wherever they stand, and no empty cells at the end of one', () => {
    for (const delimiter of [',', ';', '\t']) {
      const blank = delimiter.repeat(6)
      const text = [
        blank,
        `Name${delimiter}Start${delimiter}${delimiter}`,
        '',
        ` ${blank} `,
        `Ann${delimiter}1${blank}`,
        blank,
      ]
      assert.deepEqual(readTable(text.join('\n')), [
        { line: 2, cells: ['Name', 'Start'] },
        { line: 5, cells: ['Ann', '1'] },
      ])
    }
  })

  it('has quotes inside cells that do not begin with one as they are', () => {
    assert.deepEqual(cellsOf('Ann "Annie" Lee\t5"\nWeingut "Löss"\t"a ""b"" c"'), [
      ['Ann "Annie" Lee', '5"'],
      ['Weingut "Löss"', 'a "b" c'],
    ])
    assert.throws(() => readTable('name\n"Ann\n'), { kind: 'invalid' })
  })

  it('ends its lines in any way, mixed ones too, and counts them as the file does', () => {
    assert.deepEqual(readTable('a,b\r\n1,"two\nlines"\n3,4\r5,6'), [
      { line: 1, cells: ['a', 'b'] },
      { line: 3, cells: ['1', 'two\nlines'] },
      { line: 4, cells: ['3', '4'] },
      { line: 5, cells: ['5', '6'] },
    ])
  })
})

describe('the text of a file', () => {
  const text = 'Name;Straße\r\nJörg Łukasz;„A“ – 5 €\r\n'
  const western = 'Name;Straße\r\nJörg;„A“ – 5 €\r\n'
  const utf16le = (mark: string, words: string) => Buffer.from(mark + words, 'utf16le')

  it('is read as UTF-8 and UTF-16, with and without a mark', () => {
    assert.equal(decode(Buffer.from(text)), text)
    assert.equal(decode(Buffer.from(`\ufeff${text}`)), text)
    assert.equal(decode(utf16le('\ufeff', text)), text)
    assert.equal(decode(utf16le('', text)), text)
    assert.equal(decode(utf16le('\ufeff', text).swap16()), text)
    assert.equal(decode(utf16le('', text).swap16()), text)
    assert.equal(decode(utf16le('', '名前,会社\r\n田中,東京\r\n')), '名前,会社\r\n田中,東京\r\n')
    assert.equal(decode(Buffer.alloc(0)), '')
  })

  it('is read as Windows-1252, as Excel saves it', () => {
    const bytes = { '„': 0x84, '“': 0x93, '–': 0x96, '€': 0x80, ß: 0xdf, ö: 0xf6 } as Record<string, number>
    const file = Buffer.from(Array.from(western, (character) => bytes[character] ?? character.charCodeAt(0)))
    assert.equal(decode(file), western)
  })

  it('is refused in other encodings', () => {
    const sentence = 'This file’s encoding isn’t supported. Save it as UTF-8 and try again.'
    // Shift-JIS, UTF-8 that is damaged behind its mark, and half of a pair in UTF-16.
    const refused = [
      Buffer.from([0x93, 0x63, 0x92, 0x86, 0x81, 0x40]),
      Buffer.from([0xef, 0xbb, 0xbf, 0xff]),
      Buffer.from([0xff, 0xfe, 0x00, 0xd8, 0x41, 0x00]),
    ]
    for (const file of refused) assert.throws(() => decode(file), { kind: 'invalid', message: sentence })
  })
})
