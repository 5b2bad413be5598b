import type { SpanExporter } from '@opentelemetry/sdk-trace'
import { loadLate } from '../load-late.ts'
import type { Log } from '../log.ts'
import type { Metrics } from '../metrics.ts'
import { fetchOutside } from '../outbound.ts'
import { apart } from './part.ts'
import { parsePairs, type TraceSettings } from './trace-settings.ts'

/** How long a collector may take; meanwhile spans wait, and beyond the room there is they are dropped. */
const patienceMs = 5000

export type SpanSender = SpanExporter & {
  /** Resolves when nothing is under way any more. */
  readonly idle: () => Promise<void>
  /** Breaks off what is under way. */
  readonly stop: () => void
}

/**
 * Sends batches of spans to the collector, each once: one that is not taken is lost and counted. Only the first of several
 * failures is told.
 * @param onGone called with how many spans have left, whether or not they arrived
 */
export function makeSpanSender(
  settings: TraceSettings,
  { log, metrics }: { log: Log; metrics: Metrics },
  onGone: (count: number) => void,
): SpanSender {
  const { JsonTraceSerializer } = loadLate(
    '@opentelemetry/otlp-transformer',
  ) as typeof import('@opentelemetry/otlp-transformer')
  const underWay = new Set<Promise<void>>()
  const end = new AbortController()
  let away = false
  const note = (count: number, error?: unknown): void => {
    onGone(count)
    metrics.spans.inc({ outcome: error === undefined ? 'sent' : 'dropped' }, count)
    if (error !== undefined && !away)
      log.warn({ err: error }, 'the collector of traces takes no spans; they are dropped')
    if (error === undefined && away) log.info('the collector of traces is back')
    away = error !== undefined
  }
  return {
    export(spans, done) {
      const body = JsonTraceSerializer.serializeRequest(spans) ?? '{}'
      // Set off by whichever request came last, and no part of it.
      const sending = apart(() => postSpans(settings, body, { timeoutMs: patienceMs, signal: end.signal }))
        .then(
          () => note(spans.length),
          (error: unknown) => note(spans.length, error),
        )
        .finally(() => underWay.delete(sending))
      underWay.add(sending)
      // Whether it worked is counted here; the library would only tell itself.
      void sending.then(() => done({ code: 0 }))
    },
    async idle() {
      await Promise.all(underWay)
    },
    shutdown: async () => undefined,
    stop: () => end.abort(new Error('the service stops')),
  }
}

type Patience = { readonly timeoutMs: number; readonly signal?: AbortSignal }

/**
 * Posts one document of OTLP/HTTP in JSON.
 * @throws Error when the collector does not take it
 */
export async function postSpans(settings: TraceSettings, body: string | Uint8Array, patience: Patience): Promise<void> {
  const headers = { ...parsePairs(settings.headers?.reveal() ?? ''), 'Content-Type': 'application/json' }
  // The address comes from the settings and from nowhere else: a collector beside the service is the usual one.
  const request = { method: 'POST', headers, body, statusOnly: true, allowPrivate: true, ...patience }
  const { host, status } = await fetchOutside(settings.url, request)
  if (status < 200 || status > 299) throw new Error(`${host} answered ${status}`)
}
