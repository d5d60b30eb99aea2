import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { COMMANDS } from '../web/src/news/markdown-commands.ts'

/** Runs a command on a text in which brackets say what is selected; gives the same of what comes out. */
function run(name: keyof typeof COMMANDS, marked: string): string {
  const start = marked.indexOf('‹')
  const end = marked.indexOf('›') - 1
  const text = marked.replace(/[‹›]/g, '')
  const edit = COMMANDS[name].run({ text, start, end })
  const changed = text.slice(0, edit.from) + edit.text + text.slice(edit.to)
  const [from, to] = edit.select
  return `${changed.slice(0, from)}‹${changed.slice(from, to)}›${changed.slice(to)}`
}

describe('a button above the text of a post', () => {
  it('marks words, without the spaces beside them, and takes the marks away again', () => {
    assert.equal(run('bold', 'a ‹word › here'), 'a **‹word›**  here')
    assert.equal(run('bold', 'a **‹word›** here'), 'a ‹word› here')
    assert.equal(run('bold', '‹›'), '**‹›**')
    assert.equal(run('bold', '**‹›**'), '‹›')
    assert.equal(run('italic', '**‹word›**'), '**_‹word›_**')
    assert.equal(run('code', '‹word›'), '`‹word›`')
  })

  it('marks the lines that are selected, and takes the marks away again', () => {
    assert.equal(run('heading', 'one\ntw‹›o\nthree'), 'one\n## tw‹›o\nthree')
    assert.equal(run('heading', '### tw‹›o'), 'tw‹›o')
    assert.equal(run('list', 'on‹e\ntw›o\nthree'), '‹- one\n- two›\nthree')
    assert.equal(run('list', '- on‹e\n* tw›o'), '‹one\ntwo›')
    assert.equal(run('numbered', '‹one\ntwo›'), '‹1. one\n2. two›')
    assert.equal(run('quote', '‹›'), '> ‹›')
    assert.equal(run('code', '‹one\ntwo›'), '```\n‹one\ntwo›\n```')
  })

  it('makes a link of words or of an address, and asks for what is missing', () => {
    assert.equal(run('link', 'see ‹here›.'), 'see [here](‹https://›).')
    assert.equal(run('link', '‹https://example.com›'), '[‹›](https://example.com)')
  })
})
