import assert from 'node:assert/strict'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, afterEach, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { giveEmail } from '../accounts.ts'
import { adjust, hire, hireAnn, paidTimeOff } from '../company.ts'
import type { Account } from '../harness.ts'
import { EVERY_ANSWER, EVERY_TYPE, makeSurvey, openSurvey, replyTimes } from '../surveys.ts'
import { fillCalendar } from './crowd.ts'
import { settle, startWeb, type Visitor, type Web, WIDTHS } from './web.ts'

const AXE = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')

const NEXT_YEAR = new Date().getUTCFullYear() + 1

/** Refusals that the pages below are about. */
const EXPECTED = /(404|422) .*\/(public\/|employees)|403 .*\/password-reset|401 .*\/api\/|(412|422) .*\/api\/posts/

let web: Web
let boss: Account
let ann: Account
let ada: Account
let writer: Account
let pages: { name: string; path: string; as?: Account; open?: (page: Page) => Promise<void> }[]

before(async () => {
  web = await startWeb()
  const cast = await hireAnn(web.teamroom, { allowance: 2_500 })
  ;({ ann, boss } = cast)
  const surveys = await fill()
  ada = await administrator()
  const admin = await web.teamroom.account('admin')
  await fillCalendar(web.teamroom, admin)
  pages = [
    { name: 'sign-in', path: '/' },
    { name: 'forgotten', path: '/', open: openForgotten },
    { name: 'reset', path: '/reset#token=nothing', open: useBadLink },
    { name: 'reset-without-link', path: '/reset' },
    { name: 'join', path: '/join#invite=nothing' },
    { name: 'sign-in-again', path: '/', as: await web.teamroom.account('member', 'Lea'), open: endSession },
    { name: 'home', path: '/', as: boss },
    { name: 'menu', path: '/news', as: boss, open: openMenu },
    { name: 'time-off', path: '/time-off', as: ann, open: wish },
    { name: 'time-off-manager', path: '/time-off', as: boss, open: openDecision },
    { name: 'time-off-change', path: `/time-off/requests/${surveys.waiting}`, as: ann },
    { name: 'time-off-balance', path: '/time-off/balance', as: ann, open: seeChart },
    { name: 'time-off-balance-next-year', path: `/time-off/balance?on=${NEXT_YEAR}-12-31`, as: ann, open: seeChart },
    { name: 'surveys', path: '/surveys', as: boss },
    { name: 'builder', path: `/surveys/${surveys.draft}`, as: boss, open: openQuestion },
    { name: 'builder-section', path: `/surveys/${surveys.draft}`, as: boss, open: openSection },
    { name: 'share', path: `/surveys/${surveys.open}?tab=share`, as: boss },
    { name: 'share-links', path: `/surveys/${surveys.invited}?tab=share`, as: boss, open: makeLinks },
    { name: 'results', path: `/surveys/${surveys.open}?tab=results`, as: boss },
    { name: 'results-hidden', path: `/surveys/${surveys.hidden}?tab=results`, as: boss },
    { name: 'news', path: '/news', as: ann },
    { name: 'news-writer', path: '/news?tag=events', as: writer },
    { name: 'post', path: `/news/${surveys.post}`, as: ann },
    { name: 'calendar', path: '/time-off/calendar?view=month', as: admin },
    { name: 'calendar-list', path: '/time-off/calendar?view=list', as: admin, open: makeFeed },
    { name: 'question', path: '/time-off/calendar?team=Bakery', as: admin, open: askToRevoke },
    { name: 'calendar-year', path: '/time-off/calendar?view=year&team=Bakery', as: admin },
    { name: 'calendar-nobody', path: '/time-off/calendar?month=2019-02&team=Nobody', as: boss },
    { name: 'post-writer', path: `/news/${surveys.post}`, as: writer },
    { name: 'post-readers', path: `/news/${surveys.post}?tab=readers`, as: writer },
    { name: 'post-versions', path: `/news/${surveys.post}?tab=versions&version=1`, as: writer },
    { name: 'post-new', path: '/news/new', as: writer, open: failToPublish },
    { name: 'post-edit', path: `/news/${surveys.post}/edit`, as: writer, open: meetAnotherVersion },
    { name: 'settings', path: '/settings', as: boss },
    ...(await peoplePages()),
    { name: 'settings-users', path: '/settings/users', as: ada },
    { name: 'settings-user-delete', path: '/settings/users', as: ada, open: askToDelete },
    { name: 'reset-link', path: '/settings/users', as: ada, open: makeResetLink },
    { name: 'settings-invites', path: '/settings/invites', as: ada, open: makeInvite },
    { name: 'settings-company', path: '/settings/company', as: ada },
    { name: 'welcome', path: '/', as: ada, open: beginAgain },
    { name: 'missing', path: '/settings/nowhere', as: boss },
    { name: 'answering', path: `/s/${surveys.key}` },
    { name: 'answering-wrong', path: `/s/${surveys.key}`, open: sendTooEarly },
    { name: 'answering-missing', path: '/s/nowhere' },
  ]
})
afterEach(() => web.assertNoTroubles())
after(() => web.stop())

