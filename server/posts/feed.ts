import { element, type Xml, xmlDocument, xmlText } from '../xml.ts'
import type { PostRow } from './store.ts'

const NAMESPACE = 'http://www.w3.org/2005/Atom'
const PRODUCT = 'Teamroom'
const NEVER = '1970-01-01T00:00:00.000Z'

/** What a feed shows of a post. */
type FeedPost = Pick<
  PostRow,
  'id' | 'title' | 'html' | 'slug' | 'tags' | 'listed_at' | 'updated_at' | 'author_username'
>

/**
 * The posts as an Atom document (RFC 4287); `origin` is where readers reach this server. They link to their pages in the
 * browser app where that is built (`isApp`), and else to the API.
 */
export function atomFeed(origin: string, posts: readonly FeedPost[], isApp: boolean): string {
  const type = isApp ? 'text/html' : 'application/json'
  const placeOf = ({ id, slug }: FeedPost) => origin + (isApp ? `/news/${id}` : `/api/posts/by-slug/${slug}`)
  return xmlDocument(
    element('feed', { xmlns: NAMESPACE }, [
      element('id', {}, `${origin}/api/posts`),
      element('title', {}, 'News'),
      element('updated', {}, posts.map(updatedAt).reduce(later, NEVER)),
      // Every entry has an author by that, also where the account that wrote it is gone.
      authorOf(PRODUCT),
      element('generator', {}, PRODUCT),
      element('link', { rel: 'alternate', type, href: origin + (isApp ? '/news' : '/api/posts') }),
      element('link', { rel: 'self', type: 'application/atom+xml', href: `${origin}/api/posts/feed.atom` }),
      ...posts.map((post) => entryOf(post, { type, href: placeOf(post) })),
    ]),
  )
}

function entryOf(post: FeedPost, page: { type: string; href: string }): Xml {
  const author = xmlText(post.author_username ?? '')
  return element('entry', {}, [
    element('id', {}, `urn:uuid:${post.id}`),
    element('title', {}, xmlText(post.title) || post.slug),
    element('published', {}, post.listed_at),
    element('updated', {}, updatedAt(post)),
    ...(author === '' ? [] : [authorOf(author)]),
    element('link', { rel: 'alternate', ...page }),
    ...post.tags.filter((tag) => xmlText(tag) !== '').map((term) => element('category', { term, label: term })),
    // Links that a post has into its own site mean what they mean on the page of the post.
    element('content', { type: 'html', 'xml:base': page.href }, post.html),
  ])
}

function authorOf(name: string): Xml {
  return element('author', {}, [element('name', {}, name)])
}

/** Of a post that was scheduled, and not changed since: when it came out. */
function updatedAt({ listed_at, updated_at }: FeedPost): string {
  return later(listed_at, updated_at)
}

function later(a: string, b: string): string {
  return a > b ? a : b
}
