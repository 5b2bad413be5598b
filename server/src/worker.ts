import { setTimeout as delay } from 'node:timers/promises'
import { deleteEndedHolds } from './accounts/accounts.queries.ts'
import { eraseAccounts } from './accounts/erase-accounts.ts'
import { deleteEndedFirstAdminLinks } from './accounts/first-admin.queries.ts'
import { expireUnverified } from './accounts/remove-unverified.ts'
import { closeLog, keepLog } from './audit/keep-log.ts'
import { pruneLog } from './audit/prune-log.ts'
import { writeLastSeen } from './devices/write-last-seen.ts'
import { deliverEvent } from './events/deliver-event.ts'
import { dropOldSecrets } from './events/endpoints.queries.ts'
import { handOutEvent } from './events/hand-out-event.ts'
import { removeOldDeliveries, watchDeliveries } from './events/keep-deliveries.ts'
import { lanesEnded, sendWebhooks } from './events/send-webhooks.ts'
import { rotateOldKey } from './keys/key-ring.ts'
import { deleteRetiredKeys } from './keys/keys.queries.ts'
import { deleteEndedChallenges } from './mfa/challenges.queries.ts'
import { completeRecoveries } from './mfa/complete-recoveries.ts'
import { deleteEndedEnrolments } from './mfa/factors.queries.ts'
import { deleteOldNotices } from './notices/notices.queries.ts'
import { deliverMail } from './notifications/deliver-mail.ts'
import { deliverText } from './notifications/deliver-text.ts'
import { deleteEndedSocketTickets } from './notifications/socket-tickets.queries.ts'
import { bringForward } from './operations/bring-forward.ts'
import { type Deliverers, deliverDue } from './outbox/deliver.ts'
import { deleteFailedItems, type OutboxLane } from './outbox/outbox.queries.ts'
import type { App } from './platform/app.ts'
import { deleteEndedBudgets } from './platform/budgets.ts'
import { traced } from './platform/tracing/tracing.ts'
import { deleteEndedProofs } from './proofs/proofs.queries.ts'
import { deleteEndedAttempts } from './protection/attempts.queries.ts'
import { deliverForgotPassword } from './recovery/forgot-password.ts'
import { deleteEndedFormer } from './sessions/former-login.queries.ts'
import { sampleLiving } from './sessions/sample-living.ts'
import { deleteOldSamples } from './sessions/session-samples.queries.ts'
import { deleteEndedSessions } from './sessions/sessions.queries.ts'
import { deliverSignInLocked } from './signin/deliver-locked.ts'
import { deliverNewSignIn } from './signin/note-new-sign-in.ts'
import { deliverResendVerification } from './signin/resend-verification.ts'
import { deleteEndedTickets } from './signin/tickets.queries.ts'
import { deleteEndedFlows } from './social/flows.queries.ts'

/** Who delivers what the outbox holds. */
export const deliverers: Deliverers = {
  mail: deliverMail,
  text: deliverText,
  event: deliverEvent,
  webhook_event: handOutEvent,
  forgot_password: deliverForgotPassword,
  resend_verification: deliverResendVerification,
  sign_in_locked: deliverSignInLocked,
  new_sign_in: deliverNewSignIn,
}

/** A busy service commits all the time: between two looks that find nothing lies at least this. */
const pauseMs = 50
/** Work of another process, and retries, are found at the latest after this time. */
const lookEveryMs = 1000
const cleanEveryMs = 60_000
const seeEveryMs = 5000
const keepEveryMs = 1000
const batch = 500
/** How long a notice is kept. */
const noticeDays = 90
/** Deliveries under way get this long after a stop was asked for: a mail server may hang for minutes. */
const graceMs = 3000

export type Worker = { stop: () => Promise<void> }

/**
 * Delivers the outbox and webhooks as soon as something is there, keeps the audit log every second, and tidies up once a
 * minute; every process runs one.
 */
export function startWorker(app: App): Worker {
  const clean = () => attempt(app, 'clean-up', () => traced(app.tracing, { name: 'clean up' }, () => cleanUp(app)))
  const cleaning = setInterval(() => void clean(), cleanEveryMs)
  const seeing = setInterval(() => void attempt(app, 'last seen', () => writeLastSeen(app)), seeEveryMs)
  const keeper = startKeeper(app)
  const senders = [startOutbox(app, 'others'), startOutbox(app, 'events'), startWebhooks(app)]
  return {
    async stop() {
      clearInterval(cleaning)
      clearInterval(seeing)
      const late = setTimeout(() => void app.mailer.close(), graceMs)
      await Promise.all(senders.map((sender) => sender.stop()))
      await keeper.stop()
      clearTimeout(late)
      await attempt(app, 'last seen', () => writeLastSeen(app))
    },
  }
}

