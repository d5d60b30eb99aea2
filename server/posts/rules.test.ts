import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { changesText, normalTags, publishAt } from './rules.ts'

const NOW = '2026-03-02T09:00:00.000Z'
const EARLIER = '2026-03-01T09:00:00.000Z'
const LATER = '2026-03-03T09:00:00.000Z'

describe('when a post is visible', () => {
  const cases: [was: string | null, change: Parameters<typeof publishAt>[1], is: string | null, why: string][] = [
    [null, { published: true }, NOW, 'a new post is out at once'],
    [null, { published: false }, null, 'a draft is not'],
    [null, { published: true, publish_at: LATER }, LATER, 'a scheduled one is later'],
    [
      null,
      { published: true, publish_at: '2026-03-03T10:00:00+01:00' },
      LATER,
      'whatever zone the schedule is given in',
    ],
    [null, { published: true, publish_at: null }, NOW, 'no schedule means now'],
    [null, {}, null, 'a draft that is changed stays one'],
    [EARLIER, {}, EARLIER, 'what is out stays out since then'],
    [EARLIER, { published: true }, EARLIER, 'publishing it again does not make it newer'],
    [EARLIER, { published: true, publish_at: EARLIER }, EARLIER, 'sending back what was read changes nothing'],
    [EARLIER, { publish_at: null }, EARLIER, 'nor does clearing a schedule that has passed'],
    [LATER, { publish_at: null }, NOW, 'clearing a schedule publishes it now'],
    [LATER, { publish_at: '2026-03-04T09:00:00.000Z' }, '2026-03-04T09:00:00.000Z', 'a schedule can be moved'],
    [EARLIER, { published: false }, null, 'unpublishing makes a draft'],
    [LATER, { published: false, publish_at: LATER }, null, 'even when the old schedule is sent along'],
  ]
  for (const [was, change, is, why] of cases) {
    it(why, () => assert.equal(publishAt(was, change, NOW), is))
  }

  it('refuses a schedule in the past', () => {
    assert.throws(() => publishAt(null, { published: true, publish_at: EARLIER }, NOW), { kind: 'invalid' })
  })

  it('refuses a schedule for a draft', () => {
    assert.throws(() => publishAt(null, { published: false, publish_at: LATER }, NOW), { kind: 'invalid' })
    assert.throws(() => publishAt(null, { publish_at: LATER }, NOW), { kind: 'invalid' })
  })
})

describe('tags', () => {
  it('are trimmed, in lower case and each there once', () => {
    assert.deepEqual(normalTags([' Events', 'events', 'ÉTÉ']), ['events', 'été'])
  })
  it('are refused when blank', () => assert.throws(() => normalTags(['  ']), { kind: 'invalid' }))
})

describe('a change of the text', () => {
  const post = { title: 'Title', content: 'Some content', tags: ['a'] }
  it('is one to title, content or tags', () => {
    assert.ok(changesText(post, { title: 'Other' }))
    assert.ok(changesText(post, { tags: [] }))
    assert.ok(!changesText(post, { ...post }))
    assert.ok(!changesText(post, { pinned: true, visibility: 'members' }))
  })
})
