import { useMemo } from 'react'
import { useHolder } from '../app/use-holder.ts'

/**
 * What support may do. Everything else is for administrators. The service decides at each call; here it is only about
 * what is worth showing.
 */
const supportRights = [
  'users.see',
  'users.unlock',
  'users.send_verification',
  'users.send_reset',
  'users.end_sessions',
  'sessions.see',
  'statistics.see',
  'outbox.see',
  'blocks.see',
] as const

const adminRights = [
  'users.lock',
  'users.create',
  'users.change',
  'users.deactivate',
  'users.reactivate',
  'users.verify_email',
  'users.reset_factors',
  'users.set_role',
  'users.erase',
  'users.export',
  'audit.see',
  'audit.export',
  'audit.verify',
  'outbox.retry',
  'blocks.lift',
  'keys.see',
  'keys.rotate',
  'services.see',
  'services.add',
  'services.rotate',
  'services.remove',
  'webhooks.see',
  'webhooks.add',
  'webhooks.rotate',
  'webhooks.pause',
  'webhooks.resume',
  'webhooks.remove',
  'webhooks.test',
  'webhooks.replay',
  'settings.see',
] as const

export type Right = (typeof supportRights)[number] | (typeof adminRights)[number]
export const rightsByRole = { support: supportRights, admin: adminRights } as const

export type Staff = {
  readonly id: string
  readonly may: (right: Right) => boolean
  /** Nobody acts on themselves, and nobody on a role above their own. */
  readonly mayTouch: (person: { readonly id: string; readonly roles: readonly string[] }) => boolean
}

/** Who looks at the dashboard, and what is worth showing to them. */
export function useStaff(): Staff {
  const { id, roles } = useHolder()
  return useMemo(() => {
    const isAdmin = roles.includes('admin')
    const isStaff = isAdmin || roles.includes('support')
    const ofSupport: readonly string[] = supportRights
    return {
      id,
      may: (right) => isAdmin || (isStaff && ofSupport.includes(right)),
      mayTouch: (person) => isStaff && person.id !== id && (isAdmin || !person.roles.includes('admin')),
    }
  }, [id, roles])
}
