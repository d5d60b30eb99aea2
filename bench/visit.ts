import type { Browser, Page } from 'playwright-core'

export interface Fetched {
  /** As the browser calls it: `Script`, `Stylesheet`, `Fetch` … */
  type: string
  /** As they came, compressed, with their headers. */
  bytes: number
}

interface Visit {
  page: Page
  /** What has come so far. */
  fetched: Fetched[]
  close(): Promise<void>
}

/** A page of a browser that has fetched nothing before; somebody has signed in to it, when they are named. */
export async function openCold(
  browser: Browser,
  url: string,
  who?: { username: string; password: string },
): Promise<Visit> {
  const context = await browser.newContext({ locale: 'en-GB' })
  if (who) {
    const answer = await context.request.post(`${url}/api/auth/login`, { data: { ...who, cookie: true } })
    if (!answer.ok()) throw new Error(`Signing in was answered ${answer.status()}: ${await answer.text()}`)
    await context.addInitScript("localStorage.setItem('teamroom session', 'yes')")
  }
  const page = await context.newPage()
  return { page, fetched: await noteFetched(page), close: () => context.close() }
}

async function noteFetched(page: Page): Promise<Fetched[]> {
  const fetched: Fetched[] = []
  const types = new Map<string, string>()
  const network = await page.context().newCDPSession(page)
  network.on('Network.responseReceived', ({ requestId, type }) => types.set(requestId, type))
  network.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    fetched.push({ type: types.get(requestId) ?? 'Other', bytes: encodedDataLength })
  })
  await network.send('Network.enable')
  return fetched
}
