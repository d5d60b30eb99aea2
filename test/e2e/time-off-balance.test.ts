import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import { adjust, hireAnn, paidTimeOff } from '../company.ts'
import type { Account } from '../harness.ts'
import { june, MONDAY, NEXT_YEAR, show, TODAY } from './days.ts'
import { settle, startWeb, type Visitor, type Web } from './web.ts'

const JUNE = june(MONDAY)
const END = `${NEXT_YEAR}-12-31`

let web: Web
let ann: Account
let boss: Account
let annId: string
let type: string

before(async () => {
  web = await startWeb()
  ;({ ann, boss, annId } = await hireAnn(web.teamroom, { allowance: 2_500 }))
  type = await paidTimeOff(web.teamroom.db)
  await adjust(web.teamroom, annId, 630, `${NEXT_YEAR}-02-01`)
  const { status } = await ann.send('POST', '/api/time-off/requests', { leave_type_id: type, start: JUNE, hours: 2.5 })
  assert.equal(status, 201)
})
afterEach(() => web.assertNoTroubles())
after(() => web.stop())

/** Hours as the page says them: `−2 days 4 h`. */
function hoursIn(words: string): number {
  const days = Number(/([\d.]+) days?/.exec(words)?.[1] ?? 0)
  const hours = Number(/([\d.]+) h/.exec(words)?.[1] ?? 0)
  return (words.includes('−') ? -1 : 1) * (days * 8 + hours)
}

async function apiBalance(on: string): Promise<number> {
  return (await ann.send('GET', `/api/employees/${annId}/balance?type=${type}&on=${on}`)).body.hours
}

/** The lines that a page shows, as numbers, and what it says that they come to. */
async function linesOf({ page }: Visitor) {
  const table = page.getByRole('table', { name: 'What it is made of' })
  const rows = await table.locator('tbody tr').all()
  const cells = await Promise.all(rows.map((row) => row.getByRole('cell').allInnerTexts()))
  const total = await table.locator('tfoot th').last().innerText()
  return {
    changes: cells.map((texts) => hoursIn(texts.at(-2) ?? '')),
    last: hoursIn(cells.at(-1)?.at(-1) ?? ''),
    total: hoursIn(total),
  }
}

describe('a balance', () => {
  it('opens into lines that add up to it, on every day that the address names, and again when it is reloaded', async () => {
    const visitor = await web.visit({ as: ann })
    const { page, context, go } = visitor
    await go('/time-off')
    await page.getByRole('link', { name: /^25 days of Paid time off/ }).click()
    await page.getByRole('heading', { name: 'My balance' }).waitFor()
    await page.getByLabel('On', { exact: true }).fill(JUNE)
    await page.getByText(`Paid time off on ${show(JUNE)}`).waitFor()
    for (const again of [false, true]) {
      if (again) await page.reload()
      await settle(page)
      await page.getByText(`Paid time off on ${show(JUNE)}`).waitFor()
      const { changes, last, total } = await linesOf(visitor)
      assert.equal(total, await apiBalance(JUNE))
      assert.equal(last, total)
      assert.equal(
        changes.reduce((sum, hours) => sum + hours, 0),
        total,
      )
      assert.ok(changes.includes(-2.5) && changes.includes(10.5) && changes.includes(200), String(changes))
    }
    await page.getByRole('link', { name: 'Time off', exact: true }).last().click()
    await page.getByRole('heading', { name: /^Time off of/ }).waitFor()
    await page.goBack()
    await page.getByRole('button', { name: 'Today' }).click()
    await page.getByText(`Paid time off on ${show(TODAY)}`).waitFor()
    assert.equal((await linesOf(visitor)).total, 200)
    await context.close()
  })

  it('is drawn through its leave year up to the number that the API forecasts for the last day', async () => {
    const { page, context, go } = await web.visit({ as: ann })
    await go(`/time-off/balance?on=${JUNE}`)
    const said = await page.getByRole('img', { name: /through the leave year/ }).getAttribute('aria-label')
    const forecast = hoursIn(said?.split(', ').at(-1) ?? '')
    assert.equal(forecast, await apiBalance(END))
    await page.locator('path[name=forecast]').waitFor()
    await page.getByRole('link', { name: 'See all its lines' }).click()
    await page.getByText(`Paid time off on 31 Dec ${NEXT_YEAR}`).waitFor()
    assert.equal(new URL(page.url()).searchParams.get('on'), END)
    await context.close()
  })

  it('is shown to the person’s manager, and to nobody who may not see it; a day too far ahead is refused in words', async () => {
    const manager = await web.visit({ as: boss, expects: /422 .*\/balance/ })
    await manager.go(`/time-off/balance?employee=${annId}&type=${type}&on=${JUNE}`)
    await manager.page.getByRole('heading', { name: `Balance of ${ann.username}` }).waitFor()
    await manager.page.getByText(`Paid time off on ${show(JUNE)}`).waitFor()
    assert.equal((await linesOf(manager)).total, await apiBalance(JUNE))
    await manager.page.getByLabel('On', { exact: true }).fill(`${NEXT_YEAR + 20}-01-01`)
    await manager.page.getByText(/Must not be after/).waitFor()
    await manager.context.close()

    const peer = await web.visit({ as: await web.teamroom.account('member'), expects: /40[34] / })
    await peer.go(`/time-off/balance?employee=${annId}`)
    await peer.page.getByText('Only the person, their manager and administrators may see this.').waitFor()
    assert.equal(await peer.page.getByText(/25 days/).count(), 0)
    await peer.context.close()
  })
})

describe('the chart of a balance on a phone', () => {
  it('has room for the word today, also at the end of the year', async (t) => {
    const late = await startWeb()
    t.after(() => late.stop())
    const someone = await hireAnn(late.teamroom, { allowance: 2_500 })
    await late.advance(Date.parse(`${TODAY.slice(0, 4)}-12-15T12:00Z`) - late.teamroom.clock.now.getTime())
    const { page, go } = await late.visit({ as: someone.ann, width: 360 })
    await go('/time-off/balance')
    const chart = page.getByRole('img').locator('svg.recharts-surface').first()
    const word = chart.getByText('Today', { exact: true })
    await word.waitFor()
    const [frame, box] = [await chart.boundingBox(), await word.boundingBox()]
    assert.ok(frame && box && box.x + box.width <= frame.x + frame.width, JSON.stringify({ frame, box }))
    late.assertNoTroubles()
  })
})
