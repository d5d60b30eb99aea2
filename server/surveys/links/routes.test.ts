import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { parse } from 'csv-parse/sync'
import { atOnce, countStatuses } from '../../../test/accounts.ts'
import { type Account, type Answer, startTeamroom, type Teamroom } from '../../../test/harness.ts'
import { walk } from '../../../test/pages.ts'
import { addEditor, makeSurvey, openSurvey, reply, storedReplies } from '../../../test/surveys.ts'
import { sheetOf } from '../../../test/workbooks.ts'
import { tokenHash } from '../../auth/tokens.ts'
import { submitReply } from '../answering/actions.ts'
import { findByKey } from '../answering/store.ts'

const CSV = { 'content-type': 'text/csv' }
const ADDRESSES = ['ann@example.com', 'bea@example.com', 'cleo@example.com']

let teamroom: Teamroom
let owner: Account
let peer: Account

before(async () => {
  teamroom = await startTeamroom()
  owner = await teamroom.account('member', 'Olga')
  peer = await teamroom.account('member', 'Peer')
})
after(() => teamroom.stop())

async function invite(surveyId: string, addresses: string[] = ADDRESSES): Promise<Answer['body']> {
  const answer = await owner.send('POST', `/api/surveys/${surveyId}/links`, { addresses })
  assert.equal(answer.status, 201, answer.text)
  return answer.body
}

/** The address of the links of a survey for the invited. */
async function linksOf(fields: object = {}): Promise<string> {
  const { id } = await openSurvey(owner, { audience: 'invited', ...fields })
  return `/api/surveys/${id}/links`
}

