import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { randomUUIDv7 } from 'node:crypto'
import { connect, type Db } from '../server/db/connect.ts'
import { transact } from '../server/db/transact.ts'
import { createPost } from '../server/posts/actions.ts'
import { slugOf, searchWords } from '../server/posts/rules.ts'
import * as store from '../server/posts/store.ts'
import { databaseIn, SECRET, type Site, startOurs, withAdmin } from './servers.ts'
const CONTENT='This is the content of a blog post. It says something that is worth a few lines. '.repeat(4)
export async function fill(folder: string, count: number): Promise<void> {
  await (await withAdmin(await startOurs(folder))).stop()
  const { db, close } = connect({ kind: 'sqlite', file: databaseIn(folder) })
  const author = await db.selectFrom('users').select(['id', 'username', 'version']).executeTakeFirstOrThrow()
  const first = Date.now() - count * 1000
  const {author_username:_1,author_version:_2,...model}=await createPost(db,author,{title:'model post',content:CONTENT},new Date(first).toISOString())
  const words=searchWords(CONTENT)
  for (let done = 0; done < count; done += 10000) {
    await transact(db, async (trx) => {
      for (let i = done; i < Math.min(done + 10000, count); i++) {
        const at = new Date(first + i * 1000).toISOString()
        const id=randomUUIDv7(), title=`Post number ${i}`, slug=`post-number-${i}`
        const post={...model,id,title,slug,publish_at:at,listed_at:at,created_at:at,updated_at:at}
        await store.claimSlug(trx,slug,id,at); await store.insertPost(trx,post)
        await store.indexPost(trx,id,['post','number',String(i),...words])
      }
    })
  }
  await close()
}
const d = '/tmp/wt/db'; (await import('node:fs')).rmSync(d,{recursive:true,force:true}); mkdirSync(d,{recursive:true})
console.time('fill'); await fill(d, 50000); console.timeEnd('fill')
