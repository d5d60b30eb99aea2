import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { sql } from 'kysely'
import { freshDatabase, type TestDatabase } from '../../../test/databases.ts'
import { choices, formOf } from '../../../test/surveys.ts'
import { connect, type Db } from '../../db/connect.ts'
import { migrate } from '../../db/migrate.ts'
import { migrations } from '../../db/migrations/index.ts'
import { readExported, readTexts } from '../export/actions.ts'
import { findShown, listPublished, readResults } from './actions.ts'
import { filterOf } from './filter-rules.ts'
import type { ChoiceResult } from './schema.ts'
import { readSplit } from './split.ts'

const NOW = '2026-03-02T09:00:00.000Z'
const READER = { id: 'ann', role: 'member' } as const

const FORM = formOf({
  questions: [
    { id: 'team', type: 'single_choice', title: 'Team', choices: choices('a', 'b') },
    { id: 'why', type: 'text', title: 'Why?' },
  ],
})

let database: TestDatabase
let db: Db
let close: () => Promise<void>

before(async () => {
  database = await freshDatabase()
  const connection = await connect(database.config)
  db = connection.db
  close = connection.close
  await migrate(
    db,
    migrations.filter(({ name }) => name < '0008'),
  )
  await sql`insert into users (id, username, username_key, password_hash, role, version, created_at, updated_at)
    values ('ann', 'ann', 'ann', '', 'member', 1, ${NOW}, ${NOW})`.execute(db)
  await addSurvey('many', { anonymous: 1, replies: 12 })
  await addSurvey('few', { anonymous: 1, replies: 4 })
  await addSurvey('named', { anonymous: 0, replies: 3 })
  await migrate(db)
})
after(async () => {
  await close()
  await database.drop()
})

/** A survey as it was stored: all replies were counted at once, one by one, but for the last one. */
async function addSurvey(id: string, { anonymous, replies }: { anonymous: 0 | 1; replies: number }): Promise<void> {
  await sql`insert into surveys (id, owner_id, title, description, audience, anonymous, one_reply_each, listed, link_key,
    receipt_key, time_zone, form_version, published_version, published_at, reply_count, version, created_at, updated_at)
    values (${id}, 'ann', 'A', '', 'anyone', ${anonymous}, 0, 0, ${id}, ${id}, 'UTC', 1, 1, ${NOW}, ${replies}, 1, ${NOW}, ${NOW})`.execute(
    db,
  )
  await sql`insert into survey_forms (survey_id, version, form, published_at)
    values (${id}, 1, ${JSON.stringify(FORM)}, ${NOW})`.execute(db)
  for (let i = 0; i < replies; i++) {
    const answers = JSON.stringify({ team: i === 0 ? 'b' : 'a', why: `Because ${i}` })
    await sql`insert into survey_replies (survey_id, id, form_version, answers, day)
      values (${id}, ${`reply ${i}`}, 1, ${answers}, '2026-03-02')`.execute(db)
  }
  const counted = [
    ['', 'replies', replies - 1],
    ['', 'complete', replies - 1],
    ['', 'day:2026-03-02', replies - 1],
    ['team', ':asked', replies - 1],
    ['team', ':answered', replies - 1],
    ['team', 'a', replies - 2],
    ['team', 'b', 1],
    ['why', ':asked', replies - 1],
    ['why', ':answered', replies - 1],
  ] as const
  for (const [question, cell, count] of counted) {
    await sql`insert into survey_tallies (survey_id, form_version, question_id, cell, value, count)
      values (${id}, 1, ${question}, ${cell}, null, ${count})`.execute(db)
  }
  await sql`insert into survey_untallied (survey_id, reply_id) values (${id}, ${`reply ${replies - 1}`})`.execute(db)
}

const results = async (id: string) => readResults({ db, reader: db }, await findShown(db, READER, id), NOW)
const tallies = (id: string) => db.selectFrom('survey_tallies').selectAll().where('survey_id', '=', id).execute()

describe('an anonymous survey from before results came in steps', () => {
  it('shows its replies together, each counted once, without what joins answers', async () => {
    const { reply_count, hidden, complete_count, completion, days, questions, next_at } = await results('many')
    assert.deepEqual([reply_count, hidden, complete_count, completion, days, next_at], [12, false, null, null, [], 17])
    const [team, why] = questions as [ChoiceResult, ChoiceResult]
    assert.deepEqual([team.answered, team.choices.map(({ count }) => count), why.answered], [12, [11, 1], 12])
    const cells = (await tallies('many')).map(({ cell }) => cell)
    assert.deepEqual([...new Set(cells)].sort(), [':answered', ':asked', 'a', 'b', 'replies'])
  })

  it('lists what people wrote without anything else', async () => {
    const path = { id: 'many', question: 'why' }
    const { rows } = await readTexts({ db, reader: db }, READER, path, { limit: 200, after: undefined }, NOW)
    assert.deepEqual(rows.map(({ text }) => text).sort(), Array.from({ length: 12 }, (_, i) => `Because ${i}`).sort())
    const ids = rows.map(({ id }) => id)
    assert.ok(ids.every((id) => !id.startsWith('reply')))
  })

  it('shows nothing while fewer than five have replied, and has nothing of it counted', async () => {
    const { reply_count, hidden, hidden_because, questions, next_at } = await results('few')
    assert.deepEqual([reply_count, hidden, hidden_because, questions, next_at], [4, true, 'too_few', [], 5])
    assert.deepEqual(await tallies('few'), [])
  })

  it('has promised neither whole replies nor a filter, so that there are none', async () => {
    const sources = { db, reader: db }
    await assert.rejects(readExported(sources, READER, 'many', NOW), /nobody reads whole replies/)
    const filter = filterOf(await listPublished(db, 'many'), { question: 'team', answer: 'b' })
    assert.ok(filter)
    const { hidden_because, reply_count } = await readSplit(
      sources,
      await findShown(db, READER, 'many'),
      filter,
      NOW,
      () => false,
    )
    assert.deepEqual([hidden_because, reply_count], ['filter', 12])
  })
})

describe('a survey with names from before', () => {
  it('goes on where it was', async () => {
    const { reply_count, complete_count, days, questions } = await results('named')
    assert.deepEqual([reply_count, complete_count, days], [3, 3, [{ day: '2026-03-02', replies: 3 }]])
    assert.deepEqual(
      (questions[0] as ChoiceResult).choices.map(({ count }) => count),
      [2, 1],
    )
  })
})