describe('POST /api/surveys/:id/links', () => {
  it('makes a link for each address, and shows where it leads this once', async () => {
    const path = await linksOf()
    const made = await owner.send('POST', path, { addresses: ADDRESSES }, { host: 'survey.example.com' })
    assert.equal(made.status, 201, made.text)
    assert.equal(made.headers.location, path)
    assert.deepEqual(
      made.body.map(({ address }: { address: string }) => address),
      ADDRESSES,
    )
    for (const { id, address, key, url, ...rest } of made.body) {
      assert.deepEqual(rest, {})
      // 128 bits.
      assert.match(key, /^[\w-]{22}$/)
      assert.equal(url, `http://survey.example.com/s/${key}`)
      const link = await owner.send('GET', `${path}/${id}`)
      const created_at = teamroom.clock.now.toISOString()
      assert.deepEqual(link.body, { id, address, state: 'working', created_at, revoked_at: null, replied: null })
      assert.equal((await teamroom.send('GET', `/api/surveys/public/${key}`)).status, 200)
    }
    const stored = JSON.stringify(await teamroom.db.selectFrom('survey_links').selectAll().execute())
    for (const { key } of made.body) assert.ok(!stored.includes(key))
  })

  it('takes a file, and gives one to those who ask for it', async () => {
    const path = await linksOf()
    const file = 'Name;E-Mail\r\n"Ann; the first";ann@example.com\r\nBea;bea@example.com\r\n'
    const made = await owner.send('POST', path, file, { ...CSV, accept: 'text/csv' })
    assert.equal(made.status, 201, made.text)
    assert.equal(made.headers['content-type'], 'text/csv; charset=utf-8')
    const rows: string[][] = parse(made.text, { bom: true })
    assert.deepEqual(
      rows.map(([address]) => address),
      ['address', 'ann@example.com', 'bea@example.com'],
    )
    const key = rows[1]?.[1]?.match(/\/s\/([\w-]{22})$/)?.[1] ?? null
    assert.equal((await reply(teamroom, key)).status, 201)
    assert.equal((await walk(owner.send, path)).length, 2)
  })

  it('gives them as an Excel workbook, or for the spreadsheet of a locale', async () => {
    const day = teamroom.clock.now.toISOString().slice(0, 10)
    const accept = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
    const made = await owner.send('POST', await linksOf(), { addresses: ['ann@example.com'] }, { accept })
    assert.equal(made.status, 201, made.text)
    assert.equal(made.headers['content-disposition'], `attachment; filename="Lunch links ${day}.xlsx"`)
    const [header, row] = await sheetOf(made.bytes)
    assert.deepEqual([header, row?.[0]], [['address', 'link'], 'ann@example.com'])
    const file = await owner.send(
      'POST',
      `${await linksOf()}?locale=de`,
      { addresses: ['Bea'] },
      { accept: 'text/csv' },
    )
    assert.match(file.text, /^\ufeffaddress;link\r\nBea;http/)
  })

  it('makes none when a line is wrong, and names every such line', async () => {
    const path = await linksOf()
    const wrong = await owner.send(
      'POST',
      path,
      'Name,E-mail Address\nAnn,ann@example.com\n,\nAnn,ANN@example.com\nBea,\nCal,cal@',
      CSV,
    )
    assert.equal(wrong.status, 422)
    assert.deepEqual(wrong.body.errors.json, {
      'line 4': ['The same as line 2.'],
      'line 5': ['Not a valid email address.'],
      'line 6': ['Not a valid email address.'],
    })
    const cases: [body: unknown, field: string][] = [
      [{ addresses: ['ann@example.com', ''] }, 'addresses.1'],
      [{ addresses: [7] }, 'addresses.0'],
      [{ addresses: [] }, 'addresses'],
      [{ addresses: 'ann@example.com' }, 'addresses'],
      [{}, 'addresses'],
      [undefined, 'addresses'],
      [{ addresses: ADDRESSES, more: 1 }, 'more'],
    ]
    for (const [body, field] of cases) {
      const { status, body: said } = await owner.send('POST', path, body)
      assert.deepEqual([status, Object.keys(said.errors.json)], [422, [field]])
    }
    for (const file of ['', 'email\n', '"a', Buffer.from([0xff, 0x41])]) {
      assert.equal((await owner.send('POST', path, file, CSV)).status, 422)
    }
    assert.equal((await owner.send('POST', path, 'x', { 'content-type': 'text/plain' })).status, 415)
    assert.equal((await owner.send('POST', '/api/surveys/none/links', {})).status, 404)
    assert.deepEqual((await owner.send('GET', path)).body, [])
  })

  it('makes no second link that works for an address, whoever asks at the same time', async () => {
    const path = await linksOf()
    const answers = await atOnce(8, () => owner.send('POST', path, { addresses: ['ann@example.com', 'Bea'] }))
    assert.deepEqual(countStatuses(answers), { 201: 1, 422: 7 })
    const [ann] = (answers.find(({ status }) => status === 201) as Answer).body
    const again = await owner.send('POST', path, { addresses: ['Ann@Example.com'] })
    assert.deepEqual(again.body.errors.json, {
      'addresses.0': ['There is a link for this address: revoke that one first.'],
    })
    assert.equal((await owner.send('DELETE', `${path}/${ann.id}`)).status, 204)
    assert.equal((await owner.send('POST', path, { addresses: ['Ann@Example.com'] })).status, 201)
  })

  it('gives a retry the same links', async () => {
    const path = await linksOf()
    const key = { 'idempotency-key': 'links' }
    const answers = await atOnce(3, () => owner.send('POST', path, { addresses: ADDRESSES }, key))
    assert.equal(new Set(answers.map(({ text }) => text)).size, 1)
    assert.equal((await walk(owner.send, path)).length, 3)
  })

  it('is for surveys for the invited alone', async () => {
    for (const audience of ['members', 'anyone']) {
      const { id } = await makeSurvey(owner, { audience })
      const answer = await owner.send('POST', `/api/surveys/${id}/links`, { addresses: ADDRESSES })
      assert.deepEqual(
        [answer.status, answer.body.message],
        [409, 'Only a survey for the invited has links of their own.'],
      )
    }
  })

  it('makes two thousand at once and ten thousand in all, at most', async () => {
    const path = await linksOf()
    const csv = { 'content-type': 'text/csv' }
    for (let time = 0; time < 5; time++) {
      const addresses = Array.from({ length: 2_000 }, (_, i) => `${time}.${i}@example.com`)
      const tooMany = [...addresses, 'one more']
      assert.equal((await owner.send('POST', path, { addresses: tooMany })).status, 422)
      const refused = await owner.send('POST', path, tooMany.join('\n'), csv)
      assert.deepEqual(refused.body.errors.json, { addresses: ['At most 2000 at once: send the others afterwards.'] })
      const made = await owner.send('POST', path, ...(time === 0 ? [addresses.join('\n'), csv] : [{ addresses }]))
      assert.deepEqual([made.status, made.body.length], [201, 2_000])
    }
    const more = await owner.send('POST', path, { addresses: ['one more'] })
    assert.deepEqual([more.status, more.body.message], [409, 'A survey has at most 10000 links; this one has 10000.'])
  })
})

