import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it, mock } from 'node:test'
import { constants, inflateRawSync } from 'node:zlib'
import { json } from '../server/db/dialect.ts'
import type { Survey } from '../server/surveys/schema.ts'
import type { Account, Teamroom } from './harness.ts'
import { type DeclaredRoute, hasEnd, startWithRoutes } from './routes.ts'
import { addEditor, openSurvey } from './surveys.ts'

/** Every route whose answer goes on after it was let begin; each is attacked below. */
const STREAMS = [
  'GET /api/surveys/:id/replies.csv',
  'GET /api/surveys/:id/replies.json',
  'GET /api/surveys/:id/replies.xlsx',
  'GET /api/surveys/:id/results/events',
]
/** These hang on the right to `replies.csv`, and on nothing that changes meanwhile; few of them fill what lies between. */
const CODEBOOKS = ['GET /api/surveys/:id/codebook.csv', 'GET /api/surveys/:id/codebook.xlsx']
/** These hang on the account's role and session alone. */
const OF_PEOPLE = ['GET /api/me/export', 'GET /api/people/:id/export']
/** What archives are made of before they are sent, or in files; and databases, by commands. */
const ARCHIVES = /^server\/(commands|backup|company-export|copy)\/(?!.*routes)|^server\/privacy\/archive\.ts$/
/** Failures in place of an answer, which are short and whole. */
const AT_ONCE = ['server/http/answer-at-once.ts', 'server/http/protocol.ts']

/** More than lies between a server and a client that does not read. */
const REPLIES = 3_000
/** Nothing that could be compressed. */
const longText = () => randomBytes(3_750).toString('base64')
const REVISION = { title: 'Long', tags: json([]), replaced_at: '2026-01-01T00:00:00.000Z' }

let teamroom: Teamroom
let routes: DeclaredRoute[]
let admin: Account
let owner: Account
/** A survey of which there is much to export. */
let long: Survey

before(async () => {
  ;({ teamroom, routes } = await startWithRoutes())
  admin = await teamroom.account('admin')
  owner = await teamroom.account('member')
  long = await longSurvey()
  await teamroom.app.listen({ port: 0, host: '127.0.0.1' })
})
after(() => teamroom.stop())

/** What ends an editor's right to a survey, or an administrator's. */
const ENDS: Record<string, { role?: 'admin'; end: (reader: Account, survey: Survey) => Promise<{ status: number }> }> =
  {
    'the account is disabled': { end: ({ id }) => admin.send('PATCH', `/api/users/${id}`, { disabled: true }) },
    'the session is revoked': { end: ({ send }) => send('POST', '/api/auth/logout') },
    'the editor is removed': {
      end: ({ id }, survey) => owner.send('DELETE', `/api/surveys/${survey.id}/editors/${id}`),
    },
    'the role is changed': {
      role: 'admin',
      end: ({ id }) => admin.send('PATCH', `/api/users/${id}`, { role: 'member' }),
    },
    'the survey is deleted': { end: (_reader, { id }) => owner.send('DELETE', `/api/surveys/${id}`) },
  }

function addReplies({ id: survey_id }: Survey, texts: string[], first = ''): Promise<unknown> {
  const rows = texts.map((text, i) => ({
    ...{ survey_id, id: `${first}${String(i).padStart(6, '0')}`, form_version: 1, answers: json({ lunch: text }) },
    ...{ day: '2026-03-02', submitted_at: null, user_id: null, link_id: null, once_key: null },
  }))
  return teamroom.db.insertInto('survey_replies').values(rows).execute()
}

async function longSurvey(): Promise<Survey> {
  const survey = await openSurvey(owner, { anonymous: false, audience: 'anyone' })
  for (let i = 0; i < REPLIES; i += 500) await addReplies(survey, Array.from({ length: 500 }, longText), `${i}-`)
  return survey
}

async function readerOf(survey: Survey, role: 'admin' | undefined): Promise<Account> {
  const reader = await teamroom.account(role ?? 'member')
  if (role === undefined) await addEditor(teamroom.db, survey.id, reader)
  return reader
}

/** The answer to a route's GET, of which nothing has been read. */
function open(route: string, survey: Pick<Survey, 'id'>, { token }: Account): Promise<IncomingMessage> {
  const { port } = teamroom.app.server.address() as AddressInfo
  const path = route.replace('GET ', '').replace(':id', survey.id)
  const headers = { authorization: `Bearer ${token}` }
  return new Promise((resolve, reject) => {
    httpRequest({ port, host: '127.0.0.1', path, headers }, (response) => resolve(response.pause()))
      .on('error', reject)
      .end()
  })
}

/** All that comes of an answer, and whether it came to its end or was broken off. */
async function readAll(response: IncomingMessage): Promise<{ bytes: Buffer; isWhole: boolean }> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of response) chunks.push(chunk)
  } catch (error) {
    assert.equal((error as NodeJS.ErrnoException).code, 'ECONNRESET')
  }
  return { bytes: Buffer.concat(chunks), isWhole: response.complete }
}

