import type { BrowserContext } from 'playwright-core'

/**
 * Makes this the present for all pages of a context, those that are open and those to come. Timers go on as they are:
 * Playwright's own clock takes those over, too, and with them every animation and every wait of the app.
 */
export async function setPageClock(context: BrowserContext, now: Date): Promise<void> {
  const script = scriptOf(now.getTime())
  await context.addInitScript(script)
  await Promise.all(context.pages().map((page) => page.evaluate(script)))
}

/** It can be run again over what it has done before. */
const scriptOf = (now: number) => `globalThis.Date = new Proxy(Date, {
  construct: (date, args, made) => Reflect.construct(date, args.length > 0 ? args : [${now}], made),
  apply: () => String(new Date()),
  get: (date, name) => name === 'now' ? () => ${now} : Reflect.get(date, name),
})`

/** How long the app offers to take something back. */
const OFFERED_MS = 10_000

/** Has what the app offers to take back stay on offer, however long a spec looks at what has come of it first. */
export async function keepOffers(context: BrowserContext): Promise<void> {
  await context.addInitScript(`globalThis.setTimeout = new Proxy(setTimeout, {
    apply: (set, self, [work, wait, ...given]) => wait === ${OFFERED_MS} ? 0 : set.call(globalThis, work, wait, ...given),
  })`)
}
