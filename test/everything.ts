import { sql } from 'kysely'
import type { Db } from '../server/db/connect.ts'
import { json } from '../server/db/dialect.ts'
import { newId } from '../server/ids.ts'
import { hire } from './company.ts'
import type { Account, Teamroom } from './harness.ts'
import { makeSamples } from './samples.ts'

const AT = '2026-03-04T05:06:07.089Z'
/** What is easily lost on the way: quotes, signs that others read, characters outside of the first plane, line ends. */
export const ODD = 'Zoë’s "quote" \\ \\u0041 %_ 🎉 ‮ é\n\ttab\r\n,;=1+1 {"a": null}'

/** Puts rows into every table of a database, with values that are easily lost on the way to another one. */
export async function fillEverything(teamroom: Teamroom): Promise<Account> {
  const { db } = teamroom
  const admin = await teamroom.account('admin')
  await makeSamples(teamroom, admin)
  await fillNews(admin)
  await fillPeople(db, admin)
  await fillSurveys(db)
  const user_id = admin.id
  await db
    .insertInto('confirmations')
    .values({
      token_hash: 'hash of a confirmation',
      email: 'Ann@example.com',
      email_key: 'ann@example.com',
      user_id,
      username: null,
      password_hash: null,
      expires_at: AT,
    })
    .execute()
  const sealed = { fingerprint: 'fingerprint', sealed_answer: ODD, created_at: AT }
  await db
    .insertInto('idempotency_keys')
    .values({ owner: user_id, key_hash: 'hash of a key', ...sealed })
    .execute()
  await db.insertInto('known_devices').values({ user_id, device: 'device', last_login_at: AT }).execute()
  const reset = { given_by: 'admin', made_by: user_id, token_hash: 'hash of a reset', expires_at: AT } as const
  await db
    .insertInto('password_resets')
    .values({ user_id, ...reset })
    .execute()
  await db.insertInto('throttles').values({ key: 'throttled', attempts: 3, until: AT }).execute()
  await db
    .insertInto('allowances')
    .values({ key: 'allowed', used: 0, ends_at: AT })
    .onConflict((c) => c.doNothing())
    .execute()
  const receipt = { id: newId(), pseudonym: ODD, way: 'administrator', erased_by: user_id, erased_at: AT } as const
  await db
    .insertInto('erasures')
    .values({ ...receipt, counts: json({ account: 1 }) })
    .execute()
  const erased = { erased_by: user_id, erased_at: AT, counts: json({ sessions: 2, account: 1 }) }
  await db
    .insertInto('erasures')
    .values({ id: 'erasure', pseudonym: 'Former person', way: 'command', ...erased })
    .execute()
  await db.insertInto('setup_links').values({ id: 1, token_hash: 'hash of a link' }).execute()
  return admin
}

/** The tables of a database without a row. */
export async function emptyTables(db: Db): Promise<string[]> {
  const tables = (await db.introspection.getTables()).filter(
    ({ isView, name }) => !isView && !/^post_search/.test(name),
  )
  const empty: string[] = []
  for (const { name } of tables) {
    const { rows } = await sql`select 1 from ${sql.table(name)} limit 1`.execute(db)
    if (rows.length === 0) empty.push(name)
  }
  return empty
}

async function fillNews({ send }: Account): Promise<void> {
  for (let i = 0; i < 12; i++) {
    const { body } = await send('POST', '/api/posts', {
      title: `News ${i}`,
      content: `${ODD} ${i}`,
      tags: ['alpha', `tag ${i}`],
    })
    if (i % 4 === 0) await send('PATCH', `/api/posts/${body.id}`, { content: `Changed: ${ODD}`, title: `Other ${i}` })
    // The last number given belongs to nobody, and is never given again.
    if (i === 11) await send('DELETE', `/api/posts/${body.id}`)
  }
}

/** People who refer to each other in a circle, and whose managers have been hired after them. */
async function fillPeople(db: Db, admin: Account): Promise<void> {
  const ids = Array.from({ length: 12 }, () => newId())
  for (const id of ids) await hire(db, { id, name: `${ODD} ${id}` })
  for (const [i, id] of ids.entries()) {
    const others = { manager_id: ids[(i + 1) % ids.length] as string, stand_in_id: ids[(i + 5) % ids.length] as string }
    await db.updateTable('employees').set(others).where('id', '=', id).execute()
  }
  // Whose an account was before is known to a trigger's table only.
  const userOf = (id: string, user_id: string | null) =>
    db.updateTable('employees').set({ user_id }).where('id', '=', id).execute()
  const free = await db.selectFrom('users').select('id').where('id', '!=', admin.id).executeTakeFirstOrThrow()
  for (const id of ids.slice(0, 3)) for (const user_id of [free.id, null]) await userOf(id, user_id)
  await userOf(ids[4] as string, free.id)
}

async function fillSurveys(db: Db): Promise<void> {
  const survey = await db.selectFrom('surveys').selectAll().executeTakeFirstOrThrow()
  const of = { survey_id: survey.id, form_version: survey.published_version }
  const replies = Array.from({ length: 30 }, (_, i) => ({
    ...of,
    id: `reply ${String(i).padStart(3, '0')}`,
    day: '2026-03-04',
    submitted_at: null,
    user_id: null,
    link_id: null,
    once_key: i % 2 === 0 ? `once ${i}` : null,
    answers: json({ zebra: ODD, a: [1, 0.1, 1e21, -7, null, true, { z: 1, b: [] }], lunch: { other: ODD } }),
  }))
  await db
    .insertInto('survey_replies')
    .values(replies as never)
    .execute()
  const cell = { question_id: 'lunch', cell: 'c', count: 3 }
  await db
    .insertInto('survey_tallies')
    .values([
      { ...of, ...cell, value: 0.1 },
      { ...of, ...cell, cell: 'C', value: null },
      { ...of, ...cell, cell: 'é', value: 5 },
    ])
    .execute()
  await db
    .insertInto('survey_held')
    .values({ survey_id: survey.id, held: json({ b: 1, a: { d: [], c: 2 } }) as never })
    .execute()
  await db
    .insertInto('survey_words')
    .values({ ...of, question_id: 'lunch', id: 'word', text: ODD })
    .execute()
  const someone = { survey_id: survey.id, participants: json(['b', 'a']) }
  await db
    .insertInto('survey_participants')
    .values(someone)
    .onConflict((c) => c.doNothing())
    .execute()
}
