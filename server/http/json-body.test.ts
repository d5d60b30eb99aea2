import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { character } from '../../test/noise.ts'
import { JsonBodyError, parseJsonBody, USUAL_LIMIT } from './json-body.ts'

const parse = (text: string | Buffer) => parseJsonBody(Buffer.from(text))

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)

function refuses(text: string | Buffer, sentence: RegExp): void {
  assert.throws(
    () => parse(text),
    (error) => error instanceof JsonBodyError && sentence.test(error.message),
  )
}

describe('parseJsonBody', () => {
  it('gives what JSON.parse gives', () => {
    const text = '{"a": [1, -2.5e3, "x", true, false, null, {"b": {}}], "": []}'
    assert.deepEqual(parse(text), JSON.parse(text))
  })

  it('takes an empty body for an empty object', () => {
    for (const text of ['', ' \r\n\t']) assert.deepEqual(parse(text), {})
  })

  it('takes values that are no objects', () => {
    for (const text of ['null', '0', '""', 'true', '[]']) assert.deepEqual(parse(text), JSON.parse(text))
  })

  it('refuses what is not JSON', () => {
    const texts = [
      '{',
      '}',
      '{"a"}',
      '{"a":1,}',
      '[1,]',
      "{'a':1}",
      'undefined',
      'NaN',
      '01',
      '"\n"',
      '{"a":1} x',
      '"a',
    ]
    for (const text of texts) refuses(text, /^Invalid JSON body\.$/)
  })

  it('refuses bytes that are not UTF-8', () => {
    const [lone, overlong, surrogate] = [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80]]
    for (const bytes of [lone, overlong, surrogate]) {
      refuses(Buffer.from([0x22, ...bytes, 0x22]), /not valid UTF-8/)
    }
  })

  it('is told apart by nothing but the bytes of a string: braces, colons, commas and escapes inside are text', () => {
    const text = String.raw`{"{\"a\":1,": "},{\\", "b": "\\\"", "c\\": "[[[[", ":": ",,,,"}`
    assert.deepEqual(parse(text), JSON.parse(text))
    const manyCommas = JSON.stringify({ text: ','.repeat(50_000), depth: '['.repeat(50_000) })
    assert.deepEqual(parse(manyCommas), JSON.parse(manyCommas))
  })

  describe('a field that is there twice', () => {
    const cases = [
      ['in one object', '{"a":1,"a":1}'],
      ['with others between', '{"a":1,"b":{"c":[{}]},"a":2}'],
      ['in an object within another', '{"x":{"a":1,"a":2}}'],
      ['in an object within a list', '[1,{"a":1,"a":2}]'],
      ['once escaped', String.raw`{"a":1,"\u0061":2}`],
      ['escaped in two ways', String.raw`{"\n":1,"\u000A":2}`],
      ['with white space around it', '{"a" : 1 , "a"\t:\n2}'],
      ['without a name', '{"":1,"":2}'],
    ] as const
    for (const [where, text] of cases) it(`is refused ${where}`, () => refuses(text, /is there twice/))

    it('is named', () => refuses('{"title":"x","title":"y"}', /^The field "title" is there twice\.$/))

    it('is no such field in another object, or in another case', () => {
      for (const text of ['[{"a":1},{"a":1}]', '{"a":{"a":{"a":1}}}', '{"a":1,"A":2}', '{"a":"a","b":"a"}']) {
        assert.deepEqual(parse(text), JSON.parse(text))
      }
    })
  })

  it('refuses the field __proto__, however it is written', () => {
    refuses('{"__proto__": {"admin": true}}', /__proto__/)
    refuses(String.raw`{"a": [{"\u005f_proto__": 1}]}`, /__proto__/)
    assert.deepEqual(parse('{"a": "__proto__"}'), { a: '__proto__' })
  })

  describe('depth', () => {
    it('may be 32', () => {
      assert.deepEqual(parse(nested(32)), JSON.parse(nested(32)))
      assert.ok(parse(`${'{"a":'.repeat(32)}1${'}'.repeat(32)}`))
    })

    for (const depth of [33, 500, 100_000]) {
      it(`may not be ${depth}`, () => {
        refuses(nested(depth), /deeper than 32/)
        refuses('['.repeat(depth), /deeper than 32/)
        refuses('{"a":'.repeat(depth), /deeper than 32/)
        refuses(`{"a":1,"b":${nested(depth)}}`, /deeper than 32/)
      })
    }

    it('is not what stands one after the other', () => {
      const text = `[${Array(1000).fill('[[{"a":[]}]]').join()}]`
      assert.deepEqual(parse(text), JSON.parse(text))
    })
  })

  it('refuses more values than any request of ours has', () => {
    const list = (length: number) => `[${Array(length).fill(0).join()}]`
    assert.equal((parse(list(20_000)) as number[]).length, 20_000)
    refuses(list(20_001), /more than 20000 values/)
    const brackets = (count: number) =>
      `[${Array(count / 10)
        .fill('[[[[[[[[[]]]]]]]]]')
        .join()}]`
    assert.equal((parse(brackets(19_990)) as unknown[]).length, 1_999)
    refuses(brackets(20_010), /more than 20000 values/)
    const larger = Buffer.from(list(80_000))
    assert.equal((parseJsonBody(larger, 4 * USUAL_LIMIT) as number[]).length, 80_000)
    assert.throws(() => parseJsonBody(Buffer.from(list(80_001)), 4 * USUAL_LIMIT), /more than 80000 values/)
  })

  it('gives back any JSON without duplicates as it was', () => {
    const json = fc.jsonValue({ maxDepth: 8, stringUnit: character })
    fc.assert(
      fc.property(json, (value) => {
        const text = JSON.stringify(value)
        fc.pre(!text.includes('__proto__'))
        assert.deepEqual(parse(text), JSON.parse(text))
      }),
    )
  })

  it('refuses any object to which one of its fields is added again', () => {
    const fields = fc.dictionary(fc.string({ unit: character }), fc.jsonValue({ maxDepth: 2 }), { minKeys: 1 })
    fc.assert(
      fc.property(fields, fc.nat(), (object, index) => {
        const names = Object.keys(object)
        const again = JSON.stringify(names[index % names.length])
        assert.throws(() => parse(`${JSON.stringify(object).slice(0, -1)},${again}:0}`), JsonBodyError)
      }),
    )
  })

  it('agrees with JSON.parse about any text, or refuses it', () => {
    const pieces = fc.constantFrom('{', '}', '[', ']', ':', ',', '"', '\\', '"a"', '"b"', '1', ' ', 'null', '\\u0061')
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (texts) => {
        const text = texts.join('')
        fc.pre(text.trim() !== '')
        try {
          assert.deepEqual(parse(text), JSON.parse(text))
        } catch (error) {
          assert.ok(error instanceof JsonBodyError, String(error))
        }
      }),
      { numRuns: 2_000 },
    )
  })
})
