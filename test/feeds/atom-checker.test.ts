import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { atomProblems } from './atom-checker.ts'

const GOOD = `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
<id>https://example.com/posts</id>
<title>News</title>
<updated>2026-06-15T07:30:00.000Z</updated>
<author><name>Ann</name></author>
<link rel="self" type="application/atom+xml" href="https://example.com/feed.atom"/>
<entry>
<id>urn:uuid:0197c0de-5a1e-7c3f-9a41-3f6c2b7d8e90</id>
<title>Party</title>
<published>2026-06-15T07:30:00.000Z</published>
<updated>2026-06-15T07:30:00.000Z</updated>
<link rel="alternate" type="text/html" href="https://example.com/posts/1"/>
<category term="events"/>
<content type="html" xml:base="https://example.com/posts/1">&lt;a href="menu"&gt;Menu&lt;/a&gt;</content>
</entry>
</feed>
`

describe('the checker of feeds', () => {
  it('takes a good one', () => assert.deepEqual(atomProblems(GOOD), []))

  const faults: [why: string, from: string, to: string][] = [
    ['a character that XML has no place for', 'Party', 'Party\uffff'],
    ['one of those as a reference', 'Party', 'Party&#xFFFE;'],
    ['half of a pair', 'Party', 'Party\ud800'],
    ['an element that does not end', '</entry>', ''],
    ['another namespace', '2005/Atom', '2006/Atom'],
    ['nobody who wrote it', '<author><name>Ann</name></author>\n', ''],
    ['an author without a name', '<name>Ann</name>', '<name></name>'],
    ['an id that is no IRI', 'urn:uuid:0197c0de-5a1e-7c3f-9a41-3f6c2b7d8e90', 'party 1'],
    ['no id', '<id>https://example.com/posts</id>\n', ''],
    ['two titles', '<title>Party</title>', '<title>Party</title><title>Fest</title>'],
    ['an entry that was updated before it was published', '<published>2026-06-15', '<published>2026-06-16'],
    ['a date without a zone', '<updated>2026-06-15T07:30:00.000Z', '<updated>2026-06-15T07:30:00'],
    ['relative links without a base', ' xml:base="https://example.com/posts/1"', ''],
    ['HTML that is not escaped', '&lt;a href="menu"&gt;Menu&lt;/a&gt;', '<a href="menu">Menu</a>'],
    ['a type of title that there is not', '<title>', '<title type="markdown">'],
    ['a type of content that there is not', 'type="html"', 'type="markdown"'],
    ['a type of link that is none', 'type="text/html"', 'type="html"'],
    ['a feed without a link to itself', 'rel="self"', 'rel="related"'],
    ['two alternates of one kind', '<category', '<link type="text/html" href="https://example.com/2"/><category'],
    ['a link to nowhere', 'href="https://example.com/posts/1"', 'href="/posts/1"'],
    ['a category without a term', 'term="events"', 'label="events"'],
    ['a text among the elements', '<entry>', '<entry>News'],
    ['what belongs elsewhere', '<category term="events"/>', '<subtitle>Fest</subtitle>'],
  ]
  for (const [why, from, to] of faults)
    it(`finds ${why}`, () => {
      assert.ok(GOOD.includes(from))
      assert.notDeepEqual(atomProblems(GOOD.replace(from, to)), [])
    })
})
