import { createHash } from 'node:crypto'
import { CompiledQuery } from 'kysely'
import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterPostgres,
  RateLimiterRedis,
  RateLimiterRes,
} from 'rate-limiter-flexible'
import type { Budget, Spent } from './budgets/budget.ts'
import { postgresCounts, redisCounts } from './budgets/count-stores.ts'
import { makeNearCounts, type NearCounts } from './budgets/near-counts.ts'
import type { Clock } from './clock.ts'
import { type Db, isPostgres } from './db/db.ts'
import type { Log } from './log.ts'
import type { RedisLink } from './redis.ts'

export type { Budget, Spent }

export type Budgets = {
  /**
   * Spends one point, atomically across processes and nodes that share a store.
   * @param key whose budget: a network, an address, an account; kept only as a digest
   */
  spend: (budget: Budget, key: string) => Promise<Spent>
  /**
   * Spends one point in memory, for what happens at every request: see `near-counts.ts` for how exact it is.
   * @param budget always the same object for the same budget
   */
  count: NearCounts['count']
  /** Stops telling other processes of what was counted. */
  close: () => void
}

/**
 * Counters on Redis when there is one, else on PostgreSQL, else in this process. With Redis away they go on in the
 * database or in memory: looser across nodes for that time, never open.
 */
export function makeBudgets(db: Db, redis: RedisLink | undefined, { now, log }: { now: Clock; log: Log }): Budgets {
  const limiters = new Map<string, RateLimiterAbstract>()
  const limiterOf = (budget: Budget): RateLimiterAbstract => {
    const known = limiters.get(budget.name)
    if (known) return known
    const made = makeLimiter(db, redis, budget)
    limiters.set(budget.name, made)
    return made
  }
  const atDatabase = isPostgres(db) ? postgresCounts(db) : undefined
  const near = makeNearCounts(redis ? redisCounts(redis, atDatabase) : atDatabase, now, log)
  return {
    ...near,
    async spend(budget, key) {
      // Windows follow the product's clock; the store's own expiry only clears them away.
      const seconds = now().getTime() / 1000
      const window = Math.floor(seconds / budget.seconds)
      const resetSeconds = Math.ceil((window + 1) * budget.seconds - seconds)
      const digest = createHash('sha256').update(key).digest('base64url')
      const outcome = await consume(limiterOf(budget), `${budget.name}:${window}:${digest}`)
      return { budget, resetSeconds, ...outcome }
    },
  }
}

async function consume(limiter: RateLimiterAbstract, key: string): Promise<{ allowed: boolean; remaining: number }> {
  try {
    const { remainingPoints } = await limiter.consume(key)
    return { allowed: true, remaining: remainingPoints }
  } catch (refused) {
    if (refused instanceof RateLimiterRes) return { allowed: false, remaining: 0 }
    throw refused
  }
}

function makeLimiter(db: Db, redis: RedisLink | undefined, budget: Budget): RateLimiterAbstract {
  const limits = { points: budget.points, duration: budget.seconds, keyPrefix: 'kalosphere:budget' }
  const local = isPostgres(db) ? postgresLimiter(db, limits) : new RateLimiterMemory(limits)
  if (!redis) return local
  return new RateLimiterRedis({
    ...limits,
    storeClient: redis,
    useRedisPackage: true,
    rejectIfRedisNotReady: true,
    insuranceLimiter: local,
  })
}

function postgresLimiter(db: Db, limits: { points: number; duration: number; keyPrefix: string }): RateLimiterPostgres {
  const storeClient = {
    query: async ({ text, values }: { text: string; values: unknown[] }) => {
      const { rows } = await db.executeQuery(CompiledQuery.raw(text, values))
      return { rows, rowCount: rows.length }
    },
  }
  return new RateLimiterPostgres({
    ...limits,
    storeClient,
    storeType: 'client',
    tableName: 'budget',
    tableCreated: true,
    clearExpiredByTimeout: false,
  })
}

/** Clears counters whose window is over, a small batch at a time. */
export async function deleteEndedBudgets(db: Db, now: Date, most: number): Promise<number> {
  const ended = db.selectFrom('budget').select('key').where('expire', '<', now.getTime()).limit(most)
  const { numDeletedRows } = await db.deleteFrom('budget').where('key', 'in', ended).executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}
