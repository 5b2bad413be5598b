import type { App } from '../platform/app.ts'
import type { AuditChains } from '../platform/db/schema.ts'
import { chainNames } from './chain.ts'
import { findCheckpoint } from './checkpoint.queries.ts'
import { openCheckpoint } from './checkpoint.ts'
import { findBacklog } from './seal.queries.ts'

/** An event that is not sealed by then says that no worker is at work, or that the chain cannot go on. */
const alarmMs = 5000
/** Where the chains end is put into the log at most so often; an alarm is repeated as often. */
const repeatMs = 60_000

type Watch = { seen: AuditChains | undefined; told: AuditChains | undefined; toldAt: number; warnedAt: number }

function makeWatch(): Watch {
  return { seen: undefined, told: undefined, toldAt: 0, warnedAt: 0 }
}

/**
 * Holds where the chains stand against where this process saw them before. Whoever cuts the end off and puts an older
 * checkpoint in place, signature and all, leaves nothing in the database that tells; a process that lives remembers.
 */
export function noteSeen(app: App, chains: AuditChains): void {
  const watch = app.hold(makeWatch)
  for (const name of chainNames) {
    const before = watch.seen?.[name]
    const now = chains[name]
    if (!before || now.ends > before.ends || (now.ends === before.ends && now.endsHash === before.endsHash)) continue
    const facts = { chain: name, was: `${before.ends}:${before.endsHash}`, is: `${now.ends}:${now.endsHash}` }
    app.log.error(facts, 'the audit log has lost events that were sealed')
  }
  watch.seen = chains
}

/** Looks at where the chains stand, as another process may have left them, and puts it into the log once a minute. */
export async function watchChains(app: App): Promise<void> {
  const stored = await findCheckpoint(app.db)
  noteSeen(app, openCheckpoint(app.sealer, stored).chains)
  const watch = app.hold(makeWatch)
  if (Math.abs(app.now().getTime() - watch.toldAt) >= repeatMs) tellChains(app)
}

/** Puts where the chains end into the log, unless it stands there: the copy that whoever writes the database cannot reach. */
export function tellChains(app: App): void {
  const watch = app.hold(makeWatch)
  const { seen, told } = watch
  if (!seen || chainNames.every((name) => seen[name].endsHash === told?.[name].endsHash)) return
  const ends = Object.fromEntries(chainNames.map((name) => [name, `${name}:${seen[name].ends}:${seen[name].endsHash}`]))
  app.log.info({ anchors: ends }, 'audit log sealed up to here')
  watch.told = seen
  watch.toldAt = app.now().getTime()
}

/** The alarm for events that nobody seals: a metric, and a line in the log. */
export async function watchBacklog(app: App): Promise<void> {
  const backlog = await findBacklog(app.db)
  const now = app.now().getTime()
  const waitingMs = backlog ? Math.max(0, now - backlog.oldest.getTime()) : 0
  app.metrics.auditBacklog.set(waitingMs / 1000)
  const watch = app.hold(makeWatch)
  if (!backlog || waitingMs <= alarmMs || Math.abs(now - watch.warnedAt) < repeatMs) return
  watch.warnedAt = now
  app.log.warn({ events: backlog.events, seconds: Math.round(waitingMs / 1000) }, 'audit events are not being sealed')
}

/**
 * How the sealing stands, for readiness.
 * @returns `ok`, or what waits
 */
export async function sealingState(app: App): Promise<string> {
  const backlog = await findBacklog(app.db)
  const waitingMs = backlog ? app.now().getTime() - backlog.oldest.getTime() : 0
  return backlog && waitingMs > alarmMs ? `${backlog.events} unsealed for ${Math.round(waitingMs / 1000)} s` : 'ok'
}