describe('a single-use link', () => {
  for (const anonymous of [true, false]) {
    const how = anonymous ? 'anonymously' : 'with names'

    it(`takes one reply, and gives the receipt again, ${how}`, async () => {
      const { id } = await openSurvey(owner, { audience: 'invited', anonymous })
      const [link] = await invite(id)
      const first = await reply(teamroom, link.key, { lunch: 'Soup' })
      assert.equal(first.status, 201, first.text)
      const second = await reply(teamroom, link.key, { lunch: 'Salad' })
      assert.deepEqual([second.status, second.body], [201, first.body])
      assert.equal(second.headers['idempotency-replayed'], 'true')
      assert.equal((await teamroom.send('GET', `/api/surveys/public/${link.key}`)).body.receipt, first.body.receipt)
      const replies = await storedReplies(teamroom.db, id)
      assert.deepEqual(
        replies.map(({ answers, link_id }) => [answers, link_id]),
        [[{ lunch: 'Soup' }, anonymous ? null : link.id]],
      )
    })

    it(`takes one reply of fifty that are sent at once, ${how}`, async () => {
      const { id } = await openSurvey(owner, { audience: 'invited', anonymous })
      const [link, other] = await invite(id)
      const answers = await atOnce(50, (i) => reply(teamroom, link.key, { lunch: `Dish ${i}` }))
      assert.deepEqual(countStatuses(answers), { 201: 50 })
      assert.equal(new Set(answers.map(({ body }) => body.receipt)).size, 1)
      assert.equal((await storedReplies(teamroom.db, id)).length, 1)
      assert.equal((await reply(teamroom, other.key)).status, 201)
      assert.equal((await owner.send('GET', `/api/surveys/${id}`)).body.reply_count, 2)
    })
  }

  it('is one to the survey alone that it was made for, and only as long as that is for the invited', async () => {
    const { id } = await openSurvey(owner, { audience: 'invited' })
    const [link] = await invite(id)
    await owner.send('PATCH', `/api/surveys/${id}`, { audience: 'members' })
    assert.equal((await teamroom.send('GET', `/api/surveys/public/${link.key}`)).status, 404)
    assert.equal((await reply(teamroom, link.key)).status, 404)
  })
})

describe('GET /api/surveys/:id/links', () => {
  it('lists them a page at a time, with who has replied where that is no secret', async () => {
    const { id } = await openSurvey(owner, { audience: 'invited', anonymous: false })
    const path = `/api/surveys/${id}/links`
    const [ann] = await invite(id)
    assert.equal((await reply(teamroom, ann.key)).status, 201)
    const rows = (await walk(owner.send, `${path}?limit=2`)) as { address: string; replied: boolean }[]
    const replied = new Map(rows.map((row) => [row.address, row.replied]))
    assert.deepEqual([...replied].sort(), [
      ['ann@example.com', true],
      ['bea@example.com', false],
      ['cleo@example.com', false],
    ])
  })

  it('does not say who has replied anonymously', async () => {
    const { id } = await openSurvey(owner, { audience: 'invited' })
    const [ann] = await invite(id)
    const before = await owner.send('GET', `/api/surveys/${id}/links`)
    assert.equal((await reply(teamroom, ann.key)).status, 201)
    const read = await owner.send('GET', `/api/surveys/${id}/links`)
    assert.equal(read.text, before.text)
    assert.ok(read.body.every(({ replied }: { replied: unknown }) => replied === null))
  })
})

