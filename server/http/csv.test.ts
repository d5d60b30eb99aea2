import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { inert, uninert } from './csv.ts'

describe('a text in a CSV file', () => {
  it('is marked when a spreadsheet would run it, and comes back as it was', () => {
    for (const text of ['=1+1', '+1', '-1', '@sum', '\t=1', '\r=1', "'=1", "''=1"]) {
      assert.equal(inert(text), `'${text}`)
      assert.equal(uninert(inert(text)), text)
    }
    for (const text of ['', 'Ann', "O'Neill", "'quoted'", '1-2', "'"]) {
      assert.equal(inert(text), text)
      assert.equal(uninert(text), text)
    }
  })

  it('that was typed as a formula stays one when nothing marks it', () => {
    assert.equal(uninert('=1+1'), '=1+1')
  })
})
