import { AsyncLocalStorage } from 'node:async_hooks'
import { ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources'
import { BasicTracerProvider, BatchSpanProcessor, type SpanExporter } from '@opentelemetry/sdk-trace-base'
import { machineNow } from '../clock.ts'
import type { Statement } from '../db/connect.ts'
import { VERSION } from '../version.ts'

/** Spans for OpenTelemetry: one a request, and below it one for each statement to PostgreSQL. */
export interface Tracing {
  /** A request comes. Headers may name the trace of whoever sent it. */
  begin(request: { method: string; headers: Record<string, unknown> }): TracedRequest
  /** A statement was run, with values bound apart from it, and took so many milliseconds until now. */
  queried(statement: Statement): void
  /** Sends what is left. */
  stop(): Promise<void>
}

export interface TracedRequest {
  /** What this work leads to belongs to the request. */
  run(work: () => void): void
  /** It was answered. The route is its pattern; null for an address that has none. */
  end(answer: { method: string; route: string | null; status: number }): void
}

const headerGetter = {
  get: (headers: Record<string, unknown>, name: string) => headers[name] as string | undefined,
  keys: Object.keys,
}

/** Where to, how many and whose are said by the variables that OpenTelemetry has for it (`OTEL_…`). */
export function startTracing(exporter: SpanExporter = new OTLPTraceExporter()): Tracing {
  const provider = new BasicTracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': 'teamroom', 'service.version': VERSION }))
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(exporter)],
  })
  const tracer = provider.getTracer('teamroom', VERSION)
  const propagator = new W3CTraceContextPropagator()
  const current = new AsyncLocalStorage<Span>()
  return {
    begin: ({ method, headers }) => {
      const parent = propagator.extract(ROOT_CONTEXT, headers, headerGetter)
      const span = tracer.startSpan(method, { kind: SpanKind.SERVER }, parent)
      return {
        run: (work) => current.run(span, work),
        end: ({ method, route, status }) => {
          if (route !== null) span.updateName(`${method} ${route}`)
          span.setAttributes({ 'http.request.method': method, 'http.response.status_code': status })
          if (route !== null) span.setAttribute('http.route', route)
          if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR })
          span.end()
        },
      }
    },
    queried: ({ sql, milliseconds, failed }) => {
      const parent = current.getStore()
      if (!parent?.isRecording()) return
      const now = machineNow().getTime()
      const attributes = { 'db.query.text': sql }
      const of = trace.setSpan(ROOT_CONTEXT, parent)
      const span = tracer.startSpan(
        'database',
        { kind: SpanKind.CLIENT, startTime: now - milliseconds, attributes },
        of,
      )
      if (failed) span.setStatus({ code: SpanStatusCode.ERROR })
      span.end(now)
    },
    stop: () => provider.shutdown(),
  }
}