describe('DELETE /api/surveys/:id/links/:link', () => {
  it('makes it answer like one that there never was', async () => {
    const { id } = await openSurvey(owner, { audience: 'invited', anonymous: false })
    const [ann, bea] = await invite(id)
    assert.equal((await reply(teamroom, ann.key)).status, 201)
    const path = `/api/surveys/${id}/links/${ann.id}`
    const { etag = '' } = (await owner.send('GET', path)).headers
    assert.equal((await owner.send('DELETE', path, undefined, { 'if-match': '"0"' })).status, 412)
    assert.equal((await owner.send('DELETE', path, undefined, { 'if-match': etag })).status, 204)
    const at = teamroom.clock.now.toISOString()
    assert.equal((await owner.send('GET', path)).body.revoked_at, at)
    teamroom.clock.advance(1_000)
    assert.equal((await owner.send('DELETE', path)).status, 204)
    assert.equal((await owner.send('GET', path)).body.revoked_at, at)
    for (const method of ['GET', 'POST']) {
      const suffix = method === 'POST' ? '/replies' : ''
      const body = method === 'POST' ? { submission_id: 'x'.repeat(20), answers: [] } : undefined
      const [revoked, wrong] = await Promise.all(
        [ann.key, 'mJ4T0b1Q9y2vWq6nX3fZaA'].map((key) =>
          teamroom.send(method, `/api/surveys/public/${key}${suffix}`, body),
        ),
      )
      assert.deepEqual([revoked?.status, revoked?.text], [404, wrong?.text])
      assert.deepEqual(Object.keys(revoked?.headers ?? {}), Object.keys(wrong?.headers ?? {}))
    }
    assert.equal((await storedReplies(teamroom.db, id)).length, 1)
    assert.equal((await reply(teamroom, bea.key)).status, 201)
  })
})

describe('the links of a survey', () => {
  it('are for its owner, its editors and administrators', async () => {
    const { id } = await openSurvey(owner, { audience: 'invited' })
    const [ann] = await invite(id)
    const editor = await teamroom.account('member')
    await addEditor(teamroom.db, id, editor)
    const admin = await teamroom.account('admin')
    const path = `/api/surveys/${id}/links`
    const requests: [method: string, path: string, body?: object][] = [
      ['GET', path],
      ['POST', path, { addresses: ['dora@example.com'] }],
      ['GET', `${path}/${ann.id}`],
      ['DELETE', `${path}/${ann.id}`],
    ]
    for (const [method, address, body] of requests) {
      assert.equal((await teamroom.send(method, address, body)).status, 401)
      assert.equal((await peer.send(method, address, body)).status, 404)
      const done = await (method === 'GET' ? admin : editor).send(method, address, body)
      assert.ok(done.status < 300, done.text)
    }
    const other = await openSurvey(peer, { audience: 'invited' })
    assert.equal((await peer.send('GET', `/api/surveys/${other.id}/links/${ann.id}`)).status, 404)
    assert.equal((await peer.send('DELETE', `/api/surveys/${other.id}/links/${ann.id}`)).status, 404)
  })
})

