import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { bareApp } from '../../test/bare-app.ts'
import { clientOf } from '../../test/harness.ts'
import { homeRoute } from './home.ts'

describe('GET /', () => {
  const app = bareApp()
  homeRoute(app, undefined)
  const visit = (accept?: string) => clientOf(app, {})('GET', '/', undefined, accept === undefined ? {} : { accept })

  it('greets clients as the blog seed does', async () => {
    for (const accept of [undefined, '*/*', 'application/json']) {
      const { status, body, headers } = await visit(accept)
      assert.deepEqual([status, body, headers.vary], [200, { message: 'Welcome to the Blog API' }, 'accept'])
    }
  })

  it('shows people with a browser to the documentation', async () => {
    const { status, headers } = await visit('text/html,application/xhtml+xml,*/*;q=0.8')
    assert.deepEqual([status, headers.location, headers.vary], [302, '/api/docs/swagger', 'accept'])
  })
})
