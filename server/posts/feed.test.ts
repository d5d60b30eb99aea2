import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { atomProblems } from '../../test/feeds/atom-checker.ts'
import { atomFeed } from './feed.ts'
import { examplePost } from './schema.ts'

const ORIGIN = 'https://teamroom.example.com'
const { publish_at, author } = examplePost
const post = { ...examplePost, listed_at: publish_at, author_username: author.username as string | null }

/** The feed of these posts, which keeps RFC 4287. */
function feedOf(posts: Parameters<typeof atomFeed>[1], isApp = true): string {
  const feed = atomFeed(ORIGIN, posts, isApp)
  assert.deepEqual(atomProblems(feed), [], feed)
  return feed
}

/** Characters that XML 1.0 has no place for, not even escaped. */
const NOWHERE = ['\u0000', '\u0001', '\u000b', '\u001f', '\ud800', '\udfff', '\ufffe', '\uffff']
/** Characters that it has a place for, and programs may stumble over. */
const SOMEWHERE = [
  '\t',
  '\u007f',
  '\u0085',
  '\u2028',
  '\ud7ff',
  '\ue000',
  '\uf8ff',
  '\ufdd0',
  '\ufffd',
  '\u{1f389}',
  '\u{10ffff}',
]

describe('the feed', () => {
  it('keeps RFC 4287 without posts, with one, and without the browser app', () => {
    for (const isApp of [true, false]) for (const posts of [[], [post]]) feedOf(posts, isApp)
  })

  for (const character of NOWHERE) {
    it(`leaves out ${JSON.stringify(character)}, wherever a post has it`, () => {
      const odd = `A${character}B`
      const feed = feedOf([{ ...post, title: odd, html: `<p>${odd}</p>`, tags: [odd], author_username: odd }])
      assert.equal(feed.match(/AB/g)?.length, 5)
    })
  }

  for (const character of SOMEWHERE) {
    it(`keeps ${JSON.stringify(character)}, wherever a post has it`, () => {
      const odd = `A${character}B`
      const feed = feedOf([{ ...post, title: odd, html: `<p>${odd}</p>`, tags: [odd], author_username: odd }])
      assert.equal(feed.replaceAll('&#9;', '\t').split(odd).length - 1, 5)
    })
  }

  it('has a title and an author where nothing is left of those of a post', () => {
    const feed = feedOf([{ ...post, title: '\ufffe\ufffe\ufffe', tags: ['\uffff'], author_username: '\uffff' }])
    assert.match(feed, /<title>summer-party<\/title>/)
    assert.doesNotMatch(feed, /<category/)
  })

  it('has an author for the posts of accounts that are gone', () => {
    assert.match(feedOf([{ ...post, author_username: null }]), /<author>\n<name>Teamroom<\/name>/)
  })

  it('says of a scheduled post that it was updated when it came out, unless it was changed since', () => {
    const scheduled = { ...post, listed_at: '2026-06-20T08:00:00.000Z', updated_at: '2026-06-15T07:30:00.000Z' }
    const feed = feedOf([scheduled])
    assert.equal(feed.match(/<updated>2026-06-20T08:00:00\.000Z<\/updated>/g)?.length, 2)
    assert.match(feed, /<published>2026-06-20T08:00:00\.000Z<\/published>/)
    const changed = feedOf([{ ...scheduled, updated_at: '2026-06-21T08:00:00.000Z' }])
    assert.match(changed, /<published>2026-06-20T08[\s\S]*<updated>2026-06-21T08/)
  })

  it('says what relative links in a post are relative to', () => {
    const html = '<p><a href="../files/menu.pdf">Menu</a> <a href="#top">Top</a> <img src="/logo.png"></p>'
    assert.match(feedOf([{ ...post, html }]), /<content type="html" xml:base="https:\/\/teamroom\.example\.com\/news\//)
  })

  it('is text where a post has markup, in every place', () => {
    const odd = `</title><script>"'&amp;]]>`
    const feed = feedOf([{ ...post, title: odd, html: odd, tags: [odd], author_username: odd }])
    assert.doesNotMatch(feed, /<script|]]>/)
  })

  it('links to the API where there is no browser app', () => {
    const feed = feedOf([post], false)
    assert.match(
      feed,
      / type="application\/json" href="https:\/\/teamroom\.example\.com\/api\/posts\/by-slug\/summer-party"\/>/,
    )
  })
})
