import type { Topic, Topics } from '../src/outbox/topics.ts'
import type { App } from '../src/platform/app.ts'

/** The audit rows of an account, oldest first. */
export async function auditOf(app: App, accountId: string) {
  const rows = await app.db
    .selectFrom('audit_event')
    .select(['name', 'session_id as sessionId', 'ip', 'facts'])
    .where('account_id', '=', accountId)
    .orderBy('at')
    .execute()
  return rows.map((row) => ({ ...row }))
}

/** How often an event was recorded for an account. */
export async function countAudit(app: App, accountId: string, name: string): Promise<number> {
  return (await auditOf(app, accountId)).filter((event) => event.name === name).length
}

/** What waits in the outbox under one topic, opened, in the order it was put there. */
export async function waitingIn<T extends Topic>(app: App, topic: T): Promise<Topics[T][]> {
  const rows = await app.db
    .selectFrom('outbox')
    .select(['id', 'payload'])
    .where('topic', '=', topic)
    .orderBy('position')
    .execute()
  return rows.map(({ id, payload }) => JSON.parse(app.sealer.open('outbox-payload', payload, id).toString()))
}
