import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { openSession } from '../../server/auth/sessions/actions.ts'
import { findUser, type UserRow } from '../../server/auth/users/store.ts'
import type { Config } from '../../server/config.ts'
import { transact } from '../../server/db/transact.ts'
import { readPages } from '../../server/web/page.ts'
import { givePassword, PASSWORD } from '../accounts.ts'
import { borrowBrowser } from '../browser.ts'
import { type Account, startTeamroom, type Teamroom } from '../harness.ts'
import { realProxy, startProxy } from '../proxies/proxy.ts'
import { keepOffers, setPageClock } from './clock.ts'

/** A server with the browser app behind a proxy that compresses, and a browser that goes by the server's clock. */
export interface Web {
  teamroom: Teamroom
  /** Where people find it, with its path, and without `/` at the end. */
  url: string
  /** Somebody in a browser of their own. */
  visit(how?: Visit): Promise<Visitor>
  /** Moves the clock of the server, and that of every page. */
  advance(milliseconds: number): Promise<void>
  /** Fails when anything went wrong in a page that nobody expected. */
  assertNoTroubles(): void
  stop(): Promise<void>
}

interface Visit {
  /** Who is signed in already. */
  as?: Account
  width?: number
  dark?: boolean
  locale?: string
  /** What goes wrong on purpose. */
  expects?: RegExp
}

export interface Visitor {
  page: Page
  context: BrowserContext
  /** Opens an address of the app, by its path or whole, and waits until nothing is loading any more. */
  go(path: string): Promise<void>
}

const PHONE = 360
export const WIDTHS = { phone: PHONE, desktop: 1280 }

/** Much longer than anything takes, also on a machine that is busy with other things. */
const PATIENCE_MS = 30_000
/** Where the tests take place, server and browser alike. */
const TIME_ZONE = process.env.TZ ?? 'UTC'

/** The API says by 404 that somebody is no employee, or has not acknowledged a post; a browser reports that. */
const USUAL = /404 .*\/api\/(employees\/me|posts\/[^/]+\/acknowledgement)$/

/** `path` is what people find it under, such as `/teamroom`. */
export async function startWeb(config: Partial<Config> = {}, path = ''): Promise<Web> {
  const proxy = await startProxy(path)
  const url = proxy.origin + path
  const setting = { ...config }
  if (path !== '') setting.publicUrl = url
  if (realProxy !== undefined) setting.trustProxy = ['127.0.0.1']
  const teamroom = await startTeamroom(setting, { pages: readPages([], path) })
  await teamroom.app.listen({ port: 0, host: '127.0.0.1' })
  await proxy.leadTo((teamroom.app.server.address() as AddressInfo).port)
  const { browser, giveBack } = await borrowBrowser()
  const contexts = new Set<BrowserContext>()
  const troubles: string[] = []
  return {
    teamroom,
    url,
    visit: (how = {}) => visit({ teamroom, url, browser, contexts, troubles }, how),
    advance: async (milliseconds) => {
      teamroom.clock.advance(milliseconds)
      await Promise.all(Array.from(contexts, (context) => setPageClock(context, teamroom.clock.now)))
    },
    assertNoTroubles: () => assert.deepEqual(troubles.splice(0), []),
    stop: async () => {
      await Promise.all(Array.from(contexts, (context) => context.close()))
      await giveBack()
      await proxy.stop()
      await teamroom.stop()
    },
  }
}

type Stage = Pick<Web, 'teamroom' | 'url'> & {
  browser: Browser
  contexts: Set<BrowserContext>
  troubles: string[]
}

async function visit({ teamroom, url, browser, contexts, troubles }: Stage, how: Visit): Promise<Visitor> {
  const { as, width = WIDTHS.desktop, dark = false, locale = 'en-GB', expects } = how
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width, height: width === PHONE ? 740 : 900 },
    hasTouch: width === PHONE,
    colorScheme: dark ? 'dark' : 'light',
    locale,
    timezoneId: TIME_ZONE,
    // What moves is pressed too soon, or too late.
    reducedMotion: 'reduce',
  })
  contexts.add(context)
  context.on('close', () => contexts.delete(context))
  context.setDefaultTimeout(PATIENCE_MS)
  await setPageClock(context, teamroom.clock.now)
  await keepOffers(context)
  if (as) await signInEarlier(teamroom, url, context, as)
  await context.addInitScript(`addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
    console.error('content policy: ' + violatedDirective + ' ' + blockedURI))`)
  const note = (trouble: string) => {
    if (!USUAL.test(trouble) && !expects?.test(trouble)) troubles.push(trouble)
  }
  context.on('console', (message) => {
    if (message.type() !== 'error' && message.type() !== 'warning') return
    note(`${message.text()} ${message.location().url}`)
  })
  context.on('weberror', (error) => note(`error: ${error.error().stack}`))
  context.on('request', (request) => {
    if (!request.url().startsWith(`${url}/`) && !/^(data|blob):/.test(request.url())) note(`left: ${request.url()}`)
  })
  const page = await context.newPage()
  return {
    page,
    context,
    go: async (path) => {
      await page.goto(path.startsWith('/') ? url + path : path)
      await settle(page)
    },
  }
}

/** Waits until everything is there that a page asks for. */
export async function settle(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor()
  await page.locator('.mantine-Loader-root:visible').first().waitFor({ state: 'detached' })
}

/** Waits until something is so. Playwright’s own way is against the content policy of the pages. */
export async function until(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS
  while (!(await isSo())) {
    assert.ok(performance.now() < deadline, String(isSo))
    await setTimeout(20)
  }
}

/** Signs somebody in by name and password, wherever they are asked to. */
export async function signIn({ db }: Teamroom, page: Page, { id, username }: Account): Promise<void> {
  await givePassword(db, id)
  // Tests sign in more often from one address than people do.
  await db.deleteFrom('throttles').execute()
  await page.getByRole('textbox', { name: 'User name or email address' }).fill(username)
  await page.locator('input[type=password]').fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

const EARLIER = 'signed_in_earlier'

/** Gives a browser what it holds whose user signed in earlier. */
async function signInEarlier({ db, clock }: Teamroom, url: string, context: BrowserContext, { id }: Account) {
  const client = { address: '::1', userAgent: 'Chromium' }
  const user = (await findUser(db, id)) as UserRow
  const { refreshToken } = await transact(db, (trx) => openSession(trx, user, 'rotating', client, clock.now))
  const { hostname, origin, pathname } = new URL(url)
  const path = `${pathname.replace(/\/$/, '')}/api/auth`
  const here = { domain: hostname, expires: -1, secure: false, sameSite: 'Strict' as const }
  await context.addCookies([
    { ...here, name: 'teamroom_refresh', value: refreshToken, path, httpOnly: true },
    { ...here, name: EARLIER, value: 'yes', path: '/', httpOnly: false },
  ])
  // The first page of the browser writes this; Playwright would open one of its own for it.
  await context.addInitScript(`if (location.origin === '${origin}' && document.cookie.includes('${EARLIER}')) {
    document.cookie = '${EARLIER}=; max-age=0; path=/'
    localStorage.setItem('teamroom session', 'yes')
  }`)
}
