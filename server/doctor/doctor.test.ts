import assert from 'node:assert/strict'
import { chmodSync } from 'node:fs'
import { dirname } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { sql } from 'kysely'
import { adjust, assign, hire, makePolicy } from '../../test/company.ts'
import { onPostgres } from '../../test/doctor.ts'
import { startTeamroom, type Teamroom } from '../../test/harness.ts'
import { EVERY_ANSWER, EVERY_TYPE, openSurvey, replyTimes } from '../../test/surveys.ts'
import type { Db } from '../db/connect.ts'
import { tallyReplies } from '../surveys/results/tally.ts'
import type { Survey } from '../surveys/schema.ts'
import { examine } from './examine.ts'

let teamroom: Teamroom
let db: Db
let named: Survey
let anonymous: Survey
let postId: string

before(async () => {
  teamroom = await startTeamroom({}, { now: '2026-03-02T09:00Z' })
  db = teamroom.db
  const owner = await teamroom.account('manager')
  const post = { title: 'Über den Wolken', content: 'Muss die Freiheit wohl grenzenlos sein.', tags: ['sky', 'songs'] }
  postId = (await owner.send('POST', '/api/posts', { ...post, published: true })).body.id
  for (let i = 0; i < 3; i++)
    await owner.send('POST', '/api/posts', { ...post, title: `Another of ${i}`, published: true })

  const ann = await hire(db, { account: owner, name: 'Ann' })
  await assign(teamroom, ann, await makePolicy(db, { accrual: 'monthly' }))
  await adjust(teamroom, ann, 1_200)

  named = await openSurvey(owner, { audience: 'anyone', anonymous: false, questions: EVERY_TYPE })
  anonymous = await openSurvey(owner, { audience: 'anyone', anonymous: true, questions: EVERY_TYPE })
  for (const survey of [named, anonymous]) await replyTimes(teamroom, survey.public_key, 13, () => EVERY_ANSWER)
  await tallyReplies(db)
  await replyTimes(teamroom, anonymous.public_key, 2, () => EVERY_ANSWER)
  await replyTimes(teamroom, named.public_key, 2, () => EVERY_ANSWER)
})
after(() => teamroom.stop())

/** What is found, by examination. */
async function found(): Promise<Record<string, string[]>> {
  const { schema, outcomes } = await examine(teamroom.deps.config)
  assert.deepEqual(schema, { state: 'current' })
  const wrong = outcomes.filter(({ findings }) => findings.length > 0)
  return Object.fromEntries(
    wrong.map(({ name, findings }) => [name, findings.map(({ about, sentence }) => `${about}: ${sentence}`)]),
  )
}

/** Changes something, which is found, and takes it back. */
async function finds(
  damage: () => Promise<unknown>,
  repair: () => Promise<unknown>,
  expected: Record<string, RegExp[]>,
) {
  await damage()
  try {
    const actual = await found()
    assert.deepEqual(Object.keys(actual), Object.keys(expected))
    for (const [name, patterns] of Object.entries(expected)) {
      const sentences = actual[name] as string[]
      assert.equal(sentences.length, patterns.length, sentences.join('\n'))
      for (const [i, pattern] of patterns.entries()) assert.match(sentences[i] as string, pattern)
    }
  } finally {
    await repair()
  }
  assert.deepEqual(await found(), {})
}

const run = (text: string) => sql.raw(text).execute(db)
const runAll = async (...texts: string[]) => {
  for (const text of texts) await run(text)
}

