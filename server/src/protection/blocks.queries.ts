import type { Position } from '../base/page.ts'
import type { Db } from '../platform/db/db.ts'
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
    .where('window_ends_at', '>', now)
    .where((eb) => {
      const isTotal = eb('key', 'like', '%:total')
      const isNetwork = eb('key', 'like', 'password:network:%')
      const usual = (kind: string, spent: number) =>
        eb.and([eb('key', 'like', `${kind}:%`), eb.not(isTotal), eb.not(isNetwork), eb('spent', '>=', spent)])
      return eb.or([
        eb.and([isTotal, eb('spent', '>=', least.total)]),
        eb.and([isNetwork, eb('spent', '>=', least.network)]),
        usual('password', least.password),
        usual('factor', least.factor),
        usual('code', least.code),
      ])
    })
  if (after) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple('window_ends_at', 'key'), '<', tuple(after.at, after.key)),
    )
  }
  return query.orderBy('window_ends_at', 'desc').orderBy('key', 'desc').limit(most).execute()
}
