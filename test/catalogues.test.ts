import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { serverSentences } from './server-sentences.ts'

type Catalogue = { [key: string]: string | Catalogue }

const read = (file: string): Catalogue =>
  JSON.parse(readFileSync(new URL(`../web/src/${file}.json`, import.meta.url), 'utf8'))

/** Every text by its key, as the names of what it is filled with. */
function textsOf(catalogue: Catalogue, before = ''): [key: string, holes: string][] {
  return Object.entries(catalogue).flatMap(([name, text]) => {
    const key = before + name
    if (typeof text !== 'string') return textsOf(text, `${key}.`)
    assert.notEqual(text.trim(), '', key)
    const holes = Array.from(text.matchAll(/\{(\w+)\}/g), ([, hole]) => hole)
    return [[key, [...new Set(holes)].sort().join()]]
  })
}

/** Words that made way for others: an email address, Create account, Current password, Someone else just changed this. */
const OLD_WORDS = [
  /\be-mail/i,
  /\bmake an account|\bmake a (reset )?link/i,
  /present password|as my browser has it|whoever has the link/i,
  /changes count|changed this meanwhile|not good any more|good for nothing|name and password do/i,
  /signing in$|cannot sign in any more/i,
]

function sentencesOf(catalogue: Catalogue): string[] {
  return Object.values(catalogue).flatMap((text) => (typeof text === 'string' ? [text] : sentencesOf(text)))
}

/** `said` has what the server says in English; `said.test.ts` holds it complete. */
describe('the catalogues of the app', () => {
  for (const folder of ['i18n', 'answer']) {
    it(`have the same texts in every language (${folder})`, () => {
      const [en, { said: _, ...others }] = [textsOf(read(`${folder}/en`)), read(`${folder}/de`)]
      const de = textsOf(others)
      assert.deepEqual(de.sort(), en.sort())
    })
  }

  it('use one English word for one thing', () => {
    const found = ['i18n', 'answer'].flatMap((folder) =>
      sentencesOf(read(`${folder}/en`)).filter((text) => OLD_WORDS.some((words) => words.test(text))),
    )
    const said = [...serverSentences().keys()].filter((text) => OLD_WORDS.some((words) => words.test(text)))
    assert.deepEqual([...found, ...said], [])
  })

  it('have every text that the app asks for by its whole name', () => {
    const known = new Set(textsOf(read('i18n/en')).flatMap(([key]) => [key, key.replace(/_(one|other)$/, '')]))
    const missing = globSync('web/src/**/*.{ts,tsx}', { exclude: ['web/src/answer/**'] }).flatMap((file) => {
      const asked = readFileSync(file, 'utf8').matchAll(/\bt\(\s*'([\w.-]+)'/g)
      return Array.from(asked, ([, key]) => `${file}: ${key}`).filter((each) => !known.has(each.split(': ')[1] ?? ''))
    })
    assert.deepEqual(missing, [])
  })
})
