import { Feed } from 'feed'
import { escapeHtml } from '../html.ts'
import type { PostRow } from './store.ts'

// biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 has no place for them, not even escaped.
const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

/** Stands for `<` in attributes, where the library leaves it as it is; a character that no text has a use for. */
const LESS_THAN = '\uf8ff'

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
  const feed = new Feed({
    title: 'News',
    id: `${origin}/api/posts`,
    link: `${origin}/`,
    feedLinks: { atom: `${origin}/api/posts/feed.atom` },
    copyright: '',
    generator: 'Teamroom',
    updated: new Date(
      posts.reduce((latest, post) => (post.updated_at > latest ? post.updated_at : latest), '1970-01-01T00:00:00.000Z'),
    ),
  })
  for (const post of posts) {
    feed.addItem({
      // The feed's titles are HTML; ours are text.
      title: escapeHtml(post.title),
      id: `urn:uuid:${post.id}`,
      link: isApp ? `${origin}/news/${post.id}` : `${origin}/api/posts/by-slug/${post.slug}`,
      content: post.html,
      published: new Date(post.listed_at),
      date: new Date(post.updated_at),
      author: post.author_username ? [{ name: post.author_username }] : [],
      category: post.tags.map((tag) => tag.replaceAll('<', LESS_THAN)).map((name) => ({ name, term: name })),
    })
  }
  return feed.atom1().replace(NOT_XML, '').replaceAll(LESS_THAN, '&lt;')
}
