import assert from 'node:assert/strict'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { after, before, describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { parse } from 'csv-parse/sync'
import type { FastifyReply } from 'fastify'
import { bareApp } from '../../test/bare-app.ts'
import { AppError } from '../errors.ts'
import { streamTable } from '../tables/sending.ts'
import { addAccess } from './access.ts'
import { addStreaming, inSteps, sendPieces } from './streaming.ts'

const app = bareApp()
let made = 0
let ended = 0

async function* endless(): AsyncGenerator<string> {
  try {
    for (;;) {
      made++
      yield 'x'.repeat(10_000)
    }
  } finally {
    ended++
  }
}

async function* failing(): AsyncGenerator<string> {
  yield 'half of it'
  throw new Error('The database is gone.')
}

async function* slices(): AsyncGenerator<(string | number | null)[][]> {
  yield [['=1', 1, null]]
  yield []
  yield [['a "b"\nc', -1, '']]
}

const TABLE = { title: 'Some', day: '2026-03-02', columns: ['=title', 'number', 'c'] }

/** Whether the caller's token, session and account are in force. */
let isKnown = true
/** Whether the caller may still have what the route sends. */
let isMeant = true

const stillMay = async () => {
  if (!isMeant) throw new AppError('not_found')
}

before(async () => {
  addAccess(app, async () => {
    if (!isKnown) throw new AppError('unauthenticated')
    return { id: 'ann', username: 'ann', role: 'member', sessionId: 's', version: 1 }
  })
  addStreaming(app)
  const config = { access: 'member', streams: true } as const
  app.get('/endless', { config }, (request, reply) => sendPieces(request, reply as FastifyReply, endless(), stillMay))
  app.get('/failing', { config }, (request, reply) => sendPieces(request, reply as FastifyReply, failing(), stillMay))
  app.get('/csv', { config }, (request, reply) =>
    streamTable(request, reply as FastifyReply, 'csv', TABLE, slices(), stillMay),
  )
  app.get('/undeclared', { config: { access: 'member' } }, (request, reply) =>
    sendPieces(request, reply as FastifyReply, failing(), stillMay),
  )
  app.get('/own', { config }, (_request, reply) => reply.send(Readable.from(['of its own']) as never))
  await app.listen({ port: 0, host: '127.0.0.1' })
})
after(() => app.close())

/** Between two looks at something that comes of itself. */
const A_WHILE_MS = 50

const AS_ANN = { authorization: 'Bearer ann' }

function open(path: string): Promise<IncomingMessage> {
  const { port } = app.server.address() as AddressInfo
  return new Promise((resolve, reject) => {
    httpRequest({ port, host: '127.0.0.1', path, headers: AS_ANN }, resolve).on('error', reject).end()
  })
}

describe('an answer that comes piece by piece', () => {
  it('is made no faster than it is read, and no longer than there is a reader', async () => {
    const endedBefore = ended
    const response = await open('/endless')
    response.pause()
    // It fills what lies between, and then stops: made without end, this would never be over.
    for (let before = -1; made > before; await setTimeout(A_WHILE_MS)) before = made
    assert.equal(ended, endedBefore)
    response.destroy()
    while (ended === endedBefore) await setTimeout(A_WHILE_MS)
    assert.equal(ended, endedBefore + 1)
  })

  it('breaks off where it fails, so that nobody takes it for the whole', async () => {
    const response = await open('/failing')
    const read = async () => {
      for await (const chunk of response) assert.equal(String(chunk), 'half of it')
    }
    await assert.rejects(read, { code: 'ECONNRESET' })
    assert.equal(response.complete, false)
  })

  it('breaks off once its reader may no longer have it, and holds nothing made since', async () => {
    for (const end of [() => (isKnown = false), () => (isMeant = false)]) {
      const response = await open('/endless')
      const read = async () => {
        for await (const _chunk of response) end()
      }
      await assert.rejects(read, { code: 'ECONNRESET' })
      assert.equal(response.complete, false)
      isKnown = true
      isMeant = true
    }
  })

  it('is sent by routes that declare it, and by no other means', async () => {
    for (const url of ['/undeclared', '/own']) {
      assert.equal((await app.inject({ url, headers: AS_ANN })).statusCode, 500)
    }
  })

  it('is not made at all for those who want its head', async () => {
    const before = made
    const head = await app.inject({ method: 'HEAD', url: '/endless', headers: AS_ANN })
    assert.deepEqual([head.statusCode, head.body, made], [200, '', before])
  })

  it('is a CSV file like any other', async () => {
    const { body, headers } = await app.inject({ url: '/csv', headers: AS_ANN })
    assert.equal(headers['content-disposition'], 'attachment; filename="Some 2026-03-02.csv"')
    assert.ok(body.startsWith('\ufeff') && body.endsWith('\r\n'))
    assert.deepEqual(parse(body, { bom: true, record_delimiter: '\r\n' }), [
      ["'=title", 'number', 'c'],
      ["'=1", '1', ''],
      ['a "b"\nc', '-1', ''],
    ])
  })
})

describe('rows in steps', () => {
  it('are all there, and let others have their turn', async () => {
    async function* rows(): AsyncGenerator<number[]> {
      yield [1, 2, 3, 4, 5]
      yield []
      yield [6]
    }
    const events: (string | number[])[] = []
    for await (const step of inSteps(rows(), 2)) {
      events.push([...step])
      setImmediate(() => events.push('others'))
    }
    assert.deepEqual(events, [[1, 2], 'others', [3, 4], 'others', [5], 'others', [6], 'others'])
  })
})
