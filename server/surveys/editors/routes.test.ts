import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { atOnce, countStatuses } from '../../../test/accounts.ts'
import { type Account, startTeamroom, type Teamroom } from '../../../test/harness.ts'
import { walk } from '../../../test/pages.ts'
import { makeSurvey } from '../../../test/surveys.ts'

let teamroom: Teamroom
let owner: Account
let admin: Account
let edith: Account
let emil: Account
let peer: Account

before(async () => {
  teamroom = await startTeamroom()
  owner = await teamroom.account('member', 'Olga')
  admin = await teamroom.account('admin')
  edith = await teamroom.account('member', 'Edith')
  emil = await teamroom.account('manager', 'Emil')
  peer = await teamroom.account('member', 'Peer')
})
after(() => teamroom.stop())

const survey = async () => `/api/surveys/${(await makeSurvey(owner)).id}`
const namesOf = async (path: string) =>
  (await walk(owner.send, `${path}/editors?limit=1`)).map(({ username }) => username).sort()

describe('PUT /api/surveys/:id/editors/:user_id', () => {
  it('lets somebody work on a survey', async () => {
    const path = await survey()
    assert.equal((await edith.send('GET', path)).status, 404)
    const { etag = '' } = (await owner.send('GET', path)).headers
    const added = await owner.send('PUT', `${path}/editors/${edith.id}`, undefined, { 'if-match': etag })
    assert.deepEqual([added.status, added.body], [200, { id: edith.id, username: 'Edith', can: ['remove'] }])
    assert.equal(added.headers.etag, (await owner.send('GET', path)).headers.etag)
    assert.notEqual(added.headers.etag, etag)
    assert.equal((await edith.send('PATCH', path, { title: 'Supper' })).status, 200)
    assert.equal((await admin.send('PUT', `${path}/editors/${emil.id}`)).status, 200)
    assert.deepEqual(await namesOf(path), ['Edith', 'Emil'])
  })

  it('changes nothing when they are an editor already', async () => {
    const path = await survey()
    const answers = await atOnce(5, () => owner.send('PUT', `${path}/editors/${edith.id}`))
    assert.deepEqual(countStatuses(answers), { 200: 5 })
    assert.equal((await owner.send('GET', path)).body.version, 2)
    assert.deepEqual(await namesOf(path), ['Edith'])
  })

  it('is for the owner and administrators', async () => {
    const path = await survey()
    await owner.send('PUT', `${path}/editors/${edith.id}`)
    const statuses = await Promise.all(
      [teamroom, peer, edith].map(async ({ send }) => (await send('PUT', `${path}/editors/${emil.id}`)).status),
    )
    assert.deepEqual(statuses, [401, 404, 403])
    assert.deepEqual(await namesOf(path), ['Edith'])
  })

  it('takes accounts that there are, can log in, and do not own it', async () => {
    const path = await survey()
    const gone = await teamroom.account('member')
    await admin.send('PATCH', `/api/users/${gone.id}`, { disabled: true })
    const put = (id: string) => owner.send('PUT', `${path}/editors/${id}`)
    assert.equal((await put('0197c0de-5a1e-7c3f-9a41-3f6c2b7d8e90')).status, 404)
    assert.equal((await put('nobody')).status, 404)
    const [disabled, unknown] = [await put(gone.id), await put('0197c0de-5a1e-7c3f-9a41-3f6c2b7d8e90')]
    assert.deepEqual([disabled.status, disabled.body], [404, unknown.body])
    const self = await admin.send('PUT', `${path}/editors/${admin.id}`)
    assert.deepEqual([self.status, self.body.message], [409, 'As an administrator, you can edit every survey anyway.'])
    assert.deepEqual((await put(owner.id)).body.message, 'The owner edits it anyway.')
    assert.deepEqual(await namesOf(path), [])
  })

  it('is 412 to those who have read another version of the survey', async () => {
    const path = await survey()
    const { etag = '' } = (await owner.send('GET', path)).headers
    await owner.send('PATCH', path, { title: 'Supper' })
    const stale = await owner.send('PUT', `${path}/editors/${edith.id}`, undefined, { 'if-match': etag })
    assert.equal(stale.status, 412)
    assert.deepEqual(await namesOf(path), [])
  })
})

