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
/** Pixels of the widest screens. */
const WIDEST = 2_560

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

  const look = (how: How, kind: string) => lookAt(web, looks, { ...how, ...(expects && { expects }) }, kind)

  describe(`every page of ${room}`, () => {
    for (const { device, dark } of process.env.SCREENSHOTS ? [...KINDS, ...OTHER_KINDS] : KINDS) {
      const kind = `${device}-${dark ? 'dark' : 'light'}`
      it(`can be read and used by everyone, and fits (${kind})`, async () => {
        assert.deepEqual(await look({ width: WIDTHS[device], dark }, kind), [])
      })
    }

    it('has room for the longer words of German (phone)', async () => {
      assert.deepEqual(await look({ width: WIDTHS.phone, locale: 'de-DE' }, 'phone-german'), [])
    })
  })
}

interface How {
  width: number
  dark?: boolean
  locale?: string
  expects?: RegExp
}

async function faultsOfFit(page: Page): Promise<string[]> {
  const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
  const outside = await page.evaluate<string[]>(OUTSIDE)
  return [...(overflow > 0 ? [`${overflow} pixels too wide`] : []), ...outside.map((html) => `out of sight: ${html}`)]
}

/** What does not fit when the window is made as wide as this. */
async function faultsOfWidth(page: Page, width: number): Promise<string[]> {
  const size = page.viewportSize()
  await page.setViewportSize({ width, height: 1_440 })
  const faults = await faultsOfFit(page)
  if (size) await page.setViewportSize(size)
  return faults.map((fault) => `at ${width} pixels ${fault}`)
}

/** What is wrong with pages, as they are looked at in this way. What opens in them is looked for by English words. */
async function lookAt(web: Web, looks: Look[], how: How, kind: string): Promise<string[]> {
  const visitors = new Map<Account | undefined, Visitor>()
  const faults: string[] = []
  for (const { name, path, as, open } of looks) {
    const visitor = visitors.get(as) ?? (await web.visit({ ...how, ...(as && { as }) }))
    visitors.set(as, visitor)
    await visitor.go(path)
    if (how.locale === undefined) await open?.(visitor.page)
    await visitor.page.evaluate('Promise.allSettled(document.getAnimations().map(({ finished }) => finished))')
    await keep(visitor.page, `${name}-${kind}`)
    const wide = how.width === WIDTHS.desktop ? await faultsOfWidth(visitor.page, WIDEST) : []
    const found = [...(await (how.locale === undefined ? faultsOf : faultsOfFit)(visitor.page)), ...wide]
    faults.push(...found.map((fault) => `${name}: ${fault}`))
  }
  for (const { context } of visitors.values()) await context.close()
  return faults
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
  return [
    ...(await faultsOfFit(page)),
    ...faults.flatMap(({ id, help, nodes }) =>
      nodes.map(({ html, any }) => `${id}: ${help}: ${html.slice(0, 200)} ${any[0]?.message ?? ''}`),
    ),
  ]
}

/** Keeps a picture for people to look at, where `SCREENSHOTS` names a folder. */
async function keep(page: Page, name: string): Promise<void> {
  const folder = process.env.SCREENSHOTS
  if (!folder) return
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true })
}
