import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { sql } from 'kysely'
import { insertLinks } from '../server/surveys/links/store.ts'
import type { Survey } from '../server/surveys/schema.ts'
import type { Account, Client, Teamroom } from './harness.ts'
import { type DeclaredRoute, hasEnd, startWithRoutes } from './routes.ts'
import { addEditor, makeSurvey, publish, sent } from './surveys.ts'
import { NOBODY } from './time-off.ts'

/*
 * Who may do what with surveys, a line a route. A cell has the status for one's own survey / somebody else's / one that
 * there is not; one alone stands for all three. An editor's own is one that they edit; others have none of their own.
 */
const MATRIX = `
                                                      anonymous    peer         editor       owner        admin
GET    /api/surveys                                   401          200          200          200          200
POST   /api/surveys                                   401          201          201          201          201
POST   /api/surveys/import                            401          201          201          201          201
GET    /api/surveys/open                              200          200          200          200          200
GET    /api/surveys/:id                               401          404          200/404/404  200/404/404  200/200/404
PATCH  /api/surveys/:id                               401          404          200/404/404  200/404/404  200/200/404
DELETE /api/surveys/:id                               401          404          403/404/404  204/404/404  204/204/404
GET    /api/surveys/:id/file                          401          404          200/404/404  200/404/404  200/200/404
POST   /api/surveys/:id/copies                        401          404          201/404/404  201/404/404  201/201/404
POST   /api/surveys/:id/publication                   401          404          200/404/404  200/404/404  200/200/404
POST   /api/surveys/:id/closure                       401          404          200/404/404  200/404/404  200/200/404
DELETE /api/surveys/:id/closure                       401          404          200/404/404  200/404/404  200/200/404
PUT    /api/surveys/:id/public-key                    401          404          200/404/404  200/404/404  200/200/404
GET    /api/surveys/:id/editors                       401          404          200/404/404  200/404/404  200/200/404
POST   /api/surveys/:id/editors                       401          404          403/404/404  200/404/404  200/200/404
PUT    /api/surveys/:id/editors/:user_id              401          404          403/404/404  200/404/404  200/200/404
DELETE /api/surveys/:id/editors/:user_id              401          404          403/404/404  204/404/404  204/204/404
POST   /api/surveys/:id/questions                     401          404          201/404/404  201/404/404  201/201/404
GET    /api/surveys/:id/questions/:question           401          404          200/404/404  200/404/404  200/200/404
PATCH  /api/surveys/:id/questions/:question           401          404          200/404/404  200/404/404  200/200/404
DELETE /api/surveys/:id/questions/:question           401          404          204/404/404  204/404/404  204/204/404
GET    /api/surveys/:id/questions/:question/answers   401          404          200/404/404  200/404/404  200/200/404
GET    /api/surveys/:id/links                         401          404          200/404/404  200/404/404  200/200/404
POST   /api/surveys/:id/links                         401          404          201/404/404  201/404/404  201/201/404
POST   /api/surveys/:id/links/takeover                401          404          200/404/404  200/404/404  200/200/404
GET    /api/surveys/:id/links/:link                   401          404          200/404/404  200/404/404  200/200/404
DELETE /api/surveys/:id/links/:link                   401          404          204/404/404  204/404/404  204/204/404
GET    /api/surveys/:id/results                       401          404          200/404/404  200/404/404  200/200/404
GET    /api/surveys/:id/results/events                401          404          200/404/404  200/404/404  200/200/404
GET    /api/surveys/:id/replies.csv                   401          404          200/404/404  200/404/404  200/200/404
GET    /api/surveys/:id/codebook.csv                  401          404          200/404/404  200/404/404  200/200/404
GET    /api/surveys/:id/codebook.xlsx                 401          404          200/404/404  200/404/404  200/200/404
GET    /api/surveys/:id/replies.json                  401          404          200/404/404  200/404/404  200/200/404
GET    /api/surveys/:id/replies.xlsx                  401          404          200/404/404  200/404/404  200/200/404
GET    /api/surveys/public/:key                       -/401/404    -/200/404    200/200/404  200/200/404  200/200/404
POST   /api/surveys/public/:key/begun                 -/401/404    -/204/404    204/204/404  204/204/404  204/204/404
POST   /api/surveys/public/:key/replies               -/401/404    -/201/404    201/201/404  201/201/404  201/201/404
POST   /addsurvey                                     401          200          200          200          200
GET    /getsurveys                                    401          200          200          200          200
GET    /activesurveys                                 200          200          200          200          200
GET    /getsurveyquestions                            -/404/404    -/200/404    200/200/404  200/200/404  200/200/404
GET    /getsurveystats                                401          404          200/404/404  200/404/404  200/200/404
POST   /addquestion                                   401          -/403/404    403/403/404  200/403/404  200/403/404
POST   /addreply                                      -/404/404    -/200/404    200/200/404  200/200/404  200/200/404
`

/** The paths that the matrix is about. */
const IS_OF_SURVEYS =
  /^\/(api\/surveys|addsurvey|getsurveys|getsurveystats|getsurveyquestions|activesurveys|addquestion|addreply)\b/