describe('POST /api/surveys/:id/editors', () => {
  it('lets somebody work on a survey who is known by name alone', async () => {
    const path = await survey()
    const added = await owner.send('POST', `${path}/editors`, { username: 'EDITH' })
    assert.deepEqual([added.status, added.body], [200, { id: edith.id, username: 'Edith', can: ['remove'] }])
    assert.equal(added.headers.etag, (await owner.send('GET', path)).headers.etag)
    assert.deepEqual(await namesOf(path), ['Edith'])
  })

  it('says that a name is nobody’s, and only to those who may add editors', async () => {
    const path = await survey()
    await owner.send('PUT', `${path}/editors/${edith.id}`)
    const post = async ({ send }: Pick<Account, 'send'>) =>
      (await send('POST', `${path}/editors`, { username: 'Nobody' })).status
    assert.deepEqual(await Promise.all([teamroom, peer, edith, owner].map(post)), [401, 404, 403, 422])
    const { body } = await owner.send('POST', `${path}/editors`, { username: 'Nobody' })
    assert.deepEqual(body.errors, { json: { username: ['There is no such account.'] } })
    const gone = await teamroom.account('member', 'Gone')
    await admin.send('PATCH', `/api/users/${gone.id}`, { disabled: true })
    const disabled = await owner.send('POST', `${path}/editors`, { username: 'Gone' })
    assert.deepEqual([disabled.status, disabled.body.errors], [422, body.errors])
    const own = await owner.send('POST', `${path}/editors`, { username: 'Olga' })
    assert.deepEqual([own.status, own.body.message], [409, 'The owner edits it anyway.'])
  })
})

describe('DELETE /api/surveys/:id/editors/:user_id', () => {
  it('keeps somebody from working on a survey any longer', async () => {
    const path = await survey()
    await owner.send('PUT', `${path}/editors/${edith.id}`)
    const { etag = '' } = (await owner.send('GET', path)).headers
    const remove = (tag: string) => owner.send('DELETE', `${path}/editors/${edith.id}`, undefined, { 'if-match': tag })
    assert.equal((await remove('"0"')).status, 412)
    assert.equal((await remove(etag)).status, 204)
    assert.equal((await owner.send('DELETE', `${path}/editors/${edith.id}`)).status, 404)
    assert.equal((await edith.send('GET', path)).status, 404)
  })

  it('is open to the editor in question, and to no other', async () => {
    const path = await survey()
    for (const { id } of [edith, emil]) await owner.send('PUT', `${path}/editors/${id}`)
    const remove = async ({ send }: Pick<Account, 'send'>) =>
      (await send('DELETE', `${path}/editors/${edith.id}`)).status
    assert.deepEqual(await Promise.all([teamroom, peer, emil].map(remove)), [401, 404, 403])
    assert.equal(await remove(edith), 204)
    assert.deepEqual(await namesOf(path), ['Emil'])
  })
})

describe('GET /api/surveys/:id/editors', () => {
  it('says whom its reader can remove, and that an editor can leave', async () => {
    const path = await survey()
    for (const { id } of [edith, emil]) await owner.send('PUT', `${path}/editors/${id}`)
    const canOf = async ({ send }: Account) =>
      Object.fromEntries(
        (await send('GET', `${path}/editors`)).body.map(({ username, can }: { username: string; can: string[] }) => [
          username,
          can,
        ]),
      )
    for (const manager of [owner, admin]) {
      assert.deepEqual(await canOf(manager), { Edith: ['remove'], Emil: ['remove'] })
    }
    assert.deepEqual(await canOf(edith), { Edith: ['leave'], Emil: [] })
  })

  it('is for those who may edit the survey', async () => {
    const path = await survey()
    await owner.send('PUT', `${path}/editors/${edith.id}`)
    const statuses = await Promise.all(
      [teamroom, peer, edith, owner, admin].map(async ({ send }) => (await send('GET', `${path}/editors`)).status),
    )
    assert.deepEqual(statuses, [401, 404, 200, 200, 200])
  })
})
