import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { connect } from '../../server/db/connect.ts'
import { migrations } from '../../server/db/migrations/index.ts'
import { freshDatabase } from '../databases.ts'
import { call, firstAccount, PASSWORD } from '../process/clients.ts'
import {
  databaseEnv,
  onPostgres,
  type Server,
  serverEnds,
  startServer,
  teamroom,
  temporaryFolder,
  until,
} from '../process/server-process.ts'
import { BEFORE, checkOut } from '../upgrades/version-before.ts'
import { startBalancer } from './balancer.ts'

const WORKERS = 6
/** Answers in which all of it has been asked for several times. */
const A_WHILE = 100

if (onPostgres) describe('two servers of the version before', upgrading)

function upgrading() {
  let database: Awaited<ReturnType<typeof freshDatabase>>
  let env: Record<string, string>
  const folder = join(temporaryFolder(), 'version')
  const earlier = { main: join(folder, 'server/main.ts') }
  const running = new Set<Server>()
  const start = async (launch = {}) => {
    const server = await startServer(env, launch)
    running.add(server)
    return server
  }
  before(async () => {
    checkOut(BEFORE.commit, folder)
    database = await freshDatabase()
    env = { ...databaseEnv(database.config), DRAIN_SECONDS: '1', LIMITS: 'off' }
  })
  after(async () => {
    await Promise.all([...running].map((server) => server.kill9()))
    await database.drop()
  })

  it('are replaced one by one under load without a failed request', async () => {
    await using proxy = await startBalancer()
    const older = [await start(earlier), await start(earlier)]
    for (const server of older) await proxy.add(server)
    const requests = await everyday(proxy)
    const answers: { what: string; status: number; text: string }[] = []
    const end = new AbortController()
    const working = Promise.all(Array.from({ length: WORKERS }, (_, i) => work(requests, i, answers, end.signal)))
    const aWhile = async () => {
      const count = answers.length
      await until('requests are answered', () => answers.length > count + A_WHILE)
    }
    try {
      await aWhile()
      for (const old of older) {
        // It migrates while the older ones, or the older one, go on.
        await proxy.add(await start())
        await aWhile()
        proxy.withdraw(old)
        assert.equal(await old.stop(), 0, old.stderr)
        await aWhile()
      }
    } finally {
      end.abort()
      await working
    }
    assert.deepEqual(
      answers.filter(({ status }) => status < 200 || status >= 300),
      [],
      `of ${answers.length}`,
    )
    assert.deepEqual(
      await applied(),
      migrations.map(({ name }) => name),
    )
    // Once an hour, and at the next start: what older servers have written since the migration is brought in line.
    await start()
    await until('the doctor finds nothing', async () => (await teamroom(['doctor'], env)).code === 0)
  })

  it('do not start again on what the new version has migrated, and say why', async () => {
    const { code, stderr } = await serverEnds(env, earlier)
    assert.equal(code, 1)
    assert.match(stderr, /^The database was migrated by a newer Teamroom \(.*\)\. /)
  })

  async function applied(): Promise<string[]> {
    const { db, close } = await connect(database.config)
    const rows = await db.selectFrom('schema_migrations').select('name').orderBy('name').execute().finally(close)
    return rows.map(({ name }) => name)
  }
}

type Send = () => Promise<{ status: number; text: string }>

/** What people do all day: it reads and writes every table that a request needs. */
async function everyday(proxy: { url: string }): Promise<[what: string, send: Send][]> {
  const account = await firstAccount(proxy)
  const send = (method: string, path: string, body?: unknown) => call(proxy, method, path, body, account)
  const made = async (path: string, body?: object) => {
    const { status, body: answer, text } = await send('POST', path, body)
    assert.ok(status < 300, `${path}: ${text}`)
    return answer
  }
  const [type] = (await send('GET', '/api/time-off/leave-types')).body
  const { id: me } = (await send('GET', '/api/me')).body
  const { id } = await made('/api/employees', { name: 'Ann', start_date: '2026-01-01', user_id: me })
  const questions = [{ id: 'well', type: 'yes_no', title: 'Are you well?' }]
  const survey = await made('/api/surveys', { title: 'How is it?', audience: 'anyone', anonymous: false, questions })
  const { public_key } = await made(`/api/surveys/${survey.id}/publication`)
  const adjustment = { leave_type_id: type.id, hours: 1, note: 'One more' }
  const reply = () => ({ submission_id: randomUUID(), answers: [{ question: 'well', value: true }] })
  return [
    ['news', () => send('GET', '/api/posts')],
    ['a post', () => send('POST', '/api/posts', { title: randomUUID(), content: 'Under way, all day.' })],
    ['accounts', () => send('GET', '/api/users')],
    ['employees', () => send('GET', '/api/employees')],
    ['another name', () => send('PATCH', `/api/employees/${id}`, { name: `Ann ${randomUUID()}` })],
    ['an adjustment', () => send('POST', `/api/employees/${id}/adjustments`, adjustment)],
    ['a balance', () => send('GET', `/api/employees/${id}/balance`)],
    ['a reply', () => send('POST', `/api/surveys/public/${public_key}/replies`, reply())],
    ['results', () => send('GET', `/api/surveys/${survey.id}/results`)],
    ['a login', () => call(proxy, 'POST', '/api/auth/login', { username: 'ann', password: PASSWORD })],
  ]
}

/** Sends one request after the other's answer; what breaks is noted as 0. */
async function work(
  requests: [what: string, send: Send][],
  first: number,
  answers: { what: string; status: number; text: string }[],
  end: AbortSignal,
): Promise<void> {
  for (let i = first; !end.aborted; i++) {
    const [what, send] = requests[i % requests.length] as (typeof requests)[number]
    const { status, text } = await send().catch((error: Error) => ({ status: 0, text: String(error.cause ?? error) }))
    answers.push({ what, status, text: status >= 200 && status < 300 ? '' : text })
  }
}