const QUESTION = { content: 'Anything else?', type: 'text' }

/** The body of every route that takes one, which may name the survey. */
const BODIES: Record<string, object | ((survey: Survey | undefined) => object)> = {
  'POST /api/surveys': { title: 'Lunch' },
  'POST /api/surveys/import': { title: 'Lunch', teamroom_survey: 1 },
  'PATCH /api/surveys/:id': { title: 'Dinner' },
  'POST /api/surveys/:id/questions': { type: 'yes_no', title: 'Again?' },
  'PATCH /api/surveys/:id/questions/:question': { title: 'Dinner?' },
  'POST /api/surveys/:id/editors': () => ({ username: accounts.peer.username }),
  'POST /api/surveys/:id/links': { addresses: ['ann@example.com'] },
  'POST /api/surveys/public/:key/replies': { submission_id: 'one-of-these-each', answers: sent({ lunch: 'Soup' }) },
  'POST /addsurvey': { name: 'Lunch', duedate: '2999-01-01' },
  'POST /addquestion': (survey) => ({ idSurvey: idOf(survey), ...QUESTION }),
  'POST /addreply': (survey) => ({ idQuestion: `${idOf(survey)}.lunch`, reply: 'Soup' }),
}

const INVITED = { audience: 'invited' }
const NAMED = { anonymous: false }

/** What a survey is like where a route asks for one that is not like most. */
const FIELDS: Record<string, object> = {
  'POST /api/surveys/:id/links': INVITED,
  'POST /api/surveys/:id/links/takeover': INVITED,
  'GET /api/surveys/:id/links/:link': INVITED,
  'DELETE /api/surveys/:id/links/:link': INVITED,
  'GET /api/surveys/:id/questions/:question/answers': NAMED,
  'GET /api/surveys/:id/replies.csv': NAMED,
  'GET /api/surveys/:id/replies.json': NAMED,
  'GET /api/surveys/:id/codebook.csv': NAMED,
  'GET /api/surveys/:id/codebook.xlsx': NAMED,
  'GET /api/surveys/:id/replies.xlsx': NAMED,
  'GET /activesurveys': { audience: 'anyone', listed: true },
  'POST /addreply': { one_reply_each: false },
}

/** What becomes of a survey before a route is asked for it; otherwise it is open. */
const STATES: Record<string, 'draft' | 'closed'> = {
  'POST /api/surveys/:id/publication': 'draft',
  'DELETE /api/surveys/:id/closure': 'closed',
}

/** What an address has for its parameters; of a survey that there is not, there is nothing either. */
const PARAMETERS: Record<string, (survey: Survey | undefined, method: string) => string | Promise<string>> = {
  id: idOf,
  key: (survey) => survey?.public_key ?? 'A'.repeat(22),
  question: () => 'lunch',
  link: async (survey) => (survey ? await addLink(survey) : NOBODY),
  user_id: async (survey, method) => {
    const account = await teamroom.account('member')
    if (survey && method === 'DELETE') await addEditor(teamroom.db, survey.id, account)
    return account.id
  },
}

/** The older paths know surveys by their ids, as long as these lead to them. */
const IS_OLDER = /^\w+ \/(getsurveyquestions|addquestion|addreply)$/

async function openById({ id }: Survey): Promise<void> {
  await teamroom.db.updateTable('surveys').set({ open_by_id: 1 }).where('id', '=', id).execute()
}

/** The older paths say elsewhere which survey they are about. */
const IS_ABOUT_ONE = /:|^\/(getsurveyquestions|getsurveystats|addquestion|addreply)$/

function idOf(survey: Survey | undefined): string {
  return survey?.id ?? NOBODY
}

const NOW = '2026-03-02T09:00:00.000Z'

const TABLES = [
  ...['surveys', 'survey_forms', 'survey_editors', 'survey_links', 'survey_replies', 'survey_participants'],
  ...['survey_untallied', 'survey_tallies', 'idempotency_keys', 'users'],
]

const CALLERS = ['anonymous', 'peer', 'editor', 'owner', 'admin'] as const
type Caller = (typeof CALLERS)[number]
const WHOSE = ['own', 'foreign', 'missing'] as const
type Whose = (typeof WHOSE)[number]

interface Row {
  method: string
  url: string
  /** What each caller gets. */
  cells: Record<Caller, string>
}

/** One request of one caller, what is expected of it, and, once it was sent, what came back. */
interface Attempt {
  what: string
  send: Client
  path: string
  body: object | undefined
  expected: number
  status?: number
}

const ROWS = MATRIX.split('\n').flatMap((line): Row[] => {
  const [method = '', url = '', ...cells] = line.trim().split(/ +/)
  if (!url.startsWith('/')) return []
  assert.equal(cells.length, CALLERS.length, line)
  return [{ method, url, cells: Object.fromEntries(CALLERS.map((caller, i) => [caller, cells[i]])) as Row['cells'] }]
})

let teamroom: Teamroom
let routes: DeclaredRoute[]
let accounts: Record<Exclude<Caller, 'anonymous'> | 'somebody', Account>

