import autocannon, { type Request } from 'autocannon'

/** What one connection says: always one request at a time, the next one when the answer is here. */
export type Conversation = {
  /** The next request; of a conversation without `answered` it is asked for once and repeated. */
  readonly next: () => Request
  /** Told of each answer, for a conversation in which the next request depends on it. */
  readonly answered?: (status: number, body: string) => void
}

export type Load = {
  readonly origin: string
  readonly connections: number
  /** Seconds that are measured; as many before them are not, in which the engine learns what is hot. */
  readonly seconds: number
  /** The status of every answer; any other one fails the measurement. */
  readonly status: number
  readonly converse: (connection: number) => Conversation
}

/** How many answers, how many in a second, and the milliseconds that half and 99 of 100 of them took at most. */
export type Figures = {
  readonly answers: number
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
}

/**
 * Loads a service over keep-alive connections and measures its answers.
 * @param begin called when the warm-up is over
 * @throws Error when an answer has another status, is lost or takes longer than ten seconds
 */
export async function measureLoad(
  { origin, connections, seconds, status, converse }: Load,
  begin?: () => void,
): Promise<Figures> {
  const warmUpMs = seconds * 1000
  const started = performance.now()
  const times: number[] = []
  const strange = new Map<number, number>()
  let opened = 0
  const run = autocannon({
    url: origin,
    connections,
    duration: 2 * seconds,
    timeout: 10,
    setupClient: (client) => client.setRequests([toRequest(converse(opened++))]),
  })
  let ended = started
  run.on('response', (_client, answer, _bytes, ms) => {
    if (answer !== status) strange.set(answer, (strange.get(answer) ?? 0) + 1)
    const now = performance.now()
    if (now - started < warmUpMs) return
    if (times.length === 0) begin?.()
    times.push(ms)
    ended = now
  })
  const { errors } = await run
  if (errors > 0) throw new Error(`${errors} answers were lost`)
  if (strange.size > 0) throw new Error(`answers other than ${status}: ${JSON.stringify(Object.fromEntries(strange))}`)
  return figuresOf(times, (ended - started - warmUpMs) / 1000)
}

function toRequest({ next, answered }: Conversation) {
  // Without a set-up of its own autocannon writes the request once, and costs this machine much less.
  if (!answered) return next()
  return { setupRequest: (blank: Request) => ({ ...blank, ...next() }), onResponse: answered }
}

function figuresOf(times: number[], seconds: number): Figures {
  // A machine may be too busy to give one in so short a time.
  if (times.length === 0) return { answers: 0, perSecond: 0, p50: Number.NaN, p99: Number.NaN }
  const sorted = Float64Array.from(times).sort()
  const percentile = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0
  return { answers: sorted.length, perSecond: sorted.length / seconds, p50: percentile(0.5), p99: percentile(0.99) }
}
