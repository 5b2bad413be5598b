import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { AuditName } from '../src/audit/audit-events.ts'
import { findCheckpoint } from '../src/audit/checkpoint.queries.ts'
import { openCheckpoint } from '../src/audit/checkpoint.ts'
import { sealDue } from '../src/audit/seal-events.ts'
import { type Anchor, type Verdict, verifyLog } from '../src/audit/verify-log.ts'
import type { App } from '../src/platform/app.ts'
import { store } from './store.ts'

/** Seals all that waits, as the worker does. @returns how many events there were */
export async function sealAll(app: App): Promise<number> {
  let sealed = 0
  for (let count = await sealDue(app); count > 0; count = await sealDue(app)) sealed += count
  return sealed
}

export async function verify(app: App, anchors: readonly Anchor[] = []): Promise<Verdict> {
  return verifyLog(app, { anchors, onProgress: () => undefined })
}

/** What is wrong, in short: `changed main:7`. */
export async function faultsOf(app: App, anchors: readonly Anchor[] = []): Promise<string[]> {
  const { findings, count } = await verify(app, anchors)
  assert.equal(count, findings.length)
  return findings.map(({ what, chain, position, upTo }) => {
    const last = upTo === position ? '' : `-${upTo}`
    return `${what} ${chain ?? 'log'}${position === null ? '' : `:${position}${last}`}`
  })
}

export async function chainsOf(app: App) {
  return openCheckpoint(app.sealer, await findCheckpoint(app.db)).chains
}

/** Records many events at once, of some accounts, without the acts; they wait to be sealed. */
export async function recordMany(app: App, name: AuditName, count: number, accounts: readonly string[]): Promise<void> {
  const from = app.now().getTime()
  const some = 500
  for (let done = 0; done < count; done += some) {
    const rows = Array.from({ length: Math.min(some, count - done) }, (_, i) => ({
      id: randomUUID(),
      at: new Date(from + done + i),
      name,
      account_id: accounts[(done + i) % accounts.length] ?? null,
      session_id: null,
      ip: `203.0.113.${i % 250}`,
      user_agent: 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
      request_id: randomUUID(),
      facts: { method: 'pwd', newDevice: i % 2 === 0 },
    }))
    await app.db.insertInto('audit_event').values(rows).execute()
  }
}

const triggers: readonly [trigger: string, table: string, engine: 'both' | 'postgres'][] = [
  ['audit_event_update', 'audit_event', 'both'],
  ['audit_event_delete', 'audit_event', 'both'],
  ['audit_event_truncate', 'audit_event', 'postgres'],
  ['audit_checkpoint_update', 'audit_checkpoint', 'both'],
  ['audit_checkpoint_delete', 'audit_checkpoint', 'both'],
  ['audit_checkpoint_truncate', 'audit_checkpoint', 'postgres'],
]

/** Takes the triggers away, as somebody with all rights in the database would. */
export async function disarm(app: App): Promise<void> {
  for (const [trigger, table, engine] of triggers) {
    if (store === 'sqlite' && engine === 'postgres') continue
    const on = store === 'sqlite' ? sql`` : sql` on ${sql.table(table)}`
    await sql`drop trigger ${sql.ref(trigger)}${on}`.execute(app.db)
  }
}

/** Runs statements as somebody who writes the database. */
export async function tamper(app: App, ...statements: readonly string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(app.db)
}
