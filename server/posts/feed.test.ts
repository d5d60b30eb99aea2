import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { atomFeed } from './feed.ts'
import { examplePost, PostFeed } from './schema.ts'

describe('the feed in the API document', () => {
  it('is what the post in the API document comes to', () => {
    const { publish_at, author } = examplePost
    const post = { ...examplePost, listed_at: publish_at, author_username: author.username }
    assert.equal(PostFeed.content['application/atom+xml'].example, atomFeed('https://teamroom.example.com', [post]))
  })
})
