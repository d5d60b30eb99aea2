import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { atOnce, bearer, countStatuses, giveEmail, givePassword, logIn } from '../../../test/accounts.ts'
import { type Account, startTeamroom, type Teamroom } from '../../../test/harness.ts'

const UNKNOWN = '0197c0de-5a1e-7c3f-9a41-3f6c2b7d8e90'
let teamroom: Teamroom
let admin: Account
let ann: Account

before(async () => {
  teamroom = await startTeamroom()
})
after(() => teamroom.stop())
beforeEach(async () => {
  admin = await teamroom.account('admin')
  ann = await teamroom.account('member')
})

const url = (account: { id: string }) => `/api/users/${account.id}`

describe('GET /api/users', () => {
  it('lists every account, newest first, page by page, without a password', async () => {
    const expected = await teamroom.db.selectFrom('users').select('id').orderBy('id', 'desc').execute()
    const found: string[] = []
    let next: string | undefined = '/api/users?limit=3'
    while (next) {
      const { status, headers, body } = await admin.send('GET', next)
      assert.equal(status, 200)
      for (const user of body) {
        found.push(user.id)
        assert.deepEqual(
          Object.keys(user).filter((name) => name.includes('password')),
          [],
        )
      }
      next = headers.link?.match(/^<(.*)>; rel="next"$/)?.[1]
    }
    assert.deepEqual(
      found,
      expected.map(({ id }) => id),
    )
  })

  it('finds those whose name or e-mail address begins so, whatever its case and letters', async () => {
    const [zoe, zora] = [await teamroom.account('member', 'Zoë'), await teamroom.account('member', 'zora_%')]
    const lukasz = await teamroom.account('member', 'Łukasz Strauß')
    await giveEmail(teamroom.db, zora, 'Yuki@example.com')
    const found = async (q: string) =>
      (await admin.send('GET', `/api/users?q=${encodeURIComponent(q)}`)).body.map(({ id }: Account) => id)
    assert.deepEqual(await found('ZO'), [zora.id, zoe.id])
    assert.deepEqual(await found('zoË'), [zoe.id])
    for (const q of ['lukasz', 'ŁUK', 'lukasz strauss', 'Lukaasz']) assert.deepEqual(await found(q), [lukasz.id], q)
    assert.deepEqual(await found('yuki@EX'), [zora.id])
    for (const q of ['zora__', '%', 'oë', 'example.com']) assert.deepEqual(await found(q), [], q)
    assert.equal((await admin.send('GET', '/api/users?q=')).status, 422)
  })

  it('gives what it finds page by page', async () => {
    for (const name of ['quin-a', 'quin-b', 'quin-c']) await teamroom.account('member', name)
    const first = await admin.send('GET', '/api/users?q=QUIN&limit=2')
    const next = first.headers.link?.match(/^<(.*)>; rel="next"$/)?.[1] as string
    const second = await admin.send('GET', next)
    const names = [...first.body, ...second.body].map(({ username }) => username)
    assert.deepEqual(names, ['quin-c', 'quin-b', 'quin-a'])
    assert.equal(second.headers.link, undefined)
  })

  it('is for administrators', async () => {
    assert.equal((await teamroom.send('GET', '/api/users')).status, 401)
    assert.equal((await ann.send('GET', '/api/users')).status, 403)
    assert.equal((await (await teamroom.account('manager')).send('GET', '/api/users')).status, 403)
  })

  it('refuses a limit out of bounds, an edited cursor and unknown parameters', async () => {
    for (const query of ['limit=0', 'limit=1000', 'limit=x', 'cursor=x', 'role=admin']) {
      assert.equal((await admin.send('GET', `/api/users?${query}`)).status, 422, query)
    }
  })
})

describe('GET /api/users/:id', () => {
  it('shows an account with its ETag', async () => {
    const { status, headers, body } = await admin.send('GET', url(ann))
    assert.deepEqual(
      [status, headers.etag, body.username, body.role],
      [200, '"1.change_role-disable-delete-reset_password"', ann.username, 'member'],
    )
    const known = { 'if-none-match': headers.etag ?? '' }
    assert.equal((await admin.send('GET', url(ann), undefined, known)).status, 304)
  })

  it('is 404 where there is none', async () => {
    for (const id of [UNKNOWN, 'x', '1', '%00'])
      assert.equal((await admin.send('GET', `/api/users/${id}`)).status, 404, id)
  })

  it('is for administrators, even one’s own', async () => {
    assert.equal((await ann.send('GET', url(ann))).status, 403)
  })
})

