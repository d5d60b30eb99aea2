import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { SpanKind, SpanStatusCode } from '@opentelemetry/api'
import { InMemorySpanExporter, type ReadableSpan } from '@opentelemetry/sdk-trace-base'
import { pino } from 'pino'
import { bearer } from '../../test/accounts.ts'
import { type Client, clientOf, startTeamroom, type Teamroom } from '../../test/harness.ts'
import { buildApp } from '../app.ts'
import { connect } from '../db/connect.ts'
import { startTracing } from './tracing.ts'

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const PARENT = 'b7ad6b7169203331'
const TRACEPARENT = { traceparent: `00-${TRACE}-${PARENT}-01` }

let teamroom: Teamroom
before(async () => {
  teamroom = await startTeamroom()
})
after(() => teamroom.stop())

/** The spans that some requests leave, to a server on the same database. */
async function spansOf(work: (send: Client) => Promise<unknown>, headers: Record<string, string> = {}) {
  const exporter = new InMemorySpanExporter()
  // It is emptied when it is stopped.
  let spans: ReadableSpan[] = []
  exporter.shutdown = async () => {
    spans = [...exporter.getFinishedSpans()]
  }
  const tracing = startTracing(exporter)
  const { db, reader, close } = await connect(teamroom.deps.config.database, tracing.queried)
  const app = await buildApp({ ...teamroom.deps, db, reader, tracing }, pino({ level: 'silent' }))
  try {
    await work(clientOf(app, headers))
  } finally {
    await app.close()
    await close()
    await tracing.stop()
  }
  return spans
}

const requestsIn = (spans: ReadableSpan[]) => spans.filter(({ kind }) => kind === SpanKind.SERVER)

describe('traces', () => {
  it('have a span for each request, below that of whoever sent it', async () => {
    const [span, ...more] = requestsIn(await spansOf((send) => send('GET', '/api/posts?q=needle'), TRACEPARENT))
    assert.deepEqual(more, [])
    assert.equal(span?.name, 'GET /api/posts')
    assert.deepEqual([span?.spanContext().traceId, span?.parentSpanContext?.spanId], [TRACE, PARENT])
    assert.deepEqual(span?.attributes, {
      'http.request.method': 'GET',
      'http.response.status_code': 200,
      'http.route': '/api/posts',
    })
    assert.equal(span?.resource.attributes['service.name'], 'teamroom')
  })

  it('have, on PostgreSQL, a span for each statement, below its request, and without a value', async () => {
    const { token } = await teamroom.account('admin')
    const spans = await spansOf(
      (send) => send('POST', '/api/posts', { title: 'A needle', content: 'In a haystack of words.' }),
      bearer(token),
    )
    const [request] = requestsIn(spans)
    assert.equal(request?.attributes['http.response.status_code'], 201)
    const statements = spans.filter(({ kind }) => kind === SpanKind.CLIENT)
    const inserts = statements.filter(({ attributes }) =>
      /^insert into "posts"/.test(String(attributes['db.query.text'])),
    )
    assert.equal(inserts.length, teamroom.deps.config.database.kind === 'postgres' ? 1 : 0)
    for (const { parentSpanContext } of statements)
      assert.equal(parentSpanContext?.spanId, request?.spanContext().spanId)
    assert.doesNotMatch(JSON.stringify(statements.map(({ name, attributes }) => ({ name, attributes }))), /needle/)
  })

  it('say what went wrong here, and not what a sender got wrong', async () => {
    const spans = requestsIn(
      await spansOf(async (send) => {
        await send('GET', '/some-secret')
        await send('GET', '/api/me')
      }),
    )
    assert.deepEqual(
      spans.map(({ name, status }) => [name, status.code]),
      [
        ['GET', SpanStatusCode.UNSET],
        ['GET /api/me', SpanStatusCode.UNSET],
      ],
    )
    assert.doesNotMatch(JSON.stringify(spans.map(({ attributes }) => attributes)), /some-secret/)
  })

  it('tie no reply to a survey to the trace of its sender', async () => {
    const [span] = requestsIn(
      await spansOf((send) => send('POST', '/api/surveys/public/some-key/replies', {}), TRACEPARENT),
    )
    assert.equal(span?.name, 'POST /api/surveys/public/:key/replies')
    assert.notEqual(span?.spanContext().traceId, TRACE)
    assert.equal(span?.parentSpanContext, undefined)
  })
})