/** The room of administrators, with people, terms and days in it, and the forms that open in it. */
async function peoplePages(): Promise<typeof pages> {
  const as = await web.teamroom.account('admin', 'Adam')
  const post = async (url: string, input: object) => {
    const { status, body, text } = await as.send('POST', url, input)
    assert.ok(status < 300, text)
    return body
  }
  const year = new Date().getUTCFullYear()
  const start_date = `${year}-01-01`
  const name = 'Friederike-Charlotte von Hohenstein-Ingelheim'
  const person = await post('/api/employees', { name, team: 'Kitchen', start_date })
  await post('/api/employees', { name: 'Cem', team: 'Bakery', start_date: `${year + 2}-01-01` })
  const care = await post('/api/time-off/leave-types', {
    name: 'Care leave',
    colour: '#e03131',
    floor_hours: null,
  })
  const terms = { unit: 'days', allowance: 28, accrual: 'yearly', carry_over: { cap: 5, expires_after_months: 3 } }
  const policy = await post('/api/time-off/policies', {
    name: '28 days',
    leave_type_id: await paidTimeOff(web.teamroom.db),
    ...terms,
  })
  await post(`/api/time-off/policies/${policy.id}/assignments`, {
    employee_ids: [person.id],
    effective_from: start_date,
  })
  await post(`/api/employees/${person.id}/adjustments`, {
    leave_type_id: care.id,
    hours: -12,
    note: 'A week at home.',
  })
  await post('/api/company/holidays', { date: `${year}-12-24`, name: 'Christmas Eve', off: 'afternoon' })
  const press = (button: string, shown: string) => async (page: Page) => {
    await page.getByRole('button', { name: button }).click()
    await page.getByText(shown).first().waitFor()
    await settle(page)
  }
  return [
    { name: 'people', path: '/people?all=yes', as },
    { name: 'people-new', path: '/people/new', as, open: press('Add a person', 'Must not be blank.') },
    { name: 'person', path: `/people/${person.id}`, as, open: press('Other hours', 'Set these hours') },
    { name: 'person-adjusting', path: `/people/${person.id}`, as, open: press('Adjust a balance', 'Counts from') },
    { name: 'people-import', path: '/people/import', as, open: chooseFaultyFile },
    { name: 'policies', path: '/people/policies', as },
    { name: 'policy-new', path: '/people/policies?edit=new', as },
    { name: 'policy-assigning', path: `/people/policies?assign=${policy.id}`, as },
    { name: 'leave-types', path: '/people/leave-types', as },
    { name: 'leave-type', path: `/people/leave-types?edit=${care.id}`, as, open: press('Add days', 'Reason') },
    { name: 'holidays', path: '/people/holidays?region=DE-BY', as },
    { name: 'holiday-new', path: '/people/holidays?edit=new', as },
    { name: 'people-closed', path: '/people', as: ann },
  ]
}

async function chooseFaultyFile(page: Page): Promise<void> {
  const buffer = Buffer.from('name,start_date,manager\nXenia,never,\nXerxes,2026-01-01,Nobody\n')
  await page.locator('input[type=file]').setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer })
  await page.getByText('There is no such employee.').waitFor()
}

