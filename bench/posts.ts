import type { Suite } from './compare.ts'
import { send } from './load.ts'

const POSTS = 1_000
const AT_ONCE = 20

/** What every post of the bench says. */
export const CONTENT = 'This is the content of a blog post. It says something that is worth a few lines. '.repeat(4)

/** News, against the blog seed. */
export const posts: Suite<string[]> = {
  peer: 'blog_flask',

  async fill({ url, headers }) {
    const ids: string[] = []
    for (let i = 0; i < POSTS; i += AT_ONCE) {
      const batch = Array.from({ length: AT_ONCE }, (_, k) => ({ title: `Post number ${i + k}`, content: CONTENT }))
      const answers = await Promise.all(
        batch.map((body) => send(url, { method: 'POST', path: '/api/posts', body, headers })),
      )
      for (const answer of answers) ids.push(((await answer.json()) as { id: string }).id)
    }
    return ids
  },

  measures: [
    {
      name: 'Get a post',
      timesPeer: 20,
      request: (_, ids) => ({ path: `/api/posts/${ids[POSTS / 2]}` }),
    },
    {
      name: 'List 20 posts',
      timesPeer: 12,
      megabytes: 120,
      request: () => ({ path: '/api/posts' }),
    },
    {
      name: 'Write a post',
      timesPeer: 10,
      request: ({ headers }) => ({
        method: 'POST',
        path: '/api/posts',
        body: { title: 'Post [<id>]', content: CONTENT },
        headers,
      }),
    },
  ],
}
