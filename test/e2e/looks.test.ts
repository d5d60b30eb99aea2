import assert from 'node:assert/strict'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, afterEach, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { hireAnn, paidTimeOff } from '../company.ts'
import type { Account } from '../harness.ts'
import { EVERY_ANSWER, EVERY_TYPE, makeSurvey, openSurvey, replyTimes } from '../surveys.ts'
import { fillCalendar } from './crowd.ts'
import { startWeb, type Visitor, type Web, WIDTHS } from './web.ts'

const AXE = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')

/** Refusals that the pages below are about. */
const EXPECTED = /(404|422) .*\/public\//

let web: Web
let boss: Account
let ann: Account
let pages: { name: string; path: string; as?: Account; open?: (page: Page) => Promise<void> }[]

before(async () => {
  web = await startWeb()
  const cast = await hireAnn(web.teamroom, { allowance: 2_500 })
  ;({ ann, boss } = cast)
  const surveys = await fill()
  const admin = await web.teamroom.account('admin')
  await fillCalendar(web.teamroom, admin)
  pages = [
    { name: 'sign-in', path: '/' },
    { name: 'home', path: '/', as: boss },
    { name: 'menu', path: '/news', as: boss, open: openMenu },
    { name: 'time-off', path: '/time-off', as: ann, open: wish },
    { name: 'time-off-manager', path: '/time-off', as: boss },
    { name: 'surveys', path: '/surveys', as: boss },
    { name: 'builder', path: `/surveys/${surveys.draft}`, as: boss, open: openQuestion },
    { name: 'share', path: `/surveys/${surveys.open}?tab=share`, as: boss },
    { name: 'results', path: `/surveys/${surveys.open}?tab=results`, as: boss },
    { name: 'news', path: '/news', as: ann },
    { name: 'post', path: `/news/${surveys.post}`, as: ann },
    { name: 'calendar', path: '/time-off/calendar?view=month', as: admin },
    { name: 'calendar-list', path: '/time-off/calendar?view=list', as: admin, open: makeFeed },
    { name: 'question', path: '/time-off/calendar?team=Bakery', as: admin, open: askToRevoke },
    { name: 'calendar-year', path: '/time-off/calendar?view=year&team=Bakery', as: admin },
    { name: 'calendar-nobody', path: '/time-off/calendar?month=2019-02&team=Nobody', as: boss },
    { name: 'settings', path: '/settings', as: boss },
    { name: 'missing', path: '/settings/nowhere', as: boss },
    { name: 'answering', path: `/s/${surveys.key}` },
    { name: 'answering-wrong', path: `/s/${surveys.key}`, open: sendTooEarly },
    { name: 'answering-missing', path: '/s/nowhere' },
  ]
})
afterEach(() => web.assertNoTroubles())
after(() => web.stop())

/** A company in which something has happened. */
async function fill() {
  const leave_type_id = await paidTimeOff(web.teamroom.db)
  const writer = await web.teamroom.account('manager', 'Wanda')
  const post = await writer.send('POST', '/api/posts', {
    ...{ title: 'Summer party', published: true, must_read: true, pinned: true, tags: ['events'] },
    content:
      '## Where\n\nIn the **yard**, see [the map](https://example.com).\n\n- Bring a cake\n- and a friend\n\n> Rain or shine\n\n`code`\n\n| who | what |\n|---|---|\n| Ann | cake |',
  })
  await writer.send('POST', '/api/posts', {
    title: 'A longer title, such as people write when they have much to say about little',
    content: 'Long enough.',
    published: true,
  })
  const year = new Date().getUTCFullYear() + 1
  for (const [start, note] of [
    [`${year}-03-03`, 'A wedding, far away, of people I hardly know'],
    [`${year}-04-07`, ''],
    [`${year}-06-01`, ''],
    [`${year}-06-02`, ''],
  ]) {
    const answer = await ann.send('POST', '/api/time-off/requests', { leave_type_id, start, ...(note && { note }) })
    assert.equal(answer.status, 201, answer.text)
  }
  const [first, second] = (await ann.send('GET', '/api/time-off/requests')).body
  await boss.send('POST', `/api/time-off/requests/${first.id}/approval`, {})
  await boss.send('POST', `/api/time-off/requests/${second.id}/rejection`, {})
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
  const draft = await makeSurvey(boss, { title: 'A draft', questions })
  return { post: post.body.id, open: open.id, key: open.public_key, draft: draft.id }
}

async function wish(page: Page): Promise<void> {
  const year = new Date().getUTCFullYear() + 1
  await page.getByLabel('First day').fill(`${year}-05-05`)
  await page.getByLabel('Last day').fill(`${year}-05-10`)
  await page.getByText('This takes').waitFor()
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

/** What is wrong with pages, as they are looked at in this way. */
async function lookAt(how: { width: number; dark: boolean }, kind: string): Promise<string[]> {
  const visitors = new Map<Account | undefined, Visitor>()
  const faults: string[] = []
  for (const { name, path, as, open } of pages) {
    const visitor = visitors.get(as) ?? (await web.visit({ ...how, expects: EXPECTED, ...(as && { as }) }))
    visitors.set(as, visitor)
    await visitor.go(path)
    await open?.(visitor.page)
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
})

/** Keeps a picture for people to look at, where `SCREENSHOTS` names a folder. */
async function keep(page: Page, name: string): Promise<void> {
  const folder = process.env.SCREENSHOTS
  if (!folder) return
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true })
}
