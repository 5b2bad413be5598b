import type { App } from '../platform/app.ts'
import type { Db, Tx } from '../platform/db/db.ts'
import {
  type Counter,
  type CounterState,
  deleteAttempts,
  extendWindow,
  forgiveAttempts,
  never,
  refundAttempt,
  setAttempts,
  spendAttempts,
} from './attempts.queries.ts'

/**
 * Who is tried, by whom. The subject is an account id, or a keyed digest of the name for one that does not exist: an
 * unknown name locks exactly like a known one.
 */
export type Attempt = {
  readonly subject: string
  /** The device that proved it belongs to the account; it has a counter of its own. */
  readonly deviceId: string | undefined
  readonly network: string
}

export type Spending =
  | { readonly allowed: true; readonly locksNow: boolean; readonly until: Date }
  | { readonly allowed: false; readonly by: 'account' | 'network'; readonly until: Date }

/** NIST SP 800-63B-4 section 3.2.2: no more than 100 consecutive failures, then the password must be set anew. */
export const mostConsecutiveFailures = 100
const consecutiveDays = 365
/** Failures of one network, over all accounts, in a quarter of an hour. */
export const mostOfNetwork = 100
const networkMinutes = 15

/**
 * Counts a password attempt before the password is looked at. What comes of it is settled by
 * `attemptPassword`.
 * @returns whether the password may be checked; `locksNow` on the attempt that uses up the last try
 */
export async function spendPasswordAttempt(app: App, attempt: Attempt): Promise<Spending> {
  const now = app.now()
  const counters = countersOf(app, attempt, now)
  const states = await spendAttempts(app.db, counters, now)
  const exceeded = counters.find((counter) => stateOf(states, counter.key).spent > counter.most)
  if (exceeded) {
    const by = exceeded.key === networkKey(attempt) ? 'network' : 'account'
    await refundAccount(app.db, attempt, exceeded)
    return { allowed: false, by, until: stateOf(states, exceeded.key).windowEndsAt }
  }
  const [nearest] = counters
  const locksNow = nearest !== undefined && stateOf(states, nearest.key).spent === nearest.most
  const until = new Date(now.getTime() + app.config.limits.lockMinutes * 60_000)
  if (locksNow) await extendWindow(app.db, nearest.key, until)
  return { allowed: true, locksNow, until }
}

/**
 * A refused attempt looked at no password, so it is no failure of the account: else a stranger who knocks at a lock
 * a hundred times would kill the password for the owner's devices too. The network's count keeps it.
 */
async function refundAccount(db: Db, attempt: Attempt, exceeded: Counter): Promise<void> {
  for (const key of [nearKey(attempt), totalKey(attempt.subject)]) {
    if (key !== exceeded.key) await refundAttempt(db, key)
  }
}

/** Gives an attempt back at which the password could not be looked at. */
export async function refundPasswordAttempt(db: Db, attempt: Attempt): Promise<void> {
  for (const key of [nearKey(attempt), totalKey(attempt.subject), networkKey(attempt)]) await refundAttempt(db, key)
}

/**
 * After the right password: the account's counters start again, the network gets its one attempt back. A password that was
 * disabled while it was looked at stays disabled.
 */
export async function forgivePasswordAttempt(db: Db, attempt: Attempt): Promise<void> {
  // At once, since SQLite then writes both to disk together.
  await Promise.all([
    forgiveAttempts(db, { one: nearKey(attempt), other: totalKey(attempt.subject) }),
    refundAttempt(db, networkKey(attempt)),
  ])
}

/** Lifts the lock of an account, as a reset by mail or an operator does. Devices keep their own counters. */
export async function liftLock(db: Db, accountId: string): Promise<void> {
  await deleteAttempts(db, [`password:${accountId}:unknown`, totalKey(accountId)])
}

/**
 * Disables the password of an account, on every path and for known devices too, until it is set anew or an operator
 * unlocks it. Unlike a hundred failures, it has no last day, and an attempt under way does not take it back.
 */
export async function disablePassword(tx: Tx, accountId: string): Promise<void> {
  await setAttempts(tx, { key: totalKey(accountId), spent: mostConsecutiveFailures, windowEndsAt: never })
}

/**
 * The counters of an account that another service had locked, or counted failures of. A lock that is longer than any of
 * ours stands where the longest do: elsewhere it would be taken for that of a clock that was wrong, and shortened.
 * @param lock null for one without an end, as one of more than a year counts, too: the password then opens nothing until it
 *   is set anew, or an operator unlocks it
 */
export function formerCounters(
  app: App,
  accountId: string,
  { failures, lock }: { failures: number; lock: Date | null | undefined },
): CounterState[] {
  const { maxLoginAttempts, lockMinutes } = app.config.limits
  const now = app.now().getTime()
  const end = lock === null ? Number.POSITIVE_INFINITY : (lock?.getTime() ?? now)
  if (end > now + lockMinutes * 60_000) {
    const windowEndsAt = end > now + consecutiveDays * 86_400_000 ? never : new Date(end)
    return [{ key: totalKey(accountId), spent: mostConsecutiveFailures, windowEndsAt }]
  }
  const key = nearKey({ subject: accountId, deviceId: undefined, network: '' })
  if (end > now) return [{ key, spent: maxLoginAttempts, windowEndsAt: new Date(end) }]
  // A lock that has ended begins the count anew.
  const spent = lock === undefined ? Math.min(failures, maxLoginAttempts - 1) : 0
  return spent > 0 ? [{ key, spent, windowEndsAt: new Date(now + lockMinutes * 60_000) }] : []
}

function countersOf(app: App, attempt: Attempt, now: Date): readonly Counter[] {
  const { maxLoginAttempts, lockMinutes } = app.config.limits
  const after = (minutes: number): Date => new Date(now.getTime() + minutes * 60_000)
  const near = { key: nearKey(attempt), most: maxLoginAttempts, windowEndsAt: after(lockMinutes) }
  const total = {
    key: totalKey(attempt.subject),
    most: mostConsecutiveFailures,
    windowEndsAt: after(consecutiveDays * 1440),
  }
  if (!app.config.limits.enabled) return [near, total]
  return [near, total, { key: networkKey(attempt), most: mostOfNetwork, windowEndsAt: after(networkMinutes) }]
}

function nearKey({ subject, deviceId }: Attempt): string {
  return `password:${subject}:${deviceId ?? 'unknown'}`
}

function totalKey(subject: string): string {
  return `password:${subject}:total`
}

function networkKey({ network }: Attempt): string {
  return `password:network:${network}`
}

function stateOf(states: readonly CounterState[], key: string): CounterState {
  const state = states.find((candidate) => candidate.key === key)
  if (!state) throw new TypeError(`no counter ${key}`)
  return state
}
