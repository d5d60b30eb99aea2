import { queryOptions } from '@tanstack/react-query'
import { allOf, api, bodyOf, pageOf, refusalOf, type Schema } from '../api/client.ts'
import { byName } from '../ui/by-name.ts'
import { isDue } from '../ui/now.ts'

export type Post = Schema<'Post'>

/** A post, and the tag by which a change says which version it was made to. */
export interface Read {
  post: Post
  etag: string
}

/** What a version keeps of a post. */
export type PostText = Pick<Post, 'title' | 'content' | 'tags'>

/** Which posts a list has. */
interface Filter {
  q?: string
  tag?: string
  pinned?: boolean
  published?: boolean
  scheduled?: boolean
  acknowledged?: boolean
}

/** Where a page begins; the first has no cursor. */
interface Page {
  cursor?: string
}

/** A page of posts, the latest first. @throws Refusal when the server refused. */
export function pageOfPosts(query: Filter & Page) {
  return pageOf(api.GET('/api/posts', { params: { query } }))
}

/** The latest of those posts that stand above the others. */
export const pinnedPosts = queryOptions({
  queryKey: ['posts', 'pinned'],
  queryFn: async () => (await pageOfPosts({ pinned: true })).rows,
})

/** The tags of the latest posts. */
export const latestTags = queryOptions({
  queryKey: ['posts', 'tags'],
  queryFn: async () => {
    const { rows } = await pageOfPosts({})
    return byName([...new Set(rows.flatMap(({ tags }) => tags))], (tag) => tag)
  },
})

/** One post. */
export const postOf = (id: string) =>
  queryOptions({
    queryKey: ['posts', id],
    queryFn: () => fetchPost(id),
  })

/** One post as it is now. @throws Refusal when the server refused. */
export function fetchPost(id: string): Promise<Read> {
  return readOf(api.GET('/api/posts/{id}', { params: { path: { id } } }))
}

/** A post with its tag, from an answer that has both. @throws Refusal when the server refused. */
export async function readOf(sent: Promise<{ data?: Post; error?: unknown; response: Response }>): Promise<Read> {
  const { data, error, response } = await sent
  if (!data) throw refusalOf(response.status, error)
  return { post: data, etag: response.headers.get('etag') ?? '' }
}

/** The versions of a post that later ones replaced, the latest first: all that the server keeps. */
export const versionsOf = (id: string) =>
  queryOptions({
    queryKey: ['posts', id, 'versions'],
    queryFn: () => allOf((page) => api.GET('/api/posts/{id}/revisions', { params: { path: { id }, query: page } })),
  })

/** How many have acknowledged a post, and how many have not. */
export const readersCountOf = (id: string) =>
  queryOptions({
    queryKey: ['posts', id, 'readers', 'count'],
    queryFn: () => bodyOf(api.GET('/api/posts/{id}/acknowledgements/count', { params: { path: { id } } })),
  })

/** What a post is to its readers at this moment. */
export function stateOf({ publish_at }: Post): 'draft' | 'scheduled' | 'due' {
  if (publish_at === null) return 'draft'
  return isDue(publish_at) ? 'due' : 'scheduled'
}
