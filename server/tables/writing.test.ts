import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { sheetOf } from '../../test/workbooks.ts'
import { csvText } from './csv.ts'
import { fileNameOf, savedAs } from './file-name-rules.ts'
import { dialectOf } from './locale-rules.ts'
import { xlsxPieces } from './xlsx.ts'

describe('a CSV file', () => {
  it('quotes every line break, so that a reply stays a row', () => {
    for (const end of ['\n', '\r', '\r\n', '\v', '\f', '\u0085', '\u2028', '\u2029']) {
      const text = `First line${end}Second line`
      assert.equal(csvText([[text, 'b']], false), `"${text}",b\r\n`)
    }
    assert.equal(csvText([['a;b', 'c\td', 'plain']], false), '"a;b","c\td",plain\r\n')
  })

  it('is opened in columns by the spreadsheets of a locale, with numbers that they count with', () => {
    const rows = [['Müller, Ann', 2.5, -1.25, 1_000, null, '2026-03-02']]
    assert.equal(csvText(rows, false), '"Müller, Ann",2.5,-1.25,1000,,2026-03-02\r\n')
    for (const locale of ['de-DE', 'fr', 'pl-PL', 'pt-BR', 'ru', 'sv-SE']) {
      assert.equal(csvText(rows, false, dialectOf(locale)), 'Müller, Ann;2,5;-1,25;1000;;2026-03-02\r\n', locale)
    }
    for (const locale of [undefined, 'en-GB', 'de-CH', 'ja-JP', 'es-MX', 'xx']) {
      assert.equal(csvText(rows, false, dialectOf(locale)), csvText(rows, false), String(locale))
    }
    assert.throws(() => dialectOf('nonsense!'), {
      errors: { query: { locale: ['Not a language tag: one such as en-GB is expected.'] } },
    })
  })
})

describe('a workbook', () => {
  const read = async (...row: (string | number | null)[]) => {
    const bytes = Buffer.concat(await Array.fromAsync(xlsxPieces('Lunch', ['=Title', 'B', 'C'], [[row]])))
    return (await sheetOf(bytes))[1]
  }

  it('has numbers as numbers, texts as texts and nothing that runs', async () => {
    const bytes = Buffer.concat(
      await Array.fromAsync(xlsxPieces('Lunch', ['=Title', 'B'], [[['=1+1', 2.5]], [[null, -3]]])),
    )
    assert.deepEqual(await sheetOf(bytes), [
      ['=Title', 'B'],
      ['=1+1', 2.5],
      [null, -3],
    ])
  })

  it('has texts as they are, but for what Excel cannot hold', async () => {
    const kept = ['line\r\nbreak', ' outer ', '0049', '2026-01-01', 'a\u000bb', '🎉', '_x000D_', '<&>"']
    for (const text of kept) assert.deepEqual((await read(text, 'x'))?.[0], text)
    assert.equal((await read('\ufffea\ud800', 'x'))?.[0], '\ufffda\ufffd')
    const long = String((await read('x'.repeat(40_000), 'x'))?.[0])
    assert.deepEqual([long.length, long.at(-1)], [32_767, '…'])
  })

  it('takes any title for its sheet', async () => {
    for (const title of ['', "'", 'History / [2026]: *?', '🎉'.repeat(40), '\ud800']) {
      const bytes = Buffer.concat(await Array.fromAsync(xlsxPieces(title, ['a'], [])))
      assert.deepEqual(await sheetOf(bytes), [['a']])
    }
  })
})

describe('the name of a file', () => {
  it('says what is in it and of which day, without what file systems refuse', () => {
    assert.equal(fileNameOf('Lunch', '2026-03-02', 'csv'), 'Lunch 2026-03-02.csv')
    assert.equal(fileNameOf('Was/wie: "gut"? <ja>\r\n', '2026-03-02', 'csv'), 'Was wie gut ja 2026-03-02.csv')
    assert.equal(fileNameOf('../../etc/passwd', '2026-03-02', 'csv'), 'etc passwd 2026-03-02.csv')
    assert.equal(fileNameOf('???', '2026-03-02', 'xlsx'), '2026-03-02.xlsx')
    assert.equal(fileNameOf('🎉'.repeat(80), '2026-03-02', 'csv'), `${'🎉'.repeat(60)} 2026-03-02.csv`)
  })

  it('comes in ASCII, and as it is for those who read UTF-8', () => {
    assert.equal(savedAs('Lunch 2026-03-02.csv'), 'attachment; filename="Lunch 2026-03-02.csv"')
    assert.equal(
      savedAs('Größe (1).csv'),
      `attachment; filename="Gro_e (1).csv"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%281%29.csv`,
    )
  })
})
