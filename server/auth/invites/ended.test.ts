import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { atOnce, countStatuses, enterEmail, givePassword, PASSWORD } from '../../../test/accounts.ts'
import { type Account, startTeamroom, type Teamroom } from '../../../test/harness.ts'
import { transact } from '../../db/transact.ts'
import { makeResetLink } from '../resets/actions.ts'
import { changeUser, removeOtherUsers, removeUser } from '../users/actions.ts'
import type { UserChange } from '../users/row-rules.ts'
import { invite } from './actions.ts'

/*
 * What an account has handed out ends with its right to hand it out, at once and for good: the links of invites and those
 * for forgotten passwords.
 */

let teamroom: Teamroom
let admin: Account
let maker: Account
let ann: Account
let count = 0

before(async () => {
  teamroom = await startTeamroom()
  admin = await teamroom.account('admin')
})
after(() => teamroom.stop())
beforeEach(async () => {
  teamroom.clock.advance(60_000)
  maker = await teamroom.account('admin')
  ann = await teamroom.account('member')
})

const url = ({ id }: Account) => `/api/users/${id}`
const makeInvite = async (by: Account) =>
  (await by.send('POST', '/api/invites', { role: 'admin' })).body.token as string
const makeReset = async (by: Account) => (await by.send('POST', `${url(ann)}/password-reset`)).body.token as string
const useInvite = (token: string) =>
  teamroom.send('POST', '/api/auth/register', { username: `Guest ${++count}`, password: PASSWORD, invite: token })
const useReset = (token: string) =>
  teamroom.send('POST', '/api/auth/password-reset', { token, password: 'staple the horse again' })

const endings: [string, () => Promise<unknown>][] = [
  ['disabled', () => admin.send('PATCH', url(maker), { disabled: true })],
  ['demoted', () => admin.send('PATCH', url(maker), { role: 'manager' })],
  ['deleted', () => admin.send('DELETE', url(maker))],
  ['deleted with all the others', () => removeOtherUsers(teamroom.db, admin.id)],
]

describe('links of an administrator', () => {
  for (const [name, end] of endings) {
    it(`end when the account is ${name}`, async () => {
      const [inviteToken, resetToken] = [await makeInvite(maker), await makeReset(maker)]
      await end()
      const answers = [await useInvite(inviteToken), await useReset(resetToken)]
      assert.deepEqual(
        answers.map(({ status }) => status),
        [403, 403],
      )
      const list = await admin.send('GET', '/api/invites?limit=200')
      assert.ok(list.body.every((each: { created_by: { id: string } | null }) => each.created_by?.id !== maker.id))
    })
  }

  it('stay ended when the account is enabled, or promoted, again', async () => {
    for (const [away, back] of [
      [{ disabled: true }, { disabled: false }],
      [{ role: 'member' }, { role: 'admin' }],
    ]) {
      const [inviteToken, resetToken] = [await makeInvite(maker), await makeReset(maker)]
      await admin.send('PATCH', url(maker), away)
      assert.equal((await admin.send('PATCH', url(maker), back)).status, 200)
      assert.equal((await useInvite(inviteToken)).status, 403)
      assert.equal((await useReset(resetToken)).status, 403)
      maker = await teamroom.account('admin')
    }
  })

  it('go on with any other change, and those of others go on always', async () => {
    const [mine, theirs] = [await makeInvite(maker), await makeInvite(admin)]
    assert.equal((await maker.send('PATCH', '/api/me', { username: `${maker.username} 2` })).status, 200)
    assert.equal((await admin.send('PATCH', url(maker), { role: 'admin' })).status, 200)
    assert.equal((await useInvite(mine)).status, 201)
    await admin.send('PATCH', url(maker), { disabled: true })
    assert.equal((await useInvite(theirs)).status, 201)
  })

  it('are not made in a request that was let in before the account lost the right', async () => {
    const { id, username } = maker
    const caller = { id, username, role: 'admin' as const, sessionId: '', version: 1 }
    await admin.send('PATCH', url(maker), { role: 'manager' })
    const now = teamroom.clock.now
    await assert.rejects(
      transact(teamroom.db, (trx) => invite(trx, caller, {}, now)),
      { kind: 'forbidden' },
    )
    await assert.rejects(makeResetLink(teamroom.db, caller, ann.id, '', now), { kind: 'forbidden' })
    await admin.send('DELETE', url(maker))
    await assert.rejects(
      transact(teamroom.db, (trx) => invite(trx, caller, {}, now)),
      { kind: 'forbidden' },
    )
  })

  it('are used or ended when both are tried at once, and none is left', async () => {
    const tokens = await atOnce(6, () => makeInvite(maker))
    const used = atOnce(6, (i) => useInvite(tokens[i] as string))
    const made = atOnce(6, () => maker.send('POST', '/api/invites', {}))
    const [answers] = await Promise.all([used, made, admin.send('PATCH', url(maker), { disabled: true })])
    const counts = countStatuses(answers)
    assert.equal((counts[201] ?? 0) + (counts[403] ?? 0), 6, JSON.stringify(counts))
    const open = teamroom.db.selectFrom('invites').select('id').where('created_by', '=', maker.id)
    assert.deepEqual(await open.where('used_at', 'is', null).execute(), [])
    for (const token of tokens) assert.equal((await useInvite(token)).status, 403)
  })
})

