import { type Secret, secret } from '../../base/secret.ts'
import type { SettingsReader } from '../settings-reader.ts'

export type TraceSettings = {
  /** Where spans are sent. The operator has chosen it, so it may lie anywhere. */
  readonly url: string
  /** `name=value`, comma separated, for each request to the collector: often a key. */
  readonly headers: Secret | undefined
  readonly serviceName: string
  /** What else is told of this process, such as `deployment.environment.name`. */
  readonly attributes: Readonly<Record<string, string>>
  /** Which share of the traces that begin here is kept, from 0 to 1. */
  readonly share: number
  /** Milliseconds that a span waits for others to be sent with. */
  readonly delayMs: number
  /** Whether what trusted proxies say of a trace is believed. */
  readonly trustsProxies: boolean
}

/** Names as OpenTelemetry has them for every program. @returns undefined where no collector is named */
export function readTraces(read: SettingsReader, hasProxies: boolean): TraceSettings | undefined {
  const base = read.origin('OTEL_EXPORTER_OTLP_ENDPOINT', '')
  const url = read.origin('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', base && `${base}/v1/traces`)
  const headers = read.optional('OTEL_EXPORTER_OTLP_HEADERS')
  if (headers !== undefined) readPairs(read, 'OTEL_EXPORTER_OTLP_HEADERS', headers)
  const trustsProxies = read.flag('TRUST_TRACEPARENT', false)
  if (trustsProxies && !hasProxies) read.fault('TRUST_TRACEPARENT=True needs TRUSTED_PROXIES.')
  const settings = {
    url,
    headers: headers === undefined ? undefined : secret(headers),
    serviceName: read.text('OTEL_SERVICE_NAME', 'kalosphere-auth'),
    attributes: readPairs(read, 'OTEL_RESOURCE_ATTRIBUTES', read.text('OTEL_RESOURCE_ATTRIBUTES', '')),
    share: readShare(read),
    delayMs: read.whole('OTEL_BSP_SCHEDULE_DELAY', 5000, [10, 60_000]),
    trustsProxies,
  }
  return url === '' ? undefined : settings
}

function readShare(read: SettingsReader): number {
  const text = read.text('OTEL_TRACES_SAMPLER_ARG', '1')
  const share = Number(text)
  if (/^[\d.]+$/.test(text) && share >= 0 && share <= 1) return share
  read.fault(`OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1, not "${text}".`)
  return 1
}

/** A faulty text is not repeated: it may hold a secret. */
function readPairs(read: SettingsReader, name: string, text: string): Readonly<Record<string, string>> {
  const pairs = parsePairs(text)
  if (pairs === undefined) read.fault(`${name} must be like name=value,other=value, its values percent-encoded.`)
  return pairs ?? {}
}

/** As the specification of OpenTelemetry has lists in variables. @returns undefined for what is none */
export function parsePairs(text: string): Record<string, string> | undefined {
  const items = text.split(',').filter((item) => item.trim() !== '')
  const pairs: [string, string][] = []
  for (const item of items) {
    const [, name, value] =
      /^\s*([\w!#$%&'*+.^`|~-]+)\s*=\s*([\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?)\s*$/.exec(item) ?? []
    const plain = value === undefined ? undefined : decode(value)
    if (name === undefined || plain === undefined) return undefined
    pairs.push([name, plain])
  }
  return Object.fromEntries(pairs)
}

/** @returns undefined for what is no percent-encoding, or holds a line feed or its like */
function decode(value: string): string | undefined {
  try {
    const plain = decodeURIComponent(value)
    return /\p{Cc}/u.test(plain) ? undefined : plain
  } catch {
    return undefined
  }
}
