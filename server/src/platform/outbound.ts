import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { loadLate } from './load-late.ts'
import { OutboundError } from './outbound-error.ts'
import { findTarget, pinnedTo, type Resolve, resolveBySystem, type Target } from './outbound-target.ts'
import { openPart, timed } from './tracing/part.ts'

/** How long another service may take for all of its answer, and how much it may say: headers, body. */
const usualTimeoutMs = 5000
const mostHeaderBytes = 16_384
const usualMostBytes = 1_000_000

export type OutsideRequest = {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  /** Whether it may lie at an address of this machine or network, and be plain http. */
  readonly allowPrivate?: boolean
  /** Ends the call before its time is up. */
  readonly signal?: AbortSignal
  readonly timeoutMs?: number
  readonly mostBytes?: number
  /** The status is all that counts: whatever stands in the body, however long, is not read. */
  readonly statusOnly?: boolean
  readonly resolve?: Resolve
}

export type OutsideAnswer = {
  /** Whom it is from, for messages. */
  readonly host: string
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/**
 * The one way out to other services. Its address may come from a configuration, or from another service: it is looked
 * up once, every address is checked, and the connection goes to a checked one. Redirects are not followed, cookies not
 * kept, proxies of the environment not asked, compressed answers not taken; nothing is logged. A trace tells whom and how it
 * went; whoever is called is told of no trace.
 * @returns the answer of any status, whole, unless its status is all that was asked for
 * @throws OutboundError when it may not be called, or does not answer in time and within the cap
 */
export function fetchOutside(address: string, request: OutsideRequest = {}): Promise<OutsideAnswer> {
  const { method = 'GET' } = request
  const facts = { 'http.request.method': method, 'server.address': URL.parse(address)?.host ?? 'unknown' }
  return timed({ name: method, kind: 'client', facts }, async () => {
    const answer = await call(address, request)
    openPart()?.tell({ 'http.response.status_code': answer.status })
    return answer
  })
}

async function call(address: string, request: OutsideRequest): Promise<OutsideAnswer> {
  const { allowPrivate = false, resolve = resolveBySystem, timeoutMs = usualTimeoutMs } = request
  const end = new AbortController()
  const host = URL.parse(address)?.host ?? 'the service'
  const late = new OutboundError('slow', `${host} did not answer in ${timeoutMs / 1000} s`)
  const timer = setTimeout(() => end.abort(late), timeoutMs)
  const signal = request.signal ? AbortSignal.any([end.signal, request.signal]) : end.signal
  try {
    const target = await orAborted(findTarget(address, { allowPrivate, resolve }), signal)
    return await send(target, request, signal)
  } catch (error) {
    if (signal.aborted) throw signal.reason
    throw asOutboundError(error, host)
  } finally {
    clearTimeout(timer)
  }
}

function asOutboundError(error: unknown, host: string): OutboundError {
  if (error instanceof OutboundError) return error
  const { code } = error as { code?: unknown }
  if (code === 'HPE_HEADER_OVERFLOW') return new OutboundError('too-much', `${host} sent too many headers`, error)
  return new OutboundError('away', `${host} did not answer`, error)
}

/** A name's look-up cannot be ended; its answer is no longer waited for. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    work.then(resolve, reject)
  })
}

async function send({ url, addresses }: Target, request: OutsideRequest, signal: AbortSignal): Promise<OutsideAnswer> {
  const { method = 'GET', headers, body, mostBytes = usualMostBytes, statusOnly = false } = request
  const { request: open } = url.protocol === 'https:' ? httpsLibrary() : httpLibrary()
  const sent = open(url, {
    method,
    headers: { 'User-Agent': 'kalosphere-auth', ...headers, 'Accept-Encoding': 'identity' },
    // A new connection, to the checked address; the shared agent would reuse one, or go through a proxy.
    agent: false,
    lookup: pinnedTo(addresses),
    maxHeaderSize: mostHeaderBytes,
    signal,
  })
  const answered = answerTo(sent, url.host)
  sent.end(body)
  try {
    const answer = await answered
    const { statusCode: status = 0, headers: received } = answer
    if (status < 200 || status > 599) throw new OutboundError('away', `${url.host} answered ${status}`)
    const told = statusOnly ? Buffer.alloc(0) : await readBody(answer, url.host, mostBytes)
    return { host: url.host, status, headers: received, body: told }
  } finally {
    sent.destroy()
  }
}

/** Ends for certain: a connection that changes its protocol, or closes, brings neither an answer nor an error. */
function answerTo(sent: ClientRequest, host: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    sent.on('response', resolve).on('error', reject)
    sent.on('upgrade', ({ statusCode }) => reject(new OutboundError('away', `${host} answered ${statusCode}`)))
    sent.on('close', () => reject(new OutboundError('away', `${host} did not answer`)))
  })
}

async function readBody(answer: IncomingMessage, host: string, mostBytes: number): Promise<Buffer> {
  const encoding = answer.headers['content-encoding'] ?? 'identity'
  // A small compressed answer can unfold into one of any size.
  if (encoding !== 'identity') throw new OutboundError('too-much', `${host} sent a compressed answer`)
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.byteLength
    if (size > mostBytes) throw new OutboundError('too-much', `${host} sent more than ${mostBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Loaded by `require`: an `import` would bring the whole of Node's fetch with it. */
const httpLibrary = () => loadLate('node:http') as typeof import('node:http')
const httpsLibrary = () => loadLate('node:https') as typeof import('node:https')

/**
 * Fetches a text from a service.
 * @throws OutboundError when it does not answer 200 in time and within the cap
 */
export async function fetchText(url: string, headers: Record<string, string>): Promise<string> {
  const { host, status, body } = await fetchOutside(url, { headers })
  if (status !== 200) throw new OutboundError('away', `${host} answered ${status}`)
  return body.toString('utf8')
}

/**
 * What another service said in JSON, whatever its status.
 * @throws OutboundError `not-json` for a page, a text, or broken JSON
 */
export function jsonOf({ host, status, headers, body }: OutsideAnswer): unknown {
  const type = headers['content-type'] ?? 'no content type'
  const failed = (what: string) => new OutboundError('not-json', `${host} answered ${status} with ${what}, not JSON`)
  if (!/^application\/([\w.+-]+\+)?json *(;|$)/i.test(type)) throw failed(type.slice(0, 50))
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    throw failed('something broken')
  }
}
