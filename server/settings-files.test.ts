import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { ConfigError } from './config-error.ts'
import { readSecretFiles } from './settings-files.ts'

const folder = mkdtempSync(join(tmpdir(), 'teamroom-settings-'))
after(() => rmSync(folder, { recursive: true }))

function fileWith(name: string, text: string): string {
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}

describe('a secret in a file', () => {
  it('counts as if it had been set, without the line break at its end', () => {
    const env = {
      PORT: '80',
      JWT_SECRET_KEY_FILE: fileWith('key', 'a key\n'),
      SMTP_URL_FILE: fileWith('smtp', 'smtp://host'),
    }
    assert.deepEqual(readSecretFiles(env), { ...env, JWT_SECRET_KEY: 'a key', SMTP_URL: 'smtp://host' })
  })

  it('need not be', () => {
    assert.deepEqual(readSecretFiles({ PORT: '80', DATABASE_URL_FILE: ' ' }), { PORT: '80', DATABASE_URL_FILE: ' ' })
  })

  it('is named when it cannot be read, is empty, or is set, too: all of them at once', () => {
    const env = {
      DATABASE_URL_FILE: join(folder, 'nothing'),
      JWT_SECRET_KEY_FILE: fileWith('empty', '\n'),
      SMTP_URL: 'smtp://host',
      SMTP_URL_FILE: fileWith('other', 'smtp://other'),
    }
    assert.throws(
      () => readSecretFiles(env),
      (error) => {
        assert.ok(error instanceof ConfigError)
        const [database, key, smtp, ...more] = error.message.split('\n')
        assert.match(database ?? '', /^DATABASE_URL_FILE: .*nothing cannot be read\. \(ENOENT/)
        assert.match(key ?? '', /^JWT_SECRET_KEY_FILE: .*empty is empty\.$/)
        assert.equal(smtp, 'SMTP_URL_FILE: SMTP_URL is set, too: leave out one of them.')
        assert.deepEqual(more, [])
        return true
      },
    )
  })
})
