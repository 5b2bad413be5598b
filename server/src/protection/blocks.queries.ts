import type { ExpressionBuilder } from 'kysely'
import type { Position } from '../base/page.ts'
import type { Db, Tx } from '../platform/db/db.ts'
import type { Schema } from '../platform/db/schema.ts'
import type { CounterState } from './attempts.queries.ts'

/** From how many attempts on a counter refuses, by its kind. */
export type Thresholds = {
  readonly password: number
  readonly total: number
  readonly network: number
  readonly factor: number
  readonly code: number
}

type Part = { now: Date; after: { at: Position['at']; key: string } | undefined; most: number }

/** Counters that refuse whoever comes next, those that last longest first. */
export async function listBlocking(db: Db, least: Thresholds, { now, after, most }: Part): Promise<CounterState[]> {
  let query = db
    .selectFrom('attempt')
    .select(['key', 'spent', 'window_ends_at as windowEndsAt'])
    .where(isBlocking(least, now))
  if (after) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple('window_ends_at', 'key'), '<', tuple(after.at, after.key)),
    )
  }
  return query.orderBy('window_ends_at', 'desc').orderBy('key', 'desc').limit(most).execute()
}

/** Takes a counter away that refuses at this moment, and no other; of simultaneous calls one gets true. */
export async function takeBlocking(
  tx: Tx,
  least: Thresholds,
  { key, now }: { key: string; now: Date },
): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('attempt')
    .where('key', '=', key)
    .where(isBlocking(least, now))
    .executeTakeFirstOrThrow()
  return numDeletedRows > 0n
}

function isBlocking(least: Thresholds, now: Date) {
  return (eb: ExpressionBuilder<Schema, 'attempt'>) => {
    const isTotal = eb('key', 'like', '%:total')
    const isNetwork = eb('key', 'like', 'password:network:%')
    const usual = (kind: string, spent: number) =>
      eb.and([eb('key', 'like', `${kind}:%`), eb.not(isTotal), eb.not(isNetwork), eb('spent', '>=', spent)])
    const isSpent = eb.or([
      eb.and([isTotal, eb('spent', '>=', least.total)]),
      eb.and([isNetwork, eb('spent', '>=', least.network)]),
      usual('password', least.password),
      usual('factor', least.factor),
      usual('code', least.code),
    ])
    return eb.and([eb('window_ends_at', '>', now), isSpent])
  }
}