describe('a single-use link', () => {
  /** What takes from its maker the right to make links, by what the maker is. */
  const ENDS: Record<string, (maker: Account, surveyId: string) => Promise<Answer>> = {
    'an editor is removed': (maker, id) => owner.send('DELETE', `/api/surveys/${id}/editors/${maker.id}`),
    'an editor is disabled': (maker) => admin.send('PATCH', `/api/users/${maker.id}`, { disabled: true }),
    'an editor is deleted': (maker) => admin.send('DELETE', `/api/users/${maker.id}`),
    'an administrator is one no longer': (maker) => admin.send('PATCH', `/api/users/${maker.id}`, { role: 'member' }),
  }
  let admin: Account
  before(async () => {
    admin = await teamroom.account('admin')
  })

  const statesOf = async (path: string, query = '') =>
    (await walk(owner.send, `${path}${query}`)).map(({ state }) => state)
  const lead = async (keys: (string | null)[]) =>
    Promise.all(keys.map(async (key) => (await teamroom.send('GET', `/api/surveys/public/${key}`)).status))

  async function handedOut(why: string) {
    const { id } = await openSurvey(owner, { audience: 'invited' })
    const maker = await teamroom.account(why.includes('administrator') ? 'admin' : 'member')
    if (why.includes('editor')) await addEditor(teamroom.db, id, maker)
    const path = `/api/surveys/${id}/links`
    const [own] = await invite(id, ['ann@example.com'])
    const made = await maker.send('POST', path, { addresses: ['bea@example.com', 'cleo@example.com'] })
    assert.equal(made.status, 201, made.text)
    return {
      id,
      path,
      maker,
      keys: [own.key, ...made.body.map(({ key }: { key: string }) => key)] as [string, string, string],
    }
  }

  for (const [why, end] of Object.entries(ENDS)) {
    it(`is on hold once ${why} who made it, until someone takes it over`, async () => {
      const { id, path, maker, keys } = await handedOut(why)
      assert.deepEqual(await lead(keys), [200, 200, 200])
      assert.ok([200, 204].includes((await end(maker, id)).status))
      assert.deepEqual(await lead(keys), [200, 404, 404])
      assert.equal((await reply(teamroom, keys[1])).status, 404)
      assert.deepEqual(await storedReplies(teamroom.db, id), [])
      assert.deepEqual(await statesOf(path), ['on_hold', 'on_hold', 'working'])
      assert.deepEqual(await statesOf(path, '?state=on_hold&limit=1'), ['on_hold', 'on_hold'])
      assert.deepEqual(await statesOf(path, '?state=working'), ['working'])

      const taken = await owner.send('POST', `${path}/takeover`)
      assert.deepEqual([taken.status, taken.body], [200, { taken_over: 2 }])
      assert.deepEqual(await lead(keys), [200, 200, 200])
      assert.equal((await reply(teamroom, keys[1])).status, 201)
      assert.deepEqual(await statesOf(path, '?state=on_hold'), [])
      assert.deepEqual((await owner.send('POST', `${path}/takeover`)).body, { taken_over: 0 })
    })
  }

  it('of an owner who is disabled is on hold, and works again with the account', async () => {
    const leaver = await teamroom.account('member')
    const { id } = await openSurvey(leaver, { audience: 'invited' })
    const { body } = await leaver.send('POST', `/api/surveys/${id}/links`, { addresses: ['ann@example.com'] })
    const turn = (disabled: boolean) => admin.send('PATCH', `/api/users/${leaver.id}`, { disabled })
    assert.equal((await turn(true)).status, 200)
    assert.deepEqual(await lead([body[0].key]), [404])
    assert.equal((await turn(false)).status, 200)
    assert.deepEqual(await lead([body[0].key]), [200])
  })

  it('that is revoked stays so when the others are taken over', async () => {
    const { path, maker, keys } = await handedOut('an editor')
    const [bea] = (await owner.send('GET', `${path}?limit=2`)).body
    assert.equal((await owner.send('DELETE', `${path}/${bea.id}`)).status, 204)
    await admin.send('PATCH', `/api/users/${maker.id}`, { disabled: true })
    assert.deepEqual((await owner.send('POST', `${path}/takeover`)).body, { taken_over: 1 })
    assert.deepEqual(await statesOf(path), ['revoked', 'working', 'working'])
    assert.deepEqual(await statesOf(path, '?state=revoked'), ['revoked'])
    assert.deepEqual(await lead(keys), [200, 200, 404])
  })

  it('takes no reply that was let in just before it was revoked', async () => {
    const { id, path, keys } = await handedOut('an editor')
    const survey = await findByKey(teamroom.db, keys[1], tokenHash(keys[1]))
    assert.ok(survey)
    for (const link of (await owner.send('GET', path)).body) await owner.send('DELETE', `${path}/${link.id}`)
    const submission = { submission_id: 'one that was on its way', answers: [] }
    const moment = { now: teamroom.clock.now.toISOString(), openedAt: null }
    const replier = { userId: null, linkId: survey.link_id }
    await assert.rejects(
      submitReply(teamroom.db, survey, replier, submission, moment, async () => {}),
      { kind: 'not_found' },
    )
    assert.deepEqual(await storedReplies(teamroom.db, id), [])
  })
})
