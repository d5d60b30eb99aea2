import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseEnv } from 'node:util'
import { teamroom, temporaryFolder } from '../process/server-process.ts'
import { follow, readDocument } from './document.ts'

describe('every block of settings', () => {
  it('is taken by the server', async () => {
    const blocks = [...readDocument()].flatMap(([heading, all]) => all.map((block) => ({ heading, ...block })))
    const settings = blocks.filter(({ language, text }) => language === 'ini' && !text.startsWith('['))
    assert.ok(settings.length > 3)
    for (const { heading, text } of settings) {
      const base = { DATA_DIR: temporaryFolder(), PUBLIC_URL: 'https://teamroom.example.com' }
      const { code, stderr } = await teamroom(['config', 'check'], {
        ...base,
        ...(parseEnv(text) as Record<string, string>),
      })
      assert.equal(code, 0, `${heading}: ${text}${stderr}`)
    }
  })

  it('is all there is about mail', () => {
    const section = follow('Mail')
    section.next('ini')
    section.ends()
  })
})