/** A company in which something has happened. */
async function fill() {
  const leave_type_id = await paidTimeOff(web.teamroom.db)
  writer = await web.teamroom.account('manager', 'Wanda')
  const post = await writer.send('POST', '/api/posts', {
    ...{ title: 'Summer party', published: true, must_read: true, pinned: true, tags: ['events'] },
    content:
      '## Where\n\nIn the **yard**, see [the map](https://example.com).\n\n- Bring a cake\n- and a friend\n\n> Rain or shine\n\n`code`\n\n| who | what |\n|---|---|\n| Ann | cake |',
  })
  await writer.send('PATCH', `/api/posts/${post.body.id}`, { title: 'Summer party in the yard' })
  await ann.send('POST', `/api/posts/${post.body.id}/acknowledgement`)
  await writer.send('POST', '/api/posts', {
    title: 'A longer title, such as people write when they have much to say about little',
    content: 'Long enough.',
    published: true,
  })
  for (const [start, note] of [
    [`${NEXT_YEAR}-03-03`, 'A wedding, far away, of people I hardly know'],
    [`${NEXT_YEAR}-04-07`, ''],
    [`${NEXT_YEAR}-06-01`, ''],
    [`${NEXT_YEAR}-06-02`, ''],
  ]) {
    const answer = await ann.send('POST', '/api/time-off/requests', { leave_type_id, start, ...(note && { note }) })
    assert.equal(answer.status, 201, answer.text)
  }
  const [first, second, waiting] = (await ann.send('GET', '/api/time-off/requests')).body
  await boss.send('POST', `/api/time-off/requests/${first.id}/approval`, {})
  await boss.send('POST', `/api/time-off/requests/${second.id}/rejection`, { note: 'Too many are away then.' })
  await sendAway('Ben Moss', `${NEXT_YEAR}-06-09`, `${NEXT_YEAR}-06-11`)
  await sendAway('Cleo Marguerite Featherstonehaugh', `${NEXT_YEAR}-04-05`, `${NEXT_YEAR}-04-09`)
  const questions = EVERY_TYPE.map((question, at) => ({
    ...question,
    required: at === 0,
    text: at === 3 ? 'All *that* fit.' : '',
  }))
  const form = {
    audience: 'anyone',
    anonymous: false,
    description: 'What we should cook.',
    welcome: 'A *few* questions.',
  }
  const open = await openSurvey(boss, { title: 'The kitchen', questions, ...form })
  await replyTimes(web.teamroom, open.public_key, 6, (i) => ({ ...EVERY_ANSWER, rating: 1 + (i % 5), nps: 10 - i }))
  await openSurvey(boss, { title: 'For everybody', due_at: '2099-05-03T10:00:00Z' })
  const rule = (conditions: object[]) => ({ match: 'all', conditions })
  const ruled = questions.map((question) => ({
    ...question,
    ...(question.type === 'rating' && {
      section: 'kitchen',
      shown_if: rule([
        { question: 'single_choice', operator: 'is', value: 'soup' },
        { question: 'multiple_choice', operator: 'is_not', value: 'mon' },
      ]),
    }),
    ...(question.type === 'nps' && { section: 'kitchen' }),
  }))
  const sections = [
    { id: 'kitchen', title: 'The kitchen', shown_if: rule([{ question: 'text', operator: 'answered' }]) },
    { id: 'later', title: 'For later' },
  ]
  const draft = await makeSurvey(boss, { title: 'A draft', questions: ruled, sections })
  const hidden = await openSurvey(boss, { title: 'Too few', audience: 'anyone' })
  const invited = await openSurvey(boss, { title: 'By invitation', audience: 'invited', anonymous: false })
  const made = await boss.send('POST', `/api/surveys/${invited.id}/links`, {
    addresses: ['ann@example.com', 'somebody.with.a.long.name@department.company.example.com', 'bea@example.com'],
  })
  await replyTimes(web.teamroom, made.body[0].key, 1)
  await boss.send('DELETE', `/api/surveys/${invited.id}/links/${made.body[2].id}`)
  await boss.send('POST', `/api/surveys/${invited.id}/editors`, { username: writer.username })
  const others = { invited: invited.id, hidden: hidden.id }
  return { ...others, post: post.body.id, open: open.id, key: open.public_key, draft: draft.id, waiting: waiting.id }
}

