import type { Account } from '../accounts/accounts.queries.ts'
import { lockAccount } from '../accounts/lock-account.ts'
import { deactivateByOperator, reactivateAccount } from '../accounts/switch-account.ts'
import { confirmEmail } from '../accounts/verify-email.ts'
import type { AdminAct } from '../audit/admin-acts.ts'
import { approve } from '../mfa/recover-factors.ts'
import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'
import { liftEveryLock } from '../protection/unlock.ts'
import { mailReset } from '../recovery/forgot-password.ts'
import { endSessionsOf } from '../sessions/end-session.ts'
import { mailVerification } from '../signin/resend-verification.ts'

/** What came of an act; `dueAt` where it comes about later. */
export type Outcome = { readonly changed: boolean; readonly dueAt?: Date | null }

type PersonAct = {
  readonly act: AdminAct
  /** What the API document says of it. */
  readonly summary: string
  readonly done: string
  /** When all was as wished before. */
  readonly unchanged: string
  readonly run: (app: App, tx: Tx, account: Account) => Promise<Outcome>
}

const by = 'operator'

/** What can be done to an account with nothing but a reason, by its word in the address. */
export const personActs = {
  lock: {
    act: 'users.lock',
    summary: 'Disable the password of an account and end its sessions, until its owner sets another or it is unlocked',
    done: 'Locked. All sessions have ended.',
    unchanged: 'Locked. All sessions have ended.',
    run: async (app, tx, { id }) => {
      await lockAccount(app, tx, id)
      return { changed: true }
    },
  },
  unlock: {
    act: 'users.unlock',
    summary: 'Lift every lock of an account',
    done: 'Unlocked.',
    unchanged: 'There was no lock, and no failure was counted.',
    run: async (app, tx, { id }) => ({ changed: await liftEveryLock(app, tx, id) }),
  },
  deactivate: {
    act: 'users.deactivate',
    summary: 'Switch an account off and end its sessions; one that is to be erased stays off when its owner keeps it',
    done: 'Deactivated. All sessions have ended.',
    unchanged: 'It was deactivated before.',
    run: async (app, tx, { id }) => ({ changed: await deactivateByOperator(app, tx, id) }),
  },
  reactivate: {
    act: 'users.reactivate',
    summary: 'Switch an account on again; it is not erased then',
    done: 'Reactivated.',
    unchanged: 'It was active before.',
    run: async (app, tx, { id }) => ({ changed: await reactivateAccount(app, tx, id) }),
  },
  'verify-email': {
    act: 'users.verify_email',
    summary: 'Take the e-mail address of an account as verified',
    done: 'The address counts as verified.',
    unchanged: 'The address was verified before.',
    run: async (app, tx, { id, email }) => ({
      changed: await confirmEmail(app, tx, undefined, { accountId: id, email, by }),
    }),
  },
  'send-verification': {
    act: 'users.send_verification',
    summary: 'Mail the link that verifies the address of an account',
    done: 'The mail is on its way.',
    unchanged: 'The address is verified, or the account is deactivated: nothing was sent.',
    run: async (app, tx, account) => {
      if (account.emailVerifiedAt !== null || !account.isActive) return { changed: false }
      await mailVerification(app, tx, account, undefined)
      return { changed: true }
    },
  },
  'send-reset': {
    act: 'users.send_reset',
    summary: 'Mail the link that sets a new password',
    done: 'The mail is on its way.',
    unchanged: 'The account is deactivated: nothing was sent.',
    run: async (app, tx, account) => {
      if (!account.isActive) return { changed: false }
      await mailReset(app, tx, account, undefined)
      return { changed: true }
    },
  },
  'reset-factors': {
    act: 'users.reset_factors',
    summary: 'Agree that the lost second factors of an account are removed after a delay',
    done: 'Agreed. The factors go once the owner has proved the mailbox at sign-in, and after the delay.',
    unchanged: 'It was agreed before.',
    run: async (app, tx, account) => ({ changed: true, dueAt: await approve(app, tx, account) }),
  },
  'end-sessions': {
    act: 'users.end_sessions',
    summary: 'End every session of an account at once',
    done: 'All sessions have ended.',
    unchanged: 'All sessions have ended.',
    run: async (app, tx, { id: accountId }) => {
      await endSessionsOf(app, tx, undefined, { accountId, reason: 'ended_by_operator' })
      return { changed: true }
    },
  },
} as const satisfies Record<string, PersonAct>

export type PersonActWord = keyof typeof personActs
export const personActWords = Object.keys(personActs) as [PersonActWord, ...PersonActWord[]]

/** The act of a word, without the narrow types of its texts. */
export function personAct(word: PersonActWord): PersonAct {
  return personActs[word]
}
