import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { sql } from 'kysely'
import { freshDatabase } from '../../../test/databases.ts'
import { connect } from '../connect.ts'
import { migrate } from '../migrate.ts'
import { migrations } from './index.ts'

const NAME = '0010-ways-in'
const NOW = '2026-03-02T09:00:00.000Z'

describe('ways in to surveys, in a database from before', () => {
  it('are left to surveys of the older paths alone, and links to the owners of their surveys', async () => {
    const database = await freshDatabase()
    const { db, close } = await connect(database.config)
    try {
      await migrate(
        db,
        migrations.filter(({ name }) => name < '0008'),
      )
      await sql`insert into users (id, username, username_key, password_hash, role, version, created_at, updated_at)
        values ('ann', 'ann', 'ann', '', 'member', 1, ${NOW}, ${NOW})`.execute(db)
      const original = { type: 'radio', reply_content: null }
      const forms = {
        older: { questions: [{ title: 'A?', original }] },
        newer: { questions: [{ title: '"original":{ or "original": {', original: null }] },
      }
      for (const [id, form] of Object.entries(forms)) {
        await sql`insert into surveys (id, owner_id, title, description, audience, anonymous, one_reply_each, listed, link_key,
          receipt_key, time_zone, form_version, published_version, reply_count, version, created_at, updated_at)
          values (${id}, 'ann', 'A', '', 'anyone', 0, 0, 0, ${id}, ${id}, 'UTC', 1, 0, 0, 1, ${NOW}, ${NOW})`.execute(
          db,
        )
        await sql`insert into survey_forms (survey_id, version, form) values (${id}, 1, ${JSON.stringify(form)})`.execute(
          db,
        )
        await sql`insert into survey_links (id, survey_id, token_hash, address, created_at)
          values (${id}, ${id}, ${id}, 'bea@example.com', ${NOW})`.execute(db)
      }

      await migrate(
        db,
        migrations.filter(({ name }) => name < '0008' || name === NAME),
      )
      const surveys = await db.selectFrom('surveys').select(['id', 'open_by_id']).orderBy('id').execute()
      assert.deepEqual(surveys, [
        { id: 'newer', open_by_id: 0 },
        { id: 'older', open_by_id: 1 },
      ])
      const links = await db.selectFrom('survey_links').select('created_by').execute()
      assert.deepEqual(links, [{ created_by: 'ann' }, { created_by: 'ann' }])
    } finally {
      await close()
      await database.drop()
    }
  })
})