/** Somebody whose lists hold one of everything. */
async function administrator(): Promise<Account> {
  const admin = await web.teamroom.account('admin', 'Ada')
  const { id } = await web.teamroom.account('member', 'a-long-name-such-as-machines-give-to-people@'.slice(0, -1))
  await admin.send('PATCH', `/api/users/${id}`, { disabled: true })
  await giveEmail(web.teamroom.db, admin, 'ada.with.a.long.address@subdomain.example.com')
  await admin.send('POST', '/api/invites', { email: 'somebody.else@subdomain.example.com', role: 'admin' })
  const { body } = await admin.send('POST', '/api/invites', {})
  const registration = { username: 'Jule', password: 'correct horse battery', invite: body.token }
  await web.teamroom.send('POST', '/api/auth/register', registration)
  const settings = { name: 'Ada & Daughters', time_zone: 'Europe/Berlin', holiday_region: 'DE-BY' }
  await admin.send('PATCH', '/api/company', settings)
  return admin
}

/** As a company finds the app that has neither surveys nor news yet. */
async function beginAgain(page: Page): Promise<void> {
  const firsts = /\/api\/(surveys|posts)\?limit=1$/
  await page.route(firsts, (route) => route.fulfill({ json: [] }))
  await page.reload()
  await page.getByRole('region', { name: 'Get started' }).waitFor()
  await page.unroute(firsts)
}

async function askToDelete(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'More for Jule' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).waitFor()
}

async function makeInvite(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Make a link' }).click()
  await page.getByRole('textbox', { name: 'Invite link' }).waitFor()
}

async function openForgotten(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Forgotten your password?' }).click()
  await page.getByRole('heading', { name: 'Forgotten your password?' }).waitFor()
}

async function useBadLink(page: Page): Promise<void> {
  await page.getByLabel('New password').fill('correct horse battery')
  await page.getByRole('button', { name: 'Change password' }).click()
  await page.getByText('This link is not good any more').waitFor()
}

async function endSession(page: Page): Promise<void> {
  const { db } = web.teamroom
  const { id } = await db.selectFrom('users').select('id').where('username', '=', 'Lea').executeTakeFirstOrThrow()
  await db.deleteFrom('sessions').where('user_id', '=', id).execute()
  await page.getByText('Surveys', { exact: true }).first().dispatchEvent('click')
  await page.getByRole('heading', { name: 'Sign in again' }).waitFor()
}

async function makeResetLink(page: Page): Promise<void> {
  await page
    .getByRole('button', { name: /^More for/ })
    .first()
    .click()
  await page.getByRole('menuitem', { name: 'Make a reset link' }).click()
  await page.getByRole('button', { name: 'Make a reset link' }).click()
  await page.getByRole('textbox', { name: 'Link' }).waitFor()
}

/** A colleague who is away. */
async function sendAway(name: string, start: string, end: string): Promise<void> {
  const admin = await web.teamroom.account('admin')
  const employee_id = await hire(web.teamroom.db, { name })
  await adjust(web.teamroom, employee_id, 5 * 480)
  const body = { employee_id, leave_type_id: await paidTimeOff(web.teamroom.db), start, end }
  const { body: request } = await admin.send('POST', '/api/time-off/requests', body)
  const { status } = await admin.send('POST', `/api/time-off/requests/${request.id}/approval`, {})
  assert.equal(status, 201)
}

async function wish(page: Page): Promise<void> {
  await page.getByLabel('First day').fill(`${NEXT_YEAR}-06-08`)
  await page.getByLabel('Last day').fill(`${NEXT_YEAR}-06-13`)
  await page.getByText('This takes 4 days').waitFor()
  await page.getByText(/^Ben Moss/).waitFor()
}

async function openDecision(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Day by day' }).first().click()
  await page.getByRole('button', { name: 'Add a note' }).first().click()
}

async function seeChart(page: Page): Promise<void> {
  const chart = page.getByRole('img', { name: /through the leave year/ })
  // A line that goes nowhere has no height, and counts as hidden.
  await chart.locator('path.recharts-curve').first().waitFor({ state: 'attached' })
}

async function makeFeed(page: Page): Promise<void> {
  await page.getByLabel('Everybody’s').check()
  await page.getByRole('button', { name: 'Make an address' }).click()
  await page.getByLabel('Private address').waitFor()
}

async function askToRevoke(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Revoke' }).first().click()
  await page.getByRole('dialog').waitFor()
}

/** On a phone; wherever there is room, it stands there. */
async function openMenu(page: Page): Promise<void> {
  const button = page.getByRole('button', { name: 'Menu' })
  if (await button.isVisible()) await button.click()
  await page.getByRole('link', { name: 'Time off' }).waitFor()
}

async function openQuestion(page: Page): Promise<void> {
  await page.getByRole('button', { name: '4. Days' }).click()
  await page.getByRole('region', { name: 'Preview' }).getByText('The wed').waitFor()
  await page.getByRole('button', { name: 'Ask only if' }).click()
}

