import type { App } from '../platform/app.ts'
import type { AuditLine, AuditSink } from '../platform/audit-line.ts'
import { type ChainName, chainNames } from './chain.ts'
import { findCheckpoint } from './checkpoint.queries.ts'
import { openCheckpoint } from './checkpoint.ts'
import {
  beginStream,
  claimStream,
  listSealedAfter,
  listStreams,
  noteStreamed,
  type StreamedEvent,
} from './stream.queries.ts'

/** Longer than a batch may take, so that no two workers send one chain at once. */
const claimMs = 30_000
const batch = 200
/** A collector that is away is tried again after 1 s, 2 s, 4 s … at most a minute. */
const longestPauseMs = 60_000

type Tries = { failed: number }

/** Streams from now on: what was sealed before stays where it is. One that was streamed before goes on where it stopped. */
export async function beginStreams(app: App): Promise<void> {
  const begun = app.hold(makeBegun)
  if (!app.auditSink || begun.yes) return
  const { chains } = openCheckpoint(app.sealer, await findCheckpoint(app.db))
  for (const chain of chainNames) await beginStream(app.db, chain, chains[chain].ends)
  begun.yes = true
}

/**
 * Copies what was sealed to where the operator wants it: each event at least once, and those of a chain in their order. A
 * collector that is away holds nobody up; the events wait in the database.
 * @returns how many were copied
 */
export async function streamDue(app: App): Promise<number> {
  const { auditSink } = app
  if (!auditSink) return 0
  let sent = 0
  for (const chain of await listBehind(app)) sent += await streamChain(app, auditSink, chain)
  return sent
}

/** The chains that have more than was copied. */
async function listBehind(app: App): Promise<ChainName[]> {
  const { chains } = openCheckpoint(app.sealer, await findCheckpoint(app.db))
  const streams = new Map((await listStreams(app.db)).map(({ chain, position }) => [chain, position]))
  const waiting = chainNames.map((chain): [ChainName, number] => {
    const { begins, ends } = chains[chain]
    return [chain, ends - Math.max(begins, streams.get(chain) ?? ends)]
  })
  app.metrics.auditUnstreamed.set(waiting.reduce((sum, [, count]) => sum + count, 0))
  return waiting.flatMap(([chain, count]) => (count > 0 ? [chain] : []))
}

async function streamChain(app: App, sink: AuditSink, chain: ChainName): Promise<number> {
  const now = app.now()
  const until = new Date(now.getTime() + claimMs)
  let position = await claimStream(app.db, chain, { now, until })
  let sent = 0
  while (position !== undefined) {
    const events = await listSealedAfter(app.db, chain, { after: position, most: batch })
    if (!(await sendBatch(app, sink, { chain, position, events }))) return sent
    sent += events.length
    const last: number = events.at(-1)?.position ?? position
    const isDone = events.length < batch || app.now().getTime() > now.getTime() + claimMs / 2
    await noteStreamed(app.db, chain, { position: last, claimedUntil: isDone ? null : until })
    position = isDone ? undefined : last
  }
  return sent
}

type Batch = { chain: ChainName; position: number; events: readonly StreamedEvent[] }

/** @returns false when it did not go: then the chain rests for a while, for all workers */
async function sendBatch(app: App, sink: AuditSink, { chain, position, events }: Batch): Promise<boolean> {
  const tries = app.hold(makeTries)
  try {
    if (events.length > 0) await sink.send(events.map((event) => toLine(app, chain, event)))
    tries.failed = 0
    return true
  } catch (error) {
    const pauseMs = Math.min(1000 * 2 ** tries.failed, longestPauseMs)
    tries.failed += 1
    app.log.warn({ err: error, chain, pauseMs }, 'audit events could not be streamed, they will be tried again')
    await noteStreamed(app.db, chain, { position, claimedUntil: new Date(app.now().getTime() + pauseMs) })
    return false
  }
}

/** Who and from where only when the operator asked for it: what has left cannot be erased. */
function toLine(app: App, chain: ChainName, event: StreamedEvent): AuditLine {
  const { id, at, name, subject, facts, position, hash } = event
  const told = { type: 'audit', chain, position, hash, id, at: at.toISOString(), event: name, subject, facts }
  if (!app.config.audit.stream.personal) return { at, event: name, document: told }
  const personal = {
    account_id: event.accountId,
    session_id: event.sessionId,
    ip: event.ip,
    user_agent: event.userAgent,
    request_id: event.requestId,
    facts: { ...facts, ...event.personalFacts },
  }
  return { at, event: name, document: { ...told, ...personal } }
}

function makeBegun(): { yes: boolean } {
  return { yes: false }
}

function makeTries(): Tries {
  return { failed: 0 }
}