describe('an administrator who is disabled while their own request waits', () => {
  it('changes and deletes nobody', async () => {
    await admin.send('PATCH', url(maker), { disabled: true })
    const change = (body: UserChange) =>
      changeUser(teamroom.db, maker, ann.id, body, () => undefined, teamroom.clock.now)
    for (const body of [{ role: 'admin' }, { disabled: true }, { email_confirmed: true }] satisfies UserChange[]) {
      await assert.rejects(change(body), { kind: 'forbidden' })
    }
    await assert.rejects(
      removeUser(teamroom.db, maker, ann.id, () => undefined),
      { kind: 'forbidden' },
    )
    assert.equal((await admin.send('GET', url(ann))).body.version, 1)
  })
})

describe('what administrators can do', () => {
  it('is said of each account, and is what they then can do', async () => {
    await givePassword(teamroom.db, ann.id)
    const { body } = await admin.send('GET', url(ann))
    assert.deepEqual(body.can, ['change_role', 'disable', 'delete', 'reset_password'])
    await enterEmail(teamroom.db, ann, `${ann.username}@example.com`)
    await admin.send('PATCH', url(ann), { disabled: true })
    const { body: disabled } = await admin.send('GET', url(ann))
    assert.deepEqual(disabled.can, ['change_role', 'enable', 'delete', 'confirm_email'])
    assert.equal((await admin.send('POST', `${url(ann)}/password-reset`)).status, 409)
  })

  it('has them vouch for an address, until it is another one', async () => {
    assert.equal((await admin.send('PATCH', url(ann), { email_confirmed: true })).status, 409)
    await enterEmail(teamroom.db, ann, `${ann.username}@example.com`)
    const { body } = await admin.send('PATCH', url(ann), { email_confirmed: true })
    assert.equal(body.email_confirmed_at, teamroom.clock.now.toISOString())
    assert.ok(!body.can.includes('confirm_email'))
    await enterEmail(teamroom.db, ann, `other-${ann.username}@example.com`)
    assert.equal((await admin.send('GET', url(ann))).body.email_confirmed_at, null)
    assert.equal((await ann.send('PATCH', url(ann), { email_confirmed: true })).status, 403)
  })

  it('leaves out what would take the last administrator away', async () => {
    await removeOtherUsers(teamroom.db, admin.id)
    const { body, headers } = await admin.send('GET', url(admin))
    assert.deepEqual(body.can, ['reset_password'])
    await teamroom.account('admin')
    assert.notEqual((await admin.send('GET', url(admin))).headers.etag, headers.etag)
  })

  it('is said of invites and of one’s own sessions', async () => {
    const { body } = await admin.send('POST', '/api/invites', {})
    assert.deepEqual(body.can, ['revoke'])
    await useInvite(body.token)
    assert.deepEqual((await admin.send('GET', `/api/invites/${body.id}`)).body.can, [])
    const { body: sessions } = await ann.send('GET', '/api/me/sessions')
    assert.deepEqual(sessions[0].can, ['end'])
  })
})
