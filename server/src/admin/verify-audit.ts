import { type Verdict, verifyLog } from '../audit/verify-log.ts'
import { Problem } from '../base/problem.ts'
import type { App } from '../platform/app.ts'
import type { Budget } from '../platform/budgets.ts'
import { recordDeed, type Staff } from './staff-act.ts'

/** Each reads the whole log. */
const verifications: Budget = { name: 'audit-verify', points: 12, seconds: 3600 }

/**
 * Reads the whole log and says what is wrong with it.
 * @throws Problem `rate_limited` for more than a few in an hour, whoever asks
 */
export async function verifyAudit(app: App, staff: Staff, reason: string): Promise<Verdict> {
  if (app.config.limits.enabled) {
    const spent = await app.budgets.spend(verifications, 'all')
    if (!spent.allowed) throw new Problem('rate_limited', { retryAfter: spent.resetSeconds })
  }
  await app.transaction(recordDeed(app, staff, { act: 'audit.verify', reason }))
  return verifyLog(app, { anchors: [], onProgress: () => undefined })
}
