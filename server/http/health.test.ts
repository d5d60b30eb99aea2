import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { bareApp } from '../../test/bare-app.ts'
import { freshDatabase } from '../../test/databases.ts'
import { clientOf } from '../../test/harness.ts'
import { connect, ping } from '../db/connect.ts'
import { Disk } from '../db/disk.ts'
import { VERSION } from '../version.ts'
import { healthRoutes } from './health.ts'

/** A server whose database can be taken away, and which counts how often it is asked. */
async function startServer() {
  const database = await freshDatabase()
  const { db, close } = await connect(database.config)
  await ping(db)
  let asked = 0
  const counted = db.withPlugin({
    transformQuery({ node }) {
      asked++
      return node
    },
    transformResult: async ({ result }) => result,
  })
  const app = bareApp()
  const log = { error: () => {}, info: () => {} }
  healthRoutes(app, counted, new Disk(db, database.config, log))
  return {
    send: clientOf(app, {}),
    asked: () => asked,
    loseDatabase: async () => {
      await close()
      await database.drop()
    },
  }
}

describe('GET /healthz', () => {
  it('answers as long as the process does, with a database or without', async () => {
    const { send, loseDatabase, asked } = await startServer()
    await loseDatabase()
    const { status, body } = await send('GET', '/healthz')
    assert.deepEqual([status, body, asked()], [200, { status: 'ok' }, 0])
  })
})

describe('GET /readyz', () => {
  it('answers when the database does, which it asks once for all who ask at the same time', async () => {
    const { send, asked, loseDatabase } = await startServer()
    const answers = await Promise.all(Array.from({ length: 20 }, () => send('GET', '/readyz')))
    for (const { status, body } of answers) assert.deepEqual([status, body], [200, { status: 'ok', version: VERSION }])
    assert.equal(asked(), 1)
    await loseDatabase()
  })

  it('is 503 when the database does not answer', async () => {
    const { send, loseDatabase } = await startServer()
    await loseDatabase()
    for (let i = 0; i < 2; i++) {
      const { status, body, headers } = await send('GET', '/readyz')
      assert.equal(status, 503)
      assert.equal(body.message, 'The database does not answer.')
      assert.equal(headers['retry-after'], '1')
    }
  })
})
