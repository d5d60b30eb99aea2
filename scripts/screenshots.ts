/**
 * `npm run screenshots`: makes the pictures of the README, of the demo's company as it stands on a certain day: the same
 * data gives the same pictures, whenever they are made.
 */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { buildApp } from '../server/app.ts'
import { hashPassword } from '../server/auth/passwords.ts'
import { type Config, readConfig } from '../server/config.ts'
import { connect } from '../server/db/connect.ts'
import { Disk } from '../server/db/disk.ts'
import { migrate } from '../server/db/migrate.ts'
import { makeSecrets } from '../server/http/secrets.ts'
import { readPages } from '../server/web/page.ts'
import { startBrowser } from '../test/browser.ts'
import { settle } from '../test/e2e/web.ts'
import { fillCompany } from './demo-company.ts'

const NOW = new Date('2026-06-16T08:30:00Z')
const DOCS = new URL('../docs/', import.meta.url)
const KILOBYTE = 1000

interface Picture {
  name: string
  as: string
  path: string
  /** Brings into view what the picture is about. */
  open?: (page: Page) => Promise<void>
}

const PICTURES: readonly Picture[] = [
  { name: 'home', as: 'Alva', path: '/' },
  { name: 'time-off', as: 'Farah', path: '/time-off', open: wish },
  { name: 'survey-results', as: 'Bram', path: '/surveys', open: showResults },
]

async function wish(page: Page): Promise<void> {
  await page.getByLabel('First day').fill('2026-07-23')
  await page.getByLabel('Last day').fill('2026-07-28')
  await page.getByText('This takes').waitFor()
  await page.getByLabel('Last day').blur()
}

async function showResults(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'How was our support?' }).click()
  await page.getByRole('tab', { name: 'Results' }).click()
  await page.getByText('Score').waitFor()
  // Below the app's header, which covers what scrolls.
  const question = page.getByRole('heading', { name: 'How likely are you to recommend us?' })
  await question.evaluate((title) =>
    title.ownerDocument.defaultView?.scrollBy(0, title.getBoundingClientRect().top - 90),
  )
}

const folder = mkdtempSync(join(tmpdir(), 'teamroom-'))
const password = randomBytes(9).toString('base64url')
const { origin, stop } = await startDemo()
const browser = await startBrowser()
try {
  for (const picture of PICTURES) await take(browser, picture)
} finally {
  await browser.close()
  await stop()
  rmSync(folder, { recursive: true })
}

/** Serves the demo's company, at a port that is free, by a clock that stands still. */
async function startDemo(): Promise<{ origin: string; stop: () => Promise<void> }> {
  const key = randomBytes(32).toString('hex')
  const config: Config = {
    ...readConfig({}),
    database: { kind: 'sqlite', file: join(folder, 'demo.db') },
    jwtSecretKeys: [key],
    logLevel: 'warn',
  }
  const { db, reader, close } = await connect(config.database)
  await migrate(db)
  await fillCompany(db, await hashPassword(password, 'the console'), NOW)
  const log = pino({ level: config.logLevel })
  const disk = new Disk(db, config.database, log)
  const deps = { config, db, reader, disk, secrets: makeSecrets(key), pages: readPages([]), now: () => NOW }
  const app = await buildApp(deps, log)
  return {
    origin: await app.listen({ port: 0, host: '127.0.0.1' }),
    stop: async () => {
      await app.close()
      await close()
    },
  }
}

async function take(browser: Browser, { name, as, path, open }: Picture): Promise<void> {
  const context = await browser.newContext({
    baseURL: origin,
    viewport: { width: 1024, height: 640 },
    deviceScaleFactor: 1.5,
    colorScheme: 'light',
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
  })
  await signIn(context, as)
  const page = await context.newPage()
  await page.clock.setFixedTime(NOW)
  await page.goto(path)
  await settle(page)
  await open?.(page)
  await settle(page)
  const png = await page.screenshot({ animations: 'disabled', caret: 'hide' })
  writeFileSync(new URL(`${name}.png`, DOCS), png)
  console.log(`docs/${name}.png ${Math.round(png.length / KILOBYTE)} kB`)
  await context.close()
}

/** Gives a browser a session, as the app's own page would. */
async function signIn(context: BrowserContext, username: string): Promise<void> {
  const answer = await context.request.post('/api/auth/login', { data: { username, password, cookie: true } })
  if (!answer.ok()) throw new Error(`${username} cannot sign in: ${await answer.text()}`)
  await context.addInitScript("localStorage.setItem('teamroom session', 'yes')")
}
