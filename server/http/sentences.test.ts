import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type TSchema, Type } from 'typebox'
import { AppError } from '../errors.ts'
import { closed, Id, Line, nullable, oneOf, Text, Timestamp } from './shapes.ts'
import { check, compile } from './validation.ts'

/** What is said about a value: sentences by field, or undefined when there is nothing to say. */
function said(schema: TSchema, value: unknown): Record<string, string[]> | undefined {
  try {
    check(compile(schema), value, 'json')
    return undefined
  } catch (error) {
    assert.ok(error instanceof AppError && error.kind === 'invalid')
    return { ...error.errors?.json }
  }
}

/** The sentences about one field. */
function saidOf(field: TSchema, value: unknown): string[] | undefined {
  return said(closed({ field: Type.Optional(field) }), { field: value })?.field
}

describe('the sentence', () => {
  const cases: [why: string, schema: TSchema, value: unknown, sentence: string][] = [
    ['no string', Type.String(), 1, 'Not a valid string.'],
    ['no boolean', Type.Boolean(), 'true', 'Not a valid boolean.'],
    ['no integer', Type.Integer(), 1.5, 'Not a valid integer.'],
    ['no number', Type.Number(), '1', 'Not a valid number.'],
    ['no list', Type.Array(Type.String()), 'a', 'Not a valid list.'],
    ['no object', closed({}), [], 'Invalid input type.'],
    ['null', Type.String(), null, 'Field may not be null.'],
    ['neither the type nor null', nullable(Type.Integer()), 'x', 'Not a valid integer.'],
    ['none of a few words', oneOf(['public', 'members']), 'all', 'Must be one of: public, members.'],
    [
      'marks piled up',
      Text(1, 100),
      `a${'\u0301'.repeat(31)}`,
      'Must not have more than 30 accents or other marks on one letter.',
    ],
    ['too short or too long', Text(3, 100), 'Hi', 'Length must be between 3 and 100.'],
    ['too long or too short', Text(3, 100), 'x'.repeat(101), 'Length must be between 3 and 100.'],
    ['not of the one length', Text(3, 3), 'x', 'Length must be 3.'],
    ['too short', Type.String({ minLength: 10 }), 'x', 'Shorter than minimum length 10.'],
    ['too long', Type.String({ maxLength: 2 }), 'xxx', 'Longer than maximum length 2.'],
    ['a list too short', Type.Array(Type.Any(), { minItems: 1 }), [], 'Shorter than minimum length 1.'],
    ['a list too long', Type.Array(Type.Any(), { maxItems: 1 }), [1, 2], 'Longer than maximum length 1.'],
    [
      'a list of a wrong length',
      Type.Array(Type.Any(), { minItems: 1, maxItems: 2 }),
      [],
      'Length must be between 1 and 2.',
    ],
    [
      'a list with a value twice',
      Type.Array(Type.Any(), { uniqueItems: true }),
      [1, 1],
      'Must not contain the same value twice.',
    ],
    ['too small', Type.Integer({ minimum: 0 }), -1, 'Must be greater than or equal to 0.'],
    ['too large', Type.Integer({ maximum: 0 }), 1, 'Must be less than or equal to 0.'],
    [
      'out of bounds',
      Type.Integer({ minimum: 1, maximum: 200 }),
      0,
      'Must be greater than or equal to 1 and less than or equal to 200.',
    ],
    ['no UUID', Id, 'x', 'Not a valid UUID.'],
    ['a number for a UUID', Id, 5, 'Not a valid UUID.'],
    ['no date', Type.String({ format: 'date' }), '2026-02-30', 'Not a valid date.'],
    ['a number for a date', Type.String({ format: 'date' }), 20260228, 'Not a valid date.'],
    ['a number for an instant', nullable(Timestamp), 5, 'Not a valid datetime.'],
    ['a number for a mail address', Type.String({ format: 'email' }), 5, 'Not a valid string.'],
    ['a number for a line', Line(1, 9), 5, 'Not a valid string.'],
    ['no instant', Timestamp, '2026-02-28', 'Not a valid datetime.'],
    ['an instant that no clock shows', Timestamp, '2026-06-30T23:59:60Z', 'Not a valid datetime.'],
    ['no mail address', Type.String({ format: 'email' }), 'ann@', 'Not a valid email address.'],
    ['no address', Type.String({ format: 'uri' }), 'x', 'Not a valid URL.'],
    ['NUL in a text', Text(1, 9), 'a\u0000b', 'Not a valid string.'],
    ['half a surrogate pair in a text', Text(1, 9), 'a\ud800b', 'Not a valid string.'],
    ['two lines', Line(1, 9), 'a\nb', 'Not a valid string: it must be one line without control characters.'],
    [
      'a separator of lines',
      Line(1, 9),
      'a\u2028b',
      'Not a valid string: it must be one line without control characters.',
    ],
    [
      'half a pair in a line',
      Line(1, 9),
      '\udfff',
      'Not a valid string: it must be one line without control characters.',
    ],
    ['a pattern without words', Type.String({ pattern: '^a' }), 'b', 'String does not match expected pattern.'],
    ['a pattern with words', Type.String({ pattern: '^a', 'x-sentence': 'Begins with a.' }), 'b', 'Begins with a.'],
    ['an unforeseen rule', Type.Integer({ multipleOf: 2 }), 3, 'Invalid value.'],
  ]
  for (const [why, schema, value, sentence] of cases) {
    it(`for ${why} is “${sentence}”`, () => assert.deepEqual(saidOf(schema, value), [sentence]))
  }

  it('is none for what is right', () => {
    const right: [TSchema, unknown][] = [
      [Text(3, 3), 'e\u0301te\u0301'],
      [Text(1, 1), '👨‍👩‍👧‍👦'],
      [Text(1, 9), 'two\r\nlines'],
      [Line(1, 9), 'one\u00a0line'],
      [nullable(Type.Integer()), null],
      [Timestamp, '2026-02-28T10:00:00+01:00'],
      [Id, '0197C0DE-5a1e-7c3f-9a41-3f6c2b7d8e90'],
      [Type.Integer(), 2.0],
    ]
    for (const [schema, value] of right) assert.equal(saidOf(schema, value), undefined, JSON.stringify(value))
  })

  it('counts a text too long in characters, not in code units', () => {
    assert.equal(saidOf(Text(3, 100), '😀'.repeat(100)), undefined)
    assert.deepEqual(saidOf(Text(3, 100), '😀'.repeat(101)), ['Length must be between 3 and 100.'])
    assert.deepEqual(saidOf(Text(3, 100), '😀😀'), ['Length must be between 3 and 100.'])
  })
})

