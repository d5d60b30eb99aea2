import assert from 'node:assert/strict'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, afterEach, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import type { Account } from '../../harness.ts'
import { startWeb, type Visitor, type Web, WIDTHS } from '../web.ts'

const AXE = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')

/** Colours do not depend on the width, so each width is looked at in one of the schemes; for pictures, in both. */
const KINDS = [
  { device: 'phone', dark: false },
  { device: 'desktop', dark: true },
] as const
const OTHER_KINDS = [
  { device: 'phone', dark: true },
  { device: 'desktop', dark: false },
] as const
/** Each spec looks at a dozen pages. */
const LIMIT_MS = 10 * 60_000
/** Pixels of the widest screens. */
const WIDEST = { width: 2_560, height: 1_440 }
const SIZES = { phone: { width: WIDTHS.phone, height: 740 }, desktop: { width: WIDTHS.desktop, height: 900 } }

/** A page to look at, as somebody sees it, after something was opened in it. */
export interface Look {
  name: string
  path: string
  as?: Account
  open?: (page: Page) => Promise<void>
}

/**
 * Looks at the pages of a room: on a phone, on a desk, on a very wide screen; in light and in dark colours; in German.
 * axe finds nothing, and everything fits. `fill` makes a company in which something has happened; `expects` is what goes
 * wrong on purpose.
 */
export function describeLooks(room: string, fill: (web: Web) => Promise<Look[]>, expects?: RegExp): void {
  let web: Web
  let looks: Look[]
  before(async () => {
    web = await startWeb()
    looks = await fill(web)
  })
  afterEach(() => web.assertNoTroubles())
  after(() => web.stop())

  const how = { width: WIDTHS.phone, ...(expects && { expects }) }

  describe(`every page of ${room}`, () => {
    it('can be read and used by everyone, and fits, on a phone and on a desk', { timeout: LIMIT_MS }, async () => {
      assert.deepEqual(await lookAt(web, looks, how, faultsOfEveryKind), [])
    })

    it('has room for the longer words of German (phone)', { timeout: LIMIT_MS }, async () => {
      // What opens in a page is looked for by English words.
      const closed = looks.map(({ open: _, ...look }) => look)
      assert.deepEqual(await lookAt(web, closed, { ...how, locale: 'de-DE' }, faultsInGerman), [])
    })
  })
}

/** What is wrong with pages. Each is loaded once, and then looked at in every way: from now on it only changes its size and colours. */
async function lookAt(
  web: Web,
  looks: Look[],
  how: { width: number; locale?: string; expects?: RegExp },
  faultsOf: (page: Page, name: string) => Promise<string[]>,
): Promise<string[]> {
  const visitors = new Map<Account | undefined, Visitor>()
  const faults: string[] = []
  for (const { name, path, as, open } of looks) {
    const visitor = visitors.get(as) ?? (await web.visit({ ...how, ...(as && { as }) }))
    visitors.set(as, visitor)
    await turnTo(visitor.page, { device: 'phone', dark: false })
    await visitor.go(path)
    await open?.(visitor.page)
    const found = await faultsOf(visitor.page, name)
    faults.push(...found.map((fault) => `${name}: ${fault}`))
  }
  for (const { context } of visitors.values()) await context.close()
  return faults
}

async function faultsOfEveryKind(page: Page, name: string): Promise<string[]> {
  const faults: string[] = []
  for (const kind of process.env.SCREENSHOTS ? [...KINDS, ...OTHER_KINDS] : KINDS) {
    const said = `${kind.device}-${kind.dark ? 'dark' : 'light'}`
    await show(page, kind)
    await keep(page, `${name}-${said}`)
    const found = [...(await faultsOfFit(page)), ...(await faultsOfAxe(page))]
    faults.push(...found.map((fault) => `${said}: ${fault}`))
  }
  await page.setViewportSize(WIDEST)
  await rest(page)
  const wide = await faultsOfFit(page)
  return [...faults, ...wide.map((fault) => `at ${WIDEST.width} pixels: ${fault}`)]
}

async function faultsInGerman(page: Page, name: string): Promise<string[]> {
  await rest(page)
  await keep(page, `${name}-phone-german`)
  return faultsOfFit(page)
}

interface Kind {
  device: keyof typeof SIZES
  dark: boolean
}

async function show(page: Page, kind: Kind): Promise<void> {
  await turnTo(page, kind)
  await rest(page)
}

async function turnTo(page: Page, { device, dark }: Kind): Promise<void> {
  await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' })
  await page.setViewportSize(SIZES[device])
}

/** Waits until nothing moves any more, and what goes by the size of the window has done so. */
async function rest(page: Page): Promise<void> {
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))')
  await page.evaluate('Promise.allSettled(document.getAnimations().map(({ finished }) => finished))')
}

async function faultsOfFit(page: Page): Promise<string[]> {
  const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
  const outside = await page.evaluate<string[]>(OUTSIDE)
  return [...(overflow > 0 ? [`${overflow} pixels too wide`] : []), ...outside.map((html) => `out of sight: ${html}`)]
}

/** What can be pressed, and stands beyond the right edge (of what scrolls by itself, it may). */
const OUTSIDE = `Array.from(document.querySelectorAll('button, a, input, select, textarea'))
  .filter((each) => each.checkVisibility() && !each.closest('.mantine-ScrollArea-viewport'))
  .filter((each) => each.getBoundingClientRect().right > innerWidth)
  .map((each) => each.outerHTML.slice(0, 200))`

async function faultsOfAxe(page: Page): Promise<string[]> {
  if (await page.evaluate<boolean>('!window.axe')) await page.evaluate(AXE)
  const faults = await page.evaluate<
    { id: string; help: string; nodes: { html: string; any: { message: string }[] }[] }[]
  >('axe.run({ resultTypes: ["violations"] }).then(({ violations }) => violations)')
  return faults.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, any }) => `${id}: ${help}: ${html.slice(0, 200)} ${any[0]?.message ?? ''}`),
  )
}

/** Keeps a picture for people to look at, where `SCREENSHOTS` names a folder. */
async function keep(page: Page, name: string): Promise<void> {
  const folder = process.env.SCREENSHOTS
  if (!folder) return
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true })
}