function startOutbox(app: App, lane: OutboxLane): Worker {
  return startSender(app, () => attempt(app, 'outbox', () => deliverDue(app, deliverers, lane)))
}

/** Beside the outbox, since endpoints may be slow: each goes on by itself. */
function startWebhooks(app: App): Worker {
  const end = new AbortController()
  const sender = startSender(app, () => attempt(app, 'webhooks', () => sendWebhooks(app, end.signal)))
  return {
    async stop() {
      const late = setTimeout(() => end.abort(), graceMs)
      await sender.stop()
      await lanesEnded(app)
      clearTimeout(late)
    },
  }
}

/** Sends after each commit and once a second, and again as long as there was something. */
function startSender(app: App, send: () => Promise<number>): Worker {
  let running: Promise<void> | undefined
  let again = false
  let stopped = false
  const look = (): void => {
    again = true
    running ??= drain().finally(() => {
      running = undefined
    })
  }
  const drain = async (): Promise<void> => {
    while (again && !stopped) {
      again = false
      if ((await send()) > 0) again = true
      else await delay(pauseMs)
    }
  }
  const stopListening = app.onCommit(look)
  const looking = setInterval(look, lookEveryMs)
  return {
    async stop() {
      stopped = true
      stopListening()
      clearInterval(looking)
      await running
    },
  }
}

/** Beside the outbox, so that a mail server that hangs leaves no event unsealed. */
function startKeeper(app: App): Worker {
  let keeping: Promise<number> | undefined
  const keep = (): void => {
    keeping ??= attempt(app, 'audit log', () => keepLog(app)).finally(() => {
      keeping = undefined
    })
  }
  const timer = setInterval(keep, keepEveryMs)
  return {
    async stop() {
      clearInterval(timer)
      await keeping
      await attempt(app, 'audit log', () => closeLog(app))
    },
  }
}

/** Removes what has ended, in small batches, rotates a signing key that is old, and notes how many sessions live. */
export async function cleanUp(app: App): Promise<number> {
  const now = app.now()
  const dayAgo = new Date(now.getTime() - 86_400_000)
  const monthAgo = new Date(now.getTime() - 30 * 86_400_000)
  const daysAgo = (days: number): Date => new Date(now.getTime() - days * 86_400_000)
  const removed = [
    await deleteEndedAttempts(app.db, now, batch),
    await deleteEndedBudgets(app.db, now, batch),
    await deleteEndedHolds(app.db, now, batch),
    await deleteEndedSocketTickets(app.db, now, batch),
    await deleteOldNotices(app.db, new Date(now.getTime() - noticeDays * 86_400_000), batch),
    await deleteEndedTickets(app.db, now, batch),
    await deleteEndedChallenges(app.db, now, batch),
    await deleteEndedFlows(app.db, now, batch),
    await deleteEndedFirstAdminLinks(app.db, now),
    await deleteEndedProofs(app.db, monthAgo, batch),
    await deleteEndedSessions(app.db, monthAgo, batch),
    await deleteOldSamples(app.db, daysAgo(app.config.audit.retentionDays.main), batch),
    await deleteEndedFormer(app.db, { now, importedBefore: daysAgo(app.config.tokens.refreshDays) }, batch),
    await deleteFailedItems(app.db, monthAgo, batch),
    await deleteEndedEnrolments(app.db, dayAgo, batch),
    await expireUnverified(app, batch),
    await completeRecoveries(app, batch),
    await eraseAccounts(app, batch),
    await removeOldDeliveries(app, batch),
    await pruneLog(app),
  ]
  await bringForward(app)
  await watchDeliveries(app)
  await dropOldSecrets(app.db, now)
  await deleteRetiredKeys(app.db, now)
  await rotateOldKey(app)
  await sampleLiving(app)
  return removed.reduce((sum, count) => sum + count, 0)
}

/** The worker outlives a database that is away: what failed is tried again at the next look. */
async function attempt(app: App, what: string, work: () => Promise<number>): Promise<number> {
  try {
    return await work()
  } catch (error) {
    app.log.error({ err: error }, `worker: ${what} failed`)
    return 0
  }
}
