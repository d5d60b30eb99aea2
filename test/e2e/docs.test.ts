import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { type Borrowed, borrowBrowser } from '../browser.ts'
import { type Account, startTeamroom, type Teamroom } from '../harness.ts'
import { operationsOf } from '../openapi-document.ts'
import { until } from './web.ts'

/** Longer than elsewhere: the page draws two hundred operations. */
const PATIENCE_MS = 120_000

let teamroom: Teamroom
let member: Account
let borrowed: Borrowed
let origin: string

before(async () => {
  teamroom = await startTeamroom()
  member = await teamroom.account('member', 'Ann')
  origin = await teamroom.app.listen({ port: 0, host: '127.0.0.1' })
  borrowed = await borrowBrowser()
})
after(async () => {
  await borrowed?.giveBack()
  await teamroom.stop()
})

/** The documentation in a window, with everything that went wrong since it was opened. */
interface Docs {
  page: Page
  troubles: string[]
}

async function openDocs(width: number): Promise<Docs> {
  const page = await borrowed.browser.newPage({ viewport: { width, height: 900 } })
  page.setDefaultTimeout(PATIENCE_MS)
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
  const isThere = async () => (await operation.count()) > 0
  await until(async () => {
    await scroll(page, isThere)
    return isThere()
  })
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

/** Methods and paths of the operations that are in the page. */
const OPERATIONS = `Array.from(document.querySelectorAll('.opblock-summary'), (each) =>
  each.querySelector('.opblock-summary-method').textContent + each.querySelector('[data-path]').dataset.path)`

/** The page takes seconds to draw: what is said of one width is looked at in one page. */
function describeAt(width: number, specs: (docs: () => Docs) => void): void {
  describe(`GET /api/docs/swagger at ${width} pixels`, () => {
    let docs: Docs
    before(async () => {
      docs = await openDocs(width)
    })
    after(() => docs.page.close())

    it('shows every operation, from this server alone and under its content policy', async () => {
      const { page, troubles } = docs
      const shown = new Set<string>()
      const { length } = await operationsOf(teamroom)
      await until(async () => {
        await scroll(page, async () => {
          for (const operation of await page.evaluate<string[]>(OPERATIONS)) shown.add(operation)
          return false
        })
        return shown.size >= length
      })
      assert.equal(shown.size, length)
      await page.evaluate('document.fonts.ready')
      const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth')
      assert.ok(overflow <= 0, `It is ${overflow} pixels too wide.`)
      assert.deepEqual(troubles, [])
    })
    specs(() => docs)
  })
}

describeAt(1280, (docs) => {
  it('shows no logo of another product', async () => {
    const logo = await docs().page.locator('.topbar .link img').getAttribute('src')
    assert.equal(atob(logo?.split(',')[1] ?? ''), '<svg xmlns="http://www.w3.org/2000/svg"/>')
  })

  it('lets requests be tried, without a token and with one', async () => {
    const { page, troubles } = docs()
    const asNobody = await tryOut(page, 'get', '/healthz')
    assert.equal(asNobody.status, '200')

    await authorize(page, member.token)
    const { status, shown } = await tryOut(page, 'get', '/api/me')
    assert.equal(status, '200')
    assert.match(await shown.innerText(), /"username": "Ann"/)
    assert.deepEqual(troubles, [])
  })
})

describeAt(390, (docs) => {
  it('leaves the room on a phone to what answers say, and shows their headers in the dark as in the light', async () => {
    const { page } = docs()
    const operation = await open(page, 'put', '/api/posts/{id}')
    const description = operation.locator('.responses-table .response-col_description').last()
    const { width = 0 } = (await description.boundingBox()) ?? {}
    assert.ok(width > 200, `${width} pixels`)
    assert.equal(await operation.getByText('links').filter({ visible: true }).count(), 0)

    const header = operation.locator('.headers td').first()
    const colourOf = async () => {
      await header.waitFor()
      return page.evaluate<string>('getComputedStyle(document.querySelector(".headers td")).color')
    }
    assert.equal(await colourOf(), 'rgb(59, 65, 81)')
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.reload()
    assert.equal(await colourOf(), 'rgb(228, 230, 230)')
  })
})
