import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { atOnce, countStatuses, givePassword, logIn, PASSWORD } from '../../../test/accounts.ts'
import { startTeamroom, type Teamroom } from '../../../test/harness.ts'
import { columnTypes } from '../../db/dialect.ts'
import { up } from '../../db/migrations/0013-names.ts'
import { transact } from '../../db/transact.ts'
import { createUser } from './actions.ts'

let teamroom: Teamroom

before(async () => {
  teamroom = await startTeamroom({ signup: { mode: 'open' } })
  await teamroom.account('admin', 'boss')
})
after(() => teamroom.stop())

const register = (username: string) => teamroom.send('POST', '/api/auth/register', { username, password: PASSWORD })
const TAKEN = 'This user name is taken.'
const ALIKE = 'This user name looks too much like one that is taken.'

describe('user names', () => {
  it('are refused where they are chosen: registering, on the older path, and in the profile', async () => {
    const ann = await teamroom.account('member')
    for (const username of ['vic\u200btim', 'victim＠example.com', 'vіctim', 'an\u202en']) {
      const answers = [
        await register(username),
        await teamroom.send('POST', '/register', { username, password: PASSWORD }),
        await ann.send('PATCH', '/api/me', { username }),
      ]
      assert.deepEqual(
        answers.map(({ status }) => status),
        [422, 422, 422],
        username,
      )
      assert.equal(answers[0]?.body.errors.json.username.length, 1)
    }
  })

  it('are taken by all that look like them', async () => {
    assert.equal((await register('ape paul')).status, 201)
    for (const [username, sentence] of [
      ['APE paul', TAKEN],
      ['ape pau1', ALIKE],
    ] as const) {
      const { status, body } = await register(username)
      assert.deepEqual([status, body.message], [409, sentence], username)
    }
    assert.equal((await register('soap')).status, 201)
    const { status, body } = await register('ѕоар')
    assert.deepEqual([status, body.message], [409, ALIKE])
    const ann = await teamroom.account('member')
    assert.equal((await ann.send('PATCH', '/api/me', { username: 'ѕоар' })).body.message, ALIKE)
  })

  it('are had by one of many who look alike and come at once', async () => {
    const answers = await atOnce(10, (i) => register(i % 2 ? 'wanted 1' : 'wanted l'))
    assert.deepEqual(countStatuses(answers), { 201: 1, 409: 9 })
  })

  it('stay as they are with older accounts, which go on working', async () => {
    const { db, clock } = teamroom
    await transact(db, async (trx) => {
      await trx.schema.dropIndex('users_listed').execute()
      await trx.schema.alterTable('users').dropColumn('name_key').execute()
      await trx.schema.dropIndex('users_lookalike_key').execute()
      await trx.schema.alterTable('users').dropColumn('lookalike_key').execute()
      await trx.schema.alterTable('users').dropColumn('erased_at').execute()
    })
    const old = ['legal', 'lega1', 'old\u200b', 'old＠example.com', 'оld']
    for (const username of old) {
      const { lookalike_key: _later, ...user } = await rowOf(username)
      await db
        .insertInto('users')
        .values(user as never)
        .execute()
    }
    await transact(db, up)
    // Statements that are prepared know columns by their places.
    await db.schema.alterTable('users').addColumn('erased_at', columnTypes(db).instant).execute()
    await db.schema
      .alterTable('users')
      .addColumn('name_key', columnTypes(db).key, (column) => column.notNull().defaultTo(''))
      .execute()
    for (const username of old) {
      const user = await db.selectFrom('users').selectAll().where('username', '=', username).executeTakeFirstOrThrow()
      await givePassword(db, user.id)
      const { status, body } = await logIn(teamroom, username)
      assert.equal(status, 200, username)
      const send = (change: object) =>
        teamroom.send('PATCH', '/api/me', change, { authorization: `Bearer ${body.access_token}` })
      const email = `${user.id}@example.com`
      assert.equal((await send({ email, username, current_password: PASSWORD })).status, 200, username)
    }
    assert.equal((await register('1egal')).body.message, ALIKE)

    async function rowOf(username: string) {
      const { username: name, username_key } = keysOf(username)
      const at = clock.now.toISOString()
      return {
        id: crypto.randomUUID(),
        username: name,
        username_key,
        lookalike_key: null,
        email: null,
        email_key: null,
        email_confirmed_at: null,
        password_hash: '',
        role: 'member' as const,
        disabled_at: null,
        version: 1,
        created_at: at,
        updated_at: at,
      }
    }
  })
})

function keysOf(username: string) {
  return { username, username_key: username.normalize('NFKC').toLowerCase() }
}

describe('names of employees', () => {
  const name = async (text: string) => {
    const admin = await teamroom.account('admin')
    return admin.send('POST', '/api/employees', { name: text, start_date: '2026-01-01' })
  }

  it('are in any script, with the joiners that its words are spelled with', async () => {
    for (const text of ['Анна Ann', 'می\u200cخواهم', 'ක්\u200dෂ', '👩\u200d💻 ❤\ufe0f', 'Zoë.', '田中']) {
      assert.equal((await name(text)).status, 201, text)
    }
  })

  it('have nothing that is invisible, or turns what is around it', async () => {
    for (const text of ['Ann\u200b', 'Ann\u202e', 'A\u200dnn', '\u2067Ann', 'An\u00adn', '\u3164', 'Ann\u0007']) {
      const { status, body } = await name(text)
      assert.equal(status, 422, JSON.stringify(text))
      assert.deepEqual(body.errors.json.name, ['Must not have invisible characters.'])
    }
  })
})

describe('createUser', () => {
  it('is for names that were checked before', async () => {
    const now = teamroom.clock.now
    const user = { username: 'at the console', email: null, passwordHash: '', role: 'member' as const }
    assert.equal((await createUser(teamroom.db, user, now)).lookalike_key, 'at the console')
  })
})
