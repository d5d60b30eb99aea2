import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Account, startTeamroom, type Teamroom } from '../../test/harness.ts'
import { addEditor, makeSurvey, publish } from '../../test/surveys.ts'
import { UNKNOWN } from '../verdict.ts'
import { decide, findFor, scopeOf } from './access.ts'
import { SURVEY_ACTS, type Survey } from './schema.ts'
import { listWorkedOn } from './store.ts'

const PEOPLE = {
  owner: { id: 'ann', role: 'member' },
  editor: { id: 'bea', role: 'member' },
  peer: { id: 'cal', role: 'manager' },
  admin: { id: 'dan', role: 'admin' },
} as const

describe('a permission for a survey', () => {
  const decided = (
    who: keyof typeof PEOPLE,
    act: (typeof SURVEY_ACTS)[number] | 'read',
    owner_id: string | null = 'ann',
  ) => decide(PEOPLE[who], act, { owner_id, is_editor: Number(who === 'editor') })

  it('is given to its owner, its editors and administrators, and to nobody else', () => {
    for (const act of [...SURVEY_ACTS, 'read'] as const) {
      assert.deepEqual(decided('peer', act), UNKNOWN, act)
      if (act === 'leave') continue
      assert.equal(decided('owner', act), 'yes', act)
      assert.equal(decided('admin', act), 'yes', act)
    }
  })

  it('keeps the end of a survey and the choice of its editors from its editors', () => {
    const refused = SURVEY_ACTS.filter((act) => decided('editor', act) !== 'yes')
    assert.deepEqual(refused, ['delete', 'manage_editors'])
  })

  it('to leave is given to editors only', () => {
    for (const who of ['owner', 'admin'] as const) assert.notEqual(decided(who, 'leave'), 'yes', who)
    assert.equal(decided('editor', 'leave'), 'yes')
  })

  it('stays with editors and administrators when the account of the owner is gone', () => {
    const who = Object.keys(PEOPLE) as (keyof typeof PEOPLE)[]
    assert.deepEqual(
      who.map((each) => decided(each, 'edit', null)),
      [UNKNOWN, 'yes', UNKNOWN, 'yes'],
    )
  })
})

describe('permissions for surveys in the database', () => {
  let teamroom: Teamroom
  let people: Account[]
  let surveys: Survey[]

  before(async () => {
    teamroom = await startTeamroom()
    people = await Promise.all(
      (['member', 'member', 'manager', 'admin'] as const).map((role) => teamroom.account(role)),
    )
    surveys = []
    for (const [i, owner] of people.entries()) {
      surveys.push(await makeSurvey(owner))
      const shared = await makeSurvey(owner)
      await addEditor(teamroom.db, shared.id, people[(i + 1) % people.length] as Account)
      surveys.push(shared)
      const removed = await makeSurvey(owner)
      await owner.send('DELETE', `/api/surveys/${removed.id}`)
      surveys.push(removed)
    }
  })
  after(() => teamroom.stop())

  const roleOf = async ({ id }: Account) => {
    const { role } = await teamroom.db.selectFrom('users').select('role').where('id', '=', id).executeTakeFirstOrThrow()
    return { id, role }
  }

  it('are the same for a list and for each survey alone', async () => {
    // Those of other tests, too, and those that are deleted.
    const stored = await teamroom.db.selectFrom('surveys').select('id').execute()
    const ids = new Set([...surveys, ...stored].map(({ id }) => id))
    for (const person of people) {
      const reader = await roleOf(person)
      const list = await listWorkedOn(teamroom.db, scopeOf(reader), undefined, '', { limit: 100, after: undefined })
      const found: string[] = []
      for (const id of ids) {
        const survey = await findFor(teamroom.db, reader, 'read', id).catch(() => undefined)
        if (survey) found.push(id)
      }
      assert.ok(found.length > 0)
      assert.deepEqual(list.map(({ id }) => id).sort(), found.sort())
    }
  })

  it('are what answers say can be done', async () => {
    const [owner, editor] = people as [Account, Account]
    const { id } = await makeSurvey(owner, { anonymous: false })
    await addEditor(teamroom.db, id, editor)
    const canOf = async ({ send }: Account) => (await send('GET', `/api/surveys/${id}`)).body.can
    const always = ['edit', 'publish', 'copy', 'renew_public_key', 'see_results', 'export_replies']
    assert.deepEqual((await canOf(editor)).sort(), [...always, 'leave'].sort())
    assert.deepEqual((await canOf(owner)).sort(), [...always, 'delete', 'manage_editors'].sort())

    await publish(owner, id)
    assert.ok((await canOf(editor)).includes('close'))
    assert.ok(!(await canOf(editor)).includes('reopen'))
    await owner.send('POST', `/api/surveys/${id}/closure`)
    assert.ok(!(await canOf(editor)).includes('close'))
    assert.ok((await canOf(editor)).includes('reopen'))

    await owner.send('PATCH', `/api/surveys/${id}`, { audience: 'invited' })
    assert.ok((await canOf(editor)).includes('manage_links'))
    assert.ok(!(await canOf(editor)).includes('renew_public_key'))
  })

  it('change the ETag of a survey with the role of its reader', async () => {
    const person = await teamroom.account('member')
    const { id } = await makeSurvey(people[0] as Account)
    await addEditor(teamroom.db, id, person)
    const before = (await person.send('GET', `/api/surveys/${id}`)).headers.etag as string
    await teamroom.db.updateTable('users').set({ role: 'admin' }).where('id', '=', person.id).execute()
    const again = await person.send('GET', `/api/surveys/${id}`, undefined, { 'if-none-match': before })
    assert.equal(again.status, 200)
    assert.ok(again.body.can.includes('delete'))
    const change = await person.send('PATCH', `/api/surveys/${id}`, { title: 'Dinner' }, { 'if-match': before })
    assert.equal(change.status, 200)
  })
})
