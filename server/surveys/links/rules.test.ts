import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { AppError } from '../../errors.ts'
import { readTable } from '../../tables/reading.ts'
import { linesOfFile, linesOfList, requireAddresses } from './rules.ts'

/** The addresses of a file, with what their places are called. */
const read = (text: string) => linesOfFile(readTable(text)).map(({ place, address }) => [place, address])

describe('a file of addresses', () => {
  it('has them in the first column, or in the one that its header names', () => {
    assert.deepEqual(read('ann@x.org\nbea@x.org\n'), [
      ['line 1', 'ann@x.org'],
      ['line 2', 'bea@x.org'],
    ])
    for (const name of ['email', 'E-Mail', ' Address ']) {
      assert.deepEqual(read(`Name;${name}\r\nAnn; ann@x.org \r\n\r\n"Bea";"bea@x.org"\r\n`), [
        ['line 2', 'ann@x.org'],
        ['line 4', 'bea@x.org'],
      ])
    }
    assert.deepEqual(read('\ufeffemail\nann@x.org'), [['line 2', 'ann@x.org']])
    assert.deepEqual(read('email\n'), [])
  })

  it('has what is no address refused by its line, so that no header gets a link', () => {
    const problemsOf = (text: string) => {
      try {
        requireAddresses(linesOfFile(readTable(text)))
        return {}
      } catch (error) {
        return (error as AppError).errors?.json
      }
    }
    for (const title of ['E-mail Address', 'E-Mail-Adresse', 'EMAIL', 'Mail', 'Work email', 'Adresse']) {
      assert.deepEqual(read(`Name,${title}\nAnn,a@example.com`), [['line 2', 'a@example.com']], title)
    }
    const sentence = ['Not a valid email address.']
    assert.deepEqual(read('Name;Contact\nAnn;a@example.com')[1], ['line 2', 'a@example.com'])
    assert.deepEqual(problemsOf('Name;Contact\nAnn;a@example.com'), { 'line 1': sentence })
    assert.deepEqual(problemsOf('email\nann\nann@x.org\nann@x.org,\n,,,\nann@\nAnn <ann@x.org>'), {
      ...{ 'line 2': sentence, 'line 4': ['The same as line 3.'] },
      ...{ 'line 6': sentence, 'line 7': sentence },
    })
  })

  it('has none where a line is too short', () => {
    assert.deepEqual(read('name,email\nAnn,ann@x.org\nBea'), [
      ['line 2', 'ann@x.org'],
      ['line 3', ''],
    ])
  })
})

describe('addresses', () => {
  function problemsOf(addresses: string[], taken: string[] = []): unknown {
    try {
      requireAddresses(linesOfList(addresses), new Set(taken))
      return {}
    } catch (error) {
      assert.ok(error instanceof AppError)
      return error.errors?.json
    }
  }

  it('are taken as they are, but for what is around them', () => {
    assert.deepEqual(linesOfList([' Ann@x.org\t']), [{ place: 'addresses.0', address: 'Ann@x.org' }])
    assert.deepEqual(problemsOf(['ann@x.org', 'Bea in accounting', 'x'.repeat(254)]), {})
  })

  it('are refused by their places when they are blank, too long, of several lines or there twice', () => {
    const cases = [
      'ann@x.org',
      ' ',
      'x'.repeat(255),
      'two\nlines',
      'ANN@X.ORG',
      'bea@x.org',
      'ann@x.org',
      'half \ud800',
    ]
    assert.deepEqual(problemsOf(cases, ['bea@x.org']), {
      'addresses.1': ['Must not be blank.'],
      'addresses.2': ['Longer than maximum length 254.'],
      'addresses.3': ['Not a valid string: it must be one line without control characters.'],
      'addresses.4': ['The same as addresses.0.'],
      'addresses.5': ['There is a link for this address: revoke that one first.'],
      'addresses.6': ['The same as addresses.0.'],
      'addresses.7': ['Not a valid string: it must be one line without control characters.'],
    })
  })
})
