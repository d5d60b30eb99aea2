import type { Schema } from '../api/client.ts'
import { localOf } from '../ui/local-time.ts'
import { type Post, stateOf } from './queries.ts'

/** A post as its writer fills it in. */
export interface PostValues {
  title: string
  content: string
  tags: string[]
  visibility: Post['visibility']
  pinned: boolean
  must_read: boolean
  /** Whether it is to come out at a later moment, which is in the reader's time zone: `2026-07-01T09:00`. */
  later: boolean
  publish_at: string
}

/** What the form begins with. News is for members, unless its writer lets everybody read it. */
export function valuesOf(post: Post | undefined): PostValues {
  const { title = '', content = '', tags = [], visibility = 'members', pinned = false, must_read = false } = post ?? {}
  const later = post !== undefined && stateOf(post) === 'scheduled'
  const publish_at = later ? localOf(post.publish_at) : ''
  return { title, content, tags, visibility, pinned, must_read, later, publish_at }
}

/** The same as the API takes it: as a draft, or published at once or from its moment on. */
export function inputOf(values: PostValues, post: Post | undefined, published: boolean): Schema<'PostInput'> {
  const { later, publish_at, ...fields } = values
  if (!published) return { ...fields, published }
  if (!later) return { ...fields, published, publish_at: null }
  // The field holds no seconds: a moment that nobody has changed is sent as it was.
  const isKept = post?.publish_at && localOf(post.publish_at) === publish_at
  return { ...fields, published, publish_at: isKept ? post.publish_at : new Date(publish_at).toISOString() }
}
