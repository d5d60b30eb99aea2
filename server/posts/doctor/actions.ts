import type { Db } from '../../db/connect.ts'
import type { IndexedPost, Inspector } from '../../db/doctor/inspector.ts'
import type { Examination } from '../../examination.ts'
import { wordsOf } from '../search-rules.ts'
import * as store from './store.ts'

const AT_ONCE = 100
const MOST = 100

/** Proves that searches look in what the posts say. */
export function searchIndex(inspector: Inspector): Examination {
  return {
    name: 'search index',
    of: 'posts',
    needsTables: true,
    run: (db, report) => inspector.searchIndex(db, indexed(db), report),
  }
}

/** Proves that posts are found by their tags and by their addresses. */
export const lists: Examination = {
  name: 'tags and addresses of posts',
  of: 'posts',
  needsTables: true,
  async run(db, report) {
    for await (const posts of slices(db)) {
      const tags = Map.groupBy(
        await store.listTags(
          db,
          posts.map(({ id }) => id),
        ),
        ({ post_id }) => post_id,
      )
      for (const post of posts) {
        const listed = (tags.get(post.id) ?? []).map(({ tag, listed_at }) => `${tag} ${listed_at}`).sort()
        const due = post.tags.map((tag) => `${tag} ${post.listed_at}`).sort()
        if (listed.join('\n') !== due.join('\n'))
          report.wrong(`post ${post.id}`, 'lists by tag do not have it as it is.')
      }
      report.looked(posts.length)
    }
    for (const id of await store.listWithoutSlug(db, MOST)) report.wrong(`post ${id}`, 'its address leads elsewhere.')
  },
}

async function* indexed(db: Db): AsyncGenerator<IndexedPost[]> {
  for await (const posts of slices(db)) {
    yield posts.map(({ seq, id, ...post }) => ({ seq, id, words: wordsOf(post).join(' ') }))
  }
}

async function* slices(db: Db) {
  for (let last = 0; ; ) {
    const posts = await store.listNextPosts(db, last, AT_ONCE)
    if (posts.length === 0) return
    yield posts
    last = posts.at(-1)?.seq as number
  }
}