describe('teamroom doctor', () => {
  it('finds nothing where everything adds up, and says how much it looked at', async () => {
    assert.deepEqual(await found(), {})
    const { outcomes } = await examine(teamroom.deps.config)
    const looked = Object.fromEntries(outcomes.map(({ name, looked_at }) => [name, looked_at ?? 0]))
    assert.deepEqual(
      [looked.balances, looked['survey counters'], looked['survey results'], looked['search index']],
      [1, 2, 13 + 13, 4],
    )
    for (const [name, count] of Object.entries(looked)) if (name !== 'files' || !onPostgres) assert.ok(count > 0, name)
  })

  for (const survey of ['named', 'anonymous'] as const) {
    const idOf = () => ({ named, anonymous })[survey].id
    const add = (by: number) => () =>
      run(`update survey_tallies set count = count + ${by} where survey_id = '${idOf()}' and question_id = 'rating'`)
    it(`finds counts of ${survey} replies that were changed`, async () => {
      await finds(add(1), add(-1), {
        'survey results': [/^survey \S+: version 1, question rating: \d of its counts are not those of the replies\.$/],
      })
    })

    it(`finds ${survey} replies that are not counted, and yet are not on the list of those`, async () => {
      const { reply_id } = await db
        .selectFrom('survey_untallied')
        .select('reply_id')
        .where('survey_id', '=', idOf())
        .executeTakeFirstOrThrow()
      const row = { survey_id: idOf(), reply_id }
      await db.deleteFrom('survey_untallied').where('reply_id', '=', reply_id).execute()
      assert.deepEqual(Object.keys(await found()), ['survey results'])
      await db.insertInto('survey_untallied').values(row).execute()
      assert.deepEqual(await found(), {})
    })

    it(`finds a survey of ${survey} replies that says it has others than it has`, async () => {
      const change = (by: number) => () =>
        run(`update surveys set reply_count = reply_count + ${by} where id = '${idOf()}'`)
      await finds(change(3), change(-3), { 'survey counters': [/^survey \S+: it says 18 replies, and has 15\.$/] })
    })
  }

  it('finds words that were changed, and tells none of them', async () => {
    const change = (from: string, to: string) => () =>
      run(`update survey_words set text = replace(text, '${from}', '${to}') where survey_id = '${anonymous.id}'`)
    const [word] = await db.selectFrom('survey_words').select('text').limit(1).execute()
    const [from, to] = [word?.text.slice(0, 4) ?? '', 'qqqq']
    await change(from, to)()
    const { 'survey results': sentences = [] } = await found()
    await change(to, from)()
    assert.match(sentences.join('\n'), /\d+ texts are kept, and they are not the \d+ of the replies\.$/)
    assert.equal(sentences.join('\n').includes('qqqq'), false)
  })

  it('finds counts of a survey that is not there', async () => {
    await finds(
      () => run(`insert into survey_tallies values ('gone', 1, 'q', 'a', null, 1)`),
      () => run(`delete from survey_tallies where survey_id = 'gone'`),
      { 'survey results': [/^surveys: 1 rows of survey_tallies belong to nothing/] },
    )
  })

  it('finds a balance that is not the sum of its entries', async () => {
    const add = (by: number) => () => run(`update leave_accounts set total_minutes = total_minutes + ${by}`)
    await finds(add(60), add(-60), { balances: [/^Ann \(\S+\): leave type \S+: the total is/] })
  })

  it('finds triggers that are missing, or have another text', async () => {
    const trigger = onPostgres ? 'trigger employees_account_insert of employees' : 'trigger employees_account_insert'
    const drop = () => run(`drop trigger employees_account_insert${onPostgres ? ' on employees' : ''}`)
    const { rows } = onPostgres
      ? await sql<{
          text: string
        }>`select pg_get_triggerdef(oid) as text from pg_trigger where tgname = 'employees_account_insert'`.execute(db)
      : await sql<{
          text: string
        }>`select sql as text from sqlite_schema where name = 'employees_account_insert'`.execute(db)
    const text = rows[0]?.text ?? ''
    await finds(drop, () => run(text), { 'tables, indexes and triggers': [new RegExp(`^${trigger}: it is missing`)] })
    const another = async () => {
      await drop()
      await run(text.replace(/new\.user_id is not null/i, 'new.user_id is null'))
    }
    const repair = async () => {
      await drop()
      await run(text)
    }
    await finds(another, repair, { 'tables, indexes and triggers': [new RegExp(`^${trigger}: it was changed`)] })
  })

  it('finds triggers that nobody knows of', async () => {
    const [make, drop] = onPostgres
      ? [
          `create trigger spy before insert on posts for each row execute function employees_account_insert()`,
          'drop trigger spy on posts',
        ]
      : ['create trigger spy after insert on posts begin select 1; end', 'drop trigger spy']
    await finds(
      () => run(make),
      () => run(drop),
      { 'tables, indexes and triggers': [/^trigger spy/] },
    )
  })

  it('finds indexes that are missing', async () => {
    await finds(
      () => run('drop index posts_listed'),
      () => run('create index "posts_listed" on "posts" ("listed_at", "id")'),
      { 'tables, indexes and triggers': [/^index posts_listed: it is missing/] },
    )
  })

  it('finds rows that refer to others which are not there', async () => {
    const insert = `insert into survey_editors (survey_id, user_id) values ('${named.id}', 'nobody')`
    const damage = onPostgres
      ? () =>
          runAll(
            'alter table survey_editors disable trigger all',
            insert,
            'alter table survey_editors enable trigger all',
          )
      : () => runAll('pragma foreign_keys = off', insert, 'pragma foreign_keys = on')
    await finds(damage, () => run(`delete from survey_editors where user_id = 'nobody'`), {
      references: [/^table survey_editors: 1 of its rows refer to rows of users that are not there\.$/],
    })
  })

  it('finds posts that searches look for in vain, or by other words', async () => {
    const set = (words: string) =>
      onPostgres
        ? run(`update posts set words = array_to_tsvector(string_to_array('${words}', ' ')) where id = '${postId}'`)
        : run(
            `insert or replace into post_search (rowid, words) select seq, '${words}' from posts where id = '${postId}'`,
          )
    const good = 'uber den wolken sky songs muss die freiheit wohl grenzenlos sein'
    const repair = () => set(good)
    for (const words of ['', good.replace('wohl', 'kaum'), good.replace('wohl ', '')]) {
      await finds(() => set(words), repair, { 'search index': [/^post \S+: searches do not find what it says\.$/] })
    }
    if (onPostgres) return
    await finds(
      () => run(`insert into post_search (rowid, words) values (999, 'nothing')`),
      () => run('delete from post_search where rowid = 999'),
      { 'search index': [/^posts: the search index has 1 that are not there\.$/] },
    )
  })

  it('finds posts that are missing under a tag, or at their address', async () => {
    const tag = await db.selectFrom('post_tags').selectAll().where('post_id', '=', postId).executeTakeFirstOrThrow()
    await finds(
      () => db.deleteFrom('post_tags').where('tag', '=', tag.tag).where('post_id', '=', postId).execute(),
      () => db.insertInto('post_tags').values(tag).execute(),
      { 'tags and addresses of posts': [/^post \S+: lists by tag do not have it as it is\.$/] },
    )
    const slug = await db.selectFrom('post_slugs').selectAll().where('post_id', '=', postId).executeTakeFirstOrThrow()
    await finds(
      () => db.deleteFrom('post_slugs').where('post_id', '=', postId).execute(),
      () => db.insertInto('post_slugs').values(slug).execute(),
      { 'tags and addresses of posts': [/^post \S+: its address leads elsewhere\.$/] },
    )
  })

  it('names no more than the first hundred of what is wrong, and counts the rest', async () => {
    await run(`insert into survey_tallies select 'gone', 1, 'q', 'a', null, 1`)
    const rows = Array.from({ length: 150 }, (_, i) => `('${named.id}', 1, 'q${i}', 'a', null, 1)`)
    await run(`insert into survey_tallies values ${rows.join(', ')}`)
    const { outcomes } = await examine(teamroom.deps.config)
    const { wrong, findings } = outcomes.find(({ name }) => name === 'survey results') ?? { wrong: 0, findings: [] }
    await run(`delete from survey_tallies where survey_id = 'gone' or question_id like 'q_%' and cell = 'a'`)
    assert.deepEqual([wrong, findings.length], [151, 100])
    assert.deepEqual(await found(), {})
  })

  if (onPostgres) {
    it('finds a constraint that is not kept', async () => {
      const constraint = (column: string) =>
        new RegExp(`^constraint survey_editors_${column}_fkey of survey_editors: it was changed: .* disabled”\\.$`)
      await finds(
        () => run('alter table survey_editors disable trigger all'),
        () => run('alter table survey_editors enable trigger all'),
        { 'tables, indexes and triggers': [constraint('survey_id'), constraint('user_id')] },
      )
    })

    it('finds a table that cannot be read, and goes on', async () => {
      const { rows } = await sql<{ path: string }>`
        select current_setting('data_directory') || '/' || pg_relation_filepath('known_devices') as path`.execute(db)
      const path = rows[0]?.path
      await finds(
        () => run(`copy (select repeat('x', 8191)) to '${path}'`),
        () => run(`copy (select 1 where false) to '${path}'`),
        {
          integrity: [/^table known_devices: it cannot be read: .*invalid page/],
          references: [/^table known_devices: what refers to users cannot be read: .*invalid page/],
        },
      )
    })
  } else {
    it('finds files that others may read', async () => {
      const { database } = teamroom.deps.config
      const file = database.kind === 'sqlite' ? database.file : ''
      const set = (path: string, mode: number) => async () => chmodSync(path, mode)
      await finds(set(file, 0o644), set(file, 0o600), { files: [/: others may use it: its mode is 0644 .* 0600\.$/] })
      const folder = dirname(file)
      await finds(set(folder, 0o755), set(folder, 0o700), { files: [/: its mode is 0755 and should be 0700\.$/] })
    })
  }
})
