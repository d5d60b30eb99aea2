import assert from 'node:assert/strict'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { parse } from 'csv-parse/sync'
import type { FastifyReply } from 'fastify'
import { bareApp } from '../../test/bare-app.ts'
import { streamCsv } from './csv.ts'
import { inSteps, sendPieces } from './streaming.ts'

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

before(async () => {
  app.get('/endless', (request, reply) => sendPieces(request, reply as FastifyReply, endless()))
  app.get('/failing', (request, reply) => sendPieces(request, reply as FastifyReply, failing()))
  app.get('/csv', (request, reply) =>
    streamCsv(request, reply as FastifyReply, 'some.csv', ['=title', 'number', 'c'], slices()),
  )
  await app.listen({ port: 0, host: '127.0.0.1' })
})
after(() => app.close())

function open(path: string): Promise<IncomingMessage> {
  const { port } = app.server.address() as AddressInfo
  return new Promise((resolve, reject) => {
    httpRequest({ port, host: '127.0.0.1', path }, resolve).on('error', reject).end()
  })
}

describe('an answer that comes piece by piece', () => {
  it('is made no faster than it is read, and no longer than there is a reader', async () => {
    const response = await open('/endless')
    response.pause()
    await setTimeout(200)
    const waiting = made
    await setTimeout(100)
    assert.equal(made, waiting)
    assert.equal(ended, 0)
    response.destroy()
    for (let waits = 0; ended === 0 && waits < 100; waits++) await setTimeout(20)
    assert.equal(ended, 1)
  })

  it('breaks off where it fails, so that nobody takes it for the whole', async () => {
    const response = await open('/failing')
    const read = async () => {
      for await (const chunk of response) assert.equal(String(chunk), 'half of it')
    }
    await assert.rejects(read, { code: 'ECONNRESET' })
    assert.equal(response.complete, false)
  })

  it('is not made at all for those who want its head', async () => {
    const before = made
    const head = await app.inject({ method: 'HEAD', url: '/endless' })
    assert.deepEqual([head.statusCode, head.body, made], [200, '', before])
  })

  it('is a CSV file like any other', async () => {
    const { body, headers } = await app.inject('/csv')
    assert.equal(headers['content-disposition'], 'attachment; filename="some.csv"')
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
    let turns = 0
    const ticking = setInterval(() => turns++, 0)
    const found = await Array.fromAsync(inSteps(rows(), 2))
    clearInterval(ticking)
    assert.deepEqual(found, [[1, 2], [3, 4], [5], [6]])
    assert.ok(turns > 0)
  })
})
