/** The part of another service that called us, as OpenTelemetry takes it. */
export type Caller = {
  readonly traceId: string
  readonly spanId: string
  /** Its lowest bit: whether the caller keeps the trace. */
  readonly traceFlags: number
  readonly isRemote: true
}

const form = /^([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(-.*)?$/
const nothing = /^0+$/

/**
 * Reads the header `traceparent` (W3C Trace Context, section 3.2).
 * @returns undefined for what is none: a trace of our own begins then
 */
export function readTraceparent(header: unknown): Caller | undefined {
  const [, version, traceId = '', spanId = '', flags = '', more] =
    (typeof header === 'string' && form.exec(header)) || []
  // Later versions may say more behind it; version 00 does not.
  if (version === undefined || version === 'ff' || (version === '00' && more !== undefined)) return undefined
  if (nothing.test(traceId) || nothing.test(spanId)) return undefined
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true }
}
