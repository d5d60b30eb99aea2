import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { describe, it } from 'node:test'
import { freshDatabase } from '../databases.ts'
import { databaseEnv, startServer } from './server-process.ts'

describe('METRICS', () => {
  it('has metrics of the server on an address of their own, for those with the token', async () => {
    const database = await freshDatabase()
    const token = 'a-token-for-metrics'
    const env = { ...databaseEnv(database.config), METRICS: '127.0.0.1:0', METRICS_TOKEN: token }
    try {
      await using server = await startServer(env)
      const { port } = addressIn(server.stdout)
      const read = (headers = {}) => fetch(`http://127.0.0.1:${port}/metrics`, { headers })
      assert.equal((await read()).status, 401)
      const answer = await read({ authorization: `Bearer ${token}` })
      assert.match(await answer.text(), /^teamroom_info\{version=/m)
      // People reach the server's own address.
      assert.equal((await fetch(`${server.url}/metrics`)).status, 404)
      assert.ok(!server.stdout.includes(token))
      assert.equal(await server.stop(), 0)
    } finally {
      await database.drop()
    }
  })
})

function addressIn(log: string): AddressInfo {
  const line = log.split('\n').find((text) => text.includes('"msg":"metrics"')) ?? assert.fail(log)
  return JSON.parse(line).address
}
