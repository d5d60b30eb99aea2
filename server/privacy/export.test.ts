import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { givePassword, PASSWORD } from '../../test/accounts.ts'
import { adjust, type Company, hireAnn, startCompany } from '../../test/company.ts'
import type { Account } from '../../test/harness.ts'
import { openSurvey, reply } from '../../test/surveys.ts'
import { unzipped } from '../../test/zip.ts'
import { exportedFiles, exportPieces } from './export-actions.ts'

let { teamroom, type, admin, boss, ann, annId } = {} as Company

before(async () => {
  ;({ teamroom, type, admin } = await startCompany())
  ;({ boss, ann, annId } = await hireAnn(teamroom))
  await adjust(teamroom, annId, 2_400)
  await givePassword(teamroom.db, ann.id)
  const asked = { leave_type_id: type, start: '2026-03-05', end: '2026-03-06', note: 'Moving house' }
  const request = (await ann.send('POST', '/api/time-off/requests', asked)).body.id
  await boss.send('POST', `/api/time-off/requests/${request}/approval`, { note: 'Good luck' })
  await ann.send('POST', '/api/time-off/feeds', { scope: 'me' })
  const question = { id: 'lunch', type: 'single_choice', title: 'Lunch?', choices: [{ id: 'soup', label: 'Soup' }] }
  const named = await openSurvey(admin, {
    title: 'Lunch',
    audience: 'members',
    anonymous: false,
    questions: [question],
  })
  await reply(ann, named.public_key ?? named.id, { lunch: 'soup' })
  const anonymous = await openSurvey(admin, {
    title: 'Mood',
    audience: 'members',
    anonymous: true,
    questions: [question],
  })
  await reply(ann, anonymous.public_key ?? anonymous.id, { lunch: 'soup' })
})
after(() => teamroom.stop())

async function download(account: Account, path: string) {
  const answer = await teamroom.app.inject({ url: path, headers: { authorization: `Bearer ${account.token}` } })
  const files = answer.statusCode === 200 ? unzipped(answer.rawPayload) : new Map<string, string>()
  return { answer, files, json: (name: string) => JSON.parse(files.get(`${name}.json`) as string) }
}

