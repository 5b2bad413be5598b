import { sql } from 'kysely'
import type { Db } from '../db/db.ts'
import type { RedisLink } from '../redis.ts'
import type { CountStore, Sent } from './near-counts.ts'

const prefix = 'kalosphere:near:'

/** Adds counts up in one statement; rows in the order of their keys, so that no two processes wait in a circle. */
export function postgresCounts(db: Db): CountStore {
  return {
    async add(sent) {
      const given = JSON.stringify(sent.map(({ key, ...more }) => ({ key: `${prefix}${key}`, ...more })))
      const { rows } = await sql<{ key: string; points: number }>`
        insert into budget (key, points, expire)
        select key, points, "endsAt" from jsonb_to_recordset(${given}::jsonb) as given(key text, points bigint, "endsAt" bigint)
        order by key
        on conflict (key) do update set points = budget.points + excluded.points
        returning key, points`.execute(db)
      return new Map(rows.map(({ key, points }) => [key.slice(prefix.length), points]))
    },
  }
}

/**
 * Adds counts up on Redis, in one exchange.
 * @param meanwhile takes over while Redis is away
 */
export function redisCounts(redis: RedisLink, meanwhile: CountStore | undefined): CountStore {
  return {
    async add(sent) {
      if (!redis.isReady) return meanwhile?.add(sent)
      const exchange = redis.multi()
      for (const { key, points } of sent) exchange.incrBy(`${prefix}${key}`, points)
      for (const one of sent) exchange.pExpire(`${prefix}${one.key}`, lifeMs(one))
      const totals: readonly unknown[] = await exchange.execAsPipeline()
      return new Map(sent.map(({ key }, i) => [key, Number(totals[i])]))
    },
  }
}

/** Windows follow the product's clock, which tests move; the store's own expiry only clears them away. */
function lifeMs({ key }: Sent): number {
  return Number(key.split(':')[1]) * 1000 + 60_000
}
