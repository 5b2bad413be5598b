import { type ExpressionBuilder, sql } from 'kysely'
import type { Db, Tx } from '../platform/db/db.ts'
import { hotQuery } from '../platform/db/hot-query.ts'
import type { Schema } from '../platform/db/schema.ts'

/** A counter of failures: how many are allowed before it locks, and for how long it counts and locks. */
export type Counter = { readonly key: string; readonly most: number; readonly windowEndsAt: Date }
export type CounterState = { key: string; spent: number; windowEndsAt: Date }

/**
 * Counts one attempt on each counter, in one statement, so that guesses sent at the same moment cannot share a turn.
 * The attempt that reaches the limit starts the lock anew, to its full length. A window that ends later than a whole one
 * from now was begun by a clock that has been set back since: it ends as if it began now, or a lock could last for years.
 */
export async function spendAttempts(db: Db, counters: readonly Counter[], now: Date): Promise<CounterState[]> {
  const rows = counters
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ key, windowEndsAt }) => ({ key, spent: 1, window_ends_at: windowEndsAt }))
  return db
    .insertInto('attempt')
    .values(rows)
    .onConflict((oc) =>
      oc.column('key').doUpdateSet({
        spent: sql<number>`case when attempt.window_ends_at <= ${now} then 1 else attempt.spent + 1 end`,
        window_ends_at: sql<Date>`case when attempt.window_ends_at <= ${now} then excluded.window_ends_at
          when attempt.window_ends_at > excluded.window_ends_at and attempt.window_ends_at < ${never}
          then excluded.window_ends_at else attempt.window_ends_at end`,
      }),
    )
    .returning(['key', 'spent', 'window_ends_at as windowEndsAt'])
    .execute()
}

/** Puts a counter where somebody wants it, whatever was counted before. */
export async function setAttempts(db: Db, { key, spent, windowEndsAt }: CounterState): Promise<void> {
  const state = { spent, window_ends_at: windowEndsAt }
  await db
    .insertInto('attempt')
    .values({ key, ...state })
    .onConflict((oc) => oc.column('key').doUpdateSet(state))
    .execute()
}

/** Lets a lock run its full length from now. */
export async function extendWindow(db: Db, key: string, until: Date): Promise<void> {
  await db.updateTable('attempt').set({ window_ends_at: until }).where('key', '=', key).execute()
}

/**
 * When the window of a lock ends that nothing but its lifting ends. No failure starts such a window, so it tells who locked;
 * neither a right password nor an attempt that is given back changes its counter.
 */
export const never = new Date('9999-01-01T00:00:00Z')

/** Starts two counters anew, but for those that somebody has locked for good meanwhile. */
export const forgiveAttempts = hotQuery((db, { one, other }: { one: string; other: string }) =>
  db.deleteFrom('attempt').where('key', 'in', [one, other]).where('window_ends_at', '<', never),
)

export async function deleteAttempts(db: Db, keys: readonly string[]): Promise<void> {
  await db.deleteFrom('attempt').where('key', 'in', keys).execute()
}

/** Every counter of an account's password: of unknown clients, of its devices and sessions, and the total. */
export async function findAttemptsOf(db: Db, accountId: string): Promise<CounterState[]> {
  return db
    .selectFrom('attempt')
    .select(['key', 'spent', 'window_ends_at as windowEndsAt'])
    .where('key', 'like', `password:${accountId}:%`)
    .execute()
}

/**
 * Lifts every lock of an account: of its password and of its second factors.
 * @returns how many counters there were
 */
export async function deleteAttemptsOf(db: Db, accountId: string): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('attempt')
    .where((eb) => eb.or([eb('key', 'like', `password:${accountId}:%`), eb('key', 'like', `factor:${accountId}:%`)]))
    .executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}

/** The counters that are about an account: of its password, its second factors, and the codes that were mailed to it. */
export function isCounterOf(accountId: string) {
  return (eb: ExpressionBuilder<Schema, 'attempt'>) =>
    eb.or([
      eb('key', 'like', `password:${accountId}:%`),
      eb('key', 'like', `factor:${accountId}:%`),
      eb('key', 'like', `code:%:${accountId}`),
    ])
}

/** Forgets all counters of an account that is no more. */
export async function deleteCountersOf(tx: Tx, accountId: string): Promise<void> {
  await tx.deleteFrom('attempt').where(isCounterOf(accountId)).execute()
}

/** Gives one attempt back, but not to a counter that somebody has locked for good meanwhile. */
export async function refundAttempt(db: Db, key: string): Promise<void> {
  await refund(db, { key })
}

const refund = hotQuery((db, { key }: { key: string }) =>
  db
    .updateTable('attempt')
    .set({ spent: sql<number>`spent - 1` })
    .where('key', '=', key)
    .where('spent', '>', 0)
    .where('window_ends_at', '<', never),
)

/** Clears counters whose window ended, a small batch at a time. */
export async function deleteEndedAttempts(db: Db, now: Date, most: number): Promise<number> {
  const ended = db.selectFrom('attempt').select('key').where('window_ends_at', '<=', now).limit(most)
  const { numDeletedRows } = await db.deleteFrom('attempt').where('key', 'in', ended).executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}

/** Puts counters in as another service left them. */
export async function insertAttempts(db: Db, states: readonly CounterState[]): Promise<void> {
  const rows = states.map(({ key, spent, windowEndsAt }) => ({ key, spent, window_ends_at: windowEndsAt }))
  await db
    .insertInto('attempt')
    .values(rows)
    .onConflict((oc) => oc.doNothing())
    .execute()
}
