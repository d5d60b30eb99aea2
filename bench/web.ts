import type { Browser, Page } from 'playwright-core'
import { startBrowser } from '../test/browser.ts'
import { fillCompany } from './company.ts'
import { type Line, sizeLine, taskLine, timeLine } from './report.ts'
import { median, type Pace } from './rounds.ts'
import { ADMIN, type Site, startOurs, withAdmin } from './servers.ts'
import { surveys } from './surveys.ts'
import { type Fetched, openCold } from './visit.ts'

const PEOPLE = 200

const MAX_HOME_SECONDS = 1
const MAX_HOME_BYTES = 250_000
const MAX_PAINT_SECONDS = 0.3
const MAX_SCRIPT_BYTES = 60_000
const MAX_TASK_SECONDS = 0.1

/** How long people wait for the web app in a browser that has nothing of it yet, and how much it fetches for them. */
export async function web(folder: string, pace: Pace): Promise<Line[]> {
  const site = await withAdmin(await startOurs(folder))
  await fillCompany(folder, { people: PEOPLE, years: 1, longest: 1 })
  const { publicPath } = await surveys.fill(site)
  const browser = await startBrowser()
  try {
    const home = await again(pace, () => measureHome(browser, site))
    const answering = await again(pace, () => measureAnswering(browser, site, publicPath.split('/').at(-1) as string))
    const tasks = await again(pace, () => measureScrolling(browser, site))
    const middle = (found: Measured[]) => ({
      seconds: median(found.map(({ seconds }) => seconds)),
      bytes: median(found.map(({ bytes }) => bytes)),
    })
    const [first, reply] = [middle(home), middle(answering)]
    return [
      timeLine('Home page, nothing cached: until it can be used', first.seconds, MAX_HOME_SECONDS),
      sizeLine('Home page: all that is fetched until then', first.bytes, MAX_HOME_BYTES),
      timeLine('Answering page, nothing cached: first paint', reply.seconds, MAX_PAINT_SECONDS),
      sizeLine('Answering page: its script', reply.bytes, MAX_SCRIPT_BYTES),
      taskLine(`Calendar of ${PEOPLE} people: longest task while it is scrolled`, Math.max(...tasks), MAX_TASK_SECONDS),
    ]
  } finally {
    await browser.close()
    await site.stop()
  }
}

interface Measured {
  seconds: number
  bytes: number
}

/** One time to warm up what is not the page’s own, and then once a round. */
async function again<Found>({ rounds }: Pace, measure: () => Promise<Found>): Promise<Found[]> {
  await measure()
  const found: Found[] = []
  for (let round = 0; round < rounds; round++) found.push(await measure())
  return found
}

/**
 * From the start of navigation until the heading and every part of the page are there, and the last long task is over that
 * was followed by half a second without network.
 */
async function measureHome(browser: Browser, { url }: Site): Promise<Measured> {
  const { page, fetched, close } = await openCold(browser, url, ADMIN)
  await page.addInitScript(WATCH)
  await page.goto(url, { waitUntil: 'networkidle' })
  const milliseconds = await page.evaluate<number>(
    'Math.max(watched.readyAt ?? Infinity, ...watched.tasks.map(({ startTime, duration }) => startTime + duration))',
  )
  await close()
  return { seconds: milliseconds / 1000, bytes: sum(fetched) }
}

async function measureAnswering(browser: Browser, { url }: Site, key: string): Promise<Measured> {
  const { page, fetched, close } = await openCold(browser, url)
  await page.goto(`${url}/s/${key}`, { waitUntil: 'networkidle' })
  const milliseconds = await page.evaluate<number>(
    'performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Infinity',
  )
  await close()
  return { seconds: milliseconds / 1000, bytes: sum(fetched.filter(({ type }) => type === 'Script')) }
}

/** In seconds; 0 when no task took as long as the browser reports. */
async function measureScrolling(browser: Browser, { url }: Site): Promise<number> {
  const { page, close } = await openCold(browser, url, ADMIN)
  await page.addInitScript(WATCH)
  await page.goto(`${url}/time-off/calendar?view=month`, { waitUntil: 'networkidle' })
  const grid = page
    .locator('main section')
    .filter({ has: page.getByText('Person 00199') })
    .first()
  await grid.hover()
  await page.evaluate('watched.tasks.length = 0')
  await scrollDown(page, async () => grid.evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight))
  const milliseconds = await page.evaluate<number>(
    'new Promise((report) => setTimeout(report, 500)).then(() => Math.max(0, ...watched.tasks.map(({ duration }) => duration)))',
  )
  await close()
  return milliseconds / 1000
}

/** By the wheel, a little at a time, as people do. */
async function scrollDown(page: Page, pixelsLeft: () => Promise<number>): Promise<void> {
  for (let left = await pixelsLeft(), tries = 0; left > 1; left = await pixelsLeft()) {
    if (++tries > MAX_WHEELS) throw new Error(`The calendar does not scroll: ${left} pixels are left.`)
    await page.mouse.wheel(0, WHEEL_PIXELS)
    await page.evaluate('new Promise(requestAnimationFrame)')
  }
}

const WHEEL_PIXELS = 120
const MAX_WHEELS = 1_000

const sum = (fetched: readonly Fetched[]) => fetched.reduce((total, { bytes }) => total + bytes, 0)

/** Runs in the page before its own scripts: notes long tasks, and since when a heading is there and nothing loads. */
const WATCH = `
  const watched = (globalThis.watched = { tasks: [], readyAt: undefined })
  new PerformanceObserver((list) => watched.tasks.push(...list.getEntries())).observe({ type: 'longtask', buffered: true })
  new MutationObserver(() => {
    const isReady = document.querySelector('h1') && !document.querySelector('.mantine-Loader-root')
    watched.readyAt = isReady ? (watched.readyAt ?? performance.now()) : undefined
  }).observe(document, { childList: true, subtree: true })
`