describe('GET /api/people/:id/export', () => {
  it('has each kind of data once as JSON and once as CSV, whether by the account or the employee', async () => {
    for (const id of [ann.id, annId]) {
      const { answer, files, json } = await download(admin, `/api/people/${id}/export`)
      assert.equal(answer.headers['content-type'], 'application/zip')
      const expected = exportedFiles().flatMap(([, { name }]) => [`${name}.json`, `${name}.csv`])
      assert.deepEqual([...files.keys()], ['about.json', ...expected])
      const about = json('about')
      assert.deepEqual([about.account_id, about.employee_id, about.name], [ann.id, annId, ann.username])
    }
  })

  it('has what the person has asked for, and what it cost', async () => {
    const { json, files } = await download(admin, `/api/people/${annId}/export`)
    const [request] = json('time-off-requests')
    assert.deepEqual([request.note, request.decision_note, request.status], ['Moving house', 'Good luck', 'approved'])
    const ledger: { kind: string; minutes: number }[] = json('time-off-ledger')
    assert.equal(
      ledger.reduce((sum, { minutes }) => sum + minutes, 0),
      json('time-off-balances')[0].total_minutes,
    )
    assert.match(files.get('time-off-requests.csv') as string, /Moving house/)
    assert.equal(json('time-off-decisions').length, 0)
  })

  it('has of those who decided only what they did, and nothing of whom it was about', async () => {
    const { json, files } = await download(admin, `/api/people/${boss.id}/export`)
    const decided = json('time-off-decisions')
    assert.deepEqual(Object.keys(decided[0]), ['id', 'status', 'decided_at', 'decision_note'])
    for (const text of files.values()) assert.doesNotMatch(text, /Moving house/)
  })

  it('has named replies in the words of the survey, and never anonymous ones', async () => {
    const replies = (await download(admin, `/api/people/${ann.id}/export`)).json('survey-replies')
    assert.equal(replies.length, 1)
    assert.deepEqual(replies[0].answers, [{ question: 'Lunch?', value: 'soup', label: 'Soup' }])
  })

  it('has no secret', async () => {
    const { files } = await download(admin, `/api/people/${ann.id}/export`)
    const { password_hash } = await teamroom.db
      .selectFrom('users')
      .select('password_hash')
      .where('id', '=', ann.id)
      .executeTakeFirstOrThrow()
    const { token_hash } = await teamroom.db.selectFrom('calendar_feeds').select('token_hash').executeTakeFirstOrThrow()
    for (const text of files.values()) {
      for (const secret of [password_hash, token_hash, PASSWORD, '$argon2']) assert.ok(!text.includes(secret))
    }
  })

  it('goes over pages of rows, none twice and none left out', async () => {
    for (let i = 0; i < 120; i++) await adjust(teamroom, annId, 1)
    const ledger: { id: string }[] = (await download(admin, `/api/people/${annId}/export`)).json('time-off-ledger')
    assert.ok(ledger.length > 120)
    assert.equal(new Set(ledger.map(({ id }) => id)).size, ledger.length)
  })

  it('has everything as it was when the first piece was asked for', async () => {
    const { json } = await download(admin, `/api/people/${annId}/export`)
    const pieces = exportPieces(teamroom.deps.config.database, annId, teamroom.clock.now)
    const first = await pieces.next()
    await adjust(teamroom, annId, 60)
    await teamroom.db.updateTable('employees').set({ team: 'Another' }).where('id', '=', annId).execute()
    const files = unzipped(Buffer.concat([first.value as Uint8Array, ...(await Array.fromAsync(pieces))]))
    for (const name of ['employment', 'time-off-balances', 'time-off-ledger']) {
      assert.deepEqual(JSON.parse(files.get(`${name}.json`) as string), json(name), name)
    }
  })

  it('is made for a few at a time, and the next one is told to come again', async () => {
    const begun = Array.from({ length: 4 }, () =>
      exportPieces(teamroom.deps.config.database, annId, teamroom.clock.now),
    )
    for (const pieces of begun) await pieces.next()
    const { status, headers, body } = await ann.send('GET', '/api/me/export')
    assert.deepEqual([status, headers['retry-after'], body.code], [503, '10', 503])
    for (const pieces of begun) await pieces.return(undefined)
    assert.equal((await ann.send('GET', '/api/me/export')).status, 200)
  })

  it('is made for an account once at a time, so that nobody takes all places', async () => {
    const { config } = teamroom.deps
    const pieces = exportPieces(config.database, annId, teamroom.clock.now, ann.id)
    await pieces.next()
    const { status, headers } = await ann.send('GET', '/api/me/export')
    assert.deepEqual([status, headers['retry-after']], [429, '10'])
    assert.equal((await admin.send('GET', `/api/people/${annId}/export`)).status, 200)
    await pieces.return(undefined)
    assert.equal((await ann.send('GET', '/api/me/export')).status, 200)
  })

  it('is for administrators, and 404 where there is nobody', async () => {
    assert.equal((await ann.send('GET', `/api/people/${ann.id}/export`)).status, 403)
    assert.equal((await boss.send('GET', `/api/people/${annId}/export`)).status, 403)
    assert.equal((await teamroom.send('GET', `/api/people/${annId}/export`)).status, 401)
    const nobody = '0197c0de-0000-7aaa-8bbb-000000000000'
    assert.equal((await admin.send('GET', `/api/people/${nobody}/export`)).status, 404)
  })
})

describe('GET /api/me/export', () => {
  it('has the same of oneself', async () => {
    const [mine, theirs] = [
      await download(ann, '/api/me/export'),
      await download(admin, `/api/people/${ann.id}/export`),
    ]
    assert.deepEqual(mine.json('time-off-ledger'), theirs.json('time-off-ledger'))
    assert.equal(mine.json('about').account_id, ann.id)
  })

  it('takes nothing from an address that is not known to be the account’s', async () => {
    const invited = await openSurvey(admin, { title: 'Two', audience: 'invited', anonymous: false })
    await admin.send('POST', `/api/surveys/${invited.id}/links`, { addresses: ['Eve@example.com'] })
    const email = { email: 'eve@example.com', email_key: 'eve@example.com' }
    const set = (email_confirmed_at: string | null) =>
      teamroom.db
        .updateTable('users')
        .set({ ...email, email_confirmed_at })
        .where('id', '=', ann.id)
        .execute()
    await set(null)
    assert.deepEqual((await download(ann, '/api/me/export')).json('survey-links'), [])
    await set('2026-01-01T00:00:00.000Z')
    assert.equal((await download(ann, '/api/me/export')).json('survey-links').length, 1)
  })
})