async function openSection(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'The kitchen', exact: true }).click()
  await page.getByLabel('Heading', { exact: true }).waitFor()
}

/** Takes a name each time, as each address has one link. */
async function makeLinks(page: Page): Promise<void> {
  await page.getByLabel('Addresses', { exact: true }).fill(`guest ${Date.now()}`)
  await page.getByRole('button', { name: 'Make 1 link' }).click()
  await page.getByText('1 link is made').waitFor()
}

async function failToPublish(page: Page): Promise<void> {
  await page.getByLabel('Later').check()
  await page.getByLabel('Date and time').fill('2020-01-01T10:00')
  await page.getByRole('button', { name: 'Schedule' }).click()
  await page.getByText('Length must be between 3 and 100.').waitFor()
}

async function meetAnotherVersion(page: Page): Promise<void> {
  const id = page.url().split('/').at(-2)
  await writer.send('PATCH', `/api/posts/${id}`, { tags: ['events', `party ${Date.now()}`] })
  await page.getByLabel('Title').fill('Summer party by the lake')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('Somebody else has saved this post meanwhile').waitFor()
}

async function sendTooEarly(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Send' }).click()
  await page.getByText('An answer is needed.').waitFor()
}

/** What can be pressed, and stands beyond the right edge (of what scrolls by itself, it may). */
const OUTSIDE = `Array.from(document.querySelectorAll('button, a, input, select, textarea'))
  .filter((each) => each.checkVisibility() && !each.closest('.mantine-ScrollArea-viewport'))
  .filter((each) => each.getBoundingClientRect().right > innerWidth)
  .map((each) => each.outerHTML.slice(0, 200))`

/** What is wrong with a page as it is now: what axe finds, and what does not fit. */
async function faultsOf(page: Page): Promise<string[]> {
  await page.evaluate(AXE)
  const faults = await page.evaluate<
    { id: string; help: string; nodes: { html: string; any: { message: string }[] }[] }[]
  >('axe.run({ resultTypes: ["violations"] }).then(({ violations }) => violations)')
  const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
  const outside = await page.evaluate<string[]>(OUTSIDE)
  return [
    ...(overflow > 0 ? [`${overflow} pixels too wide`] : []),
    ...outside.map((html) => `out of sight: ${html}`),
    ...faults.flatMap(({ id, help, nodes }) =>
      nodes.map(({ html, any }) => `${id}: ${help}: ${html.slice(0, 200)} ${any[0]?.message ?? ''}`),
    ),
  ]
}

/** What is wrong with pages, as they are looked at in this way. What opens in them is looked for by English words. */
async function lookAt(how: { width: number; dark?: boolean; locale?: string }, kind: string): Promise<string[]> {
  const visitors = new Map<Account | undefined, Visitor>()
  const faults: string[] = []
  for (const { name, path, as, open } of pages) {
    const visitor = visitors.get(as) ?? (await web.visit({ ...how, expects: EXPECTED, ...(as && { as }) }))
    visitors.set(as, visitor)
    await visitor.go(path)
    if (how.locale === undefined) await open?.(visitor.page)
    await visitor.page.evaluate('Promise.allSettled(document.getAnimations().map(({ finished }) => finished))')
    await keep(visitor.page, `${name}-${kind}`)
    const found = await faultsOf(visitor.page)
    faults.push(...found.map((fault) => `${name}: ${fault}`))
  }
  for (const { context } of visitors.values()) await context.close()
  return faults
}

describe('every page', () => {
  for (const [device, width] of Object.entries(WIDTHS)) {
    for (const dark of [false, true]) {
      const kind = `${device}-${dark ? 'dark' : 'light'}`
      it(`can be read and used by everyone, and fits (${kind})`, async () => {
        assert.deepEqual(await lookAt({ width, dark }, kind), [])
      })
    }
  }

  it('has room for the longer words of German (phone)', async () => {
    assert.deepEqual(await lookAt({ width: WIDTHS.phone, locale: 'de-DE' }, 'phone-german'), [])
  })
})

/** Keeps a picture for people to look at, where `SCREENSHOTS` names a folder. */
async function keep(page: Page, name: string): Promise<void> {
  const folder = process.env.SCREENSHOTS
  if (!folder) return
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true })
}
