import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { atEnd } from './at-end.ts'

/** A span as the collector was told of it. */
export type Span = {
  readonly traceId: string
  readonly spanId: string
  /** Undefined at the root of a trace. */
  readonly parentSpanId?: string
  readonly name: string
  /** 1 within, 2 server, 3 client. */
  readonly kind: number
  readonly facts: Readonly<Record<string, string | number>>
  /** 0 unset, 2 error. */
  readonly status: number
  readonly ms: number
}

type Fact = { key: string; value: { stringValue?: string; intValue?: number | string; doubleValue?: number } }
type Told = {
  traceId: string
  spanId: string
  parentSpanId?: string
  name: string
  kind: number
  startTimeUnixNano: string
  endTimeUnixNano: string
  attributes?: Fact[]
  status?: { code?: number }
}
type Document = {
  resourceSpans: { resource: { attributes: Fact[] }; scopeSpans: { spans: Told[] }[] }[]
}

export type Collector = {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string
  readonly spans: readonly Span[]
  /** Headers and bodies as they came. */
  readonly came: readonly { readonly path: string; readonly headers: string; readonly body: string }[]
  /** What was told of the processes whose spans came. */
  readonly resources: readonly Record<string, string | number>[]
  /** What it answers from now on. */
  readonly answer: (status: number) => void
}

/**
 * A collector that takes spans by OTLP/HTTP in JSON (OpenTelemetry Protocol 1.9, "OTLP/HTTP"): `POST /v1/traces`, answered 200
 * with an empty document.
 */
export async function startCollector(t: TestContext): Promise<Collector> {
  const came: { path: string; headers: string; body: string }[] = []
  const spans: Span[] = []
  const resources: Record<string, string | number>[] = []
  let status = 200
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
    const body = Buffer.concat(chunks).toString()
    came.push({ path: request.url ?? '', headers: JSON.stringify(request.rawHeaders), body })
    const isOurs = request.method === 'POST' && request.headers['content-type'] === 'application/json'
    if (isOurs && status === 200) {
      const document: Document = JSON.parse(body)
      for (const { resource, scopeSpans } of document.resourceSpans) {
        resources.push(factsOf(resource.attributes))
        spans.push(...scopeSpans.flatMap((scope) => scope.spans.map(asSpan)))
      }
    }
    response.writeHead(isOurs ? status : 400, { 'content-type': 'application/json' }).end('{}')
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  atEnd(t, () => {
    server.closeAllConnections()
    server.close()
  })
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    came,
    resources,
    answer: (next) => {
      status = next
    },
  }
}

function asSpan({ attributes = [], status, startTimeUnixNano, endTimeUnixNano, ...span }: Told): Span {
  const ms = Number(BigInt(endTimeUnixNano) - BigInt(startTimeUnixNano)) / 1e6
  return { ...span, facts: factsOf(attributes), status: status?.code ?? 0, ms }
}

function factsOf(facts: readonly Fact[]): Record<string, string | number> {
  return Object.fromEntries(
    facts.map(({ key, value }) => [key, value.stringValue ?? value.doubleValue ?? Number(value.intValue)]),
  )
}
