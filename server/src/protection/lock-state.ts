import type { App } from '../platform/app.ts'
import { findAttemptsOf } from './attempts.queries.ts'
import { findFreeze } from './freeze.queries.ts'
import { mostConsecutiveFailures } from './lockout.ts'

export type LockState = {
  /** Until when unknown clients are refused; undefined when they are not. */
  readonly lockedUntil: Date | undefined
  /** Whether the password was disabled by too many failures in a row, until it is set anew. */
  readonly passwordDisabled: boolean
  /** Since when its owner has frozen it; undefined when it is not frozen. */
  readonly frozenSince: Date | undefined
}

/** How the lock of an account stands, for operators. */
export async function lockState(app: App, accountId: string): Promise<LockState> {
  const now = app.now()
  const counters = (await findAttemptsOf(app.db, accountId)).filter(({ windowEndsAt }) => windowEndsAt > now)
  const named = (ending: string) => counters.find(({ key }) => key.endsWith(`:${ending}`))
  const unknown = named('unknown')
  const locked = unknown !== undefined && unknown.spent >= app.config.limits.maxLoginAttempts
  return {
    lockedUntil: locked ? unknown.windowEndsAt : undefined,
    frozenSince: await findFreeze(app.db, accountId),
    passwordDisabled: (named('total')?.spent ?? 0) >= mostConsecutiveFailures,
  }
}
