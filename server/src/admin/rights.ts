import type { AdminAct } from '../audit/admin-acts.ts'

export type Role = 'support' | 'admin'

type Right = {
  /** The lowest role that may do it. */
  readonly least: Role
  /** Whether the second factor must have been proved within `REAUTH_LIFETIME`. */
  readonly fresh: boolean
}

const see = (least: Role): Right => ({ least, fresh: false })
const act = (least: Role): Right => ({ least, fresh: false })
const sensitive = (least: Role): Right => ({ least, fresh: true })

/**
 * Who may do what. Support helps people back into their own accounts and can let nobody else in; whatever changes who may
 * enter, what others see, or many accounts at once is for administrators, after a fresh proof.
 */
export const rights: { readonly [A in AdminAct]: Right } = {
  'users.see': see('support'),
  'users.unlock': act('support'),
  'users.send_verification': act('support'),
  'users.send_reset': act('support'),
  'users.end_sessions': act('support'),
  'users.lock': sensitive('admin'),
  'users.create': sensitive('admin'),
  'users.change': sensitive('admin'),
  'users.deactivate': sensitive('admin'),
  'users.reactivate': sensitive('admin'),
  'users.verify_email': sensitive('admin'),
  'users.reset_factors': sensitive('admin'),
  'users.set_role': sensitive('admin'),
  'users.erase': sensitive('admin'),
  'users.export': sensitive('admin'),
  'sessions.see': see('support'),
  'audit.see': see('admin'),
  'audit.export': sensitive('admin'),
  'audit.verify': act('admin'),
  'statistics.see': see('support'),
  'outbox.see': see('support'),
  'outbox.retry': act('admin'),
  'blocks.see': see('support'),
  'blocks.lift': sensitive('admin'),
  'keys.see': see('admin'),
  'keys.rotate': sensitive('admin'),
  'services.see': see('admin'),
  'services.add': sensitive('admin'),
  'services.rotate': sensitive('admin'),
  'services.remove': sensitive('admin'),
  'webhooks.see': see('admin'),
  'webhooks.add': sensitive('admin'),
  'webhooks.rotate': sensitive('admin'),
  'webhooks.pause': act('admin'),
  'webhooks.resume': act('admin'),
  'webhooks.remove': sensitive('admin'),
  'webhooks.test': act('admin'),
  'webhooks.replay': act('admin'),
  'settings.see': see('admin'),
}

const ranks: Readonly<Record<Role, number>> = { support: 1, admin: 2 }

/** How high the highest role of an account stands; zero without one. A role that nobody knows counts for nothing. */
export function rankOf(roles: readonly string[]): number {
  return Math.max(0, ...roles.map((role) => (Object.hasOwn(ranks, role) ? ranks[role as Role] : 0)))
}

/** Whether somebody of these roles may do it to anybody at all. */
export function mayDo(roles: readonly string[], wanted: AdminAct): boolean {
  return rankOf(roles) >= ranks[rights[wanted].least]
}

type Party = { readonly id: string; readonly roles: readonly string[] }

/**
 * Whether one account may be acted on by another: nobody acts on a role above their own, and nobody on themselves. From
 * the second it follows that an administrator remains, whatever administrators do to each other.
 */
export function mayTouch(actor: Party, target: Party): boolean {
  return actor.id !== target.id && rankOf(target.roles) <= rankOf(actor.roles)
}
