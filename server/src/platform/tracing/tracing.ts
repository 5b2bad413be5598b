import { randomUUID } from 'node:crypto'
import type { Context, Span } from '@opentelemetry/api'
import type { SpanProcessor } from '@opentelemetry/sdk-trace'
import { loadLate } from '../load-late.ts'
import type { Log } from '../log.ts'
import type { Metrics } from '../metrics.ts'
import { type How, type Part, runPart } from './part.ts'
import { makeSpanSender } from './send-spans.ts'
import type { TraceSettings } from './trace-settings.ts'
import type { Caller } from './traceparent.ts'

/** Spans that wait and are under way at once; about a kilobyte each. */
const mostSpans = 4096
/** Spans of one request to the collector. */
const batch = 512
/** Milliseconds in which a stop tries to send what is left: those of requests and deliveries come before. */
const flushMs = 500
/** The longest statement of ours is shorter. */
const longestFact = 4096

export type Tracing = {
  /** Begins a trace, or goes on with the one of a caller. */
  readonly begin: (how: How, from?: Caller) => Part
  /** Sends what is left, within half a second. */
  readonly close: () => Promise<void>
}

type Parts = { readonly log: Log; readonly metrics: Metrics }
type Api = typeof import('@opentelemetry/api')
type Begin = (how: How, around: Context) => Part

/**
 * Traces by OpenTelemetry, of which nothing is loaded before the first trace begins: commands begin none. This is the one
 * file that knows how its spans are made; what is a part of them says so by `part.ts`.
 */
export function makeTracing(settings: TraceSettings, parts: Parts): Tracing {
  let opened: Tracing | undefined
  return {
    begin(how, from) {
      opened ??= openTracing(settings, parts)
      return opened.begin(how, from)
    },
    close: async () => opened?.close(),
  }
}

/** Does work as a trace of its own, where traces are kept. */
export function traced<T>(tracing: Tracing | undefined, how: How, work: () => Promise<T>): Promise<T> {
  return tracing === undefined ? work() : runPart(tracing.begin(how), work)
}

function openTracing(settings: TraceSettings, parts: Parts): Tracing {
  const api = loadLate('@opentelemetry/api') as Api
  const sdk = loadLate('@opentelemetry/sdk-trace') as typeof import('@opentelemetry/sdk-trace')
  const room = makeRoom(parts.metrics)
  const sender = makeSpanSender(settings, parts, room.leave)
  const batches = new sdk.BatchSpanProcessor({
    exporter: sender,
    maxQueueSize: mostSpans,
    maxExportBatchSize: batch,
    scheduledDelayMillis: settings.delayMs,
  })
  const provider = new sdk.TracerProvider({
    resource: describeProcess(settings),
    sampler: new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(settings.share) }),
    spanLimits: { attributeValueLengthLimit: longestFact },
    spanProcessors: [room.before(batches)],
  })
  const begin = makeBegin(api, provider.getTracer('kalosphere-auth'))
  return {
    begin: (how, from) => begin(how, from ? api.trace.setSpanContext(api.ROOT_CONTEXT, from) : api.ROOT_CONTEXT),
    async close() {
      const late = setTimeout(sender.stop, flushMs)
      await provider.shutdown().catch(() => undefined)
      await sender.idle()
      clearTimeout(late)
    },
  }
}

function makeBegin(api: Api, tracer: ReturnType<Api['trace']['getTracer']>): Begin {
  const kinds = { server: api.SpanKind.SERVER, client: api.SpanKind.CLIENT }
  const begin: Begin = ({ name, kind, facts, since }, around) => {
    const options = {
      kind: kind === undefined ? api.SpanKind.INTERNAL : kinds[kind],
      ...(facts === undefined ? {} : { attributes: facts }),
      ...(since === undefined ? {} : { startTime: since }),
    }
    const span = tracer.startSpan(name, options, around)
    return asPart(span, (inner) => begin(inner, api.trace.setSpan(around, span)))
  }
  const asPart = (span: Span, beginInside: Part['begin']): Part => {
    const { traceId, spanId } = span.spanContext()
    return {
      ids: { trace_id: traceId, span_id: spanId },
      isOpen: () => span.isRecording(),
      begin: beginInside,
      tell: (facts) => void span.setAttributes(facts),
      fail: (cause) => void span.setAttribute('error.type', cause).setStatus({ code: api.SpanStatusCode.ERROR }),
      end: () => span.end(),
    }
  }
  return begin
}

/** Whose spans they are. */
function describeProcess({ serviceName, attributes }: TraceSettings) {
  const { defaultResource, resourceFromAttributes } = loadLate(
    '@opentelemetry/resources',
  ) as typeof import('@opentelemetry/resources')
  const own = { ...attributes, 'service.name': serviceName, 'service.instance.id': randomUUID() }
  return defaultResource().merge(resourceFromAttributes(own))
}

/** Keeps count of the spans that have ended and not left yet: however long a collector hangs, they are not more than so many. */
function makeRoom({ spans: counted }: Metrics) {
  let taken = 0
  return {
    leave(count: number): void {
      taken -= count
    },
    before: (batches: SpanProcessor): SpanProcessor => ({
      onStart: () => undefined,
      onEnd(span) {
        if (taken >= mostSpans) return counted.inc({ outcome: 'dropped' })
        taken += 1
        batches.onEnd(span)
      },
      forceFlush: () => batches.forceFlush(),
      shutdown: () => batches.shutdown(),
    }),
  }
}
