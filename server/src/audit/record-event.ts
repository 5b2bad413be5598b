import { randomUUID } from 'node:crypto'
import type { Caller } from '../base/caller.ts'
import type { App } from '../platform/app.ts'
import type { Db } from '../platform/db/db.ts'
import { insertAuditEvent, insertAuditEvents } from './audit.queries.ts'
import type { AuditFacts, AuditName } from './audit-events.ts'
import { partFacts } from './event-rules.ts'

type AuditEvent<N extends AuditName> = {
  name: N
  accountId: string | null
  sessionId?: string
  facts: AuditFacts[N]
}

/**
 * Records a security event, in the transaction of the act it tells of.
 * @param db the transaction; the plain database only for refusals, which change nothing else
 * @param caller who asked; undefined for the service itself and its operator
 * @returns the id of the record
 */
export async function recordEvent<N extends AuditName>(
  app: App,
  db: Db,
  caller: Caller | undefined,
  event: AuditEvent<N>,
): Promise<string> {
  const { facts, personal } = partFacts(event.name, event.facts)
  const id = randomUUID()
  await insertAuditEvent(db, {
    id,
    at: app.now(),
    name: event.name,
    accountId: event.accountId,
    sessionId: event.sessionId ?? null,
    ip: caller?.ip ?? '',
    // PostgreSQL cannot store U+0000; a header must not be able to hide the event it came with.
    userAgent: (caller?.userAgent ?? '').replaceAll('\0', ''),
    requestId: caller?.requestId ?? '',
    facts,
    personalFacts: personal,
  })
  app.metrics.events.inc({ name: event.name })
  return id
}

/** Records the same of many accounts, done by the operator, in the transaction of the act. */
export async function recordOfMany<N extends AuditName>(
  app: App,
  db: Db,
  accountIds: readonly string[],
  { name, facts: all }: { name: N; facts: AuditFacts[N] },
): Promise<void> {
  const { facts, personal } = partFacts(name, all)
  const at = app.now()
  const common = { at, name, sessionId: null, ip: '', userAgent: '', requestId: '', facts, personalFacts: personal }
  await insertAuditEvents(
    db,
    accountIds.map((accountId) => ({ ...common, id: randomUUID(), accountId })),
  )
  app.metrics.events.inc({ name }, accountIds.length)
}
