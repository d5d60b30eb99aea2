import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Writable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { after, before, describe, it } from 'node:test'
import { ROOM } from '../../test/databases.ts'
import { type ObjectStore, startObjectStore } from '../../test/object-store.ts'
import type { Place } from './name-rules.ts'
import { openAt, saveAt } from './place.ts'
import { makeBucket } from './s3.ts'

describe('a backup in an S3-compatible store', () => {
  let store: ObjectStore
  let scratch: string
  const folder: Place = { kind: 's3', bucket: 'team', key: 'our backups/&more/' }
  const content = randomBytes(20_000_000)

  before(async () => {
    store = await startObjectStore()
    scratch = await mkdtemp(join(ROOM, 'teamroom-store-'))
  })
  after(async () => {
    await store[Symbol.asyncDispose]()
    rmSync(scratch, { recursive: true })
  })

  const save = (day: number, bytes: Buffer = Buffer.from('small'), keep?: number) =>
    saveAt(folder, store.settings, {
      scratch,
      now: new Date(`2026-01-0${day}T03:00:00Z`),
      keep,
      write: (out) => pipeline([bytes], out),
    })

  it('is sent in parts, and read back', async () => {
    const { place, bytes } = await save(1, content)
    assert.equal(place, 's3://team/our backups/&more/teamroom-2026-01-01T03-00-00-000Z.tar.zst')
    assert.equal(bytes, content.length)
    const key = place.slice('s3://team/'.length)
    const read = await buffer(await openAt({ kind: 's3', bucket: 'team', key }, store.settings))
    assert.ok(read.equals(content))
    assert.equal(store.uploads.size, 0)
  })

  it('makes older ones of the folder go, over all pages of its list, and nothing else', async () => {
    store.objects.set('team/our backups/&more/mine.txt', Buffer.from('mine'))
    for (const day of [2, 3, 4]) await save(day)
    await save(5, Buffer.from('small'), 2)
    assert.deepEqual([...store.objects.keys()].map((key) => key.split('/').at(-1)).sort(), [
      'mine.txt',
      'teamroom-2026-01-04T03-00-00-000Z.tar.zst',
      'teamroom-2026-01-05T03-00-00-000Z.tar.zst',
    ])
  })

  it('is not there when it fails halfway', async () => {
    const count = store.objects.size
    const broken = saveAt(folder, store.settings, {
      scratch,
      now: new Date('2026-02-01T03:00:00Z'),
      keep: 1,
      write: async (out) => {
        out.write(content)
        throw new Error('broken off')
      },
    })
    await assert.rejects(broken, /broken off/)
    assert.deepEqual([store.objects.size, store.uploads.size], [count, 0])
  })

  it('makes uploads that were never finished go after a day', async () => {
    const upload = { path: 'team/our backups/&more/x', parts: new Map() }
    store.uploads.set('old', { ...upload, initiated: '2026-01-04T02:59:00.000Z' })
    store.uploads.set('new', { ...upload, initiated: '2026-01-04T03:01:00.000Z' })
    store.uploads.set('others', { ...upload, path: 'team/theirs', initiated: '2026-01-04T02:59:00.000Z' })
    const isOwn = (key: string) => key.includes('our backups')
    await makeBucket(store.settings, 'team').dropUnfinished('', isOwn, new Date('2026-01-05T03:00:00Z'))
    assert.deepEqual([...store.uploads.keys()], ['new', 'others'])
    store.uploads.clear()
  })

  it('gives up none of the unfinished uploads of others, in whose folder it is', async () => {
    const upload = {
      path: 'team/our backups/&more/theirs.zip',
      parts: new Map(),
      initiated: '2020-01-01T00:00:00.000Z',
    }
    store.uploads.set('theirs', upload)
    await save(6)
    assert.deepEqual([...store.uploads.keys()], ['theirs'])
    store.uploads.clear()
  })

  it('is not believed of a store that leads elsewhere, loses what it was sent, or takes it without a word', async () => {
    const backup = { kind: 's3', bucket: 'team', key: 'one.tar.zst' } as const
    const saveTo = async (act: (request: IncomingMessage) => Answer) => {
      await using other = await startOther(act)
      const job = { scratch, now: new Date(0), keep: undefined, write: (out: Writable) => pipeline(['secret'], out) }
      await saveAt(backup, { ...store.settings, endpoint: other.origin }, job)
    }
    const begins = ({ method }: IncomingMessage) => method === 'POST' && { body: '<R><UploadId>1</UploadId></R>' }
    let led = 0
    await using elsewhere = await startOther(() => {
      led++
      return { body: '<R><UploadId>1</UploadId></R>', headers: { etag: '"1"' } }
    })
    const leads = { status: 307, headers: { location: `${elsewhere.origin}/team/one.tar.zst` } }
    await assert.rejects(
      saveTo(() => leads),
      /The store answers 307/,
    )
    assert.equal(led, 0)
    await assert.rejects(
      saveTo((request) => begins(request) || { headers: { etag: '"1"' }, body: '' }),
      /has 0 bytes of the 6/,
    )
    await assert.rejects(
      saveTo((request) => begins(request) || { body: '' }),
      /without saying so/,
    )
  })

  it('says in a line what the store refuses', async () => {
    const wrong = { ...store.settings, secretAccessKey: 'another' }
    await assert.rejects(openAt({ kind: 's3', bucket: 'team', key: 'x' }, wrong), {
      message: 'The store answers 403 to GET s3://team: SignatureDoesNotMatch',
    })
    await assert.rejects(openAt({ kind: 's3', bucket: 'team', key: 'x' }, store.settings), /answers 404 .*NoSuchKey/)
    await assert.rejects(openAt({ kind: 's3', bucket: 'team', key: 'x' }, undefined), /AWS_ACCESS_KEY_ID/)
  })
})

interface Answer {
  status?: number
  headers?: Record<string, string>
  body?: string
}

/** Something that listens in place of a store. */
async function startOther(act: (request: IncomingMessage) => Answer) {
  const server = createServer((request, response) => {
    const { status = 200, headers, body = '' } = act(request)
    request
      .resume()
      .once('end', () => response.writeHead(status, { 'content-length': body.length, ...headers }).end(body))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const stop = async () => {
    server.closeAllConnections()
    server.close()
  }
  return { origin, [Symbol.asyncDispose]: stop }
}
