import { mkdirSync } from 'node:fs'
import { connect } from '../server/db/connect.ts'
import { transact } from '../server/db/transact.ts'
import { newId } from '../server/ids.ts'
import { createPost, renderContent } from '../server/posts/actions.ts'
import { searchWords } from '../server/posts/search-rules.ts'
import { slugOf } from '../server/posts/slug.ts'
import type { NewPost } from '../server/posts/store.ts'
import { claimSlug, indexPost, insertPost } from '../server/posts/write-store.ts'
import { CONTENT } from './posts.ts'
import { databaseIn, startOurs, withAdmin } from './servers.ts'

const POSTS_A_TRANSACTION = 10_000

/**
 * Makes a database of so many posts, a second apart, alike but for their titles. They are written by the server's own
 * statements; only what is the same for all of them is worked out once. Returns the post in the middle.
 */
export async function fillDatabase(folder: string, count: number): Promise<NewPost> {
  mkdirSync(folder)
  const site = await withAdmin(await startOurs(folder))
  await site.stop()

  const { db, close } = await connect({ kind: 'sqlite', file: databaseIn(folder) })
  const author = await db.selectFrom('users').select(['id', 'username', 'version']).executeTakeFirstOrThrow()
  const oldest = Date.now() - count * 1000
  const first = await createPost(
    db,
    author,
    { title: 'Post number 0', content: CONTENT, html: await renderContent(CONTENT) },
    new Date(oldest).toISOString(),
  )
  const { author_username: _name, author_version: _version, ...model } = first
  const words = searchWords(CONTENT)
  let middle: NewPost = model

  for (let done = 1; done < count; done += POSTS_A_TRANSACTION) {
    await transact(db, async (trx) => {
      for (let i = done; i < Math.min(done + POSTS_A_TRANSACTION, count); i++) {
        const at = new Date(oldest + i * 1000).toISOString()
        const title = `Post number ${i}`
        const own = { id: newId(), title, slug: slugOf(title) }
        const post = { ...model, ...own, publish_at: at, listed_at: at, created_at: at, updated_at: at }
        await claimSlug(trx, post.slug, post.id, at)
        await insertPost(trx, post)
        await indexPost(trx, post.id, [...searchWords(title), ...words])
        if (i === count / 2) middle = post
      }
    })
  }
  await close()
  return middle
}
