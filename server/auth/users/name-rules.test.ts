import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { lookalikeKey } from './lookalikes.ts'
import { checkUsername } from './name-rules.ts'

const sentenceOn = (username: string): string | undefined => {
  try {
    checkUsername(username)
    return undefined
  } catch (error) {
    return (error as { errors: { json: { username: [string] } } }).errors.json.username[0]
  }
}

describe('checkUsername', () => {
  const names = [
    'ann',
    'Ann the Second',
    "O'Brien",
    'O’Brien',
    'anna.smith',
    'a_b-c+d',
    'Zoë 🦄',
    'Łukasz',
    'Đặng Thị Ngọc',
    'Иван',
    'Ελένη',
    'محمد',
    'משה',
    'देवी',
    '田中さくら',
    '김민준 Kim',
    'ann１２',
    "'; drop table users; --",
    '<script>alert(1)</script>',
    'https://evil.example/win?x',
  ]
  for (const name of names) {
    it(`takes ${name}`, () => assert.equal(sentenceOn(name), undefined))
  }

  const INVISIBLE = 'Must not have invisible characters.'
  const AT = 'Must not have an @, nor a space at its ends.'
  const MIXED = 'Must not mix letters of different alphabets.'
  const wrong: [what: string, name: string, sentence: string][] = [
    ['a zero-width space', 'ann\u200b', INVISIBLE],
    ['a zero-width joiner', 'a\u200dnn', INVISIBLE],
    ['a zero-width non-joiner', 'a\u200cnn', INVISIBLE],
    ['a byte order mark', '\ufeffann', INVISIBLE],
    ['a soft hyphen', 'an\u00adn', INVISIBLE],
    ['a word joiner', 'an\u2060n', INVISIBLE],
    ['a right-to-left override', '\u202enna', INVISIBLE],
    ['a right-to-left mark', 'ann\u200f', INVISIBLE],
    ['an isolate', 'ann\u2067', INVISIBLE],
    ['an Arabic letter mark', 'ann\u061c', INVISIBLE],
    ['a control character', 'ann\u0085', INVISIBLE],
    ['a Hangul filler', 'ann\u3164', INVISIBLE],
    ['an empty Braille cell', 'ann\u2800', INVISIBLE],
    ['a variation selector', 'ann\ufe0f', INVISIBLE],
    ['a tag', 'ann\u{e0041}', INVISIBLE],
    ['a private character', 'ann\ue000', INVISIBLE],
    ['a full-width @', 'victim＠example.com', AT],
    ['a small @', 'victim﹫example.com', AT],
    ['a wide space at its end', 'ann\u3000', AT],
    ['a Cyrillic letter among Latin ones', 'pаypal', MIXED],
    ['a Greek letter among Latin ones', 'αnn', MIXED],
    ['a Cherokee letter among Latin ones', 'Ꭺnn', MIXED],
    ['a pile of accents', 'a\u0300\u0301\u0302\u0303\u0304\u0305nn', 'Must not pile up accents.'],
    ['an accent on nothing', '\u0301ann', 'Must not pile up accents.'],
  ]
  for (const [what, name, sentence] of wrong) {
    it(`refuses ${what}`, () => assert.equal(sentenceOn(name), sentence))
  }
})

describe('lookalikeKey', () => {
  it('is the same for names that look alike', () => {
    const alike = [
      ['paypal', 'pаypal'],
      ['ape', 'аре'],
      ['Paul', 'pau1', 'pauI', 'pau|'],
      ['bob', 'b0b'],
      ['admin', 'ADMIN', 'ADMlN', 'ADM1N', 'ADM|N'],
      ['iris', 'Iris', 'lris', 'IRIS', 'lRlS', '|ris'],
      ['ann iles', 'Ann lles'],
      ['modern', 'rnodern'],
      ['Ann Lee', 'ann  lee', 'ANN LEE', 'ａｎｎ lee'],
      ['zoë', 'zoe\u0308'],
      ['ο', 'o', 'о'],
    ]
    for (const names of alike) assert.equal(new Set(names.map(lookalikeKey)).size, 1, names.map(lookalikeKey).join(' '))
  })

  it('is another one for names that do not', () => {
    const names = [
      'ann',
      'anna',
      'änn',
      'Ann 1',
      'Ann 2',
      'Elia',
      'Ella',
      'KIM',
      'Klm',
      'Al',
      'Ai',
      'Иван',
      'Ivan',
      'zoe',
      'zoë',
      'person 10',
      'person 11',
    ]
    assert.equal(new Set(names.map(lookalikeKey)).size, names.length)
  })
})
