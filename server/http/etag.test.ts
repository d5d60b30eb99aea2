import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { bareApp } from '../../test/bare-app.ts'
import { clientOf } from '../../test/harness.ts'
import { addConditionalRequests, contentTag, requireMatch, versionTag } from './etag.ts'

function startServer() {
  const app = bareApp()
  addConditionalRequests(app)
  app.get('/thing', async (_request, reply) => void reply.header('etag', '"7"').send({ thing: 7 }))
  app.get('/weak', async (_request, reply) => void reply.header('etag', 'W/"file"').send({ thing: 7 }))
  app.get('/untagged', async () => ({ thing: 7 }))
  app.get('/created', async (_request, reply) => reply.code(201).send({ thing: 7 }))
  app.get('/empty', async (_request, reply) => reply.code(204).send())
  app.put('/thing', async (request) => {
    requireMatch(request, '"7"')
    return { thing: 8 }
  })
  return clientOf(app, {})
}

const send = startServer()

describe('an ETag', () => {
  it('is made of every version that is shown', () => {
    assert.equal(versionTag(1), '"1"')
    assert.equal(versionTag(1, 12), '"1.12"')
    assert.notEqual(versionTag(11, 2), versionTag(1, 12))
    assert.equal(versionTag(1, null), '"1."')
  })

  it('is made of the content where there is no version', () => {
    assert.match(contentTag('text'), /^"[\w-]{27}"$/)
    assert.equal(contentTag('text'), contentTag(Buffer.from('text')))
    assert.notEqual(contentTag('text'), contentTag('Text'))
  })

  it('comes with every answer to a GET and to a HEAD, and with both the same', async () => {
    assert.equal((await send('GET', '/thing')).headers.etag, '"7"')
    const { headers } = await send('GET', '/untagged')
    assert.equal(headers.etag, contentTag('{"thing":7}'))
    assert.equal((await send('HEAD', '/untagged')).headers.etag, headers.etag)
  })

  it('comes with no other answer', async () => {
    for (const url of ['/created', '/empty', '/nowhere']) assert.equal((await send('GET', url)).headers.etag, undefined)
    assert.equal((await send('PUT', '/thing')).headers.etag, undefined)
  })
})

describe('If-None-Match', () => {
  const ask = (tag: string, method = 'GET', url = '/thing') => send(method, url, undefined, { 'if-none-match': tag })

  it('is answered 304 without a body when the client has it', async () => {
    for (const tag of ['"7"', 'W/"7"', '"7-gzip"', '*', ' * ', '"6", "7"', '"6",W/"7" , "8"']) {
      const { status, text, headers } = await ask(tag)
      assert.deepEqual([status, text, headers.etag], [304, '', '"7"'], tag)
    }
  })

  it('is answered in full when the client has another', async () => {
    for (const tag of ['"6"', '7', '"7', '""', '', 'w/"7"', '"6", "8"', '"77"']) {
      const { status, body } = await ask(tag)
      assert.deepEqual([status, body], [200, { thing: 7 }], tag)
    }
  })

  it('is answered 304 where the ETag itself is weak', async () => {
    assert.equal((await ask('W/"file"', 'GET', '/weak')).status, 304)
  })

  it('holds for HEAD too', async () => {
    assert.equal((await ask('"7"', 'HEAD')).status, 304)
    assert.equal((await ask('"6"', 'HEAD')).status, 200)
  })

  it('holds where the ETag is made of the content', async () => {
    assert.equal((await ask(contentTag('{"thing":7}'), 'GET', '/untagged')).status, 304)
  })

  it('means nothing to a write, or to what is not there', async () => {
    assert.equal((await ask('*', 'PUT')).status, 200)
    assert.equal((await ask('*', 'GET', '/nowhere')).status, 404)
  })
})

describe('If-Match', () => {
  const write = (tag: string) => send('PUT', '/thing', undefined, { 'if-match': tag })

  it('lets a write through that is meant for the present version', async () => {
    for (const tag of ['"7"', '*', '"6", "7"']) assert.equal((await write(tag)).status, 200, tag)
    assert.equal((await send('PUT', '/thing')).status, 200)
  })

  it('lets it through by the tag that a proxy which compresses has made of ours', async () => {
    for (const tag of ['W/"7"', '"7-gzip"', 'W/"7-br"', '"7;gzip"', '"6", W/"7"'])
      assert.equal((await write(tag)).status, 200, tag)
  })

  it('refuses one that is meant for another', async () => {
    for (const tag of ['"6"', 'W/"6"', '"6-gzip"', '7', 'w/"7"', '', '"6", "8"', '"7-tar"']) {
      const { status, body } = await write(tag)
      assert.equal(status, 412, tag)
      assert.equal(body.status, 'Precondition Failed')
    }
  })
})
