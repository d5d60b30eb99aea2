import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { sql } from 'kysely'
import { startTeamroom, type Teamroom } from '../../test/harness.ts'
import { createPost } from '../posts/actions.ts'
import { columnTypes, hasSingleWriter, tableOptions } from './dialect.ts'

const INSTANT = '2026-03-02T09:00:00.120Z'
const ID = '0197c0de-5a1e-7c3f-9a41-3f6c2b7d8e90'

let teamroom: Teamroom
before(async () => {
  teamroom = await startTeamroom()
})
after(() => teamroom.stop())

async function addPost(tags: string[]): Promise<string> {
  const input = { title: 'A title', content: 'Ten characters.', html: '', tags }
  return (await createPost(teamroom.db, null, input, INSTANT)).id
}

const readPost = (id: string, db = teamroom.db) =>
  db.selectFrom('posts').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

describe('whichever database it is', () => {
  it('hands over instants as UTC to the millisecond, JSON parsed, numbers as numbers, and null', async () => {
    const post = await readPost(await addPost(['a', 'é"\\']))
    assert.equal(post.created_at, INSTANT)
    assert.equal(post.publish_at, INSTANT)
    assert.deepEqual(post.tags, ['a', 'é"\\'])
    assert.equal(typeof post.seq, 'number')
    assert.equal(post.version, 1)
    assert.equal(post.author_id, null)
  })

  it('hands over the same on the connection for long reads', async () => {
    const id = await addPost(['b'])
    const { tags, created_at, seq } = await readPost(id, teamroom.deps.reader)
    assert.deepEqual([tags, created_at, typeof seq], [['b'], INSTANT, 'number'])
  })

  it('finds nothing in an empty list, and everything outside of it', async () => {
    const id = await addPost([])
    for (const db of [teamroom.db, teamroom.deps.reader]) {
      const posts = db.selectFrom('posts').select('id').where('id', '=', id)
      assert.deepEqual(await posts.where('seq', 'in', []).execute(), [])
      assert.deepEqual(await posts.where('seq', 'not in', []).execute(), [{ id }])
    }
    await teamroom.db.transaction().execute(async (trx) => {
      assert.deepEqual(await trx.selectFrom('posts').select('id').where('tags', 'in', []).execute(), [])
    })
  })

  it('orders and compares instants as text would', async () => {
    const ids = [await addPost([]), await addPost([])]
    const instants = ['2026-01-01T00:00:00.009Z', '2026-01-01T00:00:00.010Z']
    for (const [i, id] of ids.entries()) {
      await teamroom.db
        .updateTable('posts')
        .set({ listed_at: instants[i] ?? '' })
        .where('id', '=', id)
        .execute()
    }
    const found = await teamroom.db
      .selectFrom('posts')
      .select('id')
      .where('listed_at', '<=', instants[1] ?? '')
      .orderBy('listed_at')
      .execute()
    assert.deepEqual(
      found.map((row) => row.id),
      ids,
    )
  })

  it('orders keys byte by byte', async () => {
    const { key } = columnTypes(teamroom.db)
    await sql`create table keys_in_order (k ${key}) ${tableOptions(teamroom.db)}`.execute(teamroom.db)
    const keys = ['a', 'B', '_', 'é', 'z', '-a', 'ab', 'a-']
    for (const k of keys) await sql`insert into keys_in_order values (${k})`.execute(teamroom.db)
    const { rows } = await sql<{ k: string }>`select k from keys_in_order order by k`.execute(teamroom.db)
    const bytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b))
    assert.deepEqual(
      rows.map((row) => row.k),
      keys.toSorted(bytes),
    )
  })

  it('says how many rows a write has changed', async () => {
    const id = await addPost([])
    const update = (postId: string) =>
      teamroom.db.updateTable('posts').set({ version: 2 }).where('id', '=', postId).executeTakeFirst()
    assert.equal((await update(id)).numUpdatedRows, 1n)
    assert.equal((await update(ID)).numUpdatedRows, 0n)
  })

  it('gives the number of a row that is gone to no other', async () => {
    const id = await addPost([])
    const { seq } = await readPost(id)
    await teamroom.db.deleteFrom('posts').where('id', '=', id).execute()
    assert.ok((await readPost(await addPost([]))).seq > seq)
  })

  it('refuses a row that points at nothing', async () => {
    const row = { tag: 'a', listed_at: INSTANT, post_id: ID }
    await assert.rejects(teamroom.db.insertInto('post_tags').values(row).execute())
  })

  it('refuses a value of another type than the column', async () => {
    const id = await addPost([])
    const update = teamroom.db
      .updateTable('posts')
      .set({ version: 'two' as never })
      .where('id', '=', id)
      .execute()
    await assert.rejects(update)
  })

  it('keeps the largest text there may be, character by character', async () => {
    const content = '👩‍👩‍👧 é\u0301\r\n\t\u0001\u200f"\'\\%_'.repeat(4_000)
    const { id } = await createPost(teamroom.db, null, { title: 'Large', content, html: '' }, INSTANT)
    assert.equal((await readPost(id)).content, content)
  })
})

describe('SQLite', () => {
  it('loses nothing that was committed when the power fails, and lets readers read meanwhile', async () => {
    if (!hasSingleWriter(teamroom.db)) return
    const pragma = async (name: string) =>
      Object.values((await sql`pragma ${sql.raw(name)}`.execute(teamroom.db)).rows[0] ?? {})
    assert.deepEqual(await pragma('journal_mode'), ['wal'])
    assert.deepEqual(await pragma('synchronous'), [2])
    assert.deepEqual(await pragma('foreign_keys'), [1])
  })
})