/** What can be read of a workbook that broke off: its sheet comes first. */
function sheetIn(bytes: Buffer): string {
  const start = 30 + bytes.readUInt16LE(26) + bytes.readUInt16LE(28)
  return inflateRawSync(bytes.subarray(start), { finishFlush: constants.Z_SYNC_FLUSH }).toString()
}

describe('an answer that goes on', () => {
  it('is declared by these routes', () => {
    const declared = routes.filter(({ streams }) => streams).map(({ method, url }) => `${method} ${url}`)
    assert.deepEqual(declared.sort(), [...OF_PEOPLE, ...CODEBOOKS, ...STREAMS])
  })

  it('is made by http/streaming.ts and nowhere else', () => {
    const files = globSync('server/**/*.ts').filter((file) => !file.endsWith('.test.ts'))
    const own = files.filter((file) => /\.hijack\(|\.raw\.write|\bReadable\b/.test(readFileSync(file, 'utf8')))
    assert.deepEqual(
      own.filter((file) => !ARCHIVES.test(file) && !AT_ONCE.includes(file)),
      ['server/http/streaming.ts'],
    )
  })

  for (const route of STREAMS.filter((one) => hasEnd(one.replace('GET ', '')))) {
    for (const [why, { role, end }] of Object.entries(ENDS)) {
      it(`from ${route} breaks off when ${why}`, async () => {
        const survey = why === 'the survey is deleted' ? await longSurvey() : long
        const reader = await readerOf(survey, role)
        const response = await open(route, survey, reader)
        assert.equal(response.statusCode, 200)
        assert.ok([200, 204].includes((await end(reader, survey)).status))
        const mark = `said once ${why}`
        await addReplies(survey, [mark], `z${randomUUID()}`)
        const { bytes, isWhole } = await readAll(response)
        assert.ok(!isWhole)
        const text = route.endsWith('.xlsx') ? sheetIn(bytes) : bytes.toString()
        assert.ok(!text.includes(mark))
      })
    }
  }

  it('of everything on a person breaks off when the administrator who reads it is demoted', async () => {
    const reader = await teamroom.account('admin')
    const writer = await teamroom.account('manager')
    const { body: post } = await writer.send('POST', '/api/posts', { title: 'Long', content: 'Ten characters.' })
    // Nothing that could be compressed.
    const content = () => randomBytes(15_000).toString('base64')
    const revisions = Array.from({ length: 500 }, (_, i) => ({ ...REVISION, version: i + 2, content: content() }))
    const rows = revisions.map((row) => ({ ...row, post_id: post.id, replaced_by: writer.id }))
    await teamroom.db.insertInto('post_revisions').values(rows).execute()
    const response = await open('GET /api/people/:id/export', writer, reader)
    assert.equal(response.statusCode, 200)
    await admin.send('PATCH', `/api/users/${reader.id}`, { role: 'member' })
    assert.ok(!(await readAll(response)).isWhole)
    assert.ok((await readAll(await open('GET /api/me/export', writer, writer))).isWhole)
  })

  it('goes on for a reader whose token expires meanwhile', async () => {
    const response = await open('GET /api/surveys/:id/replies.json', long, owner)
    teamroom.clock.advance(3_600_000)
    assert.ok((await readAll(response)).isWhole)
    teamroom.clock.advance(-3_600_000)
  })

  for (const [why, { role, end }] of Object.entries(ENDS)) {
    it(`of events ends within a second when ${why}`, async () => {
      const survey = await openSurvey(owner, { anonymous: false, audience: 'anyone' })
      const reader = await readerOf(survey, role)
      mock.timers.enable({ apis: ['setInterval'] })
      try {
        const response = await open('GET /api/surveys/:id/results/events', survey, reader)
        assert.ok([200, 204].includes((await end(reader, survey)).status))
        mock.timers.tick(1_000)
        const { bytes } = await readAll(response)
        assert.deepEqual(bytes.toString().match(/"reply_count":\d+/g), ['"reply_count":0'])
      } finally {
        mock.timers.reset()
      }
    })

    it(`of events has no event once ${why}`, async () => {
      const survey = await openSurvey(owner, { anonymous: false, audience: 'anyone' })
      const reader = await readerOf(survey, role)
      const response = await open('GET /api/surveys/:id/results/events', survey, reader)
      assert.ok([200, 204].includes((await end(reader, survey)).status))
      await teamroom.send('POST', `/api/surveys/public/${survey.public_key}/replies`, {
        submission_id: 'one that comes afterwards',
        answers: [{ question: 'lunch', value: 'Soup' }],
      })
      const { bytes } = await readAll(response)
      assert.deepEqual(bytes.toString().match(/"reply_count":\d+/g), ['"reply_count":0'])
    })
  }
})
