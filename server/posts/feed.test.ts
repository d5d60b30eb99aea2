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

  it('links to the API where there is no browser app', () => {
    const feed = atomFeed('https://teamroom.example.com', [post], false)
    assert.match(feed, /<link href="https:\/\/teamroom\.example\.com\/api\/posts\/by-slug\/summer-party"\/>/)
  })
})
