import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import { POST, Refusals } from './refusals.ts'

let refusals: Refusals

before(async () => {
  refusals = await Refusals.start()
})
afterEach(() => refusals.assertUntouched())
after(() => refusals.teamroom.stop())

describe('no body', () => {
  it('leaves every required field to be named', async () => {
    const missing = 'Missing data for required field.'
    for (const body of ['', {}]) {
      const [post, put, patch] = (await refusals.refuse(422, body)).map((answer) => answer.body.errors.json)
      assert.deepEqual(post, { title: [missing], content: [missing] })
      assert.deepEqual(put, post)
      assert.deepEqual(patch, { _schema: ['At least one field is required.'] })
    }
  })

  it('is refused without a content type as well', async () => {
    for (const [method, path] of refusals.targets) {
      const { status, body } = await refusals.admin.send(method, path)
      assert.ok(status === 422 || status === 415, `${method} ${status}`)
      assert.equal(body.code, status)
    }
  })
})

describe('a body that is not JSON', () => {
  it('is 400', async () => {
    const texts = ['{', 'title=Hello', '<post/>', '{"title": undefined}', "{'title': 'x'}", '{"title": "x",}', 'NaN']
    for (const text of texts) {
      for (const { body } of await refusals.refuse(400, text)) {
        assert.deepEqual(body.errors, { json: ['Invalid JSON body.'] })
      }
    }
  })

  it('is 400 when it is not UTF-8', async () => {
    const latin1 = Buffer.from('"Grüße"', 'latin1')
    const loneSurrogate = Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])
    const overlong = Buffer.from([0x22, 0xc0, 0x80, 0x22])
    for (const bytes of [latin1, loneSurrogate, overlong]) {
      const start = '{"content": "Ten characters.", "title": '
      await refusals.refuse(400, Buffer.concat([Buffer.from(start), bytes, Buffer.from('}')]))
    }
    await refusals.refuse(400, Buffer.from(JSON.stringify(POST), 'utf16le'))
  })

  it('is 415 by any other name', async () => {
    const form = ['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']
    for (const type of [...form, 'text/plain', 'application/xml', 'json', 'application/jsonp']) {
      await refusals.refuse(415, JSON.stringify(POST), { 'content-type': type })
    }
  })
})

describe('a body of another type', () => {
  it('is named as a whole', async () => {
    for (const body of ['[]', '[{"title": "x"}]', '"text"', '7', 'true']) {
      await refusals.refuseWith({ _schema: ['Invalid input type.'] }, body)
    }
    await refusals.refuseWith({ _schema: ['Field may not be null.'] }, 'null')
  })

  it('has its fields named', async () => {
    const noString = 'Not a valid string.'
    for (const value of [1, true, {}, [], ['Summer party'], { $gt: '' }, 1e308]) {
      await refusals.refuseFields({ title: value }, { title: noString })
      await refusals.refuseFields({ title: value, content: value }, { title: noString, content: noString })
    }
    await refusals.refuseFields({ title: null }, { title: 'Field may not be null.' })
    for (const value of ['true', 1, 0, [], {}]) {
      await refusals.refuseFields({ pinned: value }, { pinned: 'Not a valid boolean.' })
    }
    await refusals.refuseFields({ tags: 'a,b' }, { tags: 'Not a valid list.' })
    await refusals.refuseFields({ tags: [1] }, { 'tags.0': noString })
    for (const value of [
      5,
      1782000000,
      true,
      {},
      'tomorrow',
      '2026-02-30T10:00:00Z',
      '2026-02-28',
      '2026-06-30T23:59:60Z',
      '',
    ]) {
      await refusals.refuseFields({ publish_at: value }, { publish_at: 'Not a valid datetime.' })
    }
  })
})

describe('a body without measure', () => {
  it('is 413 at two megabytes, and at one byte too many', async () => {
    await refusals.refuse(413, { ...POST, content: 'x'.repeat(2_000_000) })
    await refusals.refuse(413, ' '.repeat(256 * 1024 + 1))
  })

  it('is 400 when it is nested too deeply, be it open or closed', async () => {
    for (const depth of [64, 500, 100_000]) {
      await refusals.refuse(400, '['.repeat(depth) + ']'.repeat(depth))
      await refusals.refuse(400, `{"title": ${'[{"a":'.repeat(depth / 4)}`)
      await refusals.refuse(400, `{"title": ${'[{"a":'.repeat(depth / 4)}1${'}]'.repeat(depth / 4)}}`)
    }
  })

  it('is 400 when it is a list of a hundred thousand values', async () => {
    await refusals.refuse(400, `{"tags": [${'0,'.repeat(100_000)}0]}`)
  })

  it('has its tags counted', async () => {
    const tags = Array.from({ length: 21 }, (_, i) => `t${i}`)
    await refusals.refuseFields({ tags }, { tags: 'Longer than maximum length 20.' })
    await refusals.refuseFields({ tags: ['x'.repeat(41)] }, { 'tags.0': 'Length must be between 1 and 40.' })
    await refusals.refuseFields({ tags: ['a', 'a'] }, { tags: 'Must not contain the same value twice.' })
  })
})
