import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Browser, Locator, Page } from 'playwright-core'
import { startBrowser } from '../browser.ts'
import { type Account, startTeamroom, type Teamroom } from '../harness.ts'
import { operationsOf } from '../openapi-document.ts'

let teamroom: Teamroom
let member: Account
let browser: Browser
let origin: string

before(async () => {
  teamroom = await startTeamroom()
  member = await teamroom.account('member', 'Ann')
  origin = await teamroom.app.listen({ port: 0, host: '127.0.0.1' })
  browser = await startBrowser()
})
after(async () => {
  await browser?.close()
  await teamroom.stop()
})

/** The documentation in a window of this width, with everything that went wrong since it was opened. */
async function openDocs(width: number): Promise<{ page: Page; troubles: string[] }> {
  const page = await browser.newPage({ viewport: { width, height: 900 } })
  const troubles: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') troubles.push(`console: ${message.text()}`)
  })
  page.on('pageerror', (error) => troubles.push(`error: ${error.message}`))
  page.on('requestfailed', (request) => troubles.push(`failed: ${request.url()}`))
  page.on('request', (request) => {
    if (!request.url().startsWith(`${origin}/`) && !request.url().startsWith('data:'))
      troubles.push(`left: ${request.url()}`)
  })
  await page.goto(`${origin}/api/docs/swagger`)
  await page.locator('.opblock').first().waitFor()
  return { page, troubles }
}

/** Scrolls from the top until a step says that it has seen enough: what is out of sight is not in the page. */
async function scroll(page: Page, step: () => Promise<boolean>): Promise<void> {
  await page.evaluate('scrollTo(0, 0)')
  for (;;) {
    await page.waitForTimeout(50)
    if (await step()) return
    if (await page.evaluate<boolean>('scrollY + innerHeight >= document.documentElement.scrollHeight - 1')) return
    await page.evaluate('scrollBy(0, innerHeight / 2)')
  }
}

/** Opens an operation. */
async function open(page: Page, method: string, path: string): Promise<Locator> {
  const operation = page.locator(`.opblock-${method}`).filter({ has: page.locator(`[data-path="${path}"]`) })
  await scroll(page, async () => (await operation.count()) > 0)
  await operation.locator('.opblock-summary-control').click()
  return operation
}

/** Opens an operation and sends it as it stands; gives the status that is shown. */
async function tryOut(page: Page, method: string, path: string): Promise<{ status: string; shown: Locator }> {
  const operation = await open(page, method, path)
  await operation.getByRole('button', { name: 'Try it out' }).click()
  await operation.getByRole('button', { name: 'Execute' }).click()
  const shown = operation.locator('.live-responses-table .response')
  return { status: (await shown.locator('.response-col_status').innerText()).trim(), shown }
}

async function authorize(page: Page, token: string): Promise<void> {
  await page.getByRole('button', { name: 'Authorize' }).first().click()
  const dialog = page.locator('.dialog-ux')
  await dialog.locator('input').fill(token)
  await dialog.getByRole('button', { name: 'Apply credentials' }).click()
  await dialog.getByRole('button', { name: 'Close' }).last().click()
}

describe('GET /api/docs/swagger', () => {
  for (const width of [390, 1280]) {
    it(`shows every operation at ${width} pixels, from this server alone and under its content policy`, async () => {
      const { page, troubles } = await openDocs(width)
      const shown = new Set<string>()
      await scroll(page, async () => {
        for (const summary of await page.locator('.opblock-summary').allInnerTexts()) shown.add(summary)
        return false
      })
      assert.equal(shown.size, (await operationsOf(teamroom)).length)
      await page.evaluate('document.fonts.ready')
      const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth')
      assert.ok(overflow <= 0, `It is ${overflow} pixels too wide.`)
      assert.deepEqual(troubles, [])
      await page.close()
    })
  }

  it('shows no logo of another product', async () => {
    const { page } = await openDocs(1280)
    const logo = await page.locator('.topbar .link img').getAttribute('src')
    assert.equal(atob(logo?.split(',')[1] ?? ''), '<svg xmlns="http://www.w3.org/2000/svg"/>')
    await page.close()
  })

  it('leaves the room on a phone to what answers say', async () => {
    const { page } = await openDocs(390)
    const operation = await open(page, 'put', '/api/posts/{id}')
    const description = operation.locator('.responses-table .response-col_description').last()
    const { width = 0 } = (await description.boundingBox()) ?? {}
    assert.ok(width > 200, `${width} pixels`)
    assert.equal(await operation.getByText('links').filter({ visible: true }).count(), 0)
    await page.close()
  })

  it('shows the headers of answers in the dark as in the light', async () => {
    const { page } = await openDocs(390)
    const header = (await open(page, 'put', '/api/posts/{id}')).locator('.headers td').first()
    const colors: string[] = []
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await page.reload()
      await header.waitFor()
      colors.push(await page.evaluate<string>('getComputedStyle(document.querySelector(".headers td")).color'))
    }
    assert.deepEqual(colors, ['rgb(59, 65, 81)', 'rgb(228, 230, 230)'])
    await page.close()
  })

  it('lets requests be tried, without a token and with one', async () => {
    const { page, troubles } = await openDocs(1280)
    const asNobody = await tryOut(page, 'get', '/healthz')
    assert.equal(asNobody.status, '200')

    await authorize(page, member.token)
    const { status, shown } = await tryOut(page, 'get', '/api/me')
    assert.equal(status, '200')
    assert.match(await shown.innerText(), /"username": "Ann"/)
    assert.deepEqual(troubles, [])
    await page.close()
  })
})