describe('PATCH /api/users/:id', () => {
  it('changes the role', async () => {
    const { status, headers, body } = await admin.send('PATCH', url(ann), { role: 'manager' })
    assert.deepEqual(
      [status, headers.etag, body.role, body.version],
      [200, '"2.change_role-disable-delete-reset_password"', 'manager', 2],
    )
  })

  it('disables an account, ending its sessions, and enables it again', async () => {
    await givePassword(teamroom.db, ann.id)
    teamroom.clock.advance(1_000)
    const disabled = await admin.send('PATCH', url(ann), { disabled: true })
    assert.equal(disabled.body.disabled_at, teamroom.clock.now.toISOString())
    teamroom.clock.advance(1_000)
    const again = await admin.send('PATCH', url(ann), { disabled: true })
    assert.equal(again.body.disabled_at, disabled.body.disabled_at)
    assert.equal((await ann.send('GET', '/api/me')).status, 401)
    assert.equal((await logIn(teamroom, ann.username)).status, 401)
    assert.equal((await admin.send('PATCH', url(ann), { disabled: false })).body.disabled_at, null)
    assert.equal((await logIn(teamroom, ann.username)).status, 200)
  })

  it('refuses a change meant for another version', async () => {
    const stale = { 'if-match': '"1"' }
    assert.equal((await admin.send('PATCH', url(ann), { role: 'manager' }, stale)).status, 200)
    assert.equal((await admin.send('PATCH', url(ann), { role: 'admin' }, stale)).status, 412)
    assert.equal((await admin.send('GET', url(ann))).body.role, 'manager')
  })

  it('lets one of ten changes to the same version through', async () => {
    const answers = await atOnce(10, () => admin.send('PATCH', url(ann), { role: 'manager' }, { 'if-match': '"1"' }))
    assert.deepEqual(countStatuses(answers), { 200: 1, 412: 9 })
  })

  const wrong: [string, unknown][] = [
    ['nothing', {}],
    ['an unknown role', { role: 'owner' }],
    ['a role of another type', { role: 1 }],
    ['null', { role: null }],
    ['a text for disabled', { disabled: 'true' }],
    ['a password', { password: 'correct horse battery' }],
    ['an id', { id: UNKNOWN }],
    ['a version', { role: 'admin', version: 9 }],
  ]
  for (const [name, body] of wrong) {
    it(`refuses ${name}`, async () => {
      assert.equal((await admin.send('PATCH', url(ann), body)).status, 422)
    })
  }

  it('is 404 where there is none, and for administrators alone', async () => {
    assert.equal((await admin.send('PATCH', `/api/users/${UNKNOWN}`, { role: 'admin' })).status, 404)
    assert.equal((await ann.send('PATCH', url(ann), { role: 'admin' })).status, 403)
  })
})

describe('DELETE /api/users/:id', () => {
  it('deletes an account with its sessions; those whom it has invited stay', async () => {
    const other = await teamroom.account('admin')
    const invite = await other.send('POST', '/api/invites', {})
    const guest = { username: `guest of ${other.username}`, password: 'correct horse battery' }
    const { token } = invite.body
    assert.equal((await teamroom.send('POST', '/api/auth/register', { ...guest, invite: token })).status, 201)
    const { status, text } = await admin.send('DELETE', url(other))
    assert.deepEqual([status, text], [204, ''])
    assert.equal((await other.send('GET', '/api/me')).status, 401)
    assert.equal((await admin.send('GET', url(other))).status, 404)
    assert.equal((await admin.send('GET', `/api/invites/${invite.body.id}`)).body.created_by, null)
  })

  it('refuses to delete another version than the one meant', async () => {
    assert.equal((await admin.send('DELETE', url(ann), undefined, { 'if-match': '"7"' })).status, 412)
    assert.equal((await admin.send('DELETE', url(ann), undefined, { 'if-match': '"1"' })).status, 204)
  })

  it('is 404 where there is none, and for administrators alone', async () => {
    assert.equal((await admin.send('DELETE', `/api/users/${UNKNOWN}`)).status, 404)
    assert.equal((await ann.send('DELETE', url(ann))).status, 403)
  })
})

describe('the last administrator', () => {
  beforeEach(async () => {
    await teamroom.db.deleteFrom('users').where('id', '!=', admin.id).execute()
  })

  const loseAdmin: [string, (who: Account, by: Account) => ReturnType<Account['send']>][] = [
    ['demoted', (who, by) => by.send('PATCH', url(who), { role: 'member' })],
    ['disabled', (who, by) => by.send('PATCH', url(who), { disabled: true })],
    ['deleted', (who, by) => by.send('DELETE', url(who))],
  ]
  for (const [name, lose] of loseAdmin) {
    it(`cannot be ${name}`, async () => {
      const disabled = await teamroom.account('admin')
      await admin.send('PATCH', url(disabled), { disabled: true })
      const { status, body } = await lose(admin, admin)
      assert.equal(status, 409)
      assert.match(body.message, /last administrator/)
      assert.equal((await admin.send('GET', '/api/users')).status, 200)
    })

    it(`is left when two are ${name} by each other at once`, async () => {
      const other = await teamroom.account('admin')
      const answers = await Promise.all([lose(admin, other), lose(other, admin)])
      const done = answers.filter(({ status }) => status < 300)
      assert.equal(done.length, 1, JSON.stringify(answers.map(({ status }) => status)))
      const left = await teamroom.db
        .selectFrom('users')
        .select('id')
        .where('role', '=', 'admin')
        .where('disabled_at', 'is', null)
        .execute()
      assert.equal(left.length, 1)
    })
  }

  it('may go once there is another', async () => {
    const bea = await teamroom.account('member')
    assert.equal((await admin.send('PATCH', url(bea), { role: 'admin' })).status, 200)
    assert.equal((await admin.send('PATCH', url(admin), { role: 'member' })).status, 200)
    assert.equal((await teamroom.send('GET', '/api/users', undefined, bearer(bea.token))).status, 200)
  })
})