describe('the field', () => {
  const Address = closed({ city: Line(1, 9), zip: Type.Optional(Type.Integer()) })
  const Person = closed({ name: Line(1, 9), address: Address, tags: Type.Optional(Type.Array(Line(1, 3))) })

  it('of what is missing is the missing one', () => {
    assert.deepEqual(said(Person, {}), {
      name: ['Missing data for required field.'],
      address: ['Missing data for required field.'],
    })
  })

  it('of what is unknown is the unknown one', () => {
    assert.deepEqual(said(Person, { name: 'Ann', address: { city: 'Ulm' }, role: 'admin' }), {
      role: ['Unknown field.'],
    })
  })

  it('of something nested is dotted, list positions included', () => {
    assert.deepEqual(said(Person, { name: 'Ann', address: { zip: 'x', x: 1 }, tags: ['a', 2, 'long'] }), {
      'address.city': ['Missing data for required field.'],
      'address.zip': ['Not a valid integer.'],
      'address.x': ['Unknown field.'],
      'tags.1': ['Not a valid string.'],
      'tags.2': ['Length must be between 1 and 3.'],
    })
  })

  it('has its slashes and tildes back', () => {
    const schema = closed({ 'a/b~c': Type.Integer() })
    assert.deepEqual(said(schema, { 'a/b~c': 'x' }), { 'a/b~c': ['Not a valid integer.'] })
  })

  it('of the whole is _schema', () => {
    for (const value of [[], 'x', 1, true]) assert.deepEqual(said(Person, value), { _schema: ['Invalid input type.'] })
    assert.deepEqual(said(Person, null), { _schema: ['Field may not be null.'] })
    const change = closed({ name: Type.Optional(Line(1, 9)) }, { minProperties: 1 })
    assert.deepEqual(said(change, {}), { _schema: ['At least one field is required.'] })
  })

  it('says each sentence once', () => {
    assert.deepEqual(saidOf(Type.String({ minLength: 2, maxLength: 1 }), ''), ['Length must be between 2 and 1.'])
  })

  it('may have any name, even one that objects have by themselves', () => {
    const strange = JSON.parse('{"constructor": 1, "toString": 1, "hasOwnProperty": 1}')
    assert.deepEqual(said(closed({}), strange), {
      constructor: ['Unknown field.'],
      toString: ['Unknown field.'],
      hasOwnProperty: ['Unknown field.'],
    })
  })

  it('is one of a hundred at most', () => {
    const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`field${i}`, i]))
    assert.equal(Object.keys(said(closed({}), many) ?? {}).length, 100)
  })
})
