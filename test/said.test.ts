import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { type Sayings, translator } from '../web/src/i18n/patterns.ts'
import { cpuMsOf } from './cpu.ts'
import { serverSentences } from './server-sentences.ts'

const GERMAN: { said: Sayings } = JSON.parse(readFileSync(new URL('../web/src/i18n/de.json', import.meta.url), 'utf8'))

/** Said by Fastify itself. */
const FASTIFY = 'Request body is too large'
const NOT_SAID = [
  'Set to {{}} h.', // kept as a note in the ledger, like one that somebody wrote
  'Nobody waits for it any more.', // for nobody
]
/** Before what is said of one of several people. */
const NAMED = /^\{\{name\}\}: /

/** Whether what fits one sentence, whatever its values are, fits the other one, too. */
function fits(sentence: string, other: string): boolean {
  const mark = (text: string) => text.replace(/\{\{\w*\}\}/g, '∅')
  return translator({ [sentence.replace(/\{\{\}\}/g, '{{any}}')]: '!' }, String)(mark(other)) === '!'
}

describe('what the server says', () => {
  const sentences = serverSentences()
  const known = Object.keys(GERMAN.said)
  const exactly = (text: string) => text.replace(/\{\{\w+\}\}/g, '{{}}')

  it('is in the German catalogue, sentence by sentence', () => {
    assert.ok(sentences.size > 150, `${sentences.size} sentences are found.`)
    const spoken = new Set(known.map(exactly))
    const missing = [...sentences].filter(([sentence]) => !spoken.has(sentence) && !NOT_SAID.includes(sentence))
    assert.deepEqual(missing, [])
  })

  it('is all that the German catalogue has', () => {
    const isSaid = (key: string) => [...sentences.keys()].some((sentence) => fits(sentence, key.replace(NAMED, '')))
    const dead = known.filter((key) => key !== FASTIFY && !isSaid(key))
    assert.deepEqual(dead, [])
  })

  it('keeps its values in German', () => {
    const holesOf = (text: string) => Array.from(text.matchAll(/\{\{(\w+)\}\}/g), ([, hole]) => hole)
    for (const [key, text] of Object.entries(GERMAN.said)) {
      assert.notEqual(text.trim(), '', key)
      assert.equal(new Set(holesOf(key)).size, holesOf(key).length, key)
      assert.deepEqual(
        holesOf(text).filter((hole) => !holesOf(key).includes(hole)),
        [],
        key,
      )
    }
  })
})

describe('a translator of sentences', () => {
  const translate = translator(
    {
      'Not found.': 'Nicht da.',
      'It is {{state}}.': 'Es ist {{state}}.',
      'It is closed.': 'Es ist zu.',
      'It is {{state}} until {{day}}.': 'Bis {{day}} ist es {{state}}.',
      '{{name}} is missing.': '{{name}} fehlt.',
      'No leave then: {{reason}}': 'Dann nicht: {{reason}}',
    },
    (value) => `<${value}>`,
  )

  it('puts the values where the other language has them', () => {
    assert.equal(translate('It is open until noon.'), 'Bis <noon> ist es <open>.')
    assert.equal(translate('No leave then: Stock-taking'), 'Dann nicht: <Stock-taking>')
  })

  it('takes the most exact of the sentences that fit', () => {
    assert.equal(translate('It is closed.'), 'Es ist zu.')
    assert.equal(translate('It is full.'), 'Es ist <full>.')
  })

  it('leaves what it does not know as it is', () => {
    for (const text of ['', 'Never heard.', 'Not found', 'not found.', 'It is .open', 'It is', ' ']) {
      assert.equal(translate(text), text)
    }
  })

  it('reads several sentences one by one, also where names have full stops', () => {
    assert.equal(translate('Not found. Never heard. It is closed.'), 'Nicht da. Never heard. Es ist zu.')
    assert.equal(translate('Dr. J. Lee is missing. Bob is missing.'), '<Dr. J. Lee> fehlt. <Bob> fehlt.')
  })

  it('takes values as they are, whatever stands in them', () => {
    assert.equal(translate('$& {{name}} $1 is missing.'), '<$& {{name}} $1> fehlt.')
  })

  it('takes little time for a text that was made to take much', () => {
    const took = cpuMsOf(() => {
      for (const part of ['It is ', ' until ', '. ', 'a. is missing ', 'It is a until b. '])
        translate(part.repeat(20_000))
    })
    assert.ok(took < 2_000, `${took} ms`)
  })
})
