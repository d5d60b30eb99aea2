import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, afterEach, before, describe, it } from 'node:test'
import type { Account } from '../harness.ts'
import { unzipped } from '../zip.ts'
import { YEAR } from './days.ts'
import { startWeb, type Web } from './web.ts'

let web: Web
let ada: Account

before(async () => {
  web = await startWeb()
  ada = await web.teamroom.account('admin', 'Ada')
})
afterEach(() => web.assertNoTroubles())
after(() => web.stop())

async function add(fields: object): Promise<string> {
  const { status, body, text } = await ada.send('POST', '/api/employees', {
    start_date: `${YEAR - 1}-01-01`,
    ...fields,
  })
  assert.equal(status, 201, text)
  return body.id
}

describe('everything on a person', () => {
  it('is saved by the person themselves', async () => {
    const ann = await web.teamroom.account('member', 'Ann')
    const { page, go } = await web.visit({ as: ann })
    await go('/settings')
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download my data' }).click(),
    ])
    assert.equal(saved.suggestedFilename(), 'my-data.zip')
    const files = unzipped(await readFile(await saved.path()))
    assert.equal(JSON.parse(files.get('account.json') as string)[0].username, 'Ann')
  })

  it('is erased by an administrator who has seen what goes, and typed the name in', async () => {
    const gone = await web.teamroom.account('member', 'gone')
    const id = await add({ name: 'Gus Gone', end_date: `${YEAR - 1}-12-31`, user_id: gone.id })
    const { page, go } = await web.visit({ as: ada })
    await go(`/people/${id}`)
    await page.getByRole('button', { name: 'Erase person' }).click()
    const dialog = page.getByRole('dialog', { name: 'Erase Gus Gone?' })
    await dialog.getByText('Sessions: 1').waitFor()
    const erase = dialog.getByRole('button', { name: 'Erase person' })
    assert.ok(await erase.isDisabled())
    await dialog.getByLabel('Type “Gus Gone” to confirm').fill('Gus Gone')
    await erase.click()
    await page.getByRole('heading', { name: /^Former employee [0-9a-f]{4}$/ }).waitFor()
    assert.equal(await page.getByRole('button', { name: 'Erase person' }).count(), 0)
    await go('/settings/privacy')
    await page.getByRole('region', { name: 'Erased people' }).getByText('by Ada').waitFor()
  })

  it('is not erased while the person works here, which the dialog says', async () => {
    const id = await add({ name: 'Still Here' })
    const { page, go } = await web.visit({ as: ada })
    await go(`/people/${id}`)
    await page.getByRole('button', { name: 'Erase person' }).click()
    await page.getByText('Still Here still works here. Enter their last day first.').waitFor()
  })
})

describe('retention', () => {
  it('is set once its count has been confirmed', async () => {
    await add({ name: 'Lea Left', end_date: `${YEAR - 1}-01-31` })
    const { page, go } = await web.visit({ as: ada })
    await go('/settings/privacy')
    const form = page.getByRole('region', { name: 'Retention' })
    await form.getByLabel('Erase people who left').fill('1')
    await form.getByRole('button', { name: 'Save' }).click()
    const dialog = page.getByRole('dialog', { name: 'Delete old data?' })
    await dialog.getByText('1 person erased').waitFor()
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved.').waitFor()
    assert.equal((await ada.send('GET', '/api/retention')).body.leavers_months, 1)
  })

  it('is for administrators', async () => {
    const { page, go } = await web.visit({ as: await web.teamroom.account('member', 'Mia') })
    await go('/settings/privacy')
    await page.getByText('These settings are for administrators.').waitFor()
  })
})