before(async () => {
  ;({ teamroom, routes } = await startWithRoutes())
  accounts = {
    // Roles say nothing of surveys, but for an administrator's.
    peer: await teamroom.account('manager'),
    editor: await teamroom.account('member'),
    owner: await teamroom.account('member'),
    admin: await teamroom.account('admin'),
    somebody: await teamroom.account('member'),
  }
  // The older paths say 404 to those who have none.
  for (const account of Object.values(accounts)) await makeSurvey(account)
})
after(() => teamroom.stop())

/** The survey that a request is about, in the state that its route asks for. */
async function surveyFor(name: string, caller: Caller, whose: Whose): Promise<Survey | undefined> {
  if (whose === 'missing') return undefined
  const isMine = whose === 'own' && (caller === 'owner' || caller === 'admin')
  const owner = isMine ? accounts[caller] : accounts.somebody
  const survey = await makeSurvey(owner, FIELDS[name])
  if (IS_OLDER.test(name)) await openById(survey)
  if (whose === 'own' && caller === 'editor') await addEditor(teamroom.db, survey.id, accounts.editor)
  if (STATES[name] === 'draft') return survey
  const open = await publish(owner, survey.id)
  if (STATES[name] === 'closed') await owner.send('POST', `/api/surveys/${survey.id}/closure`)
  return open
}

/** All requests that a row is about; each of them would succeed if its sender were the right one. */
async function prepare({ method, url, cells }: Row): Promise<Attempt[]> {
  const attempts: Attempt[] = []
  for (const caller of CALLERS) {
    const expected = cells[caller].split('/')
    const hasOwn = caller !== 'anonymous' && caller !== 'peer'
    for (const [i, whose] of WHOSE.entries()) {
      const isTried = IS_ABOUT_ONE.test(url) ? whose !== 'own' || hasOwn : whose === 'foreign'
      if (!isTried) continue
      const survey = await surveyFor(`${method} ${url}`, caller, whose)
      const send = caller === 'anonymous' ? teamroom.send : accounts[caller].send
      const path = await addressOf(method, url, survey)
      const body = bodyOf(`${method} ${url}`, survey)
      attempts.push({ what: `${caller}, ${whose}`, send, path, body, expected: Number(expected[i] ?? expected[0]) })
    }
  }
  return attempts
}

function bodyOf(name: string, survey: Survey | undefined): object | undefined {
  const body = BODIES[name]
  return typeof body === 'function' ? body(survey) : body
}

async function addressOf(method: string, url: string, survey: Survey | undefined): Promise<string> {
  const named: Record<string, string> = { '/getsurveyquestions': 'idSurvey', '/getsurveystats': 'id' }
  let path = url in named ? `${url}?${named[url]}=${idOf(survey)}` : url
  for (const [whole, name = ''] of url.matchAll(/:(\w+)/g)) {
    const value = PARAMETERS[name] ?? assert.fail(`PARAMETERS has nothing for ${whole}.`)
    path = path.replace(whole, await value(survey, method))
  }
  return path
}

/** Adds a single-use link to a survey, as those who edit it would; gives its id. */
async function addLink({ id: survey_id }: Survey): Promise<string> {
  const id = randomUUID()
  const row = {
    id,
    survey_id,
    token_hash: id,
    address: 'bea@example.com',
    created_by: null,
    revoked_at: null,
    created_at: NOW,
  }
  await insertLinks(teamroom.db, [row])
  return id
}

/** All that is stored of surveys. */
async function everything(): Promise<Record<string, string[]>> {
  const tables = await Promise.all(TABLES.map((name) => sql`select * from ${sql.table(name)}`.execute(teamroom.db)))
  return Object.fromEntries(tables.map(({ rows }, i) => [TABLES[i], rows.map((row) => JSON.stringify(row)).sort()]))
}

const said = (attempts: readonly Attempt[], of: 'expected' | 'status') =>
  Object.fromEntries(attempts.map((attempt) => [attempt.what, attempt[of]]))

describe('who may do what with surveys', () => {
  it('is said of every route of theirs', () => {
    const served = routes.filter(({ url }) => IS_OF_SURVEYS.test(url)).map(({ method, url }) => `${method} ${url}`)
    assert.deepEqual(ROWS.map(({ method, url }) => `${method} ${url}`).sort(), served.sort())
  })

  for (const row of ROWS) {
    it(`${row.method} ${row.url}`, async () => {
      const attempts = await prepare(row)
      // What has no end is not read to it.
      const method = hasEnd(row.url) ? row.method : 'HEAD'
      const send = async (attempt: Attempt) => {
        attempt.status = (await attempt.send(method, attempt.path, attempt.body)).status
      }
      const untouched = await everything()
      for (const attempt of attempts.filter(({ expected }) => expected >= 400)) await send(attempt)
      assert.deepEqual(await everything(), untouched)
      for (const attempt of attempts.filter(({ expected }) => expected < 400)) await send(attempt)
      assert.deepEqual(said(attempts, 'status'), said(attempts, 'expected'))
    })
  }
})
