import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { atomFeed } from './feed.ts'
import { examplePost, PostFeed } from './schema.ts'

const { publish_at, author } = examplePost
const post = { ...examplePost, listed_at: publish_at, author_username: author.username }

describe('the feed', () => {
  it('of the post in the API document is the one in the API document', () => {
    const { example } = PostFeed.content['application/atom+xml']
    assert.equal(example, atomFeed('https://teamroom.example.com', [post], true))
  })

  it('has no character that XML has no place for, wherever a post has it', () => {
    const strange = {
      ...post,
      title: 'A\ufffeB',
      html: '<p>A\u0001B</p>',
      tags: ['A\uffffB'],
      author_username: 'A\ufffeB',
    }
    const feed = atomFeed('https://teamroom.example.com', [strange], true)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
    assert.doesNotMatch(feed, /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/)
    assert.equal(feed.match(/AB/g)?.length, 5)
  })

  it('links to the API where there is no browser app', () => {
    const feed = atomFeed('https://teamroom.example.com', [post], false)
    assert.match(feed, /<link href="https:\/\/teamroom\.example\.com\/api\/posts\/by-slug\/summer-party"\/>/)
  })
})
